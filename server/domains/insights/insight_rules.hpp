#pragma once
#include "server/records/rules.hpp"

namespace dossier::insights {

/// An insight's author is who created it. `published_at` is when it last became published: set then, kept
/// when it is archived, emptied when it goes back to a draft.
class insight_rules final : public records::record_rules {
 public:
  void before_create(describe::any_record& made, const records::write_context& by,
                     std::vector<field_error>& errors) const override;
  void before_change(const describe::any_record& before, describe::any_record& after,
                     const records::write_context& by, std::vector<field_error>& errors) const override;
};

}  // namespace dossier::insights
