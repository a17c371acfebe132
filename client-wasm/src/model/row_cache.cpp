#include "client-wasm/src/model/row_cache.hpp"

#include <algorithm>
#include <utility>

namespace dossier::model {

row_cache::row_cache(const describe::record_type& type, sort_order order)
    : type_(type), order_(std::move(order)) {}

void row_cache::restart() {
  ++generation_;
  next_page_token_.reset();
  boundary_.reset();
  started_ = false;
}

void row_cache::expect_page() {
  page_expected_ = true;
  beyond_.clear();
}

void row_cache::add_page(loaded_page page, double now) {
  const std::optional<sort_key> from = boundary_;
  if (page.next_page_token && !page.items.empty()) {
    boundary_ = order_.key_of(page.items.back().record);
  } else {
    boundary_.reset();
    page.next_page_token.reset();
  }
  next_page_token_ = std::move(page.next_page_token);
  started_ = true;
  page_expected_ = false;
  total_ = page.total;
  total_exact_ = page.total_exact;
  for (const net::told_record& told : page.items) upsert(told, nullptr, now);
  for (const auto& [id, told] : std::exchange(beyond_, {})) upsert(told, nullptr, now);
  drop_unconfirmed(from);
  view.set_count(total());
}

/// Rows in the range of the page just taken that it did not name, and that no change brought since, are gone.
void row_cache::drop_unconfirmed(const std::optional<sort_key>& from) {
  std::int64_t index = from ? position_of(*from) : 0;
  while (index < loaded()) {
    const grid_row& row = *rows_[static_cast<std::size_t>(index)];
    if (!belongs_here(row.key)) return;
    if (row.generation == generation_ || row.leaving != farewell::none || pinned_.count(row.id()) != 0) {
      ++index;
    } else {
      erase_at(index);
    }
  }
}

bool row_cache::apply(const live::change& change, const net::told_record& told, double now) {
  if (change.match != live::match_kind::leave) {
    if (told.record.empty()) return false;
    const outcome done = upsert(told, &change.changed, now);
    const bool is_new = done == outcome::inserted || done == outcome::beyond;
    if (is_new && change.match == live::match_kind::enter) ++total_;
    view.set_count(total());
    return done != outcome::known_already;
  }
  if (gone_.size() > most_departures) gone_.clear();
  const bool gone_already = gone_.count(change.id) != 0;
  auto& left_at = gone_[change.id];
  if (left_at >= change.version) return false;
  left_at = change.version;
  beyond_.erase(change.id);
  const auto found = by_id_.find(change.id);
  if (found == by_id_.end()) {
    if (gone_already) return false;  // we deleted it, and counted that
    total_ = std::max<std::int64_t>(0, total_ - 1);
    view.set_count(total());
    return true;
  }
  if (found->second->version() > change.version) return false;
  const bool deleted = change.kind == live::change_kind::deleted;
  say_farewell(*found->second, deleted ? farewell::deleted : farewell::left_view, now);
  return true;
}

void row_cache::apply_own(const net::told_record& told, double now) {
  if (upsert(told, nullptr, now) == outcome::inserted) ++total_;
  view.set_count(total());
}

void row_cache::remove(const uuid& id, std::int64_t version) {
  auto& left_at = gone_[id];
  left_at = std::max(left_at, version);
  beyond_.erase(id);
  const std::int64_t index = index_of(id);
  if (index < 0) return;
  if (rows_[static_cast<std::size_t>(index)]->leaving == farewell::none) {
    total_ = std::max<std::int64_t>(0, total_ - 1);
  }
  erase_at(index);
}

std::int64_t row_cache::total() const {
  return complete() ? loaded() : std::max(total_ + leaving_count_, loaded());
}

const grid_row* row_cache::at(std::int64_t index) const {
  return index >= 0 && index < loaded() ? rows_[static_cast<std::size_t>(index)].get() : nullptr;
}

const grid_row* row_cache::find(const uuid& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::int64_t row_cache::index_of(const uuid& id) const {
  const grid_row* row = find(id);
  return row == nullptr ? -1 : position_of(row->key);
}

void row_cache::pin(const uuid& id) {
  pinned_.insert(id);
}

void row_cache::unpin(const uuid& id, double now) {
  if (pinned_.erase(id) == 0) return;
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  grid_row& row = *found->second;
  if (row.leaving != farewell::none) {
    row.leaving_since = std::max(row.leaving_since, now - left_view_ms);
    return;
  }
  place(row, order_.key_of(row.record));
  view.set_count(total());
}

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
      erase_at(position_of(row.key));
      changed = true;
    } else if (row.flashes.empty() && row.leaving == farewell::none) {
      active_.erase(id);
    }
  }
  const auto old = [&](const tick_mark& m) { return now >= m.since + tick_mark_ms; };
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

