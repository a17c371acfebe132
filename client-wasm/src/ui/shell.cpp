#include "client-wasm/src/ui/shell.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/popups.hpp"

namespace dossier::ui {

void product_mark(painter& p, const theme& t, float x, float y) {
  p.fill_round({x, y, 24, 24}, t.colors.accent, radius::control);
  p.fill_round({x + 6, y + 6, 5, 4}, t.colors.on_accent, 1);
  p.triangle({x + 10, y + 6}, {x + 12, y + 8}, {x + 10, y + 8}, t.colors.on_accent);
  p.fill_round({x + 6, y + 8, 12, 9}, t.colors.on_accent, 1);
  p.fill({x + 8, y + 11, 8, 1}, t.colors.accent);
  p.fill({x + 8, y + 13, 5, 2}, with_alpha(t.colors.accent, 0.6F));
}

namespace {

constexpr float rail_below = 1200;
constexpr float overlay_below = 1360;
constexpr float wide_panel_from = 1680;
constexpr std::string_view views_popup = "Views";
constexpr float views_section_top = 16;
constexpr float views_section_head = 28;
constexpr float views_bottom = 8;
constexpr float views_popup_most = 480;  ///< height; beyond, the views scroll

/// Focus regions, in the order F6 walks them.
enum region : int { region_sidebar = 1, region_top_bar = 2, region_content = 3, region_panel = 4 };

view_wish wish_of(context& c, const press_result& p) {
  if (p.context_menu) return view_wish::menu;
  const bool covered = c.popup_open && c.layers.empty();
  if (!p.focused || c.text_active || covered) return view_wish::none;
  if (c.shortcut(key::f2)) return view_wish::rename;
  return c.shortcut(key::del) ? view_wish::remove : view_wish::none;
}

void nav_list(context& c, rect& at, const std::vector<nav_entry>& entries, sidebar_action& out,
              bool screens) {
  for (const nav_entry& e : entries) {
    c.push_id(e.location);
    const rect row = at.cut_top(size::nav_item).inset(8, 0);
    const press_result p = nav_item(c, row, e.icon, e.label, e.count, e.active, screens);
    if (p.pressed) out.go = e.location;
    if (const view_wish wish = screens ? view_wish::none : wish_of(c, p); wish != view_wish::none) {
      out.wish = wish;
      out.of = e.location;
      out.of_at = row;
    }
    c.pop_id();
  }
}

/// The views of the screen's resource, in a region of its own that scrolls where there are many.
void views_of(context& c, rect r, const sidebar_data& d, sidebar_action& out) {
  rect at = d.views_scroll != nullptr ? d.views_scroll->begin(c, r, "Scroll views") : r;
  const float top = at.y;
  const auto section = [&](std::string_view title, const std::vector<nav_entry>& entries, bool can_add) {
    if (title.empty()) return;
    at.cut_top(views_section_top);
    const rect head = at.cut_top(views_section_head);
    c.paint.text_in({head.x + 16, head.y, 160, head.h}, face::small, c.th.colors.text2, title);
    if (can_add) {
      out.add_at = {head.x + 188, head.y, 28, 28};
      if (icon_button(c, out.add_at, icon::plus, "Add view")) out.add_view = true;
    }
    c.sem.open({.id = c.id(title),
                .kind = role::region,
                .name = std::string(title),
                .bounds = {head.x, head.y, head.w,
                           views_section_head + size::nav_item * static_cast<float>(entries.size())}});
    nav_list(c, at, entries, out, false);
    c.sem.close();
  };
  section(d.views_title, d.views, d.can_add_view);
  section(d.shared_title, d.shared, false);
  if (d.views_scroll != nullptr) d.views_scroll->end(c, at.y - top + views_bottom);
  out.views_seen = true;
}

float views_height(const sidebar_data& d) {
  const auto section = [](std::string_view title, std::size_t entries) {
    return title.empty()
               ? 0.0F
               : views_section_top + views_section_head + size::nav_item * static_cast<float>(entries);
  };
  return section(d.views_title, d.views.size()) + section(d.shared_title, d.shared.size()) + views_bottom;
}

/// The rail's button for what it has no room for.
void views_button(context& c, rect r, const sidebar_data& d) {
  const widget_id id = c.id(views_popup);
  const press_result p = pressable(c, id, r);
  const bool open = popup_is_open(c, views_popup);
  if (open || p.hovered) c.paint.fill_round(r, open ? c.th.colors.press : c.th.colors.hover, radius::control);
  c.paint.icon(r, icon::bookmark_outline, open ? c.th.colors.text : c.th.colors.text3, 16);
  if (p.focused) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (!open) c.tooltip(id, r, d.views_title);
  c.sem.leaf(
      {.id = id,
       .kind = role::button,
       .state = state_haspopup | (open ? state_expanded : state_collapsed) | (p.focused ? state_focused : 0U),
       .name = std::string(d.views_title),
       .bounds = r});
  if (p.pressed) open_popup(c, views_popup);
}

/// The views beside the rail, at the height of their button. What is wished for closes them.
void rail_views(context& c, rect button, const sidebar_data& d, sidebar_action& out) {
  const rect anchor{button.right() + 12, button.y - 8, 0, 0};
  const float height = std::min(views_height(d), views_popup_most);
  rect content;
  if (!begin_popover(c, views_popup, anchor, size::sidebar, height, content)) return;
  views_of(c, content, d, out);
  if (!out.go.empty() || out.add_view || out.wish != view_wish::none) close_popup(c);
  end_popover(c);
}

/// A button as large as what it holds.
bool whole_button(context& c, rect r, std::string_view name, bool rail) {
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, r);
  if (p.hovered) {
    c.paint.fill_round(r, c.th.colors.hover, radius::control);
    c.cursor = platform::cursor::hand;
  }
  if (p.focused) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  if (rail) c.tooltip(id, r, name);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = state_haspopup | (p.focused ? state_focused : 0U),
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

void workspace(context& c, rect r, const sidebar_data& d, bool rail, sidebar_action& out) {
  if (d.can_switch) {
    out.workspace_at = r.inset(rail ? 8 : 4, 4);
    out.workspace = whole_button(c, out.workspace_at, "Switch workspace", rail);
  }
  product_mark(c.paint, c.th, rail ? r.x + 16 : 16, r.y + 12);
  if (rail) return;
  if (d.can_switch) c.paint.icon({192, r.y + 16, 16, 16}, icon::unfold_more, c.th.colors.text3, 16);
  const rect name{52, r.y + 6, 136, 20};
  if (c.paint.text_in(name, face::strong, c.th.colors.text, d.workspace).cut)
    c.tooltip(c.id("workspace"), name, d.workspace);
  c.sem.leaf({.id = c.id("workspace"), .kind = role::text, .name = std::string(d.workspace), .bounds = name});
  c.paint.text_in({52, r.y + 24, 136, 16}, face::micro, c.th.colors.text3, d.workspace_note);
}

bool search_box(context& c, rect r, bool rail) {
  const widget_id id = c.id("Search or run");
  const press_result p = pressable(c, id, r);
  const palette& k = c.th.colors;
  c.paint.fill_round(r, k.field, radius::control);
  c.paint.outline(r, p.hovered ? k.text3 : k.border, radius::control);
  rect inner = r.inset(rail ? 12 : 9, 0);
  c.paint.icon(inner.cut_left(16), icon::magnify, k.text3, 16);
  if (!rail) {
    inner.cut_left(8);
    const std::string hint = c.key_text("Ctrl K");
    const float w = key_cap_width(c.paint, hint);
    key_cap(c.paint, c.th, inner.right() - w, r.y + r.h / 2, hint);
    c.paint.text_in(inner, face::body, k.text3, "Search or run\xE2\x80\xA6");
  } else {
    c.tooltip(id, r, "Search or run");
  }
  if (p.focused) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? state_focused : 0U,
              .name = "Search or run",
              .bounds = r});
  return p.pressed;
}

