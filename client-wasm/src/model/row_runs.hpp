#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/model/grid_row.hpp"
#include "client-wasm/src/model/sort_order.hpp"

namespace dossier::model {

/// Where the server goes on behind a page.
struct continuation {
  std::string token;
  sort_key behind;  ///< of the page's last record; what comes is behind it
};

/// Rows that stand side by side, and how many unknown ones lie before them.
struct row_run {
  std::int64_t gap = 0;
  std::vector<std::unique_ptr<grid_row>> rows;  ///< never empty while in a list
  /// Continues behind the last row. Everything up to `next->behind` is known then, rows or none.
  std::optional<continuation> next;

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(rows.size()); }
};

/// A list of which only pieces are known: runs of rows in the list's order, and gaps between them of a known
/// size. A gap of no rows at either end says that the list is known to begin (or end) there; between runs
/// there is always one, since runs without one are joined. Runs are few (see rows_kept_max), so they are
/// simply walked.
class row_runs {
 public:
  explicit row_runs(sort_order order) : order_(std::move(order)) {}

  /// Where a row with some key stands, or would.
  struct place {
    std::size_t run = 0;     ///< or the run behind the gap
    std::size_t row = 0;     ///< in that run
    std::int64_t index = 0;  ///< in the list; in a gap that of its first row
    bool inside = false;     ///< false: in the gap before `run`
  };

  [[nodiscard]] const std::vector<row_run>& runs() const { return runs_; }
  /// Rows and gaps.
  [[nodiscard]] std::int64_t count() const;
  /// Rows that are here.
  [[nodiscard]] std::int64_t kept() const;
  /// Whether there are no gaps.
  [[nodiscard]] bool whole() const;

  /// The row at an index of the list; nullptr in a gap and beyond either end.
  [[nodiscard]] grid_row* at(std::int64_t index) const;
  [[nodiscard]] place locate(const sort_key& key) const;
  /// The index of a run's first row.
  [[nodiscard]] std::int64_t begin_of(std::size_t run) const;

  /// Gaps count from 0 to runs().size(), the one at the end.
  [[nodiscard]] std::int64_t gap(std::size_t i) const { return i < runs_.size() ? runs_[i].gap : tail_; }
  [[nodiscard]] std::int64_t gap_begin(std::size_t i) const;
  [[nodiscard]] std::size_t largest_gap() const;
  void set_gap(std::size_t i, std::int64_t rows);

  /// Puts a row where it belongs, which must be inside a run; returns its index.
  std::int64_t insert(std::unique_ptr<grid_row> row);
  /// Puts a row into a run, wherever its key stands.
  void insert_into(std::size_t run, std::unique_ptr<grid_row> row);
  /// Takes the row out that stands there.
  std::unique_ptr<grid_row> take(const place& at);
  /// Adds a run of one row before run `before`; `gap` lies before it, the gap there was, behind it.
  void add_run(std::size_t before, std::int64_t gap, std::unique_ptr<grid_row> row);
  /// Makes one run of those from `first` to `last`, without the gaps between.
  void join(std::size_t first, std::size_t last);
  void set_next(std::size_t run, std::optional<continuation> next) { runs_[run].next = std::move(next); }
  /// Lets rows [from, to) of a run go and leaves a gap in their place.
  std::vector<std::unique_ptr<grid_row>> cut(std::size_t run, std::size_t from, std::size_t to);

  [[nodiscard]] bool before(const sort_key& a, const sort_key& b) const { return order_.before(a, b); }

 private:
  [[nodiscard]] std::size_t row_in(const row_run& run, const sort_key& key) const;
  [[nodiscard]] bool covers(const row_run& run, const sort_key& key) const;

  sort_order order_;
  std::vector<row_run> runs_;
  std::int64_t tail_ = 0;  ///< the gap behind the last run
};

}  // namespace dossier::model
