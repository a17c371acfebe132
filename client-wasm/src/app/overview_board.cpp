#include "client-wasm/src/app/overview_board.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_text.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> followed{"brands", "insights", "tags"};

std::string text_of(const json::object& of, std::string_view name) {
  const json::value* member = of.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return {member->get_string().data(), member->get_string().size()};
}

std::int64_t integer_of(const json::object& of, std::string_view name) {
  const json::value* member = of.if_contains(name);
  return member != nullptr && member->is_int64() ? member->get_int64() : 0;
}

const json::object* object_of(const json::object& of, std::string_view name) {
  const json::value* member = of.if_contains(name);
  return member != nullptr ? member->if_object() : nullptr;
}

std::optional<model::activity_entry> read_entry(const json::object& from) {
  const auto at = parse_timestamp(text_of(from, "at"));
  const auto kind = live::parse_change_kind(text_of(from, "kind"));
  const auto record = parse_uuid(text_of(from, "record_id"));
  if (!at || !kind || !record) return std::nullopt;
  model::activity_entry read{integer_of(from, "seq"),
                             *at,
                             *kind,
                             text_of(from, "resource"),
                             *record,
                             text_of(from, "title"),
                             {},
                             {},
                             {}};
  if (const json::object* actor = object_of(from, "actor")) read.actor = text_of(*actor, "name");
  if (const json::object* state = object_of(from, "state")) read.status = text_of(*state, "status");
  const json::value* changed = from.if_contains("changed");
  if (changed == nullptr || !changed->is_array()) return read;
  for (const json::value& name : changed->get_array()) {
    if (name.is_string()) read.changed.emplace_back(name.get_string().data(), name.get_string().size());
  }
  return read;
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// `facets` of a resource as a target.
std::string facets_target(std::string_view resource, const std::string& fields, const std::string& filter) {
  std::string target = "/api/v1/" + std::string(resource) + ":facets?fields=" + net::percent_encode(fields);
  if (!filter.empty()) target += "&filter=" + net::percent_encode(filter);
  return target;
}

}  // namespace

overview_board::~overview_board() {
  for (const board_part& each : parts_) {
    if (each.request != 0) work_.api().abort(each.request);
  }
}

std::string overview_board::brand_filter() const {
  return choice_.brand.empty() ? std::string() : "brand_id = " + quoted(choice_.brand);
}

std::string overview_board::period_filter() const {
  const std::string brand = brand_filter();
  return "published_at >= " + quoted(model::date_text(axis_.starts.front())) +
         (brand.empty() ? "" : " AND " + brand);
}

void overview_board::show(const board_choice& choice, model::day_number today) {
  const bool first = today_ == 0;
  if (!first && choice == choice_ && today == today_) return;
  choice_ = choice;
  today_ = today;
  axis_ = model::bucket_axis::ending(today, range().unit, range().buckets);
  before_ = axis_.before();
  for (const part each : {period, whole, brands}) {
    parts_[each].at = parts_[each].ready() ? board_part::stage::ready : board_part::stage::loading;
    ask(each);
  }
  if (first) ask(activity);
}

std::string overview_board::target_of(part which) const {
  const std::string unit(model::unit_name(range().unit));
  switch (which) {
    case period: {
      const std::string time = "published_at:" + unit;
      std::string filter = "published_at >= " + quoted(model::date_text(before_.starts.front()));
      if (!choice_.brand.empty()) filter += " AND " + brand_filter();
      return facets_target("insights", time + "," + time + "*brand_id," + time + "*tags", filter);
    }
    case whole:
      return facets_target("insights", "tags,pinned,created_at:" + unit + "*status", brand_filter());
    case brands:
      return facets_target("brands", "created_at:month,created_at:" + unit, {});
    case activity:
      break;
  }
  return "/api/v1/activity?page_size=" + std::to_string(board_activity_rows);
}

void overview_board::ask(part which) {
  board_part& of = parts_[which];
  if (of.request != 0) work_.api().abort(of.request);
  of.stale = false;
  of.asked = work_.around().clock();
  of.request = work_.api().read(
      target_of(which), [this, which](result<net::told_json> told) { answered(which, std::move(told)); });
}

