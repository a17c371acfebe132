#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "client-wasm/src/model/grid_row.hpp"
#include "client-wasm/src/model/row_runs.hpp"
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

inline constexpr std::int64_t rows_per_page = 100;
/// Rows kept in memory; beyond, the ones not seen for longest go, a page at a time. 10 MiB at 2 KiB a row.
inline constexpr std::int64_t rows_kept_max = 5'000;
/// Departures, places of rows that are not here, changes told while a page is under way: each remembered at
/// most so often. With more they are forgotten, which can cost a row shown, a row missed or an index that is
/// off, each until its page is loaded again.
inline constexpr std::size_t most_remembered = 10'000;

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
  std::int64_t seq = 0;  ///< position in the log that it includes
};

/// A page to be asked for: rows [begin, end) of the list as it is known here.
struct page_request {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t skip = 0;             ///< the server's index of the first row …
  std::optional<continuation> next;  ///< … or the page that it continues
};

/// Rows that need not be asked for: their page is under way, or failed and waits.
struct page_range {
  int id = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  bool waits = false;  ///< failed, and is asked for again later
};

/// The rows of one view, of any length: pieces of it that were loaded (see row_runs), kept true by live
/// changes. Everything goes by id and version, and places by sort key: an older or equal version changes
/// nothing, so pages and changes may overlap and come in any order.
///
/// **Indices.** A row's index counts what lies before it, the sizes of gaps included. What the server says is
/// exact: the total, where a page begins, a change that enters or leaves at a known place. A record that was
/// not here and left, or moved, gives no place; then the largest gap is taken to have held it, and the next
/// page that is loaded puts the indices right. Pixels do not move for it: the first row on the screen stays.
///
/// **Ranked searches** have an order that no key tells. Their rows get their rank as key, in the order of
/// their pages, and stay where they are; changes patch them in place, a leave marks them, and records that
/// come to match are only counted (`new_matches`), until the list is loaded again.
class row_cache {
 public:
  row_cache(const describe::record_type& type, sort_order order, bool ranked = false);

  [[nodiscard]] const describe::record_type& type() const { return type_; }
  [[nodiscard]] const sort_order& order() const { return order_; }
  [[nodiscard]] bool ranked() const { return ranked_; }

  /// Says that all that is here may be outdated: the next page drops what it does not confirm.
  void distrust();
  /// The page to ask for next so that rows [begin, end) are here, but for those of the pages `expected`;
  /// nullopt when nothing is missing.
  [[nodiscard]] std::optional<page_request> missing(std::int64_t begin, std::int64_t end) const;
  /// The same, but the one that is missing last.
  [[nodiscard]] std::optional<page_request> missing_last(std::int64_t begin, std::int64_t end) const;
  /// The page that begins at a row, here or not.
  [[nodiscard]] page_request request_at(std::int64_t begin) const;
  /// Says that pages cannot be continued any more: those behind them are asked for by their place.
  void forget_continuations();
  /// Says that a page is being asked for: `missing` passes over its rows until unexpect().
  void expect(int id, const page_request& page);
  /// The page failed and is to be asked for again later.
  void wait_for(int id);
  void unexpect(int id);
  [[nodiscard]] const std::vector<page_range>& expected() const { return expected_; }
  /// Takes a page that was asked for.
  void add_page(const page_request& asked, loaded_page page);

  [[nodiscard]] bool started() const { return started_; }
  /// Whether every row is here.
  [[nodiscard]] bool complete() const { return started_ && runs_.whole(); }

  /// Applies a live change; false when it was known already. `told` is its record (empty for a leave).
  bool apply(const live::change& change, const net::told_record& told, double now);
  /// Takes the answer to a write of our own: flashes nothing.
  void apply_own(const net::told_record& told, double now);
  /// Calls the record `id` of another resource by a new name in every row that refers to it (nullopt: it is
  /// gone); true where one does.
  bool rename(std::string_view resource, const uuid& id, const std::optional<std::string>& name);
  /// Takes a row out at once (we deleted it).
  void remove(const uuid& id, std::int64_t version);

  /// Rows in the view, on the server and here, those saying farewell included; `total_exact` false: an
  /// estimate.
  [[nodiscard]] std::int64_t total() const { return runs_.count(); }
  [[nodiscard]] bool total_exact() const { return total_exact_ || complete(); }
  /// Rows in memory.
  [[nodiscard]] std::int64_t kept() const { return static_cast<std::int64_t>(by_id_.size()); }
  /// Records that came to match a ranked search since it was loaded.
  [[nodiscard]] std::int64_t new_matches() const { return static_cast<std::int64_t>(new_matches_.size()); }
  /// The row at an index, nullptr while it is not loaded.
  [[nodiscard]] const grid_row* at(std::int64_t index) const { return runs_.at(index); }
  [[nodiscard]] const grid_row* find(const uuid& id) const;
  /// The index of a row, -1 when it is not here.
  [[nodiscard]] std::int64_t index_of(const uuid& id) const;
  /// Whether a row with this record's key would stand among rows that are here.
  [[nodiscard]] bool covers(const describe::any_record& record) const;
  /// Grows whenever what for_each() tells may be another.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  /// Says that these rows take the place of others, whose last revision was this.
  void replaces(std::uint64_t revision) { revision_ = revision + 1; }
  /// Calls `each` for every row that is here, in order.
  void for_each(const std::function<void(const grid_row&)>& each) const;

