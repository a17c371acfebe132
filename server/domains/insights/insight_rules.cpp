#include "server/domains/insights/insight_rules.hpp"

#include "shared/records/insight.hpp"

namespace dossier::insights {

void insight_rules::before_create(describe::any_record& made, const records::write_context& by,
                                  std::vector<field_error>&) const {
  auto& note = *made.get_if<insight>();
  note.author_id = by.who.user_id;
  if (note.status == insight_status::published) note.published_at = by.at;
}

void insight_rules::before_change(const describe::any_record& before, describe::any_record& after,
                                  const records::write_context& by, std::vector<field_error>&) const {
  const auto& was = *before.get_if<insight>();
  auto& note = *after.get_if<insight>();
  if (note.status == was.status) return;
  if (note.status == insight_status::published) note.published_at = by.at;
  if (note.status == insight_status::draft) note.published_at.reset();
}

}  // namespace dossier::insights
