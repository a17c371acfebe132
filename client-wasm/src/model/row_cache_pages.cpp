// What pages do to the rows of a view: where they belong, what they confirm, what they leave unknown.
#include <algorithm>
#include <cstdlib>

#include "client-wasm/src/model/row_cache.hpp"

namespace dossier::model {

struct row_cache::page_reading {
  const page_request& asked;
  loaded_page page;
  std::vector<sort_key> keys;  ///< of its items
  std::optional<sort_key> from;
  std::optional<sort_key> to;                                    ///< nullopt: to the list's begin or end
  std::unordered_set<uuid> named;                                ///< by the page
  std::unordered_set<uuid> made;                                 ///< of them, those that are new here
  std::vector<std::unique_ptr<grid_row>> rows;                   ///< to be put in
  std::vector<std::pair<const grid_row*, std::int64_t>> begins;  ///< of the runs, before all this
  std::int64_t count = 0;                                        ///< rows of the list, before all this

  [[nodiscard]] bool covers(const row_runs& runs, const sort_key& key) const {
    const bool behind = !from || (asked.next ? runs.before(*from, key) : !runs.before(key, *from));
    return behind && (!to || !runs.before(*to, key));
  }
};

void row_cache::distrust() {
  distrusted_ = true;
}

std::optional<page_request> row_cache::missing(std::int64_t begin, std::int64_t end) const {
  if (!started_) return std::nullopt;
  for (std::size_t g = 0; g <= runs_.runs().size(); ++g) {
    const std::int64_t gap_begin = runs_.gap_begin(g);
    const std::int64_t stop = std::min(end, gap_begin + runs_.gap(g));
    std::int64_t row = std::max(begin, gap_begin);
    while (row < stop) {
      const page_range* busy = page_with(row);
      if (busy == nullptr) return request_for(g, row);
      row = busy->end;
    }
  }
  return std::nullopt;
}

std::optional<page_request> row_cache::missing_last(std::int64_t begin, std::int64_t end) const {
  if (!started_) return std::nullopt;
  for (std::size_t g = runs_.runs().size() + 1; g-- > 0;) {
    const std::int64_t gap_begin = runs_.gap_begin(g);
    const std::int64_t stop = std::max(begin, gap_begin);
    std::int64_t row = std::min(end, gap_begin + runs_.gap(g)) - 1;
    while (row >= stop) {
      const page_range* busy = page_with(row);
      if (busy == nullptr) return request_for(g, row);
      row = busy->begin - 1;
    }
  }
  return std::nullopt;
}

/// The page under way (or waiting) that holds a row; nullptr for none.
const page_range* row_cache::page_with(std::int64_t row) const {
  for (const page_range& page : expected_) {
    if (row >= page.begin && row < page.end) return &page;
  }
  return nullptr;
}

page_request row_cache::request_at(std::int64_t begin) const {
  return {begin, begin + rows_per_page, begin - farewells_before(begin), std::nullopt};
}

void row_cache::forget_continuations() {
  for (std::size_t i = 0; i < runs_.runs().size(); ++i) runs_.set_next(i, std::nullopt);
}

/// The page to ask for so that a row of a gap comes. Where a run goes on with a token, it continues the run;
/// else pages begin at multiples of one row less than they hold: the last row of one is the first of the
/// next, which proves that nothing stands between.
page_request row_cache::request_for(std::size_t gap, std::int64_t row) const {
  const std::int64_t gap_begin = runs_.gap_begin(gap);
  if (gap > 0 && row - gap_begin < rows_per_page && runs_.runs()[gap - 1].next) {
    return {gap_begin, gap_begin + rows_per_page, 0, runs_.runs()[gap - 1].next};
  }
  constexpr std::int64_t stride = rows_per_page - 1;
  return request_at(std::max({row / stride * stride, gap_begin - 1, std::int64_t{0}}));
}

void row_cache::expect(int id, const page_request& page) {
  if (!page_under_way()) {
    recent_.clear();
    steps_.clear();
  }
  expected_.push_back({id, page.begin, page.end, false});
}

void row_cache::wait_for(int id) {
  for (page_range& page : expected_) page.waits = page.waits || page.id == id;
}

void row_cache::unexpect(int id) {
  std::erase_if(expected_, [id](const page_range& page) { return page.id == id; });
}

void row_cache::add_page(const page_request& asked, loaded_page page) {
  ++revision_;
  const std::optional<anchor> still = take_anchor();
  page_reading from{asked, std::move(page), {}, {}, {}, {}, {}, {}, {}, total()};
  for (std::size_t i = 0; i < runs_.runs().size(); ++i) {
    from.begins.emplace_back(runs_.runs()[i].rows.front().get(), runs_.begin_of(i));
  }
  if (distrusted_) forget_continuations();
  started_ = true;
  total_exact_ = from.page.total_exact;
  if (from.page.items.empty() && !asked.next && asked.skip > 0) {
    end_before(asked.begin);
  } else {
    read_page(from);
    drop_unconfirmed(from);
    put_page(from);
    std::int64_t rows = from.page.total + leaving_count_;
    for (const step& each : steps_) rows += each.seq > from.page.seq ? each.by : 0;
    set_total(rows);
  }
  counted_seq_ = std::max(counted_seq_, from.page.seq);
  distrusted_ = false;
  evict();
  restore(still);
}

/// Takes what the page's items say: rows that are here are patched, others made, and what must move is taken
/// out.
void row_cache::read_page(page_reading& from) {
  const std::int64_t seq = from.page.seq;
  if (ranked_) {
    rank_items(from);
  } else {
    for (const net::told_record& item : from.page.items) from.keys.push_back(order_.key_of(item.record));
  }
  if (from.asked.next) {
    from.from = from.asked.next->behind;
  } else if (from.asked.skip > 0) {
    from.from = from.keys.front();
  }
  if (from.page.next_page_token && !from.keys.empty()) from.to = from.keys.back();
  for (std::size_t i = 0; i < from.page.items.size(); ++i) {
    const net::told_record& item = from.page.items[i];
    const uuid& id = item.record.base().id;
    const std::int64_t version = item.record.base().version;
    from.named.insert(id);
    if (const auto gone = gone_.find(id); gone != gone_.end()) {
      if (gone->second >= version) continue;
      gone_.erase(gone);
    }
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      read_known(from, *found->second, item, from.keys[i]);
      continue;
    }
    const auto recent = recent_.find(id);
    const bool newer = recent != recent_.end() && recent->second.second.record.base().version > version;
    if (newer && !ranked_) continue;  // it may have moved: see read_recent
    const net::told_record& told = newer ? recent->second.second : item;
    from.rows.push_back(make_row(told, from.keys[i], newer ? recent->second.first : seq));
    from.made.insert(id);
    absent_.erase(id);
  }
  if (!ranked_) read_recent(from);
}

