#include "client-wasm/src/screens/account_menu.hpp"

#include <utility>
#include <vector>

#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/screens/offered_menu.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view workspaces_popup = "Workspaces";
constexpr std::string_view person_popup = "Account menu";
constexpr float menu_width = 208;

}  // namespace

void account_menu::go(const char* screen, const char* tab) {
  app::route next;
  next.screen = screen;
  next.tab = tab;
  work_.go(std::move(next));
}

void account_menu::bind(app::commands& to) {
  to.bind("go.account", {icon::account_outline, [this] { go("account", ""); }, {}, {}});
  to.bind("sign_out", {icon::login, [this] { way_.sign_out(); }, {}, {}});
  app::command_action other;
  other.icon = icon::domain;
  other.act = [this] {
    switch_due_ = true;
    work_.around().changed();
  };
  other.offered = [this] { return mine_.facts() && mine_.facts()->memberships.size() > 1; };
  to.bind("workspace.switch", std::move(other));
}

void account_menu::fill(sidebar_data& d) {
  d.person_note = "This computer";
  if (!signed_in()) return;
  const auto as = work_.may().who();
  role_ = as ? app::role_text(*as) : std::string_view();
  d.person_note = role_;
  d.has_account = true;
  d.can_switch = mine_.facts() && mine_.facts()->memberships.size() > 1;
}

void account_menu::act(context& c, const sidebar_action& done) {
  c.push_id("account menu");
  if (done.workspace || std::exchange(switch_due_, false)) {
    open_popup(c, workspaces_popup);
    refresh();
  }
  // Who has one workspace only has no other menu that would tell of a second.
  if (done.person) {
    open_popup(c, person_popup);
    refresh();
  }
  workspaces(c, done.workspace_at);
  person(c, done.person_at);
  c.pop_id();
}

void account_menu::refresh() {
  if (signed_in()) mine_.load();
}

void account_menu::workspaces(context& c, rect anchor) {
  if (!mine_.facts() || !popup_is_open(c, workspaces_popup)) return;
  const std::vector<app::membership> all = mine_.facts()->memberships;
  std::vector<menu_item> items;
  for (const app::membership& each : all) {
    const bool here = each.tenant_id == work_.who().tenant_id;
    items.push_back({.label = here ? work_.who().tenant_name : each.tenant_name,
                     .icon = icon::domain,
                     .key_hint = app::role_text(each.as),
                     .checked = here});
  }
  const int chosen =
      popup_menu(c, workspaces_popup, anchor, items.data(), static_cast<int>(items.size()), menu_width);
  if (chosen < 0) return;
  const app::membership& wanted = all[static_cast<std::size_t>(chosen)];
  if (wanted.tenant_id == work_.who().tenant_id) return;
  way_.switch_tenant(wanted.tenant_id, [this](const problem& why) {
    mine_.load();
    work_.tell({app::severity::bad, "Not switched. " + app::refusal_text(why), {}, {}});
  });
}

void account_menu::person(context& c, rect anchor) {
  enum class act : std::uint8_t { account, sessions, keys, sign_out };
  offered_menu<act> items;
  items.add(act::account, {.label = "Account", .icon = icon::account_outline});
  items.add(act::sessions, {.label = "Sessions", .icon = icon::monitor});
  items.add(act::keys, {.label = "API keys", .icon = icon::key});
  items.add(act::sign_out, {.label = "Sign out", .icon = icon::login, .separator_before = true});
  const auto chosen = items.draw(c, person_popup, anchor, menu_width);
  if (chosen == act::account) go("account", "");
  if (chosen == act::sessions) go("account", "sessions");
  if (chosen == act::keys) go("account", "keys");
  if (chosen == act::sign_out) way_.sign_out();
}

}  // namespace dossier::screens
