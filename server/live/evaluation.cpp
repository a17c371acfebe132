#include "server/live/evaluation.hpp"

#include <algorithm>

namespace dossier::live {

evaluation::evaluation(const feed_change& change, reference_cache& references) {
  if (const auto* image = change.before()) before_.emplace(*image);
  if (const auto* image = change.after()) after_.emplace(*image);
  context_.referenced = [&references](const describe::field&, const uuid& id) { return references.find(id); };
}

std::optional<match_kind> evaluation::match(const subscription_group& group) {
  context_.now = group.now;
  const bool is_in = after_ && query::matches(group.filter, *after_, context_);
  const bool was_in =
      before_ && query::matches(group.relative ? group.may_show : group.filter, *before_, context_);
  if (is_in) return was_in ? match_kind::stay : match_kind::enter;
  if (was_in) return match_kind::leave;
  return std::nullopt;
}

bool touches_what_is_looked_at(const subscription_group& group, const feed_change& change) {
  return std::any_of(group.looked_at.begin(), group.looked_at.end(),
                     [&](const subscription_group::looked_at_field& one) {
                       return one.type == &change.image().type() && change.touches(*one.field);
                     });
}

}  // namespace dossier::live