void person_bar(context& c, rect r, const sidebar_data& d, bool rail, sidebar_action& out) {
  const palette& k = c.th.colors;
  c.paint.hline(r.x, r.y, r.w, k.line);
  const std::string initials = name_initials(d.person);
  const auto hash = identity_hash(d.person.data(), d.person.size());
  const bool dark = c.th.mode == theme_mode::dark;
  const std::string_view theme_name = dark ? "Light theme" : "Dark theme";
  const char32_t theme_icon = dark ? icon::weather_sunny : icon::weather_night;
  if (d.has_account) {
    out.person_at = rail ? rect{r.x + 14, r.y + 8, 28, 28} : rect{4, r.y + 4, 144, r.h - 8};
    out.person = whole_button(c, out.person_at, "Account", rail);
  }
  if (rail) {
    if (d.has_account) {
      avatar(c.paint, c.th, {r.x + 16, r.y + 10, 24, 24}, initials, hash);
      r.cut_top(36);
    }
    if (icon_button(c, {r.x + 14, r.y + 10, 28, 28}, theme_icon, theme_name)) out.toggle_theme = true;
    if (icon_button(c, {r.x + 14, r.y + 46, 28, 28}, icon::settings, "Settings")) out.settings = true;
    return;
  }
  avatar(c.paint, c.th, {16, r.y + 12, 24, 24}, initials, hash);
  c.paint.text_in({52, r.y + 10, 96, 16}, face::small_medium, k.text, d.person);
  c.paint.text_in({52, r.y + 25, 96, 16}, face::micro, k.text3, d.person_note);
  if (icon_button(c, {152, r.y + 10, 28, 28}, theme_icon, theme_name)) out.toggle_theme = true;
  if (icon_button(c, {184, r.y + 10, 28, 28}, icon::settings, "Settings")) out.settings = true;
}

}  // namespace

