#include "client-wasm/src/screens/command_center.hpp"

#include <array>
#include <utility>

#include "client-wasm/src/screens/copy_link.hpp"
#include "client-wasm/src/screens/severity_tone.hpp"
#include "client-wasm/src/ui/command_keys.hpp"
#include "client-wasm/src/ui/settings_popover.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr std::string_view recent_prefix = "recent.2.";  ///< in local storage; the number is the format's
constexpr std::string_view undo_action = "Undo";

}  // namespace

command_center::command_center(runtime& runtime, app::workspace& work, std::function<screen&()> shown,
                               std::function<std::vector<app::known_view>()> views)
    : runtime_(runtime),
      work_(work),
      shown_(std::move(shown)),
      views_(std::move(views)),
      finder_(work.api(), commands_,
              {work.around().clock, work.around().changed, [&work] { return work.may(); }}) {
  bind_acts();
  bind_appearance();
  apply_settings();
}

void command_center::recall(std::string_view owner) {
  recent_key_ = std::string(recent_prefix) + std::string(owner);
  finder_.load_recent(runtime_.page().stored(recent_key_));
}

void command_center::bind_place(const std::string& screen, char32_t glyph, std::function<bool()> offered) {
  commands_.bind("go." + screen, {glyph,
                                  [this, screen] { work_.go(app::parse_route("/" + screen)); },
                                  {},
                                  {},
                                  true,
                                  std::move(offered)});
}

void command_center::bind_acts() {
  commands_.bind("palette", {icon::magnify, [this] { open_palette(runtime_.ui()); }, {}, {}, false});
  commands_.bind("keys", {icon::apple_keyboard_caps, [this] { sheet_due_ = true; }, {}, {}});
  app::command_action create;
  create.icon = icon::plus;
  create.state = [this] {
    return app::availability{!shown_().record_resource().empty(), "Not on this screen"};
  };
  create.act = [this] { shown_().create({}); };
  create.offered = [this] {
    const std::string_view resource = shown_().record_resource();
    return resource.empty() || work_.may().may_create(resource);
  };
  create.title = [this] {
    const describe::record_type* type = describe::find_record(shown_().record_resource());
    return type == nullptr ? std::string("New record") : "New " + model::lower_first(type->names.label);
  };
  commands_.bind("record.new", std::move(create));
  app::command_action undo_act;
  undo_act.icon = icon::undo;
  undo_act.state = [this] { return app::availability{!undo_.empty(), "Nothing to undo"}; };
  undo_act.act = [this] { undo(); };
  undo_act.title = [this] { return undo_.next().empty() ? std::string("Undo") : "Undo: " + undo_.next(); };
  commands_.bind("undo", std::move(undo_act));
}

void command_center::bind_appearance() {
  commands_.bind(
      "sidebar",
      {icon::tune,
       [this] {
         model::settings s = runtime_.chosen();
         s.sidebar = !s.sidebar;
         runtime_.choose(std::move(s));
       },
       {},
       [this] { return std::string(runtime_.chosen().sidebar ? "Hide" : "Show") + " the sidebar"; }});
  app::command_action panel;
  panel.icon = icon::tune;
  panel.state = [this] { return app::availability{work_.current() != nullptr, "Not on this screen"}; };
  panel.act = [this] { toggle_panel(); };
  panel.title = [this] { return std::string(shown_().wants_panel() ? "Hide" : "Show") + " the panel"; };
  commands_.bind("panel", std::move(panel));
  const auto set = [this](std::string_view id, char32_t glyph, auto change) {
    commands_.bind(id, {glyph,
                        [this, change] {
                          model::settings s = runtime_.chosen();
                          change(s);
                          runtime_.choose(std::move(s));
                        },
                        {},
                        {}});
  };
  commands_.bind("theme", {icon::weather_night, [this] { toggle_theme(runtime_.ui()); }, {}, {}});
  set("theme.system", icon::monitor, [](model::settings& s) { s.theme = model::theme_setting::system; });
  set("density.compact", icon::table, [](model::settings& s) { s.density = model::density::compact; });
  set("density.normal", icon::table, [](model::settings& s) { s.density = model::density::normal; });
  set("density.comfortable", icon::table,
      [](model::settings& s) { s.density = model::density::comfortable; });
  commands_.bind("settings", {icon::settings, [this] { open_popup(runtime_.ui(), settings_popup); }, {}, {}});
}

void command_center::tell(const app::notice& n) {
  const bool undoable = n.action == undo_action && n.act;
  const int number = undoable ? undo_.push(n.message.empty() ? n.what : n.message, n.act) : 0;
  if (n.message.empty()) return;
  toast t;
  t.kind = tone_of(n.kind);
  t.icon = n.kind == app::severity::bad ? icon::alert_circle : icon::check_circle;
  t.message = n.message;
  t.action = n.action;
  t.key_hint = undoable ? commands_.find("undo")->keys.front() : std::string();
  t.act = n.act;
  if (undoable) t.act = [this, number] { undo_.undo(number); };
  toast_undo_ = number;
  toaster_.show(runtime_.ui(), std::move(t));
}

