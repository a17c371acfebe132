#include "client-wasm/src/app/saved_views.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/app/shipped_views.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view resource = "saved_views";

static_assert(static_cast<int>(model::density::compact) == static_cast<int>(view_density::compact) &&
              static_cast<int>(model::density::comfortable) == static_cast<int>(view_density::comfortable));

const describe::record_type& views() {
  return describe::type_of<saved_view>();
}

/// What a person changes of a view, as JSON; only what differs from `before`, where there is one.
std::string body_of(const saved_view& view, const saved_view* before) {
  std::string body = "{";
  for (const describe::field& field : views().fields) {
    if (field.is_read_only) continue;
    std::string value;
    codec::append_value(value, field, &view);
    if (before != nullptr) {
      std::string old;
      codec::append_value(old, field, before);
      if (old == value) continue;
    }
    if (body.size() > 1) body += ',';
    body += "\"" + std::string(field.name) + "\":" + value;
  }
  return body + "}";
}

void take_list(saved_view& into, const route& where, const std::optional<list_look>& look) {
  into.resource = where.screen;
  into.filter = where.filter;
  into.q = where.q.empty() ? std::nullopt : std::optional(where.q);
  into.order_by = where.order;
  if (!look) return;
  into.columns = look->columns;
  into.density = static_cast<view_density>(look->density);
}

std::string quoted(const std::string& name) {
  return "\xE2\x80\x9C" + name + "\xE2\x80\x9D";
}

bool stands_before(const saved_view& left, const saved_view& right) {
  const bool left_shared = left.visibility == view_visibility::shared;
  const bool right_shared = right.visibility == view_visibility::shared;
  if (left_shared != right_shared) return right_shared;
  if (left.pinned != right.pinned) return left.pinned;
  if (left.created_at != right.created_at) return left.created_at < right.created_at;
  return left.id < right.id;
}

}  // namespace

list_look look_of(const saved_view& view) {
  return {view.columns, static_cast<model::density>(view.density)};
}

saved_views::saved_views(workspace& work) : work_(work), desk_(work.at(resource)) {}

void saved_views::start() {
  route oldest_first;
  oldest_first.screen = std::string(resource);
  oldest_first.order = "created_at";
  desk_.show(oldest_first);
}

/// Takes stock of the views: what waits is seen as it will be.
void saved_views::refresh() const {
  const model::row_cache* rows = desk_.list().rows();
  const offline_queue& writes = work_.writes();
  const std::pair now{rows != nullptr ? rows->revision() : 0, writes.revision()};
  if (made_of_ == now) return;
  made_of_ = now;
  known_.clear();
  listed_.clear();
  by_time_.clear();
  if (rows == nullptr) return;
  rows->for_each([&](const model::grid_row& row) {
    if (row.leaving != model::farewell::none || writes.will_be_gone(row.id())) return;
    const auto ahead = writes.ahead(row.record);
    known_.push_back(*(ahead ? *ahead : row.record).get_if<saved_view>());
  });
  known_.insert(known_.end(), shipped_views().begin(), shipped_views().end());
  std::sort(known_.begin(), known_.end(), stands_before);
  for (const saved_view& view : known_) {
    listed_[view.resource].push_back(&view);
    if (counts_by_time(view.resource, view.filter)) by_time_.insert(view.id);
  }
}

std::vector<const saved_view*> saved_views::all() const {
  std::vector<const saved_view*> out;
  const auto add = [&](const describe::record_type& type) {
    const auto& some = of(type.names.resource);
    out.insert(out.end(), some.begin(), some.end());
  };
  for (const describe::record_type* type : describe::all_records()) add(*type);
  add(describe::type_of<audit_entry>());  // which nobody writes, so that it is not among the records
  return out;
}

const std::vector<const saved_view*>& saved_views::of(std::string_view of_resource) const {
  static const std::vector<const saved_view*> none;
  refresh();
  const auto found = listed_.find(of_resource);
  return found != listed_.end() ? found->second : none;
}

const saved_view* saved_views::find(const uuid& id) const {
  refresh();
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&id](const saved_view& one) { return one.id == id; });
  return found != known_.end() ? &*found : nullptr;
}

const saved_view* saved_views::opened_by(const route& where) const {
  const auto named = where.more.find(std::string(view_part));
  const auto id = named != where.more.end() ? parse_uuid(named->second) : std::nullopt;
  const saved_view* view = id ? find(*id) : nullptr;
  return view != nullptr && view->resource == where.screen ? view : nullptr;
}