std::string name_initials(std::string_view name) {
  std::string out(first_letter(name));
  const std::size_t space = name.rfind(' ');
  if (space != std::string_view::npos) out += first_letter(name.substr(space + 1));
  for (char& letter : out) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return out;
}

shell_layout layout_shell(rect screen, bool panel_open, bool sidebar_shown) {
  shell_layout l;
  l.rail = screen.w < rail_below;
  rect rest = screen;
  l.sidebar = rest.cut_left(!sidebar_shown ? 0 : l.rail ? size::sidebar_rail : size::sidebar);
  l.top_bar = rest.cut_top(size::top_bar);
  l.content = rest;
  if (panel_open) {
    const float w = screen.w >= wide_panel_from ? size::panel_wide : size::panel;
    l.panel_overlays = screen.w < overlay_below;
    l.panel = {rest.right() - w, rest.y, w, rest.h};
    if (!l.panel_overlays) l.content.cut_right(w);
  }
  return l;
}

sidebar_action draw_sidebar(context& c, const shell_layout& l, const sidebar_data& d) {
  sidebar_action out;
  const rect r = l.sidebar;
  if (r.empty()) return out;
  c.focus.set_region(region_sidebar);
  c.push_id("sidebar");
  c.sem.open({.id = c.id("sidebar"), .kind = role::navigation, .name = "Sidebar", .bounds = r});
  c.paint.fill(r, c.th.colors.canvas);
  c.paint.vline(r.right() - c.paint.hairline(), r.y, r.h, c.th.colors.line);
  rect at = r;
  const float rail_height = d.has_account ? 120 : 84;
  const rect person = at.cut_bottom(l.rail ? rail_height : 48);
  workspace(c, at.cut_top(48), d, l.rail, out);
  at.cut_top(4);
  if (search_box(c, at.cut_top(32).inset(8, 0), l.rail)) out.palette = true;
  at.cut_top(12);
  c.paint.push_clip(at);
  nav_list(c, at, d.items, out, true);
  rect button;
  if (l.rail && !d.views_title.empty()) {
    at.cut_top(12);
    button = at.cut_top(size::nav_item).inset(8, 0);
    views_button(c, button, d);
  } else if (!l.rail) {
    views_of(c, at, d, out);
  }
  c.paint.pop_clip();
  person_bar(c, person, d, l.rail, out);
  c.sem.close();
  if (!button.empty()) rail_views(c, button, d, out);
  c.pop_id();
  return out;
}

