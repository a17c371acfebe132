// Which rows of a list are loaded, and when.
#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/net/status.hpp"

namespace dossier::app {
namespace {

constexpr double ms_per_second = 1'000;

bool passes_by_itself(const problem& why) {
  return why.status == net::no_answer || why.status == net::status::too_many_requests ||
         why.status >= net::status::server_error;
}

}  // namespace

void record_list::load_first() {
  if (request_ != 0) api_.abort(request_);
  abort_pages();
  failure_.reset();
  loading_since_ = clock_();
  model::page_request asked{0, model::rows_per_page, 0, std::nullopt};
  if (rows_ && rows_->ranked()) fresh_query_ = true;
  if (rows_ && !fresh_query_) {
    const model::viewport& view = rows_->view;
    const std::int64_t margin = (model::rows_per_page - (view.end_row() - view.first_row())) / 2;
    asked =
        rows_->request_at(std::max(view.first_row() - std::max(margin, std::int64_t{0}), std::int64_t{0}));
    rows_->distrust();
    rows_->expect(++page_number_, asked);
  }
  request_ = api_.list(type_, request_of(asked), [this, asked](result<net::record_page> answer) {
    take_first(asked, std::move(answer));
  });
  changed_();
}

void record_list::take_first(const model::page_request& asked, result<net::record_page> answer) {
  request_ = 0;
  answered_in_ms_ = clock_() - *loading_since_;
  loading_since_.reset();
  const bool beyond = answer ? answer->items.empty() : answer.error().status == net::status::bad_request;
  if (asked.skip > 0 && beyond) {  // the list has become too short, or too long to skip in
    rows_->view.scroll_to(0);
    return load_first();
  }
  if (!answer) {
    if (rows_) rows_->unexpect(page_number_);
    apply_held();
    refuse(std::move(answer).error());
    changed_();
    return;
  }
  if (fresh_query_ || !rows_) begin_rows(*answer);
  const std::int64_t seq = answer->change_seq;
  rows_->add_page(asked, {std::move(answer->items), std::move(answer->next_page_token), answer->total,
                          answer->total_exact, seq});
  rows_->unexpect(page_number_);
  follow_names(seq);
  included_seq_ = after_reset_ ? seq : 0;
  if (!std::exchange(after_reset_, false)) subscribe(seq);
  apply_held();
  failures_ = 0;
  load_missing();
  changed_();
}

net::list_query record_list::request_of(const model::page_request& page) const {
  net::list_query made;
  made.filter = query_.filter;
  made.q = query_.search;
  made.order_by =
      query_.order_by.empty() && query_.search.empty() ? query_.order.to_string() : query_.order_by;
  made.skip = page.skip;
  if (page.next) made.page_token = page.next->token;
  return made;
}

void record_list::want(std::int64_t end) {
  if (!rows_) return;
  rows_->touch(rows_->view.first_row(), std::max(end, rows_->view.end_row()));
  follow_view();
  load_missing();
}

/// Whether the view flies by too fast for a page to come in time.
void record_list::follow_view() {
  const double now = clock_();
  const double moved = rows_->view.traveled() - traveled_;
  if (moved != 0) {
    const double since = std::max(now - moved_at_, 1.0);
    const double rows_per_ms = std::abs(moved) / since;
    const bool flies = since < motion_ms && rows_per_ms * rest_ms > static_cast<double>(model::rows_per_page);
    scrolls_up_ = moved < 0;
    rests_at_ = flies ? now + rest_ms : 0;
    traveled_ = rows_->view.traveled();
    moved_at_ = now;
  } else if (now >= rests_at_) {
    rests_at_ = 0;
  }
}

/// The rows that should be here: a short list whole, of a long one what is around the screen.
std::pair<std::int64_t, std::int64_t> record_list::window() const {
  const model::viewport& view = rows_->view;
  if (rows_->total() <= whole_list_rows) return {0, rows_->total()};
  return {std::max(view.first_row() - (scrolls_up_ ? rows_ahead : rows_behind), std::int64_t{0}),
          std::min(view.end_row() + (scrolls_up_ ? rows_behind : rows_ahead), rows_->total())};
}

/// First what is on the screen, then where it is going, then where it comes from.
std::optional<model::page_request> record_list::next_request() const {
  const auto [begin, end] = window();
  const model::viewport& view = rows_->view;
  auto seen = rows_->missing(view.first_row(), view.end_row());
  if (seen) return seen;
  if (scrolls_up_) {
    if (auto above = rows_->missing_last(begin, view.first_row())) return above;
    return rows_->missing(view.end_row(), end);
  }
  if (auto below = rows_->missing(view.end_row(), end)) return below;
  return rows_->missing_last(begin, view.first_row());
}

void record_list::load_missing() {
  if (!rows_ || request_ != 0 || fresh_query_ || failure_) return;
  const auto [begin, end] = window();
  leave_behind(begin, end);
  if (rests_at_ != 0) return;
  while (pages_.size() < most_requests) {
    const auto page = next_request();
    if (!page) return;
    ask(*page);
  }
}

void record_list::ask(const model::page_request& page) {
  const int id = ++page_number_;
  rows_->expect(id, page);
  page_load made;
  made.id = id;
  made.asked = page;
  made.request = api_.list(type_, request_of(page),
                           [this, id](result<net::record_page> answer) { take_page(id, std::move(answer)); });
  pages_.push_back(std::move(made));
}

void record_list::take_page(int id, result<net::record_page> answer) {
  const auto at = std::find_if(pages_.begin(), pages_.end(), [id](const page_load& p) { return p.id == id; });
  if (at == pages_.end()) return;
  page_load page = std::move(*at);
  pages_.erase(at);
  if (answer) {
    failures_ = 0;
    const std::int64_t seq = answer->change_seq;
    rows_->add_page(page.asked, {std::move(answer->items), std::move(answer->next_page_token), answer->total,
                                 answer->total_exact, seq});
    rows_->unexpect(id);
    follow_names(seq);
  } else if (page.asked.next && answer.error().status == net::status::bad_request) {
    rows_->unexpect(id);
    rows_->forget_continuations();  // a token that is good for nothing any more: by number, then
  } else {
    fail(page, std::move(answer).error());
  }
  load_missing();
  changed_();
}

void record_list::fail(page_load& page, problem why) {
  rows_->wait_for(page.id);
  if (passes_by_itself(why)) {
    const double told = why.retry_after * ms_per_second;
    const double wait = std::min(first_retry_ms * std::exp2(std::min(failures_, 8)), last_retry_ms);
    page.retry_at = clock_() + (told > 0 ? told : wait);
    ++failures_;
  }
  page.request = 0;
  page.why = std::move(why);
  failed_.push_back(std::move(page));
}

void record_list::retry() {
  if (failed_.empty()) return;
  for (const page_load& page : failed_) rows_->unexpect(page.id);
  failed_.clear();
  load_missing();
  changed_();
}

std::vector<failed_page> record_list::failed_pages() const {
  std::vector<failed_page> all;
  for (const page_load& page : failed_) {
    for (const model::page_range& range : rows_->expected()) {
      if (range.id == page.id) all.push_back({range.begin, std::min(range.end, rows_->total()), page.why});
    }
  }
  return all;
}

void record_list::abort_pages() {
  for (const page_load& page : pages_) {
    api_.abort(page.request);
    if (rows_) rows_->unexpect(page.id);
  }
  for (const page_load& page : failed_) {
    if (rows_) rows_->unexpect(page.id);
  }
  pages_.clear();
  failed_.clear();
}

/// Gives up pages that nobody waits for any more.
void record_list::leave_behind(std::int64_t begin, std::int64_t end) {
  const auto is_far = [&](const page_load& page) {
    for (const model::page_range& range : rows_->expected()) {
      if (range.id == page.id) return range.end <= begin || range.begin >= end;
    }
    return true;
  };
  const auto give_up = [&](const page_load& page) {
    if (!is_far(page)) return false;
    if (page.request != 0) api_.abort(page.request);
    rows_->unexpect(page.id);
    return true;
  };
  std::erase_if(pages_, give_up);
  std::erase_if(failed_, give_up);
}

void record_list::tick(double now) {
  if (!rows_) return;
  bool due = false;
  if (rests_at_ != 0 && now >= rests_at_) {
    rests_at_ = 0;
    due = true;
  }
  std::erase_if(failed_, [&](const page_load& page) {
    if (!page.retry_at || now < *page.retry_at) return false;
    rows_->unexpect(page.id);
    due = true;
    return true;
  });
  if (due) load_missing();
}

std::optional<double> record_list::next_deadline() const {
  std::optional<double> next;
  if (rests_at_ != 0) next = rests_at_;
  for (const page_load& page : failed_) {
    if (page.retry_at && (!next || *page.retry_at < *next)) next = page.retry_at;
  }
  return next;
}

}  // namespace dossier::app
