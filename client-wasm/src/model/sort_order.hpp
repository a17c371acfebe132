#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/query/order.hpp"
#include "shared/query/page_token.hpp"

namespace dossier::model {

/// What a record is sorted by, taken from it once, and its id, which breaks ties.
struct sort_key {
  std::vector<query::sort_key> values;  ///< one for each of the order's keys
  uuid id;
};

/// The order of a list, with keys that are taken once a record and compared often. The same order as the
/// server's pages.
class sort_order {
 public:
  explicit sort_order(query::order by) : by_(std::move(by)) {}

  /// Reads `order_by` ("headcount desc"); nullopt when the field is unknown or not sortable.
  [[nodiscard]] static std::optional<sort_order> parse(const describe::record_type& type,
                                                       std::string_view text);
  [[nodiscard]] std::string to_string() const { return query::to_string(by_); }

  /// The field that orders first, and its direction.
  [[nodiscard]] const describe::field& field() const { return *by_.first().field; }
  [[nodiscard]] bool descending() const { return by_.first().descending; }
  /// All its keys, at least one.
  [[nodiscard]] const std::vector<query::order_key>& keys() const { return by_.keys; }
  [[nodiscard]] sort_key key_of(const describe::any_record& record) const;
  /// Whether `a` stands before `b`.
  [[nodiscard]] bool before(const sort_key& a, const sort_key& b) const;

 private:
  query::order by_;
};

}  // namespace dossier::model
