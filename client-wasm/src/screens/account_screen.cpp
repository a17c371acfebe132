#include "client-wasm/src/screens/account_screen.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dossier::screens {

using namespace ui;

namespace {

constexpr float inset = 16;
constexpr float tabs_height = 36;
constexpr float fact_height = 32;
constexpr float label_width = 120;
constexpr float end_width = 96;
constexpr float time_width = 120;
constexpr std::array<std::string_view, 4> tab_names{"", "sessions", "providers", "keys"};

void fact(context& c, rect& at, std::string_view label, std::string_view value) {
  rect line = at.cut_top(fact_height);
  c.paint.text_in(line.cut_left(label_width), face::body, c.th.colors.text2, label);
  c.paint.text_in(line, face::body, c.th.colors.text, value);
  c.sem.leaf({.id = c.id(label),
              .kind = role::text,
              .name = std::string(label),
              .value = std::string(value),
              .bounds = line});
}

}  // namespace

int screen_tabs(context& c, rect& r, const tab_item* items, int count, int active) {
  const rect line = r.cut_top(tabs_height);
  c.paint.bottom_line(line, c.th.colors.line);
  return tab_bar(c, line.inset(inset, 0), items, count, active);
}

account_screen::account_screen(app::workspace& work, app::account& mine)
    : work_(work), mine_(mine), new_key_(work, mine), password_(work, mine) {}

std::string_view account_screen::tab() const {
  const auto found = std::find(tab_names.begin(), tab_names.end(), work_.where().tab);
  return found == tab_names.end() ? tab_names.front() : *found;
}

void account_screen::show(std::string_view tab) {
  app::route next = work_.where();
  next.tab = std::string(tab);
  work_.go(std::move(next), true);
}

void account_screen::fill_top_bar(top_bar_data& d) {
  d.title = "Account";
  if (tab().empty()) d.actions = {{.label = "Change password", .icon = icon::lock_outline}};
  if (tab() == "keys") d.actions = {{.label = "New key", .icon = icon::plus, .primary = true}};
}

void account_screen::top_bar_pressed(int) {
  if (tab().empty()) password_.open();
  if (tab() == "keys") new_key_.open();
}

void account_screen::draw(context& c, rect content, rect, const model::wall_time& now) {
  c.push_id("account");
  c.sem.open({.id = c.id("main"), .kind = role::main, .name = "Account", .bounds = content});
  c.paint.fill(content, c.th.colors.surface);
  const std::string_view shown = tab();
  if (std::exchange(loaded_, "of " + std::string(shown)) != "of " + std::string(shown)) {
    if (shown == "sessions") mine_.sessions().load();
    if (shown == "providers") mine_.providers().load();
    if (shown == "keys") mine_.keys().load();
  }
  rect at = content;
  constexpr std::array<tab_item, 4> items{
      {{"Profile", {}}, {"Sessions", {}}, {"Sign-in providers", {}}, {"API keys", {}}}};
  const auto active =
      static_cast<int>(std::find(tab_names.begin(), tab_names.end(), shown) - tab_names.begin());
  const int chosen = screen_tabs(c, at, items.data(), static_cast<int>(items.size()), active);
  if (shown.empty()) profile(c, at);
  if (shown == "sessions") sessions(c, at, now);
  if (shown == "providers") providers(c, at, now);
  if (shown == "keys") api_keys(c, at, now);
  password_.draw(c);
  new_key_.draw(c, now);
  confirm_.draw(c);
  c.sem.close();
  c.pop_id();
  if (chosen >= 0 && chosen != active) show(tab_names.at(static_cast<std::size_t>(chosen)));
}

void account_screen::profile(context& c, rect r) const {
  const app::session& who = work_.who();
  rect at = r.inset(inset, 12);
  fact(c, at, "Name", who.user_name);
  if (mine_.facts()) fact(c, at, "Email", mine_.facts()->email);
  fact(c, at, "Workspace", who.tenant_name);
  if (const auto as = work_.may().who()) fact(c, at, "Role", app::role_text(*as));
}

