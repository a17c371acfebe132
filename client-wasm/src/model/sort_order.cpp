#include "client-wasm/src/model/sort_order.hpp"

#include <utility>

namespace dossier::model {

std::optional<sort_order> sort_order::parse(const describe::record_type& type, std::string_view text) {
  auto by = query::parse_order(type, text);
  if (!by) return std::nullopt;
  return sort_order(std::move(*by));
}

sort_key sort_order::key_of(const describe::any_record& record) const {
  query::page_position at = query::position_of(by_, record);
  return {std::move(at.keys), at.id};
}

bool sort_order::before(const sort_key& a, const sort_key& b) const {
  for (std::size_t i = 0; i < by_.keys.size(); ++i) {
    const query::sort_key& left = a.values[i];
    const query::sort_key& right = b.values[i];
    const bool left_unset = left.index() == 0;
    const bool right_unset = right.index() == 0;
    if (left_unset != right_unset) return right_unset;  // records without a value stand last
    if (left != right) return by_.keys[i].descending ? right < left : left < right;
  }
  return by_.ids_descend() ? b.id < a.id : a.id < b.id;
}

}  // namespace dossier::model
