#include "client-wasm/src/model/sort_order.hpp"

#include <utility>

namespace dossier::model {

std::optional<sort_order> sort_order::parse(const describe::record_type& type, std::string_view text) {
  auto by = query::parse_order(type, text);
  if (!by) return std::nullopt;
  return sort_order(*by);
}

sort_key sort_order::key_of(const describe::any_record& record) const {
  query::page_position at = query::position_of(by_, record);
  return {std::move(at.key), at.id};
}

bool sort_order::before(const sort_key& a, const sort_key& b) const {
  const bool a_unset = a.value.index() == 0;
  const bool b_unset = b.value.index() == 0;
  if (a_unset != b_unset) return b_unset;  // records without a value stand last in either direction
  if (a.value != b.value) return by_.descending ? b.value < a.value : a.value < b.value;
  return by_.descending ? b.id < a.id : a.id < b.id;
}

}  // namespace dossier::model