void row_cache::read_known(page_reading& from, grid_row& row, const net::told_record& item,
                           const sort_key& key) {
  const std::int64_t version = item.record.base().version;
  const std::int64_t seq = from.page.seq;
  const bool newer = version > row.version() || (version == row.version() && seq >= row.seen_seq);
  if (row.seen_seq != seen_by_own_write) row.seen_seq = std::max(row.seen_seq, seq);
  if (!newer) return;
  patch(row, item, seq);
  if (row.leaving != farewell::none) {
    row.leaving = farewell::none;
    --leaving_count_;
  }
  if (ranked_ || pinned_.count(row.id()) != 0 || row.key.values == key.values) return;
  std::unique_ptr<grid_row> moving = runs_.take(runs_.locate(row.key));
  moving->key = key;
  from.rows.push_back(std::move(moving));
}

/// Records of the page's range that were told while it was under way, and that it may have been read before.
void row_cache::read_recent(page_reading& from) {
  for (const auto& [id, told] : recent_) {
    const bool newer_than_page = told.first > from.page.seq || from.named.count(id) != 0;
    if (!newer_than_page || by_id_.count(id) != 0 || from.made.count(id) != 0) continue;
    sort_key key = order_.key_of(told.second.record);
    if (!from.covers(runs_, key)) continue;
    from.rows.push_back(make_row(told.second, std::move(key), told.first));
    absent_.erase(id);
  }
}

/// Rows in the page's range that it did not name, and that nothing told since, are gone.
void row_cache::drop_unconfirmed(const page_reading& from) {
  std::vector<uuid> gone;
  for_each([&](const grid_row& row) {
    if (row.seen_seq > from.page.seq || row.leaving != farewell::none) return;
    if (pinned_.count(row.id()) != 0 || from.named.count(row.id()) != 0) return;
    if (distrusted_ || from.covers(runs_, row.key)) gone.push_back(row.id());
  });
  for (const uuid& id : gone) {
    const grid_row& row = *by_id_.at(id);
    const row_runs::place at = runs_.locate(row.key);
    forget(row);
    by_id_.erase(id);
    runs_.take(at);
  }
  if (distrusted_) absent_.clear();
}

