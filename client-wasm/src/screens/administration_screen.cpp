#include "client-wasm/src/screens/administration_screen.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "client-wasm/src/screens/account_screen.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/settings_popover.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/permissions/membership.hpp"
#include "shared/records/workspace_settings.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr float role_width = 160;
constexpr float brand_width = 180;
constexpr float time_width = 128;
constexpr float act_width = 112;
constexpr float settings_width = 536;
constexpr float label_width = 88;
constexpr float name_width = 320;
constexpr int name_bytes =
    4 * (workspace_name_max + 1);  ///< one character too many can be typed, and is told
constexpr std::array<std::string_view, 5> tab_names{"", "invitations", "keys", "sessions", "workspace"};

/// Whose they are who are of a brand.
template <class Person>
std::vector<std::string> brands_of(const std::vector<Person>& all) {
  std::vector<std::string> ids;
  ids.reserve(all.size());
  for (const Person& each : all) ids.push_back(each.brand_id);
  return ids;
}

/// What a brand is called; empty while that is not known.
std::string brand_text(const app::record_names& brands, const std::string& id) {
  const auto known = brands.name_of(id);
  return known && known->empty() ? "Deleted brand" : known.value_or("");
}

std::string brand_field_name(const app::member& who) {
  return "Brand of " + who.name;
}

}  // namespace

administration_screen::administration_screen(app::workspace& work)
    : work_(work), people_(work), brands_(work), invite_(work, people_) {}

std::string_view administration_screen::tab() const {
  const auto found = std::find(tab_names.begin(), tab_names.end(), work_.where().tab);
  return found == tab_names.end() ? tab_names.front() : *found;
}

void administration_screen::fill_top_bar(top_bar_data& d) {
  d.title = "Administration";
  const bool invites = tab().empty() || tab() == "invitations";
  if (work_.may().administers() && invites)
    d.actions = {{.label = "Invite", .icon = icon::plus, .primary = true}};
}

void administration_screen::top_bar_pressed(int) {
  invite_.open();
}

void administration_screen::load(std::string_view tab) {
  becomes_viewer_.clear();
  if (tab.empty()) {
    people_.members().load();
    people_.brands().retry();
  }
  if (tab == "invitations") {
    people_.invitations().load();
    people_.brands().retry();
  }
  if (tab == "keys") people_.keys().load();
  if (tab == "sessions") people_.sessions().load();
}

void administration_screen::draw(context& c, rect content, rect, const model::wall_time& now) {
  c.push_id("administration");
  c.sem.open({.id = c.id("main"), .kind = role::main, .name = "Administration", .bounds = content});
  c.paint.fill(content, c.th.colors.surface);
  if (!work_.may().administers()) {
    empty_state(c, content.with_height(std::min(content.h, 320.0F)), icon::lock_outline,
                "This is for who runs the workspace", "Owners and admins do", {});
    c.sem.close();
    return c.pop_id();
  }
  const std::string_view shown = tab();
  const std::string wanted = "of " + std::string(shown);
  if (std::exchange(loaded_, wanted) != wanted) load(shown);
  rect at = content;
  constexpr std::array<tab_item, 5> items{
      {{"People", {}}, {"Invitations", {}}, {"API keys", {}}, {"Sessions", {}}, {"Workspace", {}}}};
  const auto active =
      static_cast<int>(std::find(tab_names.begin(), tab_names.end(), shown) - tab_names.begin());
  const int chosen = screen_tabs(c, at, items.data(), static_cast<int>(items.size()), active);
  if (shown.empty()) members(c, at, now);
  if (shown == "invitations") invitations(c, at, now);
  if (shown == "keys") api_keys(c, at, now);
  if (shown == "sessions") sessions(c, at, now);
  if (shown == "workspace") settings(c, at);
  invite_.draw(c);
  confirm_.draw(c);
  c.sem.close();
  c.pop_id();
  if (chosen < 0 || chosen == active) return;
  app::route next = work_.where();
  next.tab = std::string(tab_names.at(static_cast<std::size_t>(chosen)));
  work_.go(std::move(next), true);
}

void administration_screen::members(context& c, rect r, const model::wall_time& now) {
  auto& list = people_.members();
  if (!begin_list(c, r, "people", list)) return;
  const std::vector<app::member> shown = *list.items();
  people_.brands().look_up(brands_of(shown));
  table_.begin(c, r, "People",
               {{"Name"},
                {"Email"},
                {"Role", role_width},
                {"Brand", brand_width},
                {"Joined", time_width},
                {"Last seen", time_width},
                {"", act_width}},
               shown.size());
  for (const app::member& each : shown) {
    const bool me = each.id == work_.who().user_id;
    table_.row(c, each.id, each.name);
    table_.text(c, each.name + (me ? " (you)" : ""), true);
    table_.text(c, each.email);
    role_cell(c, each);
    brand_cell(c, each);
    table_.text(c, each.joined_at ? day_text(*each.joined_at, now) : "");
    table_.text(c, seen_text(each.last_seen_at, now, "Never"));
    const rect at = small_control(table_.cell(c));
    const bool may = each.as != dossier::role::owner || work_.may().who() == dossier::role::owner;
    const button_options o{.kind = button_kind::danger, .busy = people_.acts().busy(each.id)};
    if (!me && may && button(c, at.with_width(button_width(c, "Remove", o, at.h)), "Remove", o)) {
      confirm_.ask(c, {"Remove " + each.name + "?", "Their sessions and keys end here at once.", "Remove",
                       [this, each] { people_.remove(each); }});
    }
    table_.fault(c, member_fault(each));
    table_.end_row(c);
  }
  table_.end(c);
}

