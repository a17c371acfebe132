#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/sort_order.hpp"
#include "client-wasm/src/net/list_page.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::model {

/// Why a row is about to go.
enum class farewell : std::uint8_t { none, left_view, deleted };

/// What a row about to go says of it; empty for one that stays.
[[nodiscard]] inline std::string_view farewell_word(farewell why) {
  if (why == farewell::deleted) return "Deleted";
  if (why == farewell::left_view) return "Left view";
  return {};
}

/// The same before what else is said of the row, for who hears it read.
[[nodiscard]] inline std::string with_farewell(farewell why, std::string_view more) {
  std::string text(farewell_word(why));
  if (!text.empty() && !more.empty()) text += ". ";
  text += more;
  return text;
}

/// A cell whose value changed a moment ago.
struct cell_flash {
  const describe::field* field = nullptr;
  double since = 0;
};

/// Where a row of our own writing is known from, until its change is told: later than every page.
inline constexpr std::int64_t seen_by_own_write = std::numeric_limits<std::int64_t>::max();

/// One row as the grid shows it. Identified by its record's id; its index changes all the time.
struct grid_row {
  describe::any_record record;
  net::record_context about;  ///< names behind its references, hits of the search
  sort_key key;               ///< where it stands; frozen while the row is pinned
  std::int64_t seen_seq = 0;  ///< position of the log at which it was in the list for sure
  std::uint64_t used = 0;     ///< when it was last on the screen or near it: larger is later
  farewell leaving = farewell::none;
  double leaving_since = 0;
  std::vector<cell_flash> flashes;

  [[nodiscard]] const uuid& id() const { return record.base().id; }
  [[nodiscard]] std::int64_t version() const { return record.base().version; }
};

}  // namespace dossier::model
