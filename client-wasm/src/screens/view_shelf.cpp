#include "client-wasm/src/screens/view_shelf.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client-wasm/src/app/shipped_views.hpp"
#include "client-wasm/src/screens/copy_link.hpp"
#include "client-wasm/src/screens/offered_menu.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr std::string_view save_popup = "Keep the view";
constexpr std::string_view menu_popup = "View";
constexpr std::string_view name_popup = "Name the view";
constexpr std::string_view searched_screen = "insights";  ///< whose views are called searches
constexpr std::string_view looked_key = "view.looked.1";  ///< in local storage; the number is the format's
constexpr std::string_view views_resource = "saved_views";
constexpr std::size_t numbered = 9;  ///< V then 1...9
constexpr float menu_width = 208;
constexpr float name_width = 304;

std::string section_title(const describe::record_type& type) {
  if (type.names.resource == searched_screen) return "Saved searches";
  return std::string(type.names.label) + " views";
}

}  // namespace

view_shelf::view_shelf(runtime& runtime, app::workspace& work, std::function<screen&()> shown)
    : runtime_(runtime), work_(work), shown_(std::move(shown)), views_(work), counts_(work) {}

/// What kind of list it is, at a glance.
char32_t view_shelf::glyph_of(const saved_view& view) const {
  if (view.pinned) return icon::star;
  if (view.visibility == view_visibility::shared) return icon::account_multiple_outline;
  if (view.q) return icon::magnify;
  if (views_.by_time(view)) return icon::clock;
  if (!view.filter.empty()) return icon::filter_variant;
  return view.order_by.empty() ? icon::table : icon::sort;
}

bool view_shelf::may_change(const saved_view& view) const {
  return !app::is_shipped(view) && work_.may().may_change(views_resource, view);
}

bool view_shelf::may_remove(const saved_view& view) const {
  return !app::is_shipped(view) && work_.may().may_remove(views_resource, view);
}

bool view_shelf::has_views() const {
  return describe::find_record(where().screen) != nullptr;
}

std::optional<app::list_look> view_shelf::look(context& c) const {
  const model::column_layout* columns = shown_().columns(c);
  if (columns == nullptr) return std::nullopt;
  return app::list_look{columns->shown_names(), runtime_.chosen().density};
}

bool view_shelf::is_changed(context& c, const saved_view& view) const {
  if (!app::lists_the_same(where(), view)) return true;
  if (app::is_shipped(view)) return false;  // it has no look of its own
  const model::column_layout* columns = shown_().columns(c);
  if (columns == nullptr) return false;
  model::column_layout as_saved = *columns;  // in the same words: the usual ones are none
  as_saved.show_only(view.columns);
  return as_saved.shown_names() != columns->shown_names() ||
         app::look_of(view).density != runtime_.chosen().density;
}

void view_shelf::open(const saved_view& view) {
  again_ = true;
  work_.go(app::route_to(view));
  work_.around().changed();
}

void view_shelf::before(context& c) {
  const saved_view* view = views_.opened_by(where());
  if (view == nullptr) {
    if (views_.loaded()) opened_ = {};
    return;
  }
  const bool again = std::exchange(again_, false);
  if (view->id == opened_ && !again) return;
  opened_ = view->id;
  if (app::is_shipped(*view)) return;
  const std::string id = to_string(view->id);
  if (!again && c.page.stored(looked_key) == id) return;
  c.page.store(looked_key, id);
  apply(c, *view);
}

void view_shelf::apply(context& c, const saved_view& view) {
  model::column_layout* columns = shown_().columns(c);
  if (columns == nullptr) return;
  columns->show_only(view.columns);
  model::settings chosen = runtime_.chosen();
  chosen.density = app::look_of(view).density;
  if (chosen != runtime_.chosen()) runtime_.choose(std::move(chosen));
}

void view_shelf::fill(context& c, sidebar_data& d) {
  rows_.clear();
  const describe::record_type* type = describe::find_record(where().screen);
  if (type == nullptr || !views_.loaded()) return;
  const std::vector<const saved_view*>& views = views_.of(where().screen);
  if (const auto due = seen_ ? counts_.show(views) : std::nullopt) c.page.wake_at(*due);
  const saved_view* current = views_.shown_by(where());
  rows_.push_back({section_title(*type), {}, {}});
  for (const saved_view* view : views)
    rows_.push_back({view->name, counts_.text_of(*view), app::to_location(app::route_to(*view))});
  d.views_title = rows_.front().name;
  d.can_add_view = work_.may().may_create(views_resource);
  d.views_scroll = &scroll_;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const row& texts = rows_[i + 1];
    const bool shared = views[i]->visibility == view_visibility::shared;
    if (shared) d.shared_title = "Shared";
    (shared ? d.shared : d.views)
        .push_back({.icon = glyph_of(*views[i]),
                    .label = texts.name,
                    .count = texts.count,
                    .location = texts.location,
                    .active = views[i] == current});
  }
}

