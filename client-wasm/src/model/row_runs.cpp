#include "client-wasm/src/model/row_runs.hpp"

#include <algorithm>
#include <iterator>

namespace dossier::model {

std::int64_t row_runs::count() const {
  std::int64_t all = tail_;
  for (const row_run& run : runs_) all += run.gap + run.size();
  return all;
}

std::int64_t row_runs::kept() const {
  std::int64_t all = 0;
  for (const row_run& run : runs_) all += run.size();
  return all;
}

bool row_runs::whole() const {
  return tail_ == 0 && (runs_.empty() || (runs_.size() == 1 && runs_.front().gap == 0));
}

grid_row* row_runs::at(std::int64_t index) const {
  if (index < 0) return nullptr;
  for (const row_run& run : runs_) {
    index -= run.gap;
    if (index < 0) return nullptr;
    if (index < run.size()) return run.rows[static_cast<std::size_t>(index)].get();
    index -= run.size();
  }
  return nullptr;
}

std::int64_t row_runs::begin_of(std::size_t run) const {
  return gap_begin(run) + gap(run);
}

std::int64_t row_runs::gap_begin(std::size_t i) const {
  std::int64_t index = 0;
  for (std::size_t n = 0; n < i && n < runs_.size(); ++n) index += runs_[n].gap + runs_[n].size();
  return index;
}

std::size_t row_runs::largest_gap() const {
  std::size_t largest = runs_.size();
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].gap > gap(largest)) largest = i;
  }
  return largest;
}

void row_runs::set_gap(std::size_t i, std::int64_t rows) {
  (i < runs_.size() ? runs_[i].gap : tail_) = rows;
}

std::size_t row_runs::row_in(const row_run& run, const sort_key& key) const {
  const auto at =
      std::lower_bound(run.rows.begin(), run.rows.end(), key,
                       [this](const auto& row, const sort_key& k) { return order_.before(row->key, k); });
  return static_cast<std::size_t>(at - run.rows.begin());
}

/// Whether a key behind the run's first lies in what the run knows.
bool row_runs::covers(const row_run& run, const sort_key& key) const {
  return !order_.before(run.rows.back()->key, key) || (run.next && !order_.before(run.next->behind, key));
}

row_runs::place row_runs::locate(const sort_key& key) const {
  const auto behind = std::upper_bound(
      runs_.begin(), runs_.end(), key,
      [this](const sort_key& k, const row_run& run) { return order_.before(k, run.rows.front()->key); });
  const auto i = static_cast<std::size_t>(behind - runs_.begin());
  const bool at_end = i == runs_.size() && tail_ == 0;
  if (i > 0 && (at_end || covers(runs_[i - 1], key))) {
    const std::size_t row = row_in(runs_[i - 1], key);
    return {i - 1, row, begin_of(i - 1) + static_cast<std::int64_t>(row), true};
  }
  return {i, 0, gap_begin(i), i == 0 && gap(0) == 0};
}

std::int64_t row_runs::insert(std::unique_ptr<grid_row> row) {
  const place at = locate(row->key);
  if (runs_.empty()) {
    add_run(0, 0, std::move(row));
  } else {
    auto& rows = runs_[at.run].rows;
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at.row), std::move(row));
  }
  return at.index;
}

void row_runs::insert_into(std::size_t run, std::unique_ptr<grid_row> row) {
  const std::size_t at = row_in(runs_[run], row->key);
  auto& rows = runs_[run].rows;
  rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(row));
}

std::unique_ptr<grid_row> row_runs::take(const place& at) {
  row_run& run = runs_[at.run];
  const auto row = run.rows.begin() + static_cast<std::ptrdiff_t>(at.row);
  std::unique_ptr<grid_row> taken = std::move(*row);
  run.rows.erase(row);
  if (run.rows.empty()) {
    const std::int64_t gap_before = run.gap;
    runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(at.run));
    set_gap(at.run, gap(at.run) + gap_before);
  }
  return taken;
}

void row_runs::add_run(std::size_t before, std::int64_t gap, std::unique_ptr<grid_row> row) {
  row_run made;
  made.gap = gap;
  made.rows.push_back(std::move(row));
  runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(before), std::move(made));
}

void row_runs::join(std::size_t first, std::size_t last) {
  row_run& whole = runs_[first];
  for (std::size_t i = first + 1; i <= last; ++i) {
    std::move(runs_[i].rows.begin(), runs_[i].rows.end(), std::back_inserter(whole.rows));
    whole.next = std::move(runs_[i].next);
  }
  runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
              runs_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
}

std::vector<std::unique_ptr<grid_row>> row_runs::cut(std::size_t run, std::size_t from, std::size_t to) {
  row_run& whole = runs_[run];
  const auto first = whole.rows.begin() + static_cast<std::ptrdiff_t>(from);
  const auto last = whole.rows.begin() + static_cast<std::ptrdiff_t>(to);
  std::vector<std::unique_ptr<grid_row>> gone(std::make_move_iterator(first), std::make_move_iterator(last));
  const auto count = static_cast<std::int64_t>(to - from);
  row_run rest;
  rest.gap = count;
  rest.rows.assign(std::make_move_iterator(last), std::make_move_iterator(whole.rows.end()));
  rest.next = std::move(whole.next);
  whole.next.reset();
  whole.rows.erase(first, whole.rows.end());
  if (rest.rows.empty()) {
    set_gap(run + 1, gap(run + 1) + count);
  } else {
    runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(run) + 1, std::move(rest));
  }
  if (runs_[run].rows.empty()) {
    const std::int64_t gap_before = runs_[run].gap;
    runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(run));
    set_gap(run, gap(run) + gap_before);
  }
  return gone;
}

}  // namespace dossier::model