/// The index at which a row with this key stands, or would.
std::int64_t row_cache::position_of(const sort_key& key) const {
  const auto at =
      std::lower_bound(rows_.begin(), rows_.end(), key,
                       [this](const auto& row, const sort_key& k) { return order_.before(row->key, k); });
  return at - rows_.begin();
}

bool row_cache::is_held(const uuid& id) const {
  return pinned_.count(id) != 0 || (held_ && held_(id));
}

/// Whether a key lies in what the pages so far cover.
bool row_cache::belongs_here(const sort_key& key) const {
  if (!started_) return false;
  return !boundary_ || !order_.before(*boundary_, key);
}

row_cache::outcome row_cache::upsert(const net::told_record& told, const std::vector<std::string>* changed,
                                     double now) {
  const describe::any_record& record = told.record;
  const uuid& id = record.base().id;
  if (const auto gone = gone_.find(id); gone != gone_.end()) {
    if (gone->second >= record.base().version) return outcome::known_already;
    gone_.erase(gone);
  }
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) {
    if (!belongs_here(order_.key_of(record))) {
      remember_beyond(told);
      return outcome::beyond;
    }
    insert(told, changed != nullptr, now);
    return outcome::inserted;
  }
  grid_row& row = *found->second;
  row.generation = generation_;
  if (row.version() >= record.base().version) return outcome::known_already;
  row.record = record;
  if (!told.about.references.empty()) row.about.references = told.about.references;
  if (!told.about.highlights.empty()) row.about.highlights = told.about.highlights;
  if (row.leaving != farewell::none) {
    row.leaving = farewell::none;
    --leaving_count_;
    ++total_;
  }
  if (changed != nullptr) {
    flash(row, *changed, now);
    mark(row, position_of(row.key), now);
  }
  if (pinned_.count(id) == 0) place(row, order_.key_of(record));
  return outcome::patched;
}

void row_cache::remember_beyond(const net::told_record& told) {
  if (!page_expected_) return;
  auto& kept = beyond_[told.record.base().id];
  if (kept.record.empty() || kept.record.base().version < told.record.base().version) kept = told;
}

void row_cache::insert(const net::told_record& told, bool is_change, double now) {
  const describe::any_record& record = told.record;
  auto made = std::make_unique<grid_row>();
  made->record = record;
  made->about = told.about;
  made->key = order_.key_of(record);
  made->generation = generation_;
  grid_row& row = *made;
  const std::int64_t index = position_of(row.key);
  rows_.insert(rows_.begin() + index, std::move(made));
  by_id_[record.base().id] = &row;
  if (is_change || generation_ > 1)
    view.inserted(index);  // the first load has nothing on the screen to keep still
  if (!is_change) return;
  flash(row, {std::string(type_.names.title_field)}, now);
  mark(row, index, now);
}

/// Moves a row to where its key belongs: a removal and an insertion for whoever looks.
void row_cache::place(grid_row& row, sort_key key) {
  if (row.key.values == key.values) return;
  const std::int64_t from = position_of(row.key);
  if (!belongs_here(key)) {
    remember_beyond({row.record, row.about});  // still in the view, further down than what is loaded
    erase_at(from);
    return;
  }
  std::unique_ptr<grid_row> moving = std::move(rows_[static_cast<std::size_t>(from)]);
  rows_.erase(rows_.begin() + from);
  moving->key = std::move(key);
  const std::int64_t to = position_of(moving->key);
  rows_.insert(rows_.begin() + to, std::move(moving));
  if (from == to) return;
  view.removed(from);
  view.inserted(to);
}

void row_cache::erase_at(std::int64_t index) {
  const auto at = rows_.begin() + index;
  const grid_row& row = **at;
  if (row.leaving != farewell::none) --leaving_count_;
  active_.erase(row.id());
  flash_count_ -= std::min(flash_count_, row.flashes.size());
  pinned_.erase(row.id());
  by_id_.erase(row.id());
  rows_.erase(at);
  view.removed(index);
}

void row_cache::say_farewell(grid_row& row, farewell why, double now) {
  if (row.leaving == farewell::none) {
    ++leaving_count_;
    total_ = std::max<std::int64_t>(0, total_ - 1);
  }
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
