#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"
#include "shared/query/order.hpp"

namespace dossier::query {

/// A value a list is sorted by, as the database compares it: a text is its folded key, a choice its name;
/// monostate = none.
using sort_key = std::variant<std::monostate, std::string, std::int64_t, double, bool, uuid, timestamp>;

/// Where a page ended: the next one begins right behind this record.
struct page_position {
  std::vector<sort_key> keys;  ///< one for each of the order's; monostate: the record has no value there
  uuid id;
  bool operator==(const page_position&) const = default;
};

/// The position of `record` in the order `by`.
[[nodiscard]] page_position position_of(const order& by, const describe::any_record& record);

/// The position as bytes: what a page token carries. Who hands one out signs it, too (see the server).
[[nodiscard]] std::string encode(const page_position& position);

/// Reads what `encode` wrote; nullopt for anything else.
[[nodiscard]] std::optional<page_position> decode_page_position(std::string_view bytes);

}  // namespace dossier::query