void overview_board::answered(part which, result<net::told_json> told) {
  board_part& of = parts_[which];
  of.request = 0;
  const bool good = told && take(which, *told);
  of.at = good ? board_part::stage::ready : board_part::stage::failed;
  // Of no answer the browser's own words are for nobody.
  if (!good && !told)
    of.why = told.error().status == net::no_answer ? told.error().title : explanation(told.error());
  if (!good && told) of.why = "The answer is not understood";
  work_.around().changed();
}

bool overview_board::take(part which, const net::told_json& told) {
  const std::string unit(model::unit_name(range().unit));
  const auto read = [&](const std::string& name, model::counted_facet& to) {
    auto facet = model::read_counted(told.body, name);
    if (!facet) return false;
    to = *std::move(facet);
    return true;
  };
  const std::string time = "published_at:" + unit;
  switch (which) {
    case period:
      return read(time, published_) && read(time + "*brand_id", by_brand_) && read(time + "*tags", by_tag_);
    case whole:
      return read("tags", tags_) && read("pinned", pinned_) &&
             read("created_at:" + unit + "*status", by_status_);
    case brands: {
      model::counted_facet by_month;
      if (!read("created_at:month", by_month) || !read("created_at:" + unit, brands_created_)) return false;
      brands_total_ = by_month.total();
      return true;
    }
    case activity:
      break;
  }
  take_activity(told);
  return true;
}

void overview_board::take_activity(const net::told_json& told) {
  std::vector<model::activity_entry> entries;
  const auto body = codec::parse_json_object(told.body);
  const json::value* items = body ? body->if_contains("items") : nullptr;
  if (items != nullptr && items->is_array()) {
    for (const json::value& item : items->get_array()) {
      const json::object* one = item.if_object();
      auto entry = one != nullptr ? read_entry(*one) : std::nullopt;
      // What people do to their views is no news to others.
      if (entry && std::find(followed.begin(), followed.end(), entry->resource) != followed.end())
        entries.push_back(*std::move(entry));
    }
  }
  feed_.load(std::move(entries), told.change_seq);
  follow();
}

/// From here on the feed goes on by itself. A reset loads the page again; the watches stay.
void overview_board::follow() {
  if (!watches_.empty()) return;
  for (const std::string_view resource : followed) {
    watches_.push_back(work_.watch_changes(
        std::string(resource), {}, feed_.seq(), [this](const live::change& change) { heard(change); },
        [this] {
          for (const part each : {period, whole, brands, activity}) mark(each);
        }));
  }
}

void overview_board::heard(const live::change& change) {
  if (!feed_.add(change, work_.around().clock())) return;
  if (change.resource == "insights") {
    mark(period);
    mark(whole);
  } else if (change.resource == "brands") {
    if (change.kind != live::change_kind::updated) mark(brands);
    const bool renamed =
        std::find(change.changed.begin(), change.changed.end(), "name") != change.changed.end();
    if (renamed) mark(period);
  }
  work_.around().changed();
}

void overview_board::mark(part which) {
  parts_[which].stale = true;
  work_.around().changed();
}

void overview_board::tick() {
  if (today_ == 0) return;
  // What failed for want of a server is asked for again as soon as there is one.
  const bool connected = work_.live().state() == net::live_state::live;
  if (connected && !std::exchange(connected_, connected)) {
    for (const part each : {period, whole, brands, activity}) {
      if (parts_[each].at == board_part::stage::failed) retry(each);
    }
  }
  connected_ = connected;
  const double now = work_.around().clock();
  for (const part each : {period, whole, brands, activity}) {
    const board_part& of = parts_[each];
    if (of.stale && of.request == 0 && now >= of.asked + board_refresh_ms) ask(each);
  }
}

std::optional<double> overview_board::next_deadline() const {
  std::optional<double> next;
  for (const board_part& each : parts_) {
    if (today_ == 0 || !each.stale || each.request != 0) continue;
    const double due = each.asked + board_refresh_ms;
    next = next ? std::min(*next, due) : due;
  }
  return next;
}

bool overview_board::settled() const {
  return std::all_of(std::begin(parts_), std::end(parts_), [this](const board_part& each) {
    return each.request == 0 && (today_ == 0 || !each.stale);
  });
}

void overview_board::retry(part which) {
  if (parts_[which].request == 0) ask(which);
}

}  // namespace dossier::app