/// Makes one run of the page's rows and of those runs that it touches.
void row_cache::put_page(page_reading& from) {
  const std::vector<row_run>& runs = runs_.runs();
  std::size_t first = runs.size();
  std::size_t last = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const sort_key& begins = runs[i].rows.front()->key;
    const sort_key& ends = runs[i].rows.back()->key;
    const bool reaches = !from.from || !runs_.before(ends, *from.from) ||
                         (runs[i].next && !runs_.before(runs[i].next->behind, *from.from));
    const bool starts = !from.to || !runs_.before(*from.to, begins);
    if (!reaches || !starts) continue;
    first = std::min(first, i);
    last = i;
  }
  bool touches = first < runs.size();
  if (touches) runs_.join(first, last);
  for (auto& row : from.rows) {
    grid_row& put = *row;
    by_id_[put.id()] = &put;
    if (first < runs.size()) {
      runs_.insert_into(first, std::move(row));
    } else {
      const row_runs::place at = runs_.locate(put.key);
      first = at.run;
      touches = at.inside && !runs.empty();
      if (touches) {
        runs_.insert_into(first, std::move(row));
      } else {
        runs_.add_run(first, 1, std::move(row));
      }
    }
  }
  if (first >= runs.size()) {  // nothing to show
    if (!from.to) runs_.set_gap(runs.size(), 0);
    return;
  }
  const sort_key& ends = runs[first].rows.back()->key;
  if (!from.to) {
    runs_.set_next(first, std::nullopt);
  } else if (!runs_.before(*from.to, ends)) {
    runs_.set_next(first, continuation{*from.page.next_page_token, *from.to});
  }
  set_gaps(from, first, touches);
}

/// Around the run that the page became a part of.
void row_cache::set_gaps(const page_reading& from, std::size_t run, bool touched) {
  const std::vector<row_run>& runs = runs_.runs();
  const std::int64_t ends_before = runs_.gap_begin(run);
  const bool begins_list = touched && run == 0 && runs_.gap(0) == 0 && !distrusted_;
  if (!from.from) {
    runs_.set_gap(run, 0);
  } else if (from.asked.next) {
    if (!touched) runs_.set_gap(run, std::max(from.asked.begin - ends_before, std::int64_t{1}));
  } else if (!begins_list) {
    std::int64_t begin = from.asked.skip;
    for (const step& each : steps_) {
      if (each.seq > from.page.seq && each.key && runs_.before(*each.key, *from.from)) begin += each.by;
    }
    for (const uuid& id : active_) {
      const grid_row* row = find(id);
      const bool leaves = row != nullptr && row->leaving != farewell::none;
      if (leaves && runs_.before(row->key, *from.from)) ++begin;
    }
    for (const auto& row : runs[run].rows) {
      if (!runs_.before(row->key, *from.from)) break;
      --begin;
    }
    runs_.set_gap(run, std::max(begin - ends_before, std::int64_t{1}));
  }
  const std::int64_t end = runs_.begin_of(run) + runs[run].size();
  if (!from.to) {
    runs_.set_gap(run + 1, 0);
  } else if (run + 1 < runs.size()) {
    const auto next = std::find_if(from.begins.begin(), from.begins.end(), [&](const auto& known) {
      return known.first == runs[run + 1].rows.front().get();
    });
    const std::int64_t begin = next == from.begins.end() ? end + 1 : next->second;
    runs_.set_gap(run + 1, std::max(begin - end, std::int64_t{1}));
  } else {
    const bool ends_list = touched && runs_.gap(run + 1) == 0 && !distrusted_ &&
                           runs_.before(*from.to, runs[run].rows.back()->key);
    if (!ends_list) runs_.set_gap(run + 1, std::max(from.count - end, std::int64_t{1}));
  }
}

/// Fits the gaps to a total: the one at the end, or else the largest.
void row_cache::set_total(std::int64_t rows) {
  for (const std::size_t gap : {runs_.runs().size(), runs_.largest_gap()}) {
    if (runs_.gap(gap) == 0) continue;
    runs_.set_gap(gap, std::max(runs_.gap(gap) + rows - total(), std::int64_t{1}));
  }
}

