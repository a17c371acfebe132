// The rows of a view and what changes do to them; see row_cache_pages.cpp for what pages do.
#include "client-wasm/src/model/row_cache.hpp"

#include <algorithm>

namespace dossier::model {
namespace {

/// What enters and leaves because time goes by carries a position of the log that was told before.
bool is_told_by_the_clock(const live::change& change) {
  return change.kind == live::change_kind::updated && change.changed.empty();
}

/// The order of ranks: one number, the smallest first. The field does not matter.
sort_order rank_keys(const describe::record_type& type) {
  return sort_order({type.find("id"), false});
}

}  // namespace

row_cache::row_cache(const describe::record_type& type, sort_order order, bool ranked)
    : type_(type), order_(ranked ? rank_keys(type) : std::move(order)), ranked_(ranked), runs_(order_) {}

bool row_cache::apply(const live::change& change, const net::told_record& told, double now) {
  ++revision_;
  bool shown = false;
  if (change.match == live::match_kind::leave) {
    shown = apply_leave(change, now);
  } else if (!told.record.empty()) {
    const bool is_new = change.match == live::match_kind::enter && !is_counted(change);
    shown = upsert(told, &change.changed, is_new, change.seq, now);
  }
  view.set_count(total());
  return shown;
}

bool row_cache::apply_leave(const live::change& change, double now) {
  if (gone_.size() > most_remembered) gone_.clear();
  const bool gone_already = gone_.count(change.id) != 0;
  auto& left_at = gone_[change.id];
  if (left_at >= change.version) return false;
  left_at = change.version;
  recent_.erase(change.id);
  new_matches_.erase(change.id);
  if (const auto found = by_id_.find(change.id); found != by_id_.end()) {
    grid_row& row = *found->second;
    if (row.version() > change.version) return false;
    const bool deleted = change.kind == live::change_kind::deleted;
    if (row.leaving == farewell::none) {
      note_step(change.seq, -1, row.key);
      // A total that left it out already made a gap too small by one.
      if (is_counted(change)) widen_largest(1);
    }
    say_farewell(row, deleted ? farewell::deleted : farewell::left_view, now);
    return true;
  }
  if (gone_already || is_counted(change)) {  // we deleted it and counted that, or the total did
    absent_.erase(change.id);
    return false;
  }
  const auto absent = absent_.find(change.id);
  note_step(change.seq, -1, absent == absent_.end() ? std::nullopt : std::optional(absent->second.key));
  lend(change.id);
  return true;
}

void row_cache::apply_own(const net::told_record& told, double now) {
  ++revision_;
  const describe::record_base& base = told.record.base();
  const bool is_new = base.version == 1 || gone_.count(base.id) != 0;
  upsert(told, nullptr, is_new, seen_by_own_write, now);
  view.set_count(total());
}

bool row_cache::rename(std::string_view resource, const uuid& id, const std::optional<std::string>& name) {
  bool shown = false;
  for (const auto& [row_id, row] : by_id_)
    shown = row->about.rename(row->record, resource, id, name) || shown;
  for (auto& [row_id, kept] : recent_) kept.second.about.rename(kept.second.record, resource, id, name);
  return shown;
}

void row_cache::remove(const uuid& id, std::int64_t version) {
  ++revision_;
  const bool here = by_id_.count(id) != 0;
  if (!here && absent_.count(id) == 0) return;  // its change tells whether it was in this view
  auto& left_at = gone_[id];
  left_at = std::max(left_at, version);
  recent_.erase(id);
  if (here) {
    erase(id);
  } else {
    lend(id);
  }
  view.set_count(total());
}

const grid_row* row_cache::find(const uuid& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::int64_t row_cache::index_of(const uuid& id) const {
  const grid_row* row = find(id);
  return row == nullptr ? -1 : runs_.locate(row->key).index;
}

bool row_cache::covers(const describe::any_record& record) const {
  return started_ && !ranked_ && runs_.locate(order_.key_of(record)).inside;
}

void row_cache::for_each(const std::function<void(const grid_row&)>& each) const {
  for (const row_run& run : runs_.runs()) {
    for (const auto& row : run.rows) each(*row);
  }
}

void row_cache::touch(std::int64_t begin, std::int64_t end) {
  ++uses_;
  for (std::int64_t i = begin; i < end; ++i) {
    if (grid_row* row = runs_.at(i)) row->used = uses_;
  }
}

void row_cache::pin(const uuid& id) {
  pinned_.insert(id);
}

void row_cache::unpin(const uuid& id, double now) {
  if (pinned_.erase(id) == 0) return;
  ++revision_;
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  grid_row& row = *found->second;
  if (row.leaving != farewell::none) {
    row.leaving_since = std::max(row.leaving_since, now - left_view_ms);
    return;
  }
  if (!ranked_) place(row, order_.key_of(row.record), row.seen_seq);
  view.set_count(total());
}

bool row_cache::is_held(const uuid& id) const {
  return pinned_.count(id) != 0 || (held_ && held_(id));
}

bool row_cache::is_counted(const live::change& change) const {
  return change.seq <= counted_seq_ && !is_told_by_the_clock(change);
}

bool row_cache::page_under_way() const {
  return std::any_of(expected_.begin(), expected_.end(), [](const page_range& p) { return !p.waits; });
}

/// Takes a record in that is in the view; `is_new`: and that the total does not count yet.
bool row_cache::upsert(const net::told_record& told, const std::vector<std::string>* changed, bool is_new,
                       std::int64_t seq, double now) {
  const uuid& id = told.record.base().id;
  const std::int64_t version = told.record.base().version;
  if (const auto gone = gone_.find(id); gone != gone_.end()) {
    if (gone->second >= version) return false;
    gone_.erase(gone);
  }
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) {
    const auto absent = absent_.find(id);
    if (absent != absent_.end() && absent->second.version >= version) return false;
    remember(told, seq);
    if (!ranked_)
      return insert_or_place(told, changed != nullptr, is_new && absent == absent_.end(), seq, now);
    if (is_new && new_matches_.size() < most_remembered) new_matches_.insert(id);
    return is_new;
  }
  grid_row& row = *found->second;
  if (row.seen_seq == seen_by_own_write && is_new) note_step(seq, 1, row.key);
  if (row.version() >= version) {
    row.seen_seq = row.seen_seq == seen_by_own_write ? seq : std::max(row.seen_seq, seq);
    return false;
  }
  remember(told, seq);
  patch(row, told, seq);
  if (row.leaving != farewell::none) {
    row.leaving = farewell::none;
    --leaving_count_;
    note_step(seq, 1, row.key);
    if (!is_new) widen_largest(-1);
  }
  if (changed != nullptr) {
    flash(row, *changed, now);
    mark(row, index_of(id), now);
  }
  if (!ranked_ && pinned_.count(id) == 0) place(row, order_.key_of(told.record), seq);
  return true;
}

/// Of a record that is not here: among rows that are, it is put in; else only its place is known.
bool row_cache::insert_or_place(const net::told_record& told, bool is_change, bool is_new, std::int64_t seq,
                                double now) {
  if (!started_) return true;
  const uuid& id = told.record.base().id;
  sort_key key = order_.key_of(told.record);
  if (is_new) note_step(seq, 1, key);
  if (!runs_.locate(key).inside) {
    const bool moves = !is_new && absent_.count(id) != 0;
    if (moves) lend(id);
    if (moves || is_new) widen(runs_.locate(key), 1);
    if (absent_.size() > most_remembered) absent_.clear();
    absent_[id] = {std::move(key), told.record.base().version};
    return true;
  }
  if (!is_new) lend(id);
  absent_.erase(id);
  std::unique_ptr<grid_row> made = make_row(told, std::move(key), seq);
  grid_row& row = *made;
  const std::int64_t index = runs_.insert(std::move(made));
  by_id_[id] = &row;
  shifted(index, 1);
  if (!is_change) return true;
  flash(row, {std::string(type_.names.title_field)}, now);
  mark(row, index, now);
  return true;
}

std::unique_ptr<grid_row> row_cache::make_row(const net::told_record& told, sort_key key,
                                              std::int64_t seq) const {
  auto made = std::make_unique<grid_row>();
  made->record = told.record;
  made->about = told.about;
  made->key = std::move(key);
  made->seen_seq = seq;
  made->used = uses_;
  return made;
}

void row_cache::patch(grid_row& row, const net::told_record& told, std::int64_t seq) {
  row.record = told.record;
  if (!told.about.references.empty()) row.about.references = told.about.references;
  if (told.about.searched) row.about.highlights = told.about.highlights;
  row.seen_seq =
      seq == seen_by_own_write || row.seen_seq == seen_by_own_write ? seq : std::max(row.seen_seq, seq);
}

/// Moves a row to where its key belongs: a removal and an insertion for whoever looks.
void row_cache::place(grid_row& row, sort_key key, std::int64_t seq) {
  if (row.key.values == key.values) return;
  const uuid id = row.id();
  note_step(seq, -1, row.key);
  note_step(seq, 1, key);
  const row_runs::place old = runs_.locate(row.key);
  const std::int64_t from = old.index;
  std::unique_ptr<grid_row> moving = runs_.take(old);
  const row_runs::place at = runs_.locate(key);
  moving->key = std::move(key);
  // In first, then out: a view at the very end must not be pulled up in between.
  const std::int64_t to = at.index;
  if (to != from || !at.inside) {
    shifted(to <= from ? to : to + 1, 1);
    shifted(to <= from ? from + 1 : from, -1);
  }
  if (at.inside) {
    runs_.insert(std::move(moving));
    return;
  }
  runs_.set_gap(at.run, runs_.gap(at.run) + 1);  // still in the view, among rows that are not here
  absent_[id] = {moving->key, moving->version()};
  forget(*moving);
  by_id_.erase(id);
}

void row_cache::erase(const uuid& id) {
  const grid_row& row = *by_id_.at(id);
  const row_runs::place at = runs_.locate(row.key);
  forget(row);
  by_id_.erase(id);
  runs_.take(at);
  shifted(at.index, -1);
}

/// Undoes what a row counts for while it is here.
void row_cache::forget(const grid_row& row) {
  if (row.leaving != farewell::none) --leaving_count_;
  active_.erase(row.id());
  pinned_.erase(row.id());
  flash_count_ -= std::min(flash_count_, row.flashes.size());
}

/// Makes a gap larger or smaller; never nothing, which would say that its neighbors stand side by side.
void row_cache::widen(const row_runs::place& at, std::int64_t by) {
  const std::int64_t rows = runs_.gap(at.run) + by;
  if (at.inside || rows < 1) return;
  runs_.set_gap(at.run, rows);
  shifted(at.index, by);
}

void row_cache::widen_largest(std::int64_t by) {
  const std::size_t gap = runs_.largest_gap();
  if (runs_.gap(gap) > 0) widen({gap, 0, runs_.gap_begin(gap), false}, by);
}

/// A record that is not here leaves its gap: the one it is known in, or else the largest.
void row_cache::lend(const uuid& id) {
  const auto absent = absent_.find(id);
  if (absent == absent_.end()) return widen_largest(-1);
  const row_runs::place at = runs_.locate(absent->second.key);
  absent_.erase(absent);
  if (at.inside) return widen_largest(-1);
  widen(at, -1);
}

void row_cache::shifted(std::int64_t index, std::int64_t by) {
  for (page_range& page : expected_) {
    if (page.begin > index) page.begin += by;
    if (page.end > index) page.end += by;
  }
  if (by > 0) {
    view.inserted(index);
  } else {
    view.removed(index);
  }
}

void row_cache::note_step(std::int64_t seq, int by, std::optional<sort_key> key) {
  if (seq == seen_by_own_write || !page_under_way()) return;
  if (steps_.size() >= most_remembered) steps_.pop_front();
  steps_.push_back({seq, by, std::move(key)});
}

void row_cache::remember(const net::told_record& told, std::int64_t seq) {
  if (!page_under_way()) return;
  if (recent_.size() >= most_remembered) recent_.clear();
  recent_[told.record.base().id] = {seq, told};
}

}  // namespace dossier::model
