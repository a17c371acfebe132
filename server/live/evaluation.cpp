#include "server/live/evaluation.hpp"

#include <algorithm>

namespace dossier::live {

evaluation::evaluation(const feed_change& change, reference_cache& references) {
  if (const auto* image = change.before()) before_.emplace(*image);
  if (const auto* image = change.after()) after_.emplace(*image);
  context_.referenced = [&references](const describe::field&, const uuid& id) { return references.find(id); };
}

bool evaluation::in_view(const subscription_group& group, const query::subject& image, timestamp now) {
  context_.now = now;
  return query::matches(group.filter, image, context_);
}

std::optional<match_kind> evaluation::match(const subscription_group& group) {
  const bool is_in = after_ && in_view(group, *after_, group.now);
  const bool was_in = before_ && (in_view(group, *before_, group.now) ||
                                  (group.previous_now && in_view(group, *before_, *group.previous_now)));
  if (is_in) return was_in ? match_kind::stay : match_kind::enter;
  if (was_in) return match_kind::leave;
  return std::nullopt;
}

bool touches_what_is_looked_at(const subscription_group& group, const feed_change& change) {
  return std::any_of(group.looked_at.begin(), group.looked_at.end(),
                     [&](const describe::field* field) { return change.touches(*field); });
}

}  // namespace dossier::live
