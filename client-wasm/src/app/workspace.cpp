#include "client-wasm/src/app/workspace.hpp"

#include <algorithm>
#include <utility>

#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view new_record = "new";
constexpr double minute_ms = 60'000;

}  // namespace

workspace::workspace(const describe::record_type& type, net::transport& way, surroundings around)
    : around_(std::move(around)),
      api_(way),
      live_(way, *this, around_.clock, around_.random),
      list_(type, api_, live_, around_.clock, around_.changed),
      editor_(list_, api_, live_, around_.clock, around_.random, around_.changed, around_.tell) {
  editor_.created = [this](const uuid& id) {
    focused = id;
    open(id);
    if (model::row_cache* rows = list_.rows(); rows != nullptr && rows->index_of(id) >= 0) {
      rows->view.reveal(rows->index_of(id));
    }
  };
  editor_.removed = [this](const uuid& id) {
    selection_.set(id, false);
    if (id == editor_.id()) close();
    model::row_cache* rows = list_.rows();
    if (id != focused || rows == nullptr) return;
    const model::grid_row* next = rows->at(std::min(focused_index_, rows->loaded() - 1));
    focused = next != nullptr ? next->id() : uuid{};
  };
}

void workspace::start(const route& where) {
  route_ = where;
  live_.start();
  apply_route();
}

void workspace::go(const route& where) {
  if (where == route_) return;
  route_ = where;
  apply_route();
}

void workspace::apply_route() {
  list_.show(route_.filter, route_.order);
  if (route_.open == new_record) {
    editor_.open_new();
  } else if (const auto id = parse_uuid(route_.open)) {
    editor_.open(*id);
    focused = *id;
  } else {
    editor_.close();
  }
  around_.changed();
}

void workspace::navigate(route next, bool replace) {
  if (next == route_) return;
  route_ = std::move(next);
  around_.navigate(route_, replace);
  apply_route();
}

void workspace::open(const uuid& id) {
  route next = route_;
  next.open = to_string(id);
  navigate(std::move(next), false);
}

void workspace::open_new() {
  route next = route_;
  next.open = std::string(new_record);
  next.tab.clear();
  navigate(std::move(next), false);
}

void workspace::close() {
  route next = route_;
  next.open.clear();
  next.tab.clear();
  navigate(std::move(next), false);
}

void workspace::show_tab(const std::string& tab) {
  route next = route_;
  next.tab = tab;
  navigate(std::move(next), true);
}

void workspace::filter(const std::string& text) {
  selection_.clear();
  route next = route_;
  next.filter = text;
  navigate(std::move(next), true);
}

void workspace::sort_by(const describe::field& field) {
  if (!field.is_sortable) return;
  const model::sort_order& now = list_.order();
  const bool descending = &now.field() == &field && !now.descending();
  route next = route_;
  next.order = model::sort_order({&field, descending}).to_string();
  navigate(std::move(next), true);
}

void workspace::step(std::int64_t steps) {
  model::row_cache* rows = list_.rows();
  if (rows == nullptr || rows->loaded() == 0) return;
  const std::int64_t here = rows->index_of(editor_.id());
  const std::int64_t to = std::clamp<std::int64_t>(here < 0 ? 0 : here + steps, 0, rows->loaded() - 1);
  focused = rows->at(to)->id();
  rows->view.reveal(to);
  open(focused);
}

std::int64_t workspace::changes_in_last_minute() const {
  const double since = around_.clock() - minute_ms;
  return std::count_if(recent_changes_.begin(), recent_changes_.end(), [&](double at) { return at > since; });
}

bool workspace::tick(double flash_ms) {
  live_.tick();
  const double now = around_.clock();
  std::erase_if(recent_changes_, [&](double at) { return at <= now - minute_ms; });
  model::row_cache* rows = list_.rows();
  if (rows == nullptr) return false;
  if (const std::int64_t index = rows->index_of(focused); index >= 0) focused_index_ = index;
  rows->keep_while(
      [this](const uuid& id) { return id == focused || id == editor_.id() || selection_.contains(id); });
  return rows->tick(now, flash_ms);
}

std::optional<double> workspace::next_deadline(double flash_ms) const {
  std::optional<double> next = live_.next_deadline();
  if (const model::row_cache* rows = list_.rows()) {
    const auto rows_next = rows->next_deadline(flash_ms);
    if (rows_next && (!next || *rows_next < *next)) next = rows_next;
  }
  return next;
}

bool workspace::settled() const {
  const bool connected = live_.state() == net::live_state::live;
  return list_.settled() && editor_.settled() && (connected || live_.state() == net::live_state::offline);
}

void workspace::live_welcome(const live::welcome& hello) {
  session_ = {hello.tenant_id, hello.tenant_name, hello.user_id, hello.user_name};
  around_.changed();
}

void workspace::live_change(const live::change& change) {
  describe::any_record record;
  if (!change.record.empty()) {
    auto read = codec::read_stored(list_.type(), change.record);
    if (!read) return list_.reload();  // a record we cannot read: the list's own answer decides
    record = *std::move(read);
  }
  const bool shown = list_.take_change(change, record);
  editor_.take_change(change, record);
  if (!shown) return;
  recent_changes_.push_back(around_.clock());
  around_.changed();
}

void workspace::live_reset(const std::string& subscription) {
  if (!list_.take_reset(subscription)) editor_.take_reset(subscription);
  around_.changed();
}

void workspace::live_refused(const std::string& subscription, const problem& why) {
  list_.take_refusal(subscription, why);
  around_.changed();
}

void workspace::live_state_changed() {
  if (live_.state() == net::live_state::live) {
    editor_.connected();
    if (list_.failure() && list_.failure()->status == net::no_answer) list_.reload();
  }
  around_.changed();
}

}  // namespace dossier::app
