// What rows show of their changes, and for how long.
#include <algorithm>

#include "client-wasm/src/model/row_cache.hpp"

namespace dossier::model {

bool row_cache::tick(double now, double flash_ms) {
  bool changed = false;
  const auto watched = active_;
  for (const uuid& id : watched) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) {
      active_.erase(id);
      continue;
    }
    grid_row& row = *found->second;
    const auto ended = [&](const cell_flash& f) { return now >= f.since + flash_ms; };
    const std::size_t ended_count = std::erase_if(row.flashes, ended);
    flash_count_ -= ended_count;
    changed = changed || ended_count != 0;
    const bool over = row.leaving != farewell::none && now >= row.leaving_since + left_view_ms;
    if (over && !is_held(id)) {
      erase(id);
      changed = true;
    } else if (row.flashes.empty() && row.leaving == farewell::none) {
      active_.erase(id);
    }
  }
  view.set_count(total());
  const auto old = [&](const tick_mark& m) { return now >= m.since + tick_mark_ms; };
  if (changed) ++revision_;
  return std::erase_if(marks_, old) != 0 || changed;
}

std::optional<double> row_cache::next_deadline(double flash_ms) const {
  std::optional<double> next;
  const auto consider = [&](double when) {
    if (!next || when < *next) next = when;
  };
  for (const tick_mark& m : marks_) consider(m.since + tick_mark_ms);
  for (const uuid& id : active_) {
    const grid_row* row = find(id);
    if (row == nullptr) continue;
    if (row->leaving != farewell::none && !is_held(id)) consider(row->leaving_since + left_view_ms);
    for (const cell_flash& f : row->flashes) consider(f.since + flash_ms);
  }
  return next;
}

std::optional<double> row_cache::flash_of(const grid_row& row, const describe::field& field) {
  for (const cell_flash& f : row.flashes) {
    if (f.field == &field) return f.since;
  }
  return std::nullopt;
}

void row_cache::say_farewell(grid_row& row, farewell why, double now) {
  if (row.leaving == farewell::none) ++leaving_count_;
  row.leaving = why;
  row.leaving_since = now;
  active_.insert(row.id());
}

void row_cache::flash(grid_row& row, const std::vector<std::string>& changed, double now) {
  for (const std::string& name : changed) {
    const describe::field* field = type_.find(name);
    if (field == nullptr || flash_count_ >= most_flashes) continue;
    const auto same = [&](const cell_flash& f) { return f.field == field; };
    const auto found = std::find_if(row.flashes.begin(), row.flashes.end(), same);
    if (found != row.flashes.end()) {
      found->since = now;
    } else {
      row.flashes.push_back({field, now});
      ++flash_count_;
    }
  }
  if (!row.flashes.empty()) active_.insert(row.id());
}

void row_cache::mark(const grid_row& row, std::int64_t index, double now) {
  if (index >= view.first_row() && index < view.end_row()) return;
  const auto same = [&](const tick_mark& m) { return m.id == row.id(); };
  const auto found = std::find_if(marks_.begin(), marks_.end(), same);
  if (found != marks_.end()) {
    found->since = now;
  } else if (marks_.size() < most_flashes) {
    marks_.push_back({row.id(), now});
  }
}

}  // namespace dossier::model