  /// Keeps at most so many rows in place of rows_kept_max.
  void keep_at_most(std::int64_t rows) { kept_max_ = rows; }
  /// Says that rows [begin, end) are being looked at: they are the last to go.
  void touch(std::int64_t begin, std::int64_t end);
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
  /// A row that is not here: where it stands as far as was told.
  struct absent_row {
    sort_key key;
    std::int64_t version = 0;
  };
  /// A row that came or went at a place of the order, told at `seq`.
  struct step {
    std::int64_t seq = 0;
    int by = 0;                   ///< 1 or -1
    std::optional<sort_key> key;  ///< nullopt: nobody knows where
  };
  /// What a page says, with what was told since.
  struct page_reading;
  /// What stays still on the screen.
  struct anchor {
    uuid id;
    std::int64_t index = 0;
  };

  // Changes.
  bool apply_leave(const live::change& change, double now);
  bool upsert(const net::told_record& told, const std::vector<std::string>* changed, bool is_new,
              std::int64_t seq, double now);
  bool insert_or_place(const net::told_record& told, bool is_change, bool is_new, std::int64_t seq,
                       double now);
  [[nodiscard]] std::unique_ptr<grid_row> make_row(const net::told_record& told, sort_key key,
                                                   std::int64_t seq) const;
  void patch(grid_row& row, const net::told_record& told, std::int64_t seq);
  void place(grid_row& row, sort_key key, std::int64_t seq);
  void erase(const uuid& id);
  void forget(const grid_row& row);
  void widen(const row_runs::place& at, std::int64_t by);
  void widen_largest(std::int64_t by);
  void lend(const uuid& id);
  void shifted(std::int64_t index, std::int64_t by);
  void note_step(std::int64_t seq, int by, std::optional<sort_key> key);
  void remember(const net::told_record& told, std::int64_t seq);
  void say_farewell(grid_row& row, farewell why, double now);
  [[nodiscard]] bool is_counted(const live::change& change) const;
  [[nodiscard]] bool is_held(const uuid& id) const;
  [[nodiscard]] bool page_under_way() const;

  // Pages.
  [[nodiscard]] const page_range* page_with(std::int64_t row) const;
  [[nodiscard]] page_request request_for(std::size_t gap, std::int64_t row) const;
  void read_page(page_reading& from);
  void read_known(page_reading& from, grid_row& row, const net::told_record& item, const sort_key& key);
  void read_recent(page_reading& from);
  void drop_unconfirmed(const page_reading& from);
  void put_page(page_reading& from);
  void set_gaps(const page_reading& from, std::size_t run, bool touched);
  void set_total(std::int64_t rows);
  void end_before(std::int64_t index);
  void rank_items(page_reading& from) const;
  [[nodiscard]] std::size_t run_before(std::int64_t index) const;
  [[nodiscard]] std::int64_t farewells_before(std::int64_t index) const;
  [[nodiscard]] std::optional<anchor> take_anchor() const;
  void restore(const std::optional<anchor>& still);
  void evict();

  // What is shown of changes.
  void flash(grid_row& row, const std::vector<std::string>& changed, double now);
  void mark(const grid_row& row, std::int64_t index, double now);

  const describe::record_type& type_;
  sort_order order_;
  bool ranked_;
  row_runs runs_;
  std::unordered_map<uuid, grid_row*> by_id_;
  std::unordered_map<uuid, std::int64_t> gone_;  ///< versions at which records left or were deleted
  std::unordered_map<uuid, absent_row> absent_;
  std::unordered_map<uuid, std::pair<std::int64_t, net::told_record>>
      recent_;              ///< told while a page is under way, which may have been read before; by seq
  std::deque<step> steps_;  ///< the same for the indices
  std::vector<page_range> expected_;
  std::unordered_set<uuid> pinned_;
  std::unordered_set<uuid> new_matches_;
  std::function<bool(const uuid&)> held_;
  std::unordered_set<uuid> active_;  ///< rows that flash or are about to go
  std::vector<tick_mark> marks_;
  std::int64_t counted_seq_ = 0;  ///< changes up to here are in the total
  std::int64_t kept_max_ = rows_kept_max;
  std::int64_t leaving_count_ = 0;
  std::size_t flash_count_ = 0;
  std::uint64_t uses_ = 0;
  std::uint64_t revision_ = 0;
  bool total_exact_ = true;
  bool started_ = false;
  bool distrusted_ = false;
};

}  // namespace dossier::model