const saved_view* view_shelf::view_at(std::string_view location) const {
  return views_.opened_by(app::parse_route(location));
}

void view_shelf::act(context& c, const sidebar_action& done) {
  if (std::exchange(seen_, done.views_seen) != done.views_seen) c.page.wake();
  if (done.add_view) ask(c, question::create, done.add_at, nullptr);
  if (view_at(done.go) != nullptr) {
    again_ = true;
    c.page.wake();
  }
  const saved_view* view = view_at(done.of);
  if (view == nullptr) return;
  if (done.wish == view_wish::menu) ask(c, question::menu, done.of_at, view);
  if (done.wish == view_wish::rename && may_change(*view)) ask(c, question::rename, done.of_at, view);
  if (done.wish == view_wish::remove && may_remove(*view)) views_.remove(*view);
}

void view_shelf::fill_top_bar(context& c, top_bar_data& d) {
  const saved_view* opened = views_.opened_by(where());
  if (opened != nullptr && is_changed(c, *opened)) {
    d.state_tag = "Changed";
    d.state_tone = tone::neutral;
    d.state_icon = 0;
  }
  const saved_view* view = views_.shown_by(where());
  if (view == nullptr || d.object.empty()) return;
  object_ = view->name;
  d.object = object_;
  if (view->pinned) d.object_icon = icon::star;
}

std::string view_shelf::title() const {
  const saved_view* view = views_.shown_by(where());
  return view != nullptr ? view->name : std::string();
}

std::vector<app::known_view> view_shelf::known() const {
  std::vector<app::known_view> out;
  for (const saved_view* view : views_.all()) {
    if (!work_.may().may_read(view->resource)) continue;
    const describe::record_type* type = describe::find_record(view->resource);
    out.push_back({view->name, app::to_location(app::route_to(*view)), std::string(type->names.plural_label),
                   glyph_of(*view)});
  }
  return out;
}

void view_shelf::ask(context& c, question what, rect at, const saved_view* about) {
  asked_ = what;
  due_ = true;
  at_ = at;
  about_ = about != nullptr ? about->id : uuid{};
  if (what == question::create) name_ = app::suggested_name(where());
  if (what == question::rename) name_ = about->name;
  c.page.wake();
}

void view_shelf::after(context& c) {
  if (const auto wish = shown_().take_save_wish()) {
    save_at_ = *wish;
    const saved_view* opened = views_.opened_by(where());
    const bool keeps = opened != nullptr && may_change(*opened);
    ask(c, keeps ? question::save : question::create, *wish, opened);
  }
  c.push_id("saved views");
  if (std::exchange(due_, false)) {
    open_popup(c, asked_ == question::save ? save_popup : asked_ == question::menu ? menu_popup : name_popup);
  }
  save_menu(c);
  view_menu(c);
  naming(c);
  c.pop_id();
}

void view_shelf::save_menu(context& c) {
  const saved_view* view = views_.find(about_);
  if (asked_ != question::save || view == nullptr || !popup_is_open(c, save_popup)) return;
  const bool changed = is_changed(c, *view);
  const std::array<menu_item, 3> items{
      {{.label = "Save", .icon = icon::check, .disabled = !changed, .reason = "Nothing changed"},
       {.label = "Save as a new view", .icon = icon::plus},
       {.label = "Revert", .icon = icon::undo, .disabled = !changed, .reason = "Nothing changed"}}};
  const int chosen = popup_menu(c, save_popup, at_, items.data(), static_cast<int>(items.size()), menu_width);
  if (chosen == 0) views_.update(*view, where(), look(c));
  if (chosen == 1) ask(c, question::create, at_, nullptr);
  if (chosen == 2) open(*view);
}

void view_shelf::view_menu(context& c) {
  const saved_view* view = views_.find(about_);
  if (asked_ != question::menu || view == nullptr || !popup_is_open(c, menu_popup)) return;
  const bool shared = view->visibility == view_visibility::shared;
  enum class act : std::uint8_t { pin, rename, share, open_tab, copy_link, remove };
  const bool changes = may_change(*view);
  offered_menu<act> menu;
  menu.add(act::pin, {.label = view->pinned ? "Unpin" : "Pin", .icon = icon::star}, changes);
  menu.add(act::rename, {.label = "Rename", .icon = icon::pencil, .key_hint = "F2"}, changes);
  menu.add(act::share, {.label = shared ? "Stop sharing" : "Share", .icon = icon::account_multiple_outline},
           changes);
  menu.add(act::open_tab,
           {.label = "Open in a new tab", .icon = icon::open_in_new, .separator_before = changes});
  menu.add(act::copy_link, {.label = "Copy link", .icon = icon::link});
  menu.add(
      act::remove,
      {.label = "Delete", .icon = icon::delete_, .key_hint = "Del", .danger = true, .separator_before = true},
      may_remove(*view));
  const auto chosen = menu.draw(c, menu_popup, at_, menu_width);
  const std::string location = app::to_location(app::route_to(*view));
  if (chosen == act::pin) views_.pin(*view, !view->pinned);
  if (chosen == act::rename) ask(c, question::rename, at_, view);
  if (chosen == act::share) views_.share(*view, !shared);
  if (chosen == act::open_tab) c.page.open_url(link_of(c.page, location));
  if (chosen == act::copy_link) copy_link(c.page, work_, location);
  if (chosen == act::remove) views_.remove(*view);
}

