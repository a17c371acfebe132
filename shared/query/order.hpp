#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::query {

/// Most fields that one order names.
inline constexpr std::size_t order_max_fields = 5;

/// A sortable field and its direction.
struct order_key {
  const describe::field* field = nullptr;
  bool descending = false;
  bool operator==(const order_key&) const = default;
};

/// The order of a list (AIP-132): by the first key, among equals by the next, and so on. Records without a
/// value stand last in either direction. What is equal in every key is ordered by id, in the direction of the
/// last key.
struct order {
  std::vector<order_key> keys;  ///< at least one, each of another field

  order() = default;
  order(const describe::field* field, bool descending) : keys{{field, descending}} {}

  [[nodiscard]] const order_key& first() const { return keys.front(); }
  [[nodiscard]] bool ids_descend() const { return keys.back().descending; }
  bool operator==(const order&) const = default;
};

/// Parses `order_by`: `name`, `name asc` or `score desc,company`. An empty text is the default, `created_at
/// desc`: the newest first, an order that editing does not stir. The problem is a 400 with a position: an
/// unknown field, one that may not be sorted by or stands twice, more than order_max_fields.
[[nodiscard]] result<order> parse_order(const describe::record_type& type, std::string_view text);

/// `name`, or `score desc,company`.
[[nodiscard]] std::string to_string(const order& what);

/// Less than, equal to or greater than zero as `left` stands before, is, or stands behind `right` (both of
/// the fields' record type) in this order. The same order as PostgreSQL's.
[[nodiscard]] int compare(const order& by, const describe::any_record& left,
                          const describe::any_record& right);

}  // namespace dossier::query
