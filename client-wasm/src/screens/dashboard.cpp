#include "client-wasm/src/screens/dashboard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>

#include "client-wasm/src/app/presence_words.hpp"
#include "client-wasm/src/app/random_key.hpp"
#include "client-wasm/src/screens/account_screen.hpp"
#include "client-wasm/src/screens/administration_screen.hpp"
#include "client-wasm/src/screens/audit.hpp"
#include "client-wasm/src/screens/insights.hpp"
#include "client-wasm/src/screens/overview.hpp"
#include "client-wasm/src/screens/presence_mark.hpp"
#include "client-wasm/src/screens/resource_screen.hpp"
#include "client-wasm/src/screens/severity_tone.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr double age_tick_ms = 60'000;       ///< relative ages move on once a minute
constexpr double countdown_tick_ms = 1'000;  ///< while a retry is counted down
constexpr std::string_view gallery_screen = "gallery";

/// Where the writes of a page are in local storage, before their owner and the page's own name; the number is
/// the format's.
constexpr std::string_view writes_prefix = "writes.2.";
constexpr int page_name_digits = 16;  ///< no other page has the same name

/// Where the browser's name to the server is in local storage: not the person's, and known to this server
/// only.
constexpr std::string_view browser_key = "browser.1";
constexpr int browser_name_digits = 32;

/// The owner of what is stored where nobody signs in.
constexpr std::string_view local_owner = "local";

/// Where a resource's drafts are in local storage; the number is the format's.
std::string drafts_key(std::string_view resource, std::string_view owner) {
  return "drafts." + std::string(resource) + ".2." + std::string(owner);
}

/// A place of the sidebar.
struct place {
  std::string_view screen;
  std::string_view label;
  char32_t icon;
  std::string_view location;
};
constexpr std::array<place, 5> places{{{"overview", "Overview", icon::view_dashboard, "/overview"},
                                       {"insights", "Insights", icon::lightbulb_outline, "/insights"},
                                       {"brands", "Brands", icon::store, "/brands"},
                                       {"tags", "Tags", icon::tag_outline, "/tags"},
                                       {"audit", "Audit log", icon::history, "/audit"}}};

