#pragma once
#include <string>
#include <string_view>

#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::query {

/// The order of a list (AIP-132): one sortable field, records without a value last in either direction, ties
/// by id in the direction of the field.
struct order {
  const describe::field* field = nullptr;
  bool descending = false;
};

/// Parses `order_by`: `name`, `name asc` or `score desc`. An empty text is the default, `created_at desc`:
/// the newest first, an order that editing does not stir. The problem is a 400 with a position: an unknown
/// field, one that may not be sorted by, several fields.
[[nodiscard]] result<order> parse_order(const describe::record_type& type, std::string_view text);

/// `name`, or `name desc`.
[[nodiscard]] std::string to_string(const order& what);

/// Less than, equal to or greater than zero as `left` stands before, is, or stands behind `right` (both of
/// the field's record type) in this order. The same order as PostgreSQL's.
[[nodiscard]] int compare(const order& by, const describe::any_record& left,
                          const describe::any_record& right);

}  // namespace dossier::query
