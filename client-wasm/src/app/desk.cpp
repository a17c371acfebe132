#include "client-wasm/src/app/desk.hpp"

#include <algorithm>
#include <utility>

#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view new_record = "new";
constexpr double minute_ms = 60'000;

}  // namespace

desk::desk(const describe::record_type& type, net::api_client& api, offline_queue& writes,
           net::live_connection& live, const surroundings& around, std::function<void(route, bool)> navigate)
    : around_(around),
      api_(api),
      writes_(writes),
      live_(live),
      navigate_(std::move(navigate)),
      list_(type, api, live, around.clock, around.changed),
      editor_(list_, api, writes, live, around.clock, around.changed, around.tell),
      acts_(list_, writes, around.tell),
      cells_(list_, editor_, writes, acts_, around.clock, around.changed, around.tell),
      bulk_(list_, api, writes, around.changed, around.tell) {
  route_.screen = std::string(type.names.resource);
  bulk_.formats = around.formats;
  editor_.created = [this](const uuid& id) {
    focused = id;
    open(id);
    if (model::row_cache* rows = list_.rows(); rows != nullptr && rows->index_of(id) >= 0) {
      rows->view.reveal(rows->index_of(id));
    }
  };
  editor_.set_aside = [this] { close(); };
  cells_.contested = [this](const queued_write& write) { take_up(write); };
}

const describe::any_record* desk::known(const uuid& id) const {
  const model::form_state* form = editor_.form();
  if (form != nullptr && !form->creating() && form->stored().base().id == id) return &form->stored();
  const model::row_cache* rows = list_.rows();
  const model::grid_row* row = rows != nullptr ? rows->find(id) : nullptr;
  return row != nullptr ? &row->record : nullptr;
}

bool desk::may_change(const uuid& id) const {
  const describe::any_record* record = known(id);
  return record != nullptr ? may().may_change(*record) : may().may_change(type().names.resource);
}

bool desk::may_remove(const uuid& id) const {
  const describe::any_record* record = known(id);
  return record != nullptr ? may().may_remove(*record) : may().may_remove(type().names.resource);
}

/// What was deleted is neither checked nor open, and the keyboard goes to the row that took its place.
void desk::leave_removed(const uuid& id) {
  selection_.set(id, false);
  if (id == editor_.id()) close();
  model::row_cache* rows = list_.rows();
  if (id != focused || rows == nullptr) return;
  const model::grid_row* next = rows->at(std::min(focused_index_, rows->total() - 1));
  focused = next != nullptr ? next->id() : uuid{};
}

void desk::take_done(const queued_write& write, const write_outcome& outcome) {
  bulk_.take_done(write);
  for (const net::told_record& told : outcome.records) {
    const describe::any_record& record = told.record;
    if (record.base().deleted_at) {
      list_.take_removal(record.base().id, record.base().version);
    } else {
      list_.take_own(record);
      editor_.take_own(write, record);
    }
  }
  if (!write.removes()) return;
  for (const uuid& id : write.ids) {
    const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
    if (row != nullptr) list_.take_removal(id, row->version());
    editor_.drafts().forget(id);
    leave_removed(id);
  }
}

void desk::take_up(const queued_write& write) {
  editor_.take_up(write);
  if (write.ids.empty()) return open_new();
  open(write.ids.front());
  editor_.review();
}

void desk::show(const route& where) {
  if (where.filter != route_.filter) selection_.clear();
  route_ = where;
  list_.show(route_.filter, route_.order, route_.q);
  if (route_.open == new_record) {
    editor_.open_new();
  } else if (const auto id = parse_uuid(route_.open)) {
    editor_.open(*id);
    focused = *id;
  } else {
    editor_.close();
  }
}

void desk::go(route next, bool replace) {
  if (next == route_) return;
  navigate_(std::move(next), replace);
}

void desk::open(const uuid& id) {
  route next = route_;
  next.open = to_string(id);
  go(std::move(next), false);
}

void desk::open_new() {
  route next = route_;
  next.open = std::string(new_record);
  next.tab.clear();
  go(std::move(next), false);
}

void desk::close() {
  route next = route_;
  next.open.clear();
  next.tab.clear();
  go(std::move(next), false);
}

void desk::show_tab(const std::string& tab) {
  route next = route_;
  next.tab = tab;
  go(std::move(next), true);
}

void desk::filter(const std::string& text) {
  route next = route_;
  next.filter = text;
  go(std::move(next), true);
}

void desk::search(const std::string& words) {
  route next = route_;
  next.q = words;
  go(std::move(next), true);
}

void desk::sort_by(const describe::field& field) {
  if (!field.is_sortable) return;
  const model::sort_order& now = list_.order();
  const bool descending = &now.field() == &field && !now.descending();
  route next = route_;
  next.order = model::sort_order({&field, descending}).to_string();
  go(std::move(next), true);
}

void desk::step(std::int64_t steps) {
  model::row_cache* rows = list_.rows();
  if (rows == nullptr || rows->total() == 0) return;
  const std::int64_t here = rows->index_of(editor_.id());
  const std::int64_t to = std::clamp<std::int64_t>(here < 0 ? 0 : here + steps, 0, rows->total() - 1);
  rows->view.reveal(to);
  const model::grid_row* row = rows->at(to);
  if (row == nullptr) return;  // it comes with its page
  focused = row->id();
  open(focused);
}

std::int64_t desk::changes_in_last_minute() const {
  const double since = around_.clock() - minute_ms;
  return std::count_if(recent_changes_.begin(), recent_changes_.end(), [&](double at) { return at > since; });
}

bool desk::tick(double flash_ms) {
  const bool saved = editor_.tick();
  const double now = around_.clock();
  std::erase_if(recent_changes_, [&](double at) { return at <= now - minute_ms; });
  list_.tick(now);
  const bool marks_ended = cells_.tick(now);
  model::row_cache* rows = list_.rows();
  if (rows == nullptr) return marks_ended || saved;
  if (const std::int64_t index = rows->index_of(focused); index >= 0) focused_index_ = index;
  rows->keep_while(
      [this](const uuid& id) { return id == focused || id == editor_.id() || selection_.contains(id); });
  return rows->tick(now, flash_ms) || marks_ended || saved;
}

std::optional<double> desk::next_deadline(double flash_ms) const {
  std::optional<double> next = list_.next_deadline();
  const auto sooner = [&next](const std::optional<double>& due) {
    if (due && (!next || *due < *next)) next = due;
  };
  if (const model::row_cache* rows = list_.rows()) sooner(rows->next_deadline(flash_ms));
  sooner(cells_.next_deadline());
  sooner(editor_.next_deadline());
  return next;
}

bool desk::take_change(const live::change& change) {
  describe::any_record record;
  if (!change.record.empty()) {
    auto read = codec::read_stored(list_.type(), change.record);
    if (!read) {
      list_.reload();  // a record we cannot read: the list's own answer decides
      return false;
    }
    record = *std::move(read);
  }
  const bool shown = list_.take_change(change, record);
  editor_.take_change(change, record);
  if (shown) recent_changes_.push_back(around_.clock());
  return shown;
}

bool desk::take_name(const live::change& change) {
  const auto heard = list_.take_name(change);
  if (heard) editor_.take_name(*heard);
  return heard.has_value();
}

bool desk::take_reset(const std::string& subscription) {
  return list_.take_reset(subscription) || editor_.take_reset(subscription);
}

bool desk::take_refusal(const std::string& subscription, const problem& why) {
  return list_.take_refusal(subscription, why);
}

void desk::connected() {
  list_.connected();
}

}  // namespace dossier::app