/// A page that holds nothing says that the list ends before it.
void row_cache::end_before(std::int64_t index) {
  const std::size_t tail = runs_.runs().size();
  const std::int64_t end = runs_.gap_begin(tail);
  runs_.set_gap(tail, std::min(runs_.gap(tail), std::max(index - end, std::int64_t{0})));
}

/// Gives the items of a ranked page keys: counted on from the run that it continues or shares a row with, or
/// from what lies before it.
void row_cache::rank_items(page_reading& from) const {
  const auto rank_of = [](const sort_key& key) { return std::get<std::int64_t>(key.values.front()); };
  std::int64_t first = 0;
  if (from.asked.next) {
    first = rank_of(from.asked.next->behind) + 1;
  } else {
    const std::size_t run = run_before(from.asked.begin);
    if (run < runs_.runs().size()) {
      const std::int64_t last = runs_.begin_of(run) + runs_.runs()[run].size() - 1;
      first = rank_of(runs_.runs()[run].rows.back()->key) + from.asked.begin - last;
    } else {
      first = from.asked.begin;
    }
    for (std::size_t i = 0; i < from.page.items.size(); ++i) {
      const grid_row* row = find(from.page.items[i].record.base().id);
      if (row == nullptr) continue;
      const std::int64_t aligned = rank_of(row->key) - static_cast<std::int64_t>(i);
      if (std::abs(aligned - first) > rows_per_page) continue;  // its rank has become another
      first = aligned;
      break;
    }
  }
  for (const net::told_record& item : from.page.items) {
    from.keys.push_back({{first++}, item.record.base().id});
  }
}

/// The last run that begins before an index; runs().size() when there is none.
std::size_t row_cache::run_before(std::int64_t index) const {
  std::size_t found = runs_.runs().size();
  for (std::size_t i = 0; i < runs_.runs().size() && runs_.begin_of(i) < index; ++i) found = i;
  return found;
}

/// Rows before an index that the server does not count any more.
std::int64_t row_cache::farewells_before(std::int64_t index) const {
  return std::count_if(active_.begin(), active_.end(), [&](const uuid& id) {
    const grid_row* row = find(id);
    return row != nullptr && row->leaving != farewell::none && runs_.locate(row->key).index < index;
  });
}

/// The first row on the screen that is known and stays. None at the list's beginning while that is not here:
/// who went there wants to see it, whatever comes.
std::optional<row_cache::anchor> row_cache::take_anchor() const {
  if (view.first_row() == 0 && at(0) == nullptr) return std::nullopt;
  for (std::int64_t i = view.first_row(); i < view.end_row(); ++i) {
    const grid_row* row = at(i);
    if (row != nullptr && row->leaving == farewell::none) return anchor{row->id(), i};
  }
  return std::nullopt;
}

void row_cache::restore(const std::optional<anchor>& still) {
  const std::int64_t now = still ? index_of(still->id) : -1;
  view.moved(now < 0 ? 0 : now - still->index, total());
}

/// Lets the rows go that were not near the screen for longest, a page at a time.
void row_cache::evict() {
  struct block {
    std::size_t run = 0;
    std::size_t from = 0;
    std::size_t to = 0;
    std::uint64_t used = 0;
  };
  constexpr auto page = static_cast<std::size_t>(rows_per_page);
  while (kept() > kept_max_) {
    std::optional<block> oldest;
    for (std::size_t i = 0; i < runs_.runs().size(); ++i) {
      const auto& rows = runs_.runs()[i].rows;
      const std::int64_t begin = runs_.begin_of(i);
      for (std::size_t from = 0; from < rows.size(); from += page) {
        block one{i, from, std::min(rows.size(), from + page), 0};
        bool stays = begin + static_cast<std::int64_t>(one.from) < view.end_row() &&
                     begin + static_cast<std::int64_t>(one.to) > view.first_row();
        for (std::size_t n = one.from; n < one.to; ++n) {
          one.used = std::max(one.used, rows[n]->used);
          stays = stays || rows[n]->leaving != farewell::none || pinned_.count(rows[n]->id()) != 0;
        }
        if (!stays && (!oldest || one.used < oldest->used)) oldest = one;
      }
    }
    if (!oldest) return;
    for (const auto& row : runs_.cut(oldest->run, oldest->from, oldest->to)) {
      forget(*row);
      by_id_.erase(row->id());
    }
  }
}

}  // namespace dossier::model