std::function<double()> make_random() {
  return [engine = std::mt19937(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

/// The name that this browser's tabs share; made by the first. A page that cannot store has its own.
std::string browser_name(platform::page& page) {
  const auto is_name = [](const std::string& text) {
    return text.size() == browser_name_digits &&
           text.find_first_not_of("0123456789abcdef") == std::string::npos;
  };
  std::string known = page.stored(browser_key);
  if (is_name(known)) return known;
  std::string made = app::random_key(make_random(), browser_name_digits);
  page.store(browser_key, made);
  return made;
}

}  // namespace

dashboard::dashboard(runtime& runtime)
    : runtime_(runtime),
      way_(bridge_, {[&runtime] { return runtime.page().now(); }, [this] { go_to_sign_in(); },
                     [this](const std::string& token) { take_token(token); }, [this] { begin_anew(); }}),
      work_(way_, {[&runtime] { return runtime.page().now(); },
                   make_random(),
                   [&runtime] { runtime.page().wake(); },
                   [this](const app::notice& n) { center_.tell(n); },
                   [&runtime](const app::route& where, bool replace) {
                     if (replace) {
                       runtime.page().replace_location(app::to_location(where));
                     } else {
                       runtime.page().push_location(app::to_location(where));
                     }
                   },
                   [&runtime] { return runtime.page().wall_clock(); },
                   [this](const std::string& json) { return keep_writes(json); },
                   [&runtime](const std::string& json) { runtime.page().store(model::formats_key, json); },
                   {},
                   browser_name(runtime.page())}),
      mine_(work_.api(), {work_.around().clock, work_.around().changed, work_.around().tell}),
      account_menu_(work_, mine_, way_),
      build_(way_, runtime.page().build_id(), [&runtime] { runtime.page().wake(); }),
      shelf_(runtime, work_, [this]() -> screen& { return shown(); }),
      center_(
          runtime, work_, [this]() -> screen& { return shown(); }, [this] { return shelf_.known(); }) {
  shelf_.bind(center_.commands());
  for (const place& one : places) {
    if (one.screen != "insights" && one.screen != "overview" && one.screen != "audit")
      add(std::string(one.screen), std::make_unique<resource_screen>(work_, one.screen));
    center_.bind_place(std::string(one.screen), one.icon, [this, &one] { return may_see(one.screen); });
  }
  add("account", std::make_unique<account_screen>(work_, mine_));
  add("administration", std::make_unique<administration_screen>(work_));
  add("insights", std::make_unique<insights>(work_));
  add("overview", std::make_unique<overview>(work_));
  add("audit", std::make_unique<audit>(work_));
}

void dashboard::add(std::string name, std::unique_ptr<screen> made) {
  screens_[std::move(name)] = std::move(made);
}

/// Whether the person may read what a screen shows; the overview is everybody's.
bool dashboard::may_see(std::string_view screen) const {
  return describe::find_record(screen) == nullptr || work_.may().may_read(screen);
}

/// The screen of the route; the start page where there is none of that name.
screen& dashboard::shown() {
  const auto found = screens_.find(work_.where().screen);
  return *(found != screens_.end() ? found : screens_.find(app::start_screen))->second;
}

/// The gallery looks the same on every machine: its theme stands in its address.
void dashboard::show_gallery(context& c, const app::route& where) {
  const auto part = [&](std::string_view name) {
    const auto found = where.more.find(std::string(name));
    return found != where.more.end() ? std::string_view(found->second) : std::string_view();
  };
  const std::string_view theme = part("theme");
  if (theme == "light") runtime_.preview_theme(model::theme_setting::light);
  if (theme == "dark") runtime_.preview_theme(model::theme_setting::dark);
  gallery_.draw(c, part("page"));
}

/// Starts the work unless the address is the gallery's, which needs none.
void dashboard::begin() {
  if (started_) return;
  app::route where = app::parse_route(runtime_.page().location());
  if (where.screen == gallery_screen) return;
  if (screens_.find(where.screen) == screens_.end()) where = {};
  started_ = true;
  platform::page::sign_in_answer known = runtime_.page().take_sign_in();
  way_.begin({known.status, {}, std::move(known.body)});
  bind_storage();
  work_.formats().recall(runtime_.page().stored(model::formats_key));
  work_.start(where);
  shelf_.start();
}

/// What is stored belongs to one person in one tenant, and is shown to and sent for nobody else. Until it is
/// known who that is, nothing is read and nothing kept.
void dashboard::bind_storage() {
  const net::sign_in_state state = way_.state();
  if (!owner_.empty()) return;
  if (state == net::sign_in_state::open) owner_ = local_owner;
  if (state == net::sign_in_state::signed_in) owner_ = way_.holder().tenant_id + "." + way_.holder().user_id;
  if (owner_.empty()) return;
  load_drafts();
  center_.recall(owner_);
  const std::string prefix = std::string(writes_prefix) + owner_ + ".";
  const std::string own = app::random_key(work_.around().random, page_name_digits);
  writes_key_ = prefix + own;
  runtime_.page().inherit(prefix, own);
}

/// The cookie is of another person or tenant: all that this page holds is of the one before.
void dashboard::begin_anew() {
  runtime_.page().replace_location(app::to_location({}));
  runtime_.page().reload();
}

void dashboard::draw(context& c) {
  begin();
  if (!started_) return show_gallery(c, app::parse_route(c.page.location()));
  const double flash_ms = c.th.reduced_motion ? timing::reduced_flash : timing::flash;
  way_.tick();
  bind_storage();
  work_.tick(flash_ms);
  work_.live().looked_at();
  build_.connection(work_.live().state() == net::live_state::live);
  c.formats = work_.formats().now();
  const double wall = c.page.wall_clock();
  const model::wall_time now{static_cast<std::int64_t>(wall), c.page.utc_offset_minutes(wall), c.formats};
  c.browser_keys = platform::key_palette | platform::key_find | platform::key_save;

  center_.before(c);
  shelf_.before(c);
  const shell_layout layout = layout_shell(c.screen, shown().wants_panel(), runtime_.chosen().sidebar);
  const app::connection_status connection = app::describe_connection(work_.live(), c.now, now);
  sidebar(c, layout);
  top_bar(c, layout, connection);
  rect content = layout.content;
  strips(c, content, connection, now);
  shown().draw(c, content, layout.panel, now);
  if (!c.popup_open) shown().keys(c);
  shelf_.after(c);
  center_.after(c, {content.right() - 16, content.bottom() - size::footer - 12}, now);
  write_title();
  store_drafts();
  warn_before_leaving();

  c.page.wake_at(c.now + age_tick_ms);
  if (const auto due = work_.next_deadline(flash_ms)) c.page.wake_at(*due);
  if (const auto due = way_.next_deadline()) c.page.wake_at(*due);
  if (const auto due = shown().next_deadline()) c.page.wake_at(*due);
  if (work_.live().state() == net::live_state::waiting) c.page.wake_at(c.now + countdown_tick_ms);
}

void dashboard::take_token(const std::string& token) {
  if (!std::exchange(signed_in_, true)) {
    account_menu_.bind(center_.commands());
    center_.bind_place("administration", icon::shield_outline, [this] { return work_.may().administers(); });
    mine_.load();
  }
  work_.live().renew(token);
}

/// The way back stands behind the #, where no server sees it.
void dashboard::go_to_sign_in() {
  const std::string here = "#" + runtime_.page().location();
  runtime_.page().leave_for("/sign-in#next=" + net::percent_encode(here));
}

void dashboard::go(std::string_view location) {
  work_.go(app::parse_route(location));
}

void dashboard::sidebar(context& c, const shell_layout& l) {
  const app::session& who = work_.who();
  const app::route& where = work_.where();
  sidebar_data d;
  d.workspace = who.tenant_name.empty() ? std::string_view("Dossier") : std::string_view(who.tenant_name);
  d.workspace_note = "Book of business";
  for (const place& one : places) {
    if (!may_see(one.screen)) continue;
    d.items.push_back({.icon = one.icon,
                       .label = one.label,
                       .location = one.location,
                       .active = one.screen == where.screen});
  }
  if (signed_in_ && work_.may().administers()) {
    d.items.push_back({.icon = icon::shield_outline,
                       .label = "Administration",
                       .location = "/administration",
                       .active = where.screen == "administration"});
  }
  if (!l.sidebar.empty()) shelf_.fill(c, d);
  d.person = who.user_name.empty() ? std::string_view("Local session") : std::string_view(who.user_name);
  account_menu_.fill(d);
  const sidebar_action done = draw_sidebar(c, l, d);
  if (!done.go.empty()) go(done.go);
  shelf_.act(c, done);
  account_menu_.act(c, done);
  if (done.toggle_theme) center_.toggle_theme(c);
  if (done.palette) center_.open_palette(c);
  center_.settings(c, {l.sidebar.right() - 40, l.sidebar.bottom() - 38, 28, 28}, done.settings);
}

void dashboard::top_bar(context& c, const shell_layout& l, const app::connection_status& connection) {
  top_bar_data d;
  d.connection = {tone_of(connection.kind), connection.word, connection.note};
  const std::vector<app::visitor> others = work_.others().everyone();
  for (const app::visitor& one : others) {
    presence_mark mark = mark_of(one, work_.who());
    if (const describe::record_type* type = describe::find_record(one.resource))
      mark.text = app::visitor_name(one, work_.who()) + ", " + model::lower_first(type->names.plural_label);
    d.present.push_back(std::move(mark));
  }
  shown().fill_top_bar(d);
  shelf_.fill_top_bar(c, d);
  const top_bar_result done = draw_top_bar(c, l, d);
  if (done.action >= 0) shown().top_bar_pressed(done.action);
}

void dashboard::strips(context& c, rect& content, const app::connection_status& connection,
                       const model::wall_time& now) {
  const std::string away = connection.offline ? connection.word + " " + connection.note + "." : std::string();
  waiting_.strips(c, content, work_, away, now);
  const auto draw = [&](tone k, char32_t glyph, const std::string& text, std::string_view action) {
    return strip(c, content.cut_top(size::strip), k, glyph, text, action, {}, 0, 0);
  };
  const bool stale =
      work_.live().stale() || build_.newer() || work_.live().state() == net::live_state::too_old;
  if (stale && draw(tone::info, icon::refresh, "A newer version is ready", "Reload")) c.page.reload();
}

void dashboard::load_drafts() {
  for (const place& one : places) {
    if (describe::find_record(one.screen) == nullptr) continue;  // no resource's screen
    app::draft_store& drafts = work_.at(one.screen).editor().drafts();
    drafts.load(runtime_.page().stored(drafts_key(one.screen, owner_)));
    drafts_stored_[std::string(one.screen)] = drafts.revision();
  }
}

/// Edits are in local storage before anything can happen to the page.
void dashboard::store_drafts() {
  drafts_kept_ = true;
  for (const auto& [resource, desk] : work_.desks()) {
    const app::draft_store& drafts = desk->editor().drafts();
    int& stored = drafts_stored_[resource];
    if (drafts.revision() == stored) continue;
    if (!owner_.empty() && runtime_.page().store(drafts_key(resource, owner_), drafts.to_json())) {
      stored = drafts.revision();
    } else {
      drafts_kept_ = false;
    }
  }
}

bool dashboard::keep_writes(const std::string& json) {
  if (writes_key_.empty()) return json.empty();
  if (!json.empty()) return runtime_.page().store(writes_key_, json);
  runtime_.page().forget(writes_key_);
  return true;
}

/// Only where something would be lost that is not in local storage.
void dashboard::warn_before_leaving() {
  const bool warn = !drafts_kept_ || work_.writes().at_risk();
  if (warn == warns_) return;
  warns_ = warn;
  runtime_.page().warn_before_leaving(warn);
}

void dashboard::inherited(std::string_view text) {
  work_.writes().adopt(text);
}

void dashboard::write_title() {
  const app::desk* desk = work_.current();
  const bool record = desk == nullptr || desk->editor().form() != nullptr;
  std::string title = record ? std::string() : shelf_.title();
  title = (title.empty() ? shown().title() : title) + " \xC2\xB7 Dossier";
  if (title == title_) return;
  title_ = std::move(title);
  runtime_.page().set_title(title_);
}

void dashboard::location_changed(std::string_view location) {
  if (started_) work_.show(app::parse_route(location));
  runtime_.page().wake();
}
void dashboard::online_changed(bool online) {
  work_.live().network_changed(online);
}
void dashboard::visibility_changed(bool visible) {
  if (!visible) return;
  work_.live().became_visible();
  account_menu_.refresh();
}
void dashboard::network_ready() {
  bridge_.deliver();
}
void dashboard::settings_changed() {
  center_.apply_settings();
}
bool dashboard::awaits_content() {
  const app::desk* desk = work_.current();
  return started_ && (desk == nullptr ? !shown().settled() : desk->awaits_content());
}
bool dashboard::settled() {
  return !started_ || (work_.settled() && mine_.settled() && center_.settled() && shelf_.settled() &&
                       shown().settled() && bridge_.idle());
}

}  // namespace dossier::screens