namespace {

/// Right to left: actions, bell, divider, connection, the people present. Returns where the left side must
/// end.
float top_bar_right(context& c, rect r, const top_bar_data& d, top_bar_result& out) {
  float x = r.right() - 16;
  const float y = r.y + (r.h - size::control) / 2;
  for (int i = static_cast<int>(d.actions.size()) - 1; i >= 0; --i) {
    const top_bar_action& a = d.actions[static_cast<std::size_t>(i)];
    const button_options o{.kind = a.primary ? button_kind::primary : button_kind::secondary,
                           .icon = a.icon,
                           .key_hint = a.key_hint,
                           .disabled = a.disabled,
                           .reason = a.reason};
    const float w = button_width(c, a.label, o);
    x -= w;
    if (button(c, {x, y, w, size::control}, a.label, o)) out.action = i;
    x -= 8;
  }
  if (d.show_bell) {
    x -= size::control;
    if (icon_button(c, {x, y, size::control, size::control}, icon::bell_outline, "Notifications"))
      out.bell = true;
    x -= 8;
  }
  if (d.show_bell || !d.actions.empty()) {
    c.paint.vline(x - 1, r.y + 14, 20, c.th.colors.border);
    x -= 16;
  }
  const float w = connection_mark(c, r, d.connection.kind, d.connection.word, d.connection.note, false);
  x = std::floor(x - w);
  connection_mark(c, {x, r.y, w, r.h}, d.connection.kind, d.connection.word, d.connection.note);
  x -= 18;
  for (std::size_t i = d.present.size(); i > 0; --i) {
    const presence_mark& m = d.present[i - 1];
    x -= 20;
    const rect place{x, r.y + 14, 20, 20};
    avatar(c.paint, c.th, place, m.initials, m.hash);
    if (m.text.empty()) continue;
    const widget_id id = c.id(static_cast<std::int64_t>(i));
    c.tooltip(id, place, m.text);
    c.sem.leaf({.id = id, .kind = role::image, .name = m.text, .bounds = place});
  }
  return x - 16;
}

}  // namespace