/// What somebody is, as a choice of what they may be made.
void administration_screen::role_cell(context& c, const app::member& who) {
  const std::vector<dossier::role> roles = roles_given_by(work_.may());
  const auto found = std::find(roles.begin(), roles.end(), who.as);
  if (found == roles.end()) return table_.text(c, app::role_text(who.as));  // an owner, to an admin
  std::vector<std::string_view> labels;
  labels.reserve(roles.size());
  for (const dossier::role each : roles) labels.push_back(app::role_text(each));
  const bool becomes_viewer = becomes_viewer_ == who.id;
  const dossier::role shown = becomes_viewer ? dossier::role::client_viewer : who.as;
  auto index = static_cast<int>(std::find(roles.begin(), roles.end(), shown) - roles.begin());
  const std::string name = "Role of " + who.name;
  const rect at = table_.cell(c);
  const rect place{at.x, at.y + (at.h - size::control) / 2, at.w, size::control};
  const bool busy = people_.acts().busy(who.id);
  if (select(c, place, name, labels.data(), static_cast<int>(labels.size()), index,
             {.inline_look = true,
              .disabled = busy,
              .reason = "It is being changed",
              .error = people_.fault(who.id)})) {
    const dossier::role wanted = roles.at(static_cast<std::size_t>(index));
    becomes_viewer_.clear();
    if (permissions::is_of_a_brand(wanted) && wanted != who.as) {
      becomes_viewer_ = who.id;
      brand_left_ = false;
      brands_.forget(who.id);
      brand_fields::focus(c, brand_field_name(who));
    } else if (wanted != who.as) {
      people_.change(who, {wanted, {}});
    }
  }
}

/// The brand of a client viewer, and of who is to become one: with it they do.
void administration_screen::brand_cell(context& c, const app::member& who) {
  const bool becomes_viewer = becomes_viewer_ == who.id;
  if (!becomes_viewer && !permissions::is_of_a_brand(who.as)) return table_.text(c, "");
  const bool known = people_.brands().name_of(who.brand_id).has_value();
  const std::string label = brand_text(people_.brands(), who.brand_id);
  if (people_.acts().busy(who.id)) return table_.text(c, label);
  std::string id = known || becomes_viewer ? who.brand_id : std::string();
  const rect at = table_.cell(c);
  const rect place{at.x, at.y + (at.h - size::control) / 2, at.w, size::control};
  const std::string wrong = member_fault(who);
  const bool was_active = brands_.at(who.id).active();
  const bool chosen = brands_.draw(c, place, who.id, brand_field_name(who), id, label,
                                   {.error = wrong,
                                    .placeholder = becomes_viewer ? "Choose a brand" : "",
                                    .inline_look = !becomes_viewer});
  if (chosen) {
    people_.brands().learn(id, brands_.name_of(id));
    people_.change(who, {dossier::role::client_viewer, id});
  }
  if (becomes_viewer && was_active && !brands_.at(who.id).active()) {
    brand_left_ = true;
    c.page.wake();
  }
  if (becomes_viewer && (chosen || brands_.at(who.id).last().canceled)) becomes_viewer_.clear();
}

/// What was refused of somebody, or is missing to make them a client viewer.
std::string administration_screen::member_fault(const app::member& who) {
  if (becomes_viewer_ != who.id || !brand_left_ || brands_.at(who.id).active()) return people_.fault(who.id);
  const auto missing = permissions::brand_fault(dossier::role::client_viewer, false);
  return missing ? "Brand " + missing->message : std::string();
}

void administration_screen::invitations(context& c, rect r, const model::wall_time& now) {
  auto& list = people_.invitations();
  if (!begin_list(c, r, "invitations", list)) return;
  const std::vector<app::invitation> shown = *list.items();
  if (shown.empty()) {
    if (empty_state(c, r.with_height(std::min(r.h, 320.0F)), icon::email_outline, "Nobody is invited now",
                    "Who was has accepted", "Invite")) {
      invite_.open();
    }
    return;
  }
  people_.brands().look_up(brands_of(shown));
  table_.begin(c, r, "Invitations",
               {{"Name"},
                {"Email"},
                {"Role", role_width},
                {"Brand", brand_width},
                {"Sent", time_width},
                {"Ends", time_width},
                {"", act_width}},
               shown.size());
  for (const app::invitation& each : shown) {
    table_.row(c, each.id, each.name);
    table_.text(c, each.name, true);
    table_.text(c, each.email);
    table_.text(c, app::role_text(each.as));
    table_.text(c, brand_text(people_.brands(), each.brand_id));
    table_.text(c, model::ago_text(each.created_at, now), false,
                model::exact_time_text(each.created_at, now));
    table_.text(c, each.expires_at ? day_text(*each.expires_at, now) : "Never");
    const button_options o{.kind = button_kind::danger, .busy = people_.acts().busy(each.id)};
    const rect at = small_control(table_.cell(c));
    if (button(c, at.with_width(button_width(c, "Withdraw", o, at.h)), "Withdraw", o)) people_.withdraw(each);
    table_.end_row(c);
  }
  table_.end(c);
}

