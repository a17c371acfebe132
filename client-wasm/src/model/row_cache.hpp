#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "client-wasm/src/model/sort_order.hpp"
#include "client-wasm/src/model/viewport.hpp"
#include "client-wasm/src/net/list_page.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/live/messages.hpp"

namespace dossier::model {

// Times in milliseconds.
inline constexpr double left_view_ms = 2'000;  ///< how long a row that left the view stays to be seen
inline constexpr double tick_mark_ms =
    2'000;  ///< how long a change out of sight is marked beside the scrollbar
inline constexpr std::size_t most_flashes = 40;  ///< cells that flash at once

/// Why a row is about to go.
enum class farewell : std::uint8_t { none, left_view, deleted };

/// Departures remembered at most; with more, all are forgotten, which can only cost a row shown until the
/// next load.
inline constexpr std::size_t most_departures = 10'000;

/// A cell whose value changed a moment ago.
struct cell_flash {
  const describe::field* field = nullptr;
  double since = 0;
};

/// One row as the grid shows it. Identified by its record's id; its index changes all the time.
struct grid_row {
  describe::any_record record;
  net::record_context about;  ///< names behind its references, hits of the search
  sort_key key;               ///< where it stands; frozen while the row is pinned
  std::uint64_t generation = 0;
  farewell leaving = farewell::none;
  double leaving_since = 0;
  std::vector<cell_flash> flashes;

  [[nodiscard]] const uuid& id() const { return record.base().id; }
  [[nodiscard]] std::int64_t version() const { return record.base().version; }
};

/// A change that happened out of sight, for the ticks beside the scrollbar.
struct tick_mark {
  uuid id;
  double since = 0;
};

/// One page of a list as it was answered.
struct loaded_page {
  std::vector<net::told_record> items;
  std::optional<std::string> next_page_token;
  std::int64_t total = 0;
  bool total_exact = true;
};

/// The rows of one view: what was loaded page by page, kept true by live changes. Rows form a run in the
/// view's order, from its beginning to the key where the last page ended; everything beyond comes with later
/// pages. Everything goes by id and version: an older or equal version changes nothing, so pages and changes
/// may overlap in any way.
class row_cache {
 public:
  row_cache(const describe::record_type& type, sort_order order);

  [[nodiscard]] const describe::record_type& type() const { return type_; }
  [[nodiscard]] const sort_order& order() const { return order_; }

  /// Starts over from the first page while the rows known so far stay; each page then confirms, patches or
  /// drops the rows of its range.
  void restart();
  /// Says that the next page is being asked for: changes beyond the pages so far are kept from now on, since
  /// the page may have been read before them.
  void expect_page();
  /// Takes the next page, in order of pages.
  void add_page(loaded_page page, double now);
  /// Where the next page continues; nullopt when all is loaded (or nothing yet: see `started`).
  [[nodiscard]] const std::optional<std::string>& next_page_token() const { return next_page_token_; }
  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] bool complete() const { return started_ && !next_page_token_; }

  /// Applies a live change; false when it was known already. `record` is its record (empty for a leave).
  bool apply(const live::change& change, const net::told_record& told, double now);
  /// Takes the answer to a write of our own: flashes nothing.
  void apply_own(const net::told_record& told, double now);
  /// Takes a row out at once (we deleted it).
  void remove(const uuid& id, std::int64_t version);

  /// Rows in the view, on the server and here; `total_exact` false: an estimate.
  [[nodiscard]] std::int64_t total() const;
  [[nodiscard]] bool total_exact() const { return total_exact_ || complete(); }
  [[nodiscard]] std::int64_t loaded() const { return static_cast<std::int64_t>(rows_.size()); }
  /// The row at an index, nullptr while it is not loaded.
  [[nodiscard]] const grid_row* at(std::int64_t index) const;
  [[nodiscard]] const grid_row* find(const uuid& id) const;
  /// The index of a row, -1 when it is not here.
  [[nodiscard]] std::int64_t index_of(const uuid& id) const;

  /// Rows for which this is true do not go when they left the view (they are open, focused, checked).
  void keep_while(std::function<bool(const uuid&)> held) { held_ = std::move(held); }
  /// Keeps a row where it is, whatever happens to its key or its match (it is being edited).
  void pin(const uuid& id);
  void unpin(const uuid& id, double now);

  /// Lets rows go whose time is over, forgets flashes and marks that ended. True when something changed.
  bool tick(double now, double flash_ms);
  /// When tick() has something to do; nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline(double flash_ms) const;
  /// Whether any cell is flashing now: frames are needed.
  [[nodiscard]] bool flashing() const { return flash_count_ != 0; }
  /// The same for one cell: when its value changed; nullopt when that is long ago.
  [[nodiscard]] static std::optional<double> flash_of(const grid_row& row, const describe::field& field);
  [[nodiscard]] const std::vector<tick_mark>& marks() const { return marks_; }

  viewport view;

 private:
  using row_list = std::vector<std::unique_ptr<grid_row>>;

  [[nodiscard]] std::int64_t position_of(const sort_key& key) const;
  [[nodiscard]] bool belongs_here(const sort_key& key) const;
  [[nodiscard]] bool is_held(const uuid& id) const;
  enum class outcome : std::uint8_t { known_already, patched, inserted, beyond };
  outcome upsert(const net::told_record& told, const std::vector<std::string>* changed, double now);
  void insert(const net::told_record& told, bool is_change, double now);
  void place(grid_row& row, sort_key key);
  void remember_beyond(const net::told_record& told);
  void erase_at(std::int64_t index);
  void say_farewell(grid_row& row, farewell why, double now);
  void flash(grid_row& row, const std::vector<std::string>& changed, double now);
  void drop_unconfirmed(const std::optional<sort_key>& from);
  void mark(const grid_row& row, std::int64_t index, double now);

  const describe::record_type& type_;
  sort_order order_;
  row_list rows_;
  std::unordered_map<uuid, grid_row*> by_id_;
  std::unordered_map<uuid, std::int64_t> gone_;  ///< versions at which records left or were deleted
  std::unordered_set<uuid> pinned_;
  std::function<bool(const uuid&)> held_;
  std::unordered_set<uuid> active_;  ///< rows that flash or are about to go
  std::unordered_map<uuid, net::told_record>
      beyond_;  ///< changes past the boundary while a page is under way
  std::vector<tick_mark> marks_;
  std::optional<std::string> next_page_token_;
  std::optional<sort_key> boundary_;  ///< key of the last row of the last page; rows beyond are not ours yet
  std::int64_t total_ = 0;
  std::int64_t leaving_count_ = 0;
  std::size_t flash_count_ = 0;
  std::uint64_t generation_ = 1;
  bool total_exact_ = true;
  bool started_ = false;
  bool page_expected_ = false;
};

}  // namespace dossier::model
