#include "client-wasm/src/app/record_list.hpp"

#include <algorithm>
#include <utility>

namespace dossier::app {
namespace {

constexpr int bad_request = 400;

/// Changes held back at most while a page is under way; a server that tells more in that time is applied at
/// once, which can only cost a total that is off until the next load.
constexpr std::size_t most_held = 10'000;

/// What enters and leaves because time goes by carries a position of the log that was told before.
bool is_told_by_the_clock(const live::change& change) {
  return change.kind == live::change_kind::updated && change.changed.empty();
}

bool refers_to_others(const describe::record_type& type) {
  return std::any_of(type.fields.begin(), type.fields.end(),
                     [](const describe::field& field) { return !field.references.empty(); });
}

bool only_the_server_can_tell(const query::filter& filter) {
  return query::has_relative_time(filter) || query::has_caller(filter) ||
         !query::references_in(filter).empty();
}

}  // namespace

record_list::record_list(const describe::record_type& type, net::api_client& api, net::live_connection& live,
                         std::function<double()> clock, std::function<void()> changed)
    : type_(type),
      api_(api),
      live_(live),
      clock_(std::move(clock)),
      changed_(std::move(changed)),
      query_{{}, default_order(), {&type, std::nullopt}},
      shown_(query_) {}

record_list::~record_list() {
  if (request_ != 0) api_.abort(request_);
}

/// By the field that names the record where it can be sorted by, else the newest first.
model::sort_order record_list::default_order() const {
  const describe::field& title = type_.title();
  if (title.is_sortable) return model::sort_order({&title, false});
  return model::sort_order({type_.find("created_at"), true});
}

void record_list::show(const std::string& filter, const std::string& order_by) {
  const auto order =
      order_by.empty() ? std::optional(default_order()) : model::sort_order::parse(type_, order_by);
  model::sort_order next = order.value_or(default_order());
  std::string next_order = next.to_string();
  if (asked_ && filter == asked_filter_ && next_order == asked_order_) return;
  asked_ = true;
  asked_filter_ = filter;
  asked_order_ = std::move(next_order);
  auto parsed = query::parse_filter(type_, filter);
  if (!parsed) {
    refusal_ = std::move(parsed).error();
    changed_();
    return;
  }
  refusal_.reset();
  query_ = {filter, std::move(next), *std::move(parsed)};
  fresh_query_ = true;
  after_reset_ = false;
  wanted_ = rows_loaded_ahead;
  load_first();
}

void record_list::reload() {
  if (!asked_ || (refusal_ && !rows_)) return;
  if (!fresh_query_ && rows_) rows_->restart();
  load_first();
}

void record_list::want(std::int64_t end) {
  wanted_ = std::max(end + net::list_page_size, rows_loaded_ahead);
  if (request_ == 0 && rows_ && rows_->next_page_token() && rows_->loaded() < wanted_ && !failure_)
    load_next();
}

void record_list::load_first() {
  if (request_ != 0) api_.abort(request_);
  failure_.reset();
  loading_since_ = clock_();
  request_ = api_.list(type_, {.filter = query_.filter, .order_by = query_.order.to_string()},
                       [this](result<net::record_page> answer) { take_first(std::move(answer)); });
  changed_();
}

void record_list::take_first(result<net::record_page> answer) {
  request_ = 0;
  answered_in_ms_ = clock_() - *loading_since_;
  loading_since_.reset();
  if (!answer) {
    apply_held();
    const bool refused = fresh_query_ && answer.error().status == bad_request;
    (refused ? refusal_ : failure_) = std::move(answer).error();
    if (refused && rows_) {
      query_ = shown_;
      fresh_query_ = false;
    }
    changed_();
    return;
  }
  if (fresh_query_ || !rows_) {
    const double row_height = rows_ ? rows_->view.row_height() : 0;
    const double height = rows_ ? rows_->view.height() : 0;
    rows_ = std::make_unique<model::row_cache>(type_, query_.order);
    if (row_height > 0) rows_->view.resize(row_height, height);
    fresh_query_ = false;
    shown_ = query_;
  }
  const std::int64_t seq = answer->change_seq;
  rows_->add_page(
      {std::move(answer->items), std::move(answer->next_page_token), answer->total, answer->total_exact},
      clock_());
  included_seq_ = after_reset_ ? seq : 0;
  if (!std::exchange(after_reset_, false)) subscribe(seq);
  apply_held();
  want(0);
  changed_();
}

void record_list::load_next() {
  rows_->expect_page();
  request_ = api_.list(type_,
                       {.filter = query_.filter,
                        .order_by = query_.order.to_string(),
                        .page_token = *rows_->next_page_token()},
                       [this](result<net::record_page> answer) { take_next(std::move(answer)); });
}

void record_list::take_next(result<net::record_page> answer) {
  request_ = 0;
  if (!answer) {
    failure_ = std::move(answer).error();
  } else {
    rows_->add_page(
        {std::move(answer->items), std::move(answer->next_page_token), answer->total, answer->total_exact},
        clock_());
    want(wanted_ - net::list_page_size);
  }
  changed_();
}

// A subscription of its own for every load: it begins exactly where the page ended, and what still comes for
// the one before is known or older. Not so after a reset: the subscription goes on from there, its changes
// are held back until the page is there, and those that the page includes are passed over. (With a filter
// that looks at the time, a new one that names a place in the log would be reset at once, for ever.)
void record_list::subscribe(std::int64_t after) {
  if (!subscription_.empty()) live_.unsubscribe(subscription_);
  subscription_ = std::string(type_.names.resource) + "-" + std::to_string(++generation_);
  live_.subscribe(subscription_, std::string(type_.names.resource), query_.filter, after);
}

bool record_list::take_change(const live::change& change, const describe::any_record& record) {
  if (!rows_ || std::find(change.subs.begin(), change.subs.end(), subscription_) == change.subs.end())
    return false;
  if (after_reset_ && request_ != 0 && held_.size() < most_held) {
    held_.emplace_back(change, record);
    return false;
  }
  return apply(change, record);
}

bool record_list::apply(const live::change& change, const describe::any_record& record) {
  if (change.seq <= included_seq_ && !is_told_by_the_clock(change)) return false;
  const bool has_names = !record.empty() && refers_to_others(type_);
  auto told = has_names ? net::read_told(type_, change.record) : std::nullopt;
  return rows_->apply(change, told ? *std::move(told) : net::told_record(record), clock_());
}

void record_list::apply_held() {
  for (const auto& [change, record] : std::exchange(held_, {})) {
    if (rows_) apply(change, record);
  }
}

bool record_list::take_reset(const std::string& subscription) {
  if (subscription != subscription_) return false;
  after_reset_ = !fresh_query_;
  reload();
  return true;
}

bool record_list::take_refusal(const std::string& subscription, const problem& why) {
  if (subscription != subscription_) return false;
  failure_ = why;
  return true;
}

void record_list::take_own(const describe::any_record& record) {
  if (!rows_) return;
  const bool shown = rows_->find(record.base().id) != nullptr;
  const query::filter& filter = shown_.parsed;
  const bool matches = !only_the_server_can_tell(filter) && query::matches(filter, record);
  if (shown || matches) rows_->apply_own(record, clock_());
}

void record_list::take_removal(const uuid& id, std::int64_t version) {
  if (rows_) rows_->remove(id, version);
}

void row_selection::toggle(const uuid& id) {
  set(id, !contains(id));
}

void row_selection::set(const uuid& id, bool checked) {
  if (checked == all_) {
    named_.erase(id);
  } else {
    named_.insert(id);
  }
}

std::int64_t row_selection::count(std::int64_t total) const {
  const auto named = static_cast<std::int64_t>(named_.size());
  return all_ ? std::max<std::int64_t>(0, total - named) : named;
}

}  // namespace dossier::app
