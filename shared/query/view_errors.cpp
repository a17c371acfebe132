#include "shared/query/view_errors.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"
#include "shared/query/search.hpp"

namespace dossier::query {
namespace {

template <class T>
void add_syntax(std::vector<field_error>& errors, std::string_view field, std::string_view text,
                const result<T>& parsed) {
  if (parsed) return;
  const problem& why = parsed.error();
  // "The filter is not understood: expected a value" says to people what is said by the field's place here.
  const std::size_t colon = why.detail.find(": ");
  std::string message = "is not understood";
  if (why.position) {
    const std::size_t before = describe::count_characters(text.substr(0, *why.position));
    message += " at character " + std::to_string(before + 1);
  }
  message += ": " + (colon == std::string::npos ? why.detail : why.detail.substr(colon + 2));
  errors.push_back({std::string(field), "syntax", std::move(message)});
}

bool refers(const describe::record_type& from, std::string_view resource) {
  return std::any_of(from.fields.begin(), from.fields.end(),
                     [&](const describe::field& each) { return each.references == resource; });
}

bool is_column(const describe::record_type& type, std::string_view name) {
  if (type.find(name) != nullptr) return true;
  const describe::record_type* other = describe::find_record(name);
  return other != nullptr && refers(*other, type.names.resource);
}

}  // namespace

std::vector<field_error> view_errors(const saved_view& view) {
  std::vector<field_error> errors;
  const describe::record_type* type = describe::find_record(view.resource);
  if (type == nullptr || type->names.is_single) {
    errors.push_back({"resource", "unknown", "must be the name of a resource, such as brands"});
    return errors;
  }
  add_syntax(errors, "filter", view.filter, parse_filter(*type, view.filter));
  if (view.q) add_syntax(errors, "q", *view.q, parse_search(*view.q));
  add_syntax(errors, "order_by", view.order_by, parse_order(*type, view.order_by));
  for (std::size_t i = 0; i < view.columns.size(); ++i) {
    if (is_column(*type, view.columns[i])) continue;
    errors.push_back({"columns[" + std::to_string(i) + "]", "unknown",
                      "must be the name of a column of " + view.resource});
  }
  return errors;
}

}  // namespace dossier::query
