#include "server/domains/views/view_rules.hpp"

#include "shared/query/view_errors.hpp"

namespace dossier::views {
namespace {

bool same_list(const saved_view& left, const saved_view& right) {
  return left.resource == right.resource && left.filter == right.filter && left.q == right.q &&
         left.order_by == right.order_by && left.columns == right.columns;
}

void check(const saved_view& view, std::vector<field_error>& errors) {
  for (field_error& each : query::view_errors(view)) errors.push_back(std::move(each));
}

}  // namespace

void view_rules::before_create(describe::any_record& made, const records::write_context&,
                               std::vector<field_error>& errors) const {
  check(*made.get_if<saved_view>(), errors);
}

void view_rules::before_change(const describe::any_record& before, describe::any_record& after,
                               const records::write_context&, std::vector<field_error>& errors) const {
  const auto& now = *after.get_if<saved_view>();
  if (!same_list(*before.get_if<saved_view>(), now)) check(now, errors);
}

}  // namespace dossier::views
