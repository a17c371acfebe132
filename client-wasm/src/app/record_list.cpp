// What a list shows and how its changes come in; see record_list_pages.cpp for how its rows are loaded.
#include "client-wasm/src/app/record_list.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/net/status.hpp"

namespace dossier::app {
namespace {

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
      query_{{}, {}, {}, default_order(), {&type, std::nullopt}},
      shown_(query_),
      names_(type, live) {}

record_list::~record_list() {
  if (request_ != 0) api_.abort(request_);
  for (const page_load& page : pages_) api_.abort(page.request);
}

/// What is published, and a log, the newest first; else by the field that names the record where it can be
/// sorted by, else by when it was made.
model::sort_order record_list::default_order() const {
  const describe::field* published = type_.find("published_at");
  if (published != nullptr && published->is_sortable) return model::sort_order({published, true});
  const describe::field& title = type_.title();
  if (title.is_sortable) return model::sort_order({&title, type_.names.is_log});
  return model::sort_order({type_.find("created_at"), true});
}

void record_list::show(const std::string& filter, const std::string& order_by, const std::string& search) {
  const auto order =
      order_by.empty() ? std::optional(default_order()) : model::sort_order::parse(type_, order_by);
  model::sort_order next = order.value_or(default_order());
  const bool by_rank = order_by.empty() && !search.empty();
  std::string next_order = by_rank ? std::string() : next.to_string();
  if (asked_ && filter == asked_filter_ && next_order == asked_order_ && search == asked_search_) return;
  asked_ = true;
  asked_filter_ = filter;
  asked_order_ = next_order;
  asked_search_ = search;
  auto parsed = query::parse_filter(type_, filter);
  const auto words = query::parse_search(search);
  if (!parsed || !words) {
    refusal_ = parsed ? words.error() : std::move(parsed).error();
    changed_();
    return;
  }
  refusal_.reset();
  query_ = {filter, search, std::move(next_order), std::move(next), *std::move(parsed)};
  fresh_query_ = true;
  after_reset_ = false;
  load_first();
}

void record_list::reload() {
  if (!asked_ || (refusal_ && !rows_)) return;
  load_first();
}

/// Rows whose order no key tells are loaded anew: what was theirs says nothing about where they belong.
void record_list::begin_rows(const net::record_page& first) {
  const double row_height = rows_ ? rows_->view.row_height() : 0;
  const double height = rows_ ? rows_->view.height() : 0;
  const bool ranked = first.ordered_by == net::rank_order;
  auto order =
      first.ordered_by.empty() || ranked ? std::nullopt : model::sort_order::parse(type_, first.ordered_by);
  const std::uint64_t before = rows_ ? rows_->revision() : 0;
  rows_ = std::make_unique<model::row_cache>(type_, order ? *std::move(order) : query_.order, ranked);
  rows_->replaces(before);
  if (row_height > 0) rows_->view.resize(row_height, height);
  searched_for_ = first.searched_for;
  match_.reset();
  if (const auto words = query::parse_search(searched_for_.empty() ? query_.search : searched_for_);
      words && !words->empty()) {
    match_.emplace(*words);
  }
  traveled_ = 0;
  rests_at_ = 0;
  fresh_query_ = false;
  shown_ = query_;
}

/// The query was refused: the last good one stays.
void record_list::refuse(problem why) {
  const bool refused = fresh_query_ && why.status == net::status::bad_request;
  (refused ? refusal_ : failure_) = std::move(why);
  if (!refused || !rows_) return;
  query_ = shown_;
  fresh_query_ = false;
  load_missing();
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
  const bool shown = apply(change, record);
  if (shown) load_missing();
  return shown;
}

bool record_list::apply(const live::change& change, const describe::any_record& record) {
  if (change.seq <= included_seq_ && !is_told_by_the_clock(change)) return false;
  const bool has_names = !record.empty() && refers_to_others(type_);
  auto read = has_names ? net::read_told(type_, change.record) : std::nullopt;
  net::told_record told = read ? *std::move(read) : net::told_record(record);
  if (match_) return apply_found(change, std::move(told));
  return rows_->apply(change, told, clock_());
}

/// The subscription knows the filter only. Of a record that is not here nobody knows whether the search found
/// it before: it counts as new only where it would be here otherwise, or enters by the filter.
bool record_list::apply_found(live::change change, net::told_record told) {
  const bool here = rows_->find(change.id) != nullptr;
  if (change.match == live::match_kind::leave) return here && rows_->apply(change, told, clock_());
  if (!match_->finds(told.record)) {
    change.match = live::match_kind::leave;
    return here && rows_->apply(change, {}, clock_());
  }
  if (!here && change.match == live::match_kind::stay) {
    if (!rows_->covers(told.record)) return false;
    change.match = live::match_kind::enter;
  }
  told.about.highlights = match_->hits_in(told.record);
  told.about.searched = true;
  return rows_->apply(change, told, clock_());
}

void record_list::apply_held() {
  for (const auto& [change, record] : std::exchange(held_, {})) {
    if (rows_) apply(change, record);
  }
}

std::optional<rename> record_list::take_name(const live::change& change) {
  auto heard = names_.take(change);
  if (heard && rows_) rows_->rename(heard->resource, heard->id, heard->name);
  return heard;
}

/// Names go on from the first page; one that was read before a rename and comes after it is put right.
void record_list::follow_names(std::int64_t seq) {
  names_.follow(seq);
  names_.for_each_since(seq, [this](const rename& one) { rows_->rename(one.resource, one.id, one.name); });
}

bool record_list::take_reset(const std::string& subscription) {
  if (names_.owns(subscription)) {
    reload();
    return true;
  }
  if (subscription != subscription_) return false;
  after_reset_ = !fresh_query_;
  reload();
  return true;
}

bool record_list::take_refusal(const std::string& subscription, const problem& why) {
  if (names_.owns(subscription)) return true;  // names are then as old as their pages
  if (subscription != subscription_) return false;
  failure_ = why;
  return true;
}

void record_list::take_own(const describe::any_record& record) {
  if (!rows_) return;
  const bool shown = rows_->find(record.base().id) != nullptr;
  const query::filter& filter = shown_.parsed;
  const bool matches = !only_the_server_can_tell(filter) && query::matches(filter, record) &&
                       (!match_ || match_->finds(record));
  net::told_record told(record);
  if (match_) {
    told.about.highlights = match_->hits_in(record);
    told.about.searched = true;
  }
  if (shown || matches) rows_->apply_own(told, clock_());
}

void record_list::take_removal(const uuid& id, std::int64_t version) {
  if (rows_) rows_->remove(id, version);
}

void record_list::connected() {
  if (failure() && failure()->status == net::no_answer) reload();
  retry();
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