void administration_screen::api_keys(context& c, rect r, const model::wall_time& now) {
  auto& list = people_.keys();
  if (!begin_list(c, r, "API keys", list)) return;
  const std::vector<app::api_key> shown = *list.items();
  if (shown.empty()) {
    empty_state(c, r.with_height(std::min(r.h, 320.0F)), icon::key, "No API keys yet",
                "Each person makes their own, under Account", {});
    return;
  }
  table_.begin(c, r, "API keys",
               {{"Name"},
                {"Person"},
                {"Key", 160},
                {"Scope", 120},
                {"Ends", time_width},
                {"Last used", time_width},
                {"", act_width}},
               shown.size());
  for (const app::api_key& each : shown) {
    table_.row(c, each.id, each.name);
    table_.text(c, each.name, true);
    table_.text(c, each.person);
    table_.text(c, each.prefix + "\xE2\x80\xA6");
    table_.text(c, each.may_write ? "Read and write" : "Read");
    table_.text(c, each.expires_at ? day_text(*each.expires_at, now) : "Never");
    table_.text(c, seen_text(each.last_used_at, now, "Never"));
    const button_options o{.kind = button_kind::danger, .busy = people_.acts().busy(each.id)};
    const rect at = small_control(table_.cell(c));
    if (button(c, at.with_width(button_width(c, "Revoke", o, at.h)), "Revoke", o)) {
      confirm_.ask(c, {"Revoke " + each.name + "?", "What uses it is refused at once.", "Revoke",
                       [this, each] { people_.revoke(each); }});
    }
    table_.end_row(c);
  }
  table_.end(c);
}

void administration_screen::sessions(context& c, rect r, const model::wall_time& now) {
  auto& list = people_.sessions();
  if (!begin_list(c, r, "sessions", list)) return;
  const std::vector<app::person_session> shown = *list.items();
  table_.begin(c, r, "Sessions",
               {{"Person"},
                {"Browser"},
                {"Address", 160},
                {"Signed in", time_width},
                {"Last used", time_width},
                {"", act_width}},
               shown.size());
  for (const app::person_session& each : shown) {
    const std::string browser = app::browser_text(each.user_agent);
    table_.row(c, each.id, each.person + ", " + browser);
    table_.text(c, each.person, true);
    table_.text(c, browser, false, each.user_agent);
    table_.text(c, each.address);
    table_.text(c, model::ago_text(each.created_at, now), false,
                model::exact_time_text(each.created_at, now));
    table_.text(c, model::ago_text(each.last_used_at, now), false,
                model::exact_time_text(each.last_used_at, now));
    if (each.current) {
      table_.text(c, "This one");
    } else {
      const button_options o{.busy = people_.acts().busy(each.id)};
      const rect at = small_control(table_.cell(c));
      if (button(c, at.with_width(button_width(c, "End", o, at.h)), "End", o)) people_.end_session(each);
    }
    table_.end_row(c);
  }
  table_.end(c);
}

void administration_screen::settings(context& c, rect r) {
  rect at = r.inset(16, 16).with_width(settings_width);
  name_row(c, at);
  at.cut_top(12);
  if (const auto chosen = formats_choice(c, at)) work_.formats().choose(*chosen);
}

/// What the workspace is called, with what is wrong with it while it is written.
void administration_screen::name_row(context& c, rect& at) {
  app::workspace_formats& of = work_.formats();
  rect line = at.cut_top(32);
  c.paint.text_in(line.cut_left(label_width), face::body, c.th.colors.text2, "Name");
  const rect place{line.x, line.y + 2, std::min(line.w, name_width), size::control};
  const std::string& known = work_.who().tenant_name;
  if (!name_active_ && of.name_fault().empty()) name_ = known;
  std::string wrong = of.name_fault();
  if (wrong.empty() && name_ != known) wrong = app::workspace_name_fault(name_);
  const bool may = work_.may().may_change("workspace") && !of.name().empty();
  const text_result_flags done =
      text_field(c, place, "Name", name_, {.error = wrong, .read_only = !may, .max_bytes = name_bytes});
  name_active_ = done.active;
  if (done.changed) {
    of.forget_name_fault();
    c.page.wake();  // what is wrong with it is drawn with the next frame
  }
  if (done.committed) of.rename(name_);
  if (done.canceled) {
    of.forget_name_fault();
    name_ = known;
    c.page.wake();
  }
  if (wrong.empty()) return;
  rect note = at.cut_top(20);
  note.cut_left(label_width);
  error_line(c, note, wrong);
}

}  // namespace dossier::screens