void account_screen::sessions(context& c, rect r, const model::wall_time& now) {
  auto& list = mine_.sessions();
  if (!begin_list(c, r, "sessions", list)) return;
  sessions_.begin(c, r, "Sessions",
                  {{"Browser"},
                   {"Address", 160},
                   {"Workspace"},
                   {"Signed in", time_width},
                   {"Last used", time_width},
                   {"", end_width}},
                  list.items()->size());
  const std::vector<app::person_session> shown = *list.items();
  for (const app::person_session& each : shown) {
    const std::string browser = app::browser_text(each.user_agent);
    sessions_.row(c, each.id, browser);
    sessions_.text(c, browser, true, each.user_agent);
    sessions_.text(c, each.address);
    sessions_.text(c, each.tenant);
    sessions_.text(c, model::ago_text(each.created_at, now), false,
                   model::exact_time_text(each.created_at, now));
    sessions_.text(c, model::ago_text(each.last_used_at, now), false,
                   model::exact_time_text(each.last_used_at, now));
    if (each.current) {
      sessions_.text(c, "This one");
    } else {
      const button_options o{.busy = mine_.acts().busy(each.id)};
      const rect at = small_control(sessions_.cell(c));
      if (button(c, at.with_width(button_width(c, "End", o, at.h)), "End", o)) mine_.end_session(each);
    }
    sessions_.end_row(c);
  }
  sessions_.end(c);
}

void account_screen::providers(context& c, rect r, const model::wall_time& now) {
  auto& list = mine_.providers();
  if (!begin_list(c, r, "sign-in providers", list)) return;
  const std::vector<app::linked_provider> shown = *list.items();
  if (shown.empty()) {
    empty_state(c, r.with_height(std::min(r.h, 320.0F)), icon::login, "No sign-in provider is linked",
                "One is when you sign in by it first", {});
    return;
  }
  providers_.begin(
      c, r, "Sign-in providers",
      {{"Provider"}, {"Issuer"}, {"Linked", time_width}, {"Last used", time_width}, {"", end_width}},
      shown.size());
  for (const app::linked_provider& each : shown) {
    providers_.row(c, each.id, each.name());
    providers_.text(c, each.name(), true, each.label.empty() ? "People sign in by it no more" : "");
    providers_.text(c, each.issuer);
    providers_.text(c, model::ago_text(each.linked_at, now), false,
                    model::exact_time_text(each.linked_at, now));
    providers_.text(c, model::ago_text(each.last_used_at, now), false,
                    model::exact_time_text(each.last_used_at, now));
    const button_options o{.kind = button_kind::danger, .busy = mine_.acts().busy(each.id)};
    const rect at = small_control(providers_.cell(c));
    if (button(c, at.with_width(button_width(c, "Unlink", o, at.h)), "Unlink", o)) {
      confirm_.ask(c, {"Unlink " + each.name() + "?", "Other sessions that began by a provider end at once.",
                       "Unlink", [this, each] { mine_.unlink(each); }});
    }
    providers_.fault(c, mine_.unlink_fault(each.id));
    providers_.end_row(c);
  }
  providers_.end(c);
}

void account_screen::api_keys(context& c, rect r, const model::wall_time& now) {
  auto& list = mine_.keys();
  if (!begin_list(c, r, "API keys", list)) return;
  if (list.items()->empty()) {
    if (empty_state(c, r.with_height(std::min(r.h, 320.0F)), icon::key, "No API keys yet",
                    "A key lets a program act for you", "New key")) {
      new_key_.open();
    }
    return;
  }
  keys_.begin(c, r, "API keys",
              {{"Name"},
               {"Key", 160},
               {"Scope", 120},
               {"Made", time_width},
               {"Ends", time_width},
               {"Last used", time_width},
               {"", end_width}},
              list.items()->size());
  const std::vector<app::api_key> shown = *list.items();
  for (const app::api_key& each : shown) {
    keys_.row(c, each.id, each.name);
    keys_.text(c, each.name, true);
    keys_.text(c, each.prefix + "\xE2\x80\xA6");
    keys_.text(c, each.may_write ? "Read and write" : "Read");
    keys_.text(c, model::ago_text(each.created_at, now), false, model::exact_time_text(each.created_at, now));
    keys_.text(c, each.expires_at ? day_text(*each.expires_at, now) : "Never");
    keys_.text(c, seen_text(each.last_used_at, now, "Never"));
    const button_options o{.kind = button_kind::danger, .busy = mine_.acts().busy(each.id)};
    const rect at = small_control(keys_.cell(c));
    if (button(c, at.with_width(button_width(c, "Revoke", o, at.h)), "Revoke", o)) {
      confirm_.ask(c, {"Revoke " + each.name + "?", "What uses it is refused at once.", "Revoke",
                       [this, each] { mine_.revoke(each); }});
    }
    keys_.end_row(c);
  }
  keys_.end(c);
}

}  // namespace dossier::screens