void view_shelf::naming(context& c) {
  const bool creates = asked_ == question::create;
  if (!creates && asked_ != question::rename) return;
  constexpr float height = 12 + 20 + 8 + size::control + 24 + size::control + 12;
  rect at;
  if (!begin_popover(c, name_popup, at_, name_width, height, at)) return;
  at = at.inset(12, 12);
  const std::string_view keeps = where().screen == searched_screen ? "Save search" : "Save view";
  c.paint.text_in(at.cut_top(20), face::strong, c.th.colors.text, creates ? keeps : "Rename view");
  at.cut_top(8);
  const std::string fault = app::name_fault(name_);
  const std::string_view error = name_.empty() ? std::string_view() : std::string_view(fault);
  const text_result_flags flags =
      text_field(c, at.cut_top(size::control), "Name", name_, {.placeholder = "Name", .error = error});
  const rect note = at.cut_top(24);
  if (!error.empty()) error_line(c, note.with_height(20), error);
  const std::string_view label = creates ? "Save" : "Rename";
  const button_options o{.kind = button_kind::primary,
                         .key_hint = "Enter",
                         .disabled = !fault.empty(),
                         .reason = "A name is needed"};
  const bool pressed = button(c, at.cut_right(button_width(c, label, o)), label, o);
  if (fault.empty() && (pressed || flags.enter_pressed)) {
    name_it(c);
    close_popup(c);
  } else if (flags.enter_pressed) {
    focus_text(c, "Name");
  }
  end_popover(c);
}

void view_shelf::name_it(context& c) {
  if (asked_ == question::rename) {
    if (const saved_view* view = views_.find(about_)) views_.rename(*view, name_);
    return;
  }
  const app::route from = where();
  views_.create(name_, from, look(c), [this, from](const saved_view& made) {
    if (work_.where().screen != from.screen) return;  // the person has gone on
    app::route now = work_.where();
    now.more[std::string(app::view_part)] = to_string(made.id);
    opened_ = made.id;
    runtime_.page().store(looked_key, to_string(made.id));
    work_.go(std::move(now), true);
  });
}

void view_shelf::bind_numbers(app::commands& to) {
  for (std::size_t i = 0; i < numbered; ++i) {
    app::command_action act;
    act.icon = icon::bookmark_outline;
    act.in_palette = false;  // views are found by their names
    act.state = [this, i] {
      return app::availability{i < views_.of(where().screen).size(), "There is no such view"};
    };
    act.act = [this, i] { open(*views_.of(where().screen)[i]); };
    to.bind("view." + std::to_string(i + 1), std::move(act));
  }
}

void view_shelf::bind(app::commands& to) {
  bind_numbers(to);
  using permissions::verb;
  const auto with_view = [&](std::string_view id, char32_t glyph, bool only_changed, verb what, auto act) {
    app::command_action action;
    // Where no view is open, it is there to say so.
    action.offered = [this, what] {
      const saved_view* view = views_.opened_by(where());
      if (view == nullptr || what == verb::read) return true;
      return what == verb::remove ? may_remove(*view) : may_change(*view);
    };
    action.icon = glyph;
    action.state = [this, only_changed] {
      const saved_view* view = views_.opened_by(where());
      if (view == nullptr) return app::availability{false, "No view is open"};
      return app::availability{!only_changed || is_changed(runtime_.ui(), *view), "Nothing changed"};
    };
    action.act = [this, act] {
      if (const saved_view* view = views_.opened_by(where())) act(*view);
    };
    to.bind(id, std::move(action));
  };
  with_view("view.save", icon::check, true, verb::update,
            [this](const saved_view& view) { views_.update(view, where(), look(runtime_.ui())); });
  with_view("view.revert", icon::undo, true, verb::read, [this](const saved_view& view) { open(view); });
  with_view("view.rename", icon::pencil, false, verb::update,
            [this](const saved_view& view) { ask(runtime_.ui(), question::rename, save_at_, &view); });
  with_view("view.pin", icon::star, false, verb::update,
            [this](const saved_view& view) { views_.pin(view, !view.pinned); });
  with_view("view.delete", icon::delete_, false, verb::remove,
            [this](const saved_view& view) { views_.remove(view); });
  app::command_action create;
  create.icon = icon::bookmark_outline;
  create.state = [this] { return app::availability{has_views(), "Not on this screen"}; };
  create.offered = [this] { return work_.may().may_create(views_resource); };
  create.act = [this] { ask(runtime_.ui(), question::create, save_at_, nullptr); };
  to.bind("view.save_as", std::move(create));
}

}  // namespace dossier::screens
