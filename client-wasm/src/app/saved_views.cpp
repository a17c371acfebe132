#include "client-wasm/src/app/saved_views.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/app/random_key.hpp"
#include "client-wasm/src/app/refusal.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"

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

std::vector<const saved_view*> saved_views::all() const {
  std::vector<const saved_view*> out;
  for (const describe::record_type* type : describe::all_records()) {
    const auto some = of(type->names.resource);
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}

std::vector<const saved_view*> saved_views::of(std::string_view of_resource) const {
  std::vector<const saved_view*> out;
  const model::row_cache* rows = desk_.list().rows();
  if (rows == nullptr) return out;
  rows->for_each([&](const model::grid_row& row) {
    const auto* view = row.record.get_if<saved_view>();
    if (row.leaving == model::farewell::none && view->resource == of_resource) out.push_back(view);
  });
  std::sort(out.begin(), out.end(),
            [](const saved_view* left, const saved_view* right) { return stands_before(*left, *right); });
  return out;
}

const saved_view* saved_views::find(const uuid& id) const {
  const model::row_cache* rows = desk_.list().rows();
  const model::grid_row* row = rows != nullptr ? rows->find(id) : nullptr;
  return row != nullptr && row->leaving == model::farewell::none ? row->record.get_if<saved_view>() : nullptr;
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
  ++under_way_;
  // With a key a repeat after a lost answer makes no second view.
  work_.api().create(views(), body_of(made, nullptr),
                     random_key(work_.around().random, idempotency_key_digits),
                     [this, done = std::move(done)](const result<net::record_answer>& answer) {
                       --under_way_;
                       if (!answer) return refused("Not saved", answer.error());
                       desk_.list().take_own(answer->record);
                       done(*answer->record.get_if<saved_view>());
                       work_.around().changed();
                     });
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
void saved_views::patch(const saved_view& before, const saved_view& after, const std::string& what,
                        bool undoable) {
  std::string body = body_of(after, &before);
  if (body == "{}") return;
  ++under_way_;
  work_.api().patch(views(), before.id, before.version, std::move(body),
                    [this, before, after, what, undoable](const result<net::record_answer>& answer) {
                      --under_way_;
                      if (!answer) return refused("Not changed", answer.error());
                      desk_.list().take_own(answer->record);
                      if (undoable) {
                        work_.tell({severity::ok,
                                    {},
                                    "Undo",
                                    [this, before, after, what] {
                                      const saved_view* now = find(before.id);
                                      if (now == nullptr) return;
                                      // Only what this changed goes back; the rest is as it is by now.
                                      saved_view current = after;
                                      current.version = now->version;
                                      patch(current, before, what, false);
                                    },
                                    what});
                      }
                      work_.around().changed();
                    });
}

void saved_views::remove(const saved_view& view) {
  ++under_way_;
  work_.api().remove(
      views(), view.id,
      [this, id = view.id, version = view.version, name = view.name](const result<void>& answer) {
        --under_way_;
        if (!answer) return refused("Not deleted", answer.error());
        desk_.list().take_removal(id, version);
        work_.tell({severity::ok, quoted(name) + " deleted", "Undo", [this, id] { restore(id); }});
        work_.around().changed();
      });
}

void saved_views::restore(const uuid& id) {
  ++under_way_;
  work_.api().undelete(views(), id, {}, [this](const result<net::record_answer>& answer) {
    --under_way_;
    if (!answer) return refused("Not restored", answer.error());
    desk_.list().take_own(answer->record);
    work_.around().changed();
  });
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