top_bar_result draw_top_bar(context& c, const shell_layout& l, const top_bar_data& d) {
  top_bar_result out;
  const rect r = l.top_bar;
  c.focus.set_region(region_top_bar);
  c.push_id("top bar");
  c.sem.open({.id = c.id("top bar"), .kind = role::banner, .name = "Top bar", .bounds = r});
  c.paint.fill(r, c.th.colors.surface);
  c.paint.bottom_line(r, c.th.colors.line);
  const palette& k = c.th.colors;
  const rect row = r;
  float x = r.x + 20;
  const float end = top_bar_right(c, r, d, out);
  const widget_id title_id = c.id("title");
  const float title_w = c.paint.width(face::title, d.title);
  const rect title{x, row.y, title_w, row.h};
  out.title = !d.object.empty() && pressable(c, title_id, title, false).pressed;
  c.paint.text_in({x, row.y, title_w + 1, row.h}, face::title, k.text, d.title);
  c.sem.leaf({.id = title_id, .kind = role::heading, .name = std::string(d.title), .bounds = title});
  x += std::ceil(title_w) + 8;
  const float state_w = d.state_tag.empty() ? 0 : tag_width(c.paint, d.state_tag, d.state_icon != 0);
  if (!d.object.empty()) {
    c.paint.icon({x, row.y, 16, row.h}, icon::chevron_right, k.text3, 16);
    x += 24;
    // What stands behind it has its room first.
    const float kept = (d.object_icon != 0 ? 28.0F : 0.0F) + (state_w > 0 ? 12 + state_w : 0.0F);
    const float w = std::clamp(end - x - kept, 0.0F, c.paint.width(face::medium, d.object));
    c.paint.text_in({x, row.y, w + 1, row.h}, face::medium, k.text2, d.object);
    c.sem.leaf({.id = c.id("object"),
                .kind = role::text,
                .name = std::string(d.object),
                .bounds = {x, row.y, w, row.h}});
    x += w + 12;
    if (d.object_icon != 0) {
      c.paint.icon({x, row.y, 16, row.h}, d.object_icon, k.text3, 16);
      x += 28;
    }
  } else {
    x += 4;
  }
  if (!d.state_tag.empty()) {
    const float room = std::max(1.0F, end - x);
    if (state_w <= room) tag(c.paint, c.th, x, r.y + 14, d.state_tone, d.state_tag, d.state_icon);
    // Also where there is no room to draw it, it is told.
    c.sem.leaf({.id = c.id("state"),
                .kind = role::text,
                .name = std::string(d.state_tag),
                .bounds = {x, r.y + 14, std::min(state_w, room), 20}});
  }
  c.sem.close();
  c.pop_id();
  c.focus.set_region(region_content);
  return out;
}

void draw_footer(context& c, rect r, const footer_data& d) {
  const palette& k = c.th.colors;
  c.paint.fill(r, k.surface);
  c.paint.hline(r.x, r.y - c.paint.hairline(), r.w, k.line);
  rect left = r.inset(16, 0);
  float x = r.right() - 16;
  for (std::size_t i = d.keys.size(); i > 0; --i) {
    const key_note& n = d.keys[i - 1];
    const std::string first = c.key_text(n.key);
    const std::string second = c.key_text(n.second_key);
    if (first.empty() && second.empty()) continue;
    const auto cap = [&](std::string_view label) {
      if (label.empty()) return;
      x -= key_cap_width(c.paint, label);
      key_cap(c.paint, c.th, x, r.y + r.h / 2, label);
    };
    const float w = std::ceil(c.paint.width(face::small, n.what));
    const float whole = w + 4 + key_cap_width(c.paint, first) + (second.empty() ? 0 : 28);
    if (x - whole < r.x + r.w * 0.55F) break;  // what does not fit is on the "all keys" page
    x -= w;
    c.paint.text_in({x, r.y, w + 1, r.h}, face::small, k.text3, n.what);
    x -= 4;
    cap(second.empty() ? first : second);
    if (!second.empty() && !first.empty()) {
      x -= 6;
      cap(first);
    }
    x -= 8;
  }
  left.w = x - left.x;
  const text_result position = c.paint.text_in(left, face::small, k.text, d.position);
  left.cut_left(position.width + 8);
  if (!d.right_fact.empty()) {
    const float w = c.paint.width(face::small, d.right_fact);
    if (w + 16 < left.w) c.paint.text_in(rect(left).cut_right(w + 8), face::small, k.text2, d.right_fact);
    left.cut_right(w + 16);
  }
  c.paint.text_in(left, face::small, k.text3, d.fact);
  c.sem.leaf({.id = c.id("footer"),
              .kind = role::status,
              .name = "Position",
              .value = std::string(d.position) + (d.fact.empty() ? "" : ", ") + std::string(d.fact),
              .bounds = r});
}

void draw_panel_frame(context& c, rect r) {
  c.focus.set_region(region_panel);
  if (c.page.surface().width < overlay_below) c.paint.fill(r.inset(-1, 0), c.th.colors.edge);
  c.paint.fill(r, c.th.colors.panel);
  c.paint.vline(r.x, r.y, r.h, c.th.colors.line);
}

}  // namespace dossier::ui