void command_center::undo() {
  if (toaster_.showing() && toast_undo_ != 0) toaster_.dismiss();
  toast_undo_ = 0;
  const auto what = undo_.undo();
  if (what) runtime_.ui().sem.announce("Undone: " + *what);
}

void command_center::toggle_panel() {
  app::desk* desk = work_.current();
  if (desk == nullptr) return;
  app::route next = desk->at();
  if (shown_().wants_panel()) {
    hidden_panel_ = std::exchange(next.open, {});
  } else {
    next.open = !hidden_panel_.empty()    ? hidden_panel_
                : !desk->focused.is_nil() ? to_string(desk->focused)
                                          : "";
  }
  if (next != desk->at()) desk->go(std::move(next), false);
}

void command_center::toggle_theme(const context& c) {
  model::settings s = runtime_.chosen();
  s.theme = c.th.mode == theme_mode::dark ? model::theme_setting::light : model::theme_setting::dark;
  runtime_.choose(std::move(s));
}

void command_center::apply_settings() {
  commands_.load_moved(runtime_.chosen().keys);
  commands_.set_single_keys(runtime_.chosen().single_keys);
}

void command_center::store_keys() {
  model::settings s = runtime_.chosen();
  s.keys = commands_.moved();
  s.single_keys = commands_.map().single_keys;
  runtime_.choose(std::move(s));
}

void command_center::before(context& c) {
  c.keys = &commands_.map();
  follow_sequences(c, commands_);
}

void command_center::after(context& c, point corner, const model::wall_time& now) {
  run_command_keys(c, commands_);
  toaster_.draw(c, corner);
  if (sheet_due_) {
    sheet_due_ = false;
    sheet_.open(c);
  }
  if (sheet_.draw(c, commands_)) store_keys();
  std::string scope;
  if (app::desk* desk = work_.current(); desk != nullptr && !desk->selection().empty()) {
    const model::row_cache* rows = desk->list().rows();
    if (rows != nullptr) scope = c.count(desk->selection().count(rows->total())) + " selected";
  }
  if (const auto choice = palette_.draw(c, finder_, scope, now)) act(*choice);
  note_recent();
}

void command_center::open_palette(context& c) {
  finder_.open(shown_().record_resource(), views_());
  palette_.open(c);
}

void command_center::settings(context& c, rect anchor, bool open) {
  if (open) open_popup(c, settings_popup);
  model::settings s = runtime_.chosen();
  const settings_result done = settings_popover(c, anchor, s, work_.may().may_change("workspace"));
  if (done.changed) runtime_.choose(std::move(s));
  if (done.formats) work_.formats().choose(*done.formats);
  if (done.all_keys) sheet_due_ = true;
}

app::route command_center::route_of(const app::found& row) {
  if (row.what == app::found::kind::view) return app::parse_route(row.location);
  // The list stays as it is filtered; the record opens beside it.
  app::route next = work_.where().screen == row.resource ? work_.where() : work_.at(row.resource).at();
  next.screen = row.resource;
  next.open = to_string(row.id);
  next.tab.clear();
  return next;
}

void command_center::act(const palette_choice& choice) {
  using kind = app::found::kind;
  const app::found& row = choice.row;
  if (choice.act == palette_act::open_tab || choice.act == palette_act::copy_link) {
    const std::string location = app::to_location(route_of(row));
    if (choice.act == palette_act::copy_link) return copy_link(runtime_.page(), work_, location);
    return runtime_.page().open_url(link_of(runtime_.page(), location));
  }
  if (row.what == kind::record || row.what == kind::view) {
    work_.go(route_of(row));
  } else if (row.what == kind::filter) {
    work_.at(row.resource).filter(row.location);
  } else if (row.what == kind::create) {
    shown_().create(row.location);
  } else {
    commands_.run(row.command);
  }
}

/// Which records were open, for the palette to begin with.
void command_center::note_recent() {
  app::desk* desk = work_.current();
  const model::form_state* form = desk != nullptr ? desk->editor().form() : nullptr;
  if (form == nullptr || form->creating()) return;
  const describe::any_record& record = form->stored();
  const std::string title = model::value_text(record.type().title(), record.data(), {});
  const auto& known = finder_.recent();
  if (!known.empty() && known.front().id == record.base().id && known.front().title == title) return;
  finder_.note_recent({std::string(record.type().names.resource), record.base().id, title});
  if (!recent_key_.empty()) runtime_.page().store(recent_key_, finder_.recent_json());
}

}  // namespace dossier::screens