const saved_view* saved_views::shown_by(const route& where) const {
  if (const saved_view* opened = opened_by(where)) return opened;
  for (const saved_view* view : of(where.screen)) {
    if (lists_the_same(where, *view)) return view;
  }
  return nullptr;
}

void saved_views::create(const std::string& name, const route& where, const std::optional<list_look>& look,
                         std::function<void(const saved_view&)> done) {
  saved_view made;
  made.name = name;
  take_list(made, where, look);
  offline_queue::handler told;
  told.answered = [this, done = std::move(done)](const queued_write& write, const write_outcome& outcome) {
    if (outcome.refused && write.lost == 0) refused("Not saved", *outcome.refused);
    if (!outcome.refused && write.lost == 0) done(*outcome.records.front().record.get_if<saved_view>());
    return write.lost == 0;
  };
  work_.writes().create(views(), body_of(made, nullptr), name, false, std::move(told));
}

void saved_views::update(const saved_view& view, const route& where, const std::optional<list_look>& look) {
  saved_view next = view;
  take_list(next, where, look);
  patch(view, next, quoted(view.name) + " saved");
}

void saved_views::rename(const saved_view& view, const std::string& name) {
  saved_view next = view;
  next.name = name;
  patch(view, next, quoted(view.name) + " renamed");
}

void saved_views::pin(const saved_view& view, bool pinned) {
  saved_view next = view;
  next.pinned = pinned;
  patch(view, next, quoted(view.name) + (pinned ? " pinned" : " unpinned"));
}

void saved_views::share(const saved_view& view, bool shared) {
  saved_view next = view;
  next.visibility = shared ? view_visibility::shared : view_visibility::private_;
  patch(view, next, quoted(view.name) + (shared ? " shared" : " no longer shared"));
}

/// What was changed is seen at once; so nothing is said, but it can be undone.
void saved_views::patch(const saved_view& before, const saved_view& after, const std::string& what) {
  const model::grid_row* row =
      desk_.list().rows() != nullptr ? desk_.list().rows()->find(before.id) : nullptr;
  const std::string body = body_of(after, &before);
  if (row == nullptr || body == "{}") return;
  const describe::any_record& stored = row->record;
  describe::any_record shown = stored;
  *shown.get_if<saved_view>() = before;
  desk_.acts().patch(
      stored, {before.id, stored.base().version, before.name, body, values_before(body, shown)}, what,
      [this](const queued_write& write, const write_outcome& outcome) {
        if (write.lost > 0) return false;
        if (outcome.newer.empty()) {
          refused("Not changed", *outcome.refused);
        } else {
          desk_.list().take_own(outcome.newer);
          work_.tell({severity::bad, "Not changed. Someone else changed it meanwhile", {}, {}});
        }
        return true;
      });
}

void saved_views::remove(const saved_view& view) {
  desk_.acts().remove(view.id);
}

void saved_views::refused(std::string_view what, const problem& why) {
  work_.tell({severity::bad, std::string(what) + ". " + refusal_text(why), {}, {}});
  work_.around().changed();
}

route route_to(const saved_view& view) {
  route to;
  to.screen = view.resource;
  to.filter = view.filter;
  to.q = view.q.value_or("");
  to.order = view.order_by;
  to.more[std::string(view_part)] = to_string(view.id);
  return to;
}

bool counts_by_time(std::string_view of_resource, std::string_view filter) {
  const describe::record_type* type = describe::find_record(of_resource);
  const auto parsed = type != nullptr ? query::parse_filter(*type, filter) : result<query::filter>(problem{});
  return parsed && query::has_relative_time(*parsed);
}

bool lists_the_same(const route& where, const saved_view& view) {
  return where.screen == view.resource && where.filter == view.filter && where.q == view.q.value_or("") &&
         where.order == view.order_by;
}

std::string name_fault(std::string_view name) {
  saved_view named;
  named.name = std::string(name);
  named.resource = "brands";
  std::vector<field_error> errors;
  describe::validate(views(), &named, errors);
  return errors.empty() ? std::string() : "The name " + errors.front().message;
}

std::string suggested_name(const route& where) {
  std::string name;
  for (const char c : where.q) {
    if (c != '"' && c != '*') name += c;
  }
  return name_fault(name).empty() ? name : std::string();
}

}  // namespace dossier::app
