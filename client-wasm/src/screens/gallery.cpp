#include "client-wasm/src/screens/gallery.hpp"

#include <array>
#include <cmath>

#include "client-wasm/src/screens/gallery_page.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

struct page_name {
  std::string_view name;
  std::string_view label;
};
constexpr std::array<page_name, 7> pages{{{"components", "Components"},
                                          {"parts", "Parts"},
                                          {"grid", "Grid"},
                                          {"insights", "Insights"},
                                          {"writing", "Writing"},
                                          {"charts", "Charts"},
                                          {"palette", "Palette"}}};

template <class Page>
Page& made(std::unique_ptr<Page>& page) {
  if (page == nullptr) page = std::make_unique<Page>();
  return *page;
}

}  // namespace

void gallery::draw(context& c, std::string_view page) {
  c.paint.fill(c.screen, c.th.colors.surface);
  top_bar(c, page);
  c.sem.open({.id = c.id("gallery"), .kind = role::main, .name = "Components", .bounds = c.screen});
  if (page == "parts") {
    parts_.draw(c);
  } else if (page == "grid") {
    made(lists_).draw(c);
  } else if (page == "insights") {
    made(insights_).draw(c);
  } else if (page == "writing") {
    made(writing_).draw(c);
  } else if (page == "charts") {
    made(charts_).draw(c);
  } else if (page == "palette") {
    made(palette_).draw(c);
  } else {
    components(c);
  }
  toaster_.draw(c, {c.screen.w - 24, c.screen.h - 8});
  c.sem.close();
}

void gallery::components(context& c) {
  buttons(c);
  fields(c);
  choices(c);
  status(c);
  rows(c);
  states(c);
  layers(c);
  palette_swatches(c);
  type(c);
}

void gallery::top_bar(context& c, std::string_view page) {
  const palette& k = c.th.colors;
  c.sem.open({.id = c.id("top"), .kind = role::banner, .name = "Top bar", .bounds = {0, 0, c.screen.w, 48}});
  product_mark(c.paint, c.th, 24, 12);
  c.paint.text_in({60, 8, 200, 32}, face::title, k.text, "Components");
  const bool dark = c.th.mode == theme_mode::dark;
  c.paint.text_in({165, 8, 200, 32}, face::body, k.text3, dark ? "Dark theme" : "Light theme");
  c.sem.leaf({.id = c.id("title"), .kind = role::heading, .name = "Components", .bounds = {60, 8, 100, 32}});
  float x = 264;
  for (const page_name& one : pages) {
    if (one.name == page || (page.empty() && &one == pages.data())) continue;
    if (link_text(c, x, 16, one.label, face::small)) {
      const std::string theme = dark ? "dark" : "light";
      c.page.push_location("/gallery?page=" + std::string(one.name) + "&theme=" + theme);
      c.page.wake();
    }
    x += std::ceil(c.paint.width(face::small, one.label)) + 20;
  }
  c.paint.text_in({1116, 8, 300, 32}, face::small, k.text3, "4 px grid, radii 4, 6, 8", align::right);
  c.paint.hline(0, 47, c.screen.w, k.line);
  c.sem.close();
}

void gallery::buttons(context& c) {
  section(c, left, 70, 440, "Buttons");
  struct column {
    std::string_view name;
    forced force;
  };
  constexpr std::array<column, 4> columns{{{"Default", forced::none},
                                           {"Hover", forced::hover},
                                           {"Pressed", forced::pressed},
                                           {"Focus", forced::focus}}};
  struct line {
    std::string_view name;
    button_kind kind;
  };
  constexpr std::array<line, 4> lines{{{"Save", button_kind::primary},
                                       {"Export", button_kind::secondary},
                                       {"Discard", button_kind::ghost},
                                       {"Delete", button_kind::danger}}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const float x = left + 112 * static_cast<float>(i);
    caption(c, x, 96, columns[i].name);
    c.push_id(columns[i].name);
    for (std::size_t j = 0; j < lines.size(); ++j) {
      button(c, {x, 108 + 36 * static_cast<float>(j), 96, 28}, lines[j].name,
             {.kind = lines[j].kind, .force = columns[i].force});
    }
    c.pop_id();
  }
  caption(c, left, 260, "Disabled");
  caption(c, left + 112, 260, "Loading");
  caption(c, left + 224, 260, "Confirm");
  caption(c, left + 336, 260, "Icon");
  button(c, {left, 272, 96, 28}, "Save",
         {.kind = button_kind::primary, .disabled = true, .reason = "Nothing has changed"});
  button(c, {left + 112, 272, 96, 28}, "Saving", {.kind = button_kind::primary, .busy = true});
  if (button(c, {left + 224, 272, 96, 28}, "Delete 3", {.kind = button_kind::confirm}))
    open_popup(c, "Delete leads");
  icon_button(c, {left + 336, 272, 28, 28}, icon::tune, "Columns", {.outlined = true});
  icon_button(c, {left + 372, 272, 28, 28}, icon::pin, "Pinned", {.active = true});
  const rect more{left + 408, 272, 28, 28};
  if (icon_button(c, more, icon::dots_horizontal, "More")) open_popup(c, "More actions");
  constexpr std::array<menu_item, 5> items{
      {{.label = "Open", .icon = icon::open_in_new, .key_hint = "Enter"},
       {.label = "Assign", .icon = icon::account_outline, .key_hint = "A"},
       {.label = "Push to CRM", .icon = icon::sync},
       {.label = "Merge",
        .icon = icon::call_merge,
        .key_hint = "M",
        .disabled = true,
        .reason = "Select two leads to merge them"},
       {.label = "Delete",
        .icon = icon::delete_,
        .key_hint = "Del",
        .danger = true,
        .separator_before = true}}};
  const int chosen = popup_menu(c, "More actions", more, items.data(), static_cast<int>(items.size()), 204);
  if (chosen >= 0) {
    toaster_.show(
        c,
        {.message = "3 leads assigned to T. Keller", .action = "Undo", .key_hint = "Ctrl Z", .act = [] {}});
  }
  rect content;
  if (begin_dialog(c, "Delete leads", "Delete 3 leads?", 212, 100, content)) {
    c.paint.text_in(content.cut_top(20), face::small, c.th.colors.text2, "You can undo for 30 days.");
    rect bar{content.x, content.bottom() - 28, content.w + 4, 28};
    if (button(c, bar.cut_right(78), "Delete 3", {.kind = button_kind::confirm})) close_popup(c);
    bar.cut_right(8);
    if (button(c, bar.cut_right(68), "Cancel", {.kind = button_kind::ghost})) close_popup(c);
    end_dialog(c);
  }
}

void gallery::fields(context& c) {
  section(c, left, 330, 440, "Fields");
  constexpr float second = left + 228;
  caption(c, left, 360, "Default, placeholder");
  caption(c, second, 360, "Hover");
  text_field(c, {left, 372, 212, 28}, "Company", company_, {.placeholder = "Company"});
  text_field(c, {second, 372, 212, 28}, "Company hovered", name_, {.force = forced::hover});
  caption(c, left, 416, "Focus");
  caption(c, second, 416, "Disabled");
  text_field(c, {left, 428, 212, 28}, "Company focused", short_name_, {.force = forced::focus});
  std::string none;
  text_field(c, {second, 428, 212, 28}, "Set by CRM", none,
             {.placeholder = "Set by CRM", .disabled = true, .reason = "The CRM sets this field"});
  caption(c, left, 472, "Error");
  caption(c, second, 472, "Edited by someone else");
  text_field(c, {left, 484, 212, 28}, "Amount", amount_, {.error = "Enter a number"});
  error_line(c, {left, 516, 212, 20}, "Enter a number");
  text_field(c, {second, 484, 212, 28}, "Industry", industry_, {.other_editor = "TK"});
  c.paint.icon({second, 516, 14, 20}, icon::pencil, c.th.colors.text2, 14);
  c.paint.text_in({second + 18, 516, 190, 20}, face::small, c.th.colors.text2, "T. Keller, 4 s ago");
  caption(c, left, 552, "Inline, at rest");
  caption(c, second, 552, "Inline, hover");
  text_field(c, {left, 564, 212, 28}, "Exposure", money_, {.look = field_look::inline_});
  text_field(c, {second, 564, 212, 28}, "Exposure hovered", money_,
             {.look = field_look::inline_, .force = forced::hover});
}

void gallery::choices(context& c) {
  section(c, left, 622, 440, "Choice");
  if (checkbox(c, {left, 648, 60, 20}, "Off", unchecked_ ? check_state::on : check_state::off))
    unchecked_ = !unchecked_;
  if (checkbox(c, {left + 80, 648, 60, 20}, "On", checked_ ? check_state::on : check_state::off))
    checked_ = !checked_;
  checkbox(c, {left + 160, 648, 76, 20}, "Mixed", check_state::mixed);
  if (toggle(c, {272, 648, 28, 20}, "Notify", !toggled_)) toggled_ = !toggled_;
  if (toggle(c, {308, 648, 28, 20}, "Follow", toggled_)) toggled_ = !toggled_;
  if (radio(c, {360, 648, 44, 20}, "No", !radio_)) radio_ = false;
  if (radio(c, {410, 648, 50, 20}, "Yes", radio_)) radio_ = true;
  constexpr std::array<std::string_view, 3> periods{"Day", "Week", "Month"};
  const float w = segmented_width(c, periods.data(), 3);
  const int chosen = segmented(c, {left, 680, w, 28}, periods.data(), 3, period_);
  if (chosen >= 0) period_ = chosen;
  c.paint.fill_round({232, 692, 216, 4}, c.th.colors.press, radius::bar);
  c.paint.fill_round({232, 692, 96, 4}, c.th.colors.focus, radius::bar);
  c.paint.circle({328, 694}, 8, c.th.colors.surface);
  c.paint.ring({328, 694}, 8, c.th.colors.focus, 2);
}

void gallery::status(context& c) {
  section(c, left, 738, 440, "Status");
  struct stage_entry {
    stage kind;
    std::string_view name;
    float x;
  };
  constexpr std::array<stage_entry, 6> stages{{{stage::fresh, "New", 24},
                                               {stage::contacted, "Contacted", 84},
                                               {stage::qualified, "Qualified", 177},
                                               {stage::proposal, "Proposal", 262},
                                               {stage::won, "Won", 345},
                                               {stage::lost, "Lost", 405}}};
  for (const stage_entry& s : stages) {
    stage_ring(c.paint, c.th, {s.x + 7, 774}, s.kind);
    c.paint.text_in({s.x + 18, 766, 80, 16}, face::small, c.th.colors.text, s.name);
  }
  float x = left;
  x += tag(c.paint, c.th, x, 800, tone::neutral, "Neutral") + 8;
  x += tag(c.paint, c.th, x, 800, tone::accent, "Accent") + 8;
  x += tag(c.paint, c.th, x, 800, tone::ok, "Done", icon::check) + 8;
  x += tag(c.paint, c.th, x, 800, tone::warn, "Late", icon::alert) + 8;
  x += tag(c.paint, c.th, x, 800, tone::bad, "Failed", icon::alert_circle_outline) + 8;
  tag(c.paint, c.th, x, 800, tone::info, "Pending", icon::sync);
  avatar(c.paint, c.th, {24, 836, 20, 20}, "NO", 2);
  avatar(c.paint, c.th, {52, 836, 20, 20}, "TK", 1);
  avatar(c.paint, c.th, {80, 836, 20, 20}, "LA", 0);
  monogram(c.paint, c.th, {108, 836, 20, 20}, "H", 3);
  const float changed = before_after(c.paint, c.th, {136, 836, 180, 20}, "Contacted", "Qualified");
  const float hit_x = 136 + changed + 8;
  const float hit_w = std::ceil(c.paint.width(face::body, "search hit")) + 2;
  c.paint.fill_round({hit_x, 836, hit_w, 20}, c.th.colors.mark, radius::bar);
  c.paint.text(face::body, hit_x + 1, 836, c.th.colors.mark_text, "search hit");
  key_cap(c.paint, c.th, hit_x + hit_w + 12, 846, "Ctrl K");
}

void gallery::rows(context& c) {
  section(c, middle, 70, 440, "Grid rows");
  struct row_entry {
    std::string_view name;
    std::string_view note;
    bool checked;
    bool open;
    bool hover;
    double flash_age;
    int mark;  // 1 other editor, 2 left the view, 3 refused
  };
  constexpr std::array<row_entry, 10> entries{
      {{"Caldera Shipping", "default", false, false, false, -1, 0},
       {"Calloway & Finch", "hover", false, false, true, -1, 0},
       {"Castellan Freight", "open in panel", false, true, false, -1, 0},
       {"Castorline Robotics", "checked", true, false, false, -1, 0},
       {"Capellan Marine", "changed, 0 ms", false, false, false, 0, 0},
       {"Capellan Marine", "300 ms", false, false, false, 300, 0},
       {"Capellan Marine", "540 ms", false, false, false, 540, 0},
       {"Mercatora Retail", "T. Keller edits", false, false, false, -1, 1},
       {"Celandine Ceramics", "left this view", false, false, false, -1, 2},
       {"Cinderford Glass", "write refused", false, false, false, -1, 3}}};
  const palette& k = c.th.colors;
  float y = 92;
  for (const row_entry& e : entries) {
    const rect r{middle, y, 440, 32};
    if (e.checked || e.open) c.paint.fill(r, k.sel);
    if (e.hover) c.paint.fill(r, k.hover);
    if (e.flash_age >= 0) {
      const auto fade = static_cast<float>(1 - e.flash_age / timing::flash);
      c.paint.fill({668, y, 164, 31}, with_alpha(k.accent, k.flash_alpha * fade));
    }
    c.paint.bottom_line(r, k.line);
    const color mark = e.open ? k.focus : e.mark == 1 ? k.c2 : e.mark == 3 ? k.bad : 0U;
    if (mark != 0) c.paint.fill({r.x, y, 2, 31}, mark);
    c.push_id(static_cast<std::int64_t>(y));
    checkbox(c, {r.x + 12, y + 4, 24, 24}, e.name, e.checked ? check_state::on : check_state::off, false);
    c.pop_id();
    const color ink = e.mark == 2 ? k.text3 : k.text;
    c.paint.text_in({544, y, 124, 32}, face::body, ink, e.name);
    c.paint.text_in({676, y, 60, 32}, face::body, ink == k.text3 ? k.text : ink, "71");
    c.paint.text_in({764, y, 60, 32}, face::body, ink == k.text3 ? k.text2 : ink, "264", align::right);
    const color note = e.mark == 2 ? k.warn : e.mark == 3 ? k.bad : k.text3;
    c.paint.text_in({836, y, 100, 32}, face::small, note, e.note, align::right);
    y += 32;
  }
}

void gallery::states(context& c) {
  section(c, middle, 438, 440, "Loading, empty, failed");
  skeleton_rows(c, {middle, 460, 212, 128}, 4);
  const rect card{732, 460, 212, 128};
  c.paint.fill_round(card, c.th.colors.panel, radius::card);
  c.paint.outline(card, c.th.colors.line, radius::card);
  empty_state(c, card, icon::filter_remove_outline, "No leads match", "Score at least 60 removes all 58",
              "Remove filter");
  strip(c, {middle, 604, 440, 36}, tone::bad, icon::alert_circle,
        "Could not load rows 401\xE2\x80\x93"
        "500. Timed out after 10 s.",
        "Retry", {}, icon::refresh);
  section(c, middle, 666, 440, "Connection");
  struct mark {
    tone kind;
    std::string_view word;
    std::string_view note;
  };
  constexpr std::array<mark, 6> marks{{{tone::ok, "Connected", "12 ms"},
                                       {tone::warn, "Slow", "840 ms"},
                                       {tone::warn, "Offline", "since 14:31"},
                                       {tone::info, "Reconnecting", "in 3 s"},
                                       {tone::info, "Catching up", "312 left"},
                                       {tone::bad, "Signed out", ""}}};
  constexpr std::array<float, 3> columns{504, 656, 812};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    c.push_id(static_cast<std::int64_t>(i));
    connection_mark(c, {columns[i % 3], i < 3 ? 688.0F : 708.0F, 150, 20}, marks[i].kind, marks[i].word,
                    marks[i].note);
    c.pop_id();
  }
  strip(c, {middle, 736, 440, 36}, tone::warn, icon::lan_disconnect,
        "Offline since 14:31. 14 edits wait on this device.", "Try now");
  strip(c, {middle, 780, 440, 36}, tone::info, icon::refresh, "12 new above", "Show", "R");
  toast_card(c, {middle, 824, 440, 48}, tone::ok, icon::check_circle, "3 leads assigned to T. Keller", "Undo",
             "Ctrl Z");
}

void gallery::layers(context& c) {
  section(c, right, 70, 432, "Menu, tooltip, dialog");
  const rect menu{right, 96, 204, 164};
  c.paint.raised(menu, c.th);
  const std::array<menu_item, 5> items{
      {{.label = "Open", .icon = icon::open_in_new, .key_hint = "Enter"},
       {.label = "Assign", .icon = icon::account_outline, .key_hint = "A"},
       {.label = "Push to CRM", .icon = icon::sync},
       {.label = "Merge", .icon = icon::call_merge, .key_hint = "M", .disabled = true},
       {.label = "Delete", .icon = icon::delete_, .key_hint = "Del", .danger = true}}};
  float y = menu.y + 4;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i == 4) {
      c.paint.hline(menu.x + 12, y + 4, menu.w - 24, c.th.colors.border);
      y += 9;
    }
    menu_row(c, {menu.x + 4, y, menu.w - 8, 28}, items[i], i == 0, true);
    y += 28;
  }
  tooltip_card(c, 1204, 96, "Score 71, was 64", "Rule \xE2\x80\x9Copened 3 emails\xE2\x80\x9D, +7");
  const rect card{1204, 160, 212, 100};
  c.paint.raised(card, c.th);
  c.paint.text_in({1220, 172, 180, 20}, face::strong, c.th.colors.text, "Delete 3 leads?");
  c.paint.text_in({1220, 192, 180, 20}, face::small, c.th.colors.text2, "You can undo for 30 days.");
  c.push_id("card");
  button(c, {1250, 220, 68, 28}, "Cancel", {.kind = button_kind::ghost});
  button(c, {1326, 220, 78, 28}, "Delete 3", {.kind = button_kind::confirm});
  c.pop_id();
}

void gallery::palette_swatches(context& c) {
  section(c, right, 290, 432, "Surfaces and text");
  const palette& k = c.th.colors;
  struct swatch {
    std::string_view name;
    color fill;
  };
  const std::array<swatch, 24> swatches{{{"canvas", k.canvas}, {"surface", k.surface},  {"panel", k.panel},
                                         {"raised", k.raised}, {"field", k.field},      {"hover", k.hover},
                                         {"press", k.press},   {"sel", k.sel},          {"line", k.line},
                                         {"border", k.border}, {"control", k.control},  {"tint", k.tint},
                                         {"accent", k.accent}, {"focus", k.focus},      {"link", k.link},
                                         {"text", k.text},     {"text2", k.text2},      {"text3", k.text3},
                                         {"ok", k.ok},         {"warn", k.warn},        {"bad", k.bad},
                                         {"info", k.info},     {"badFill", k.bad_fill}, {"mark", k.mark}}};
  for (std::size_t i = 0; i < swatches.size(); ++i) {
    const rect r{right + 72 * static_cast<float>(i % 6), 312 + 56 * static_cast<float>(i / 6), 64, 28};
    c.paint.fill_round(r, swatches[i].fill, radius::chip);
    c.paint.outline(r, k.border, radius::chip);
    caption(c, r.x, r.y + 40, swatches[i].name);
  }
  section(c, right, 554, 432, "Chart series");
  const std::array<color, 6> series{k.c1, k.c2, k.c3, k.c4, k.c5, k.c6};
  constexpr std::array<std::string_view, 6> numbers{"1", "2", "3", "4", "5", "6"};
  for (std::size_t i = 0; i < series.size(); ++i) {
    const float x = right + 72 * static_cast<float>(i);
    const float y = 602;
    c.paint.fill_round({x, 576, 64, 12}, series[i], radius::bar);
    const float m = x + 8;
    switch (i) {
      case 0:
        c.paint.circle({m, y}, 4, series[i]);
        break;
      case 1:
        c.paint.fill({m - 4, y - 4, 8, 8}, series[i]);
        break;
      case 2:
        c.paint.triangle({m, y - 4}, {m + 5, y + 4}, {m - 5, y + 4}, series[i]);
        break;
      case 3:
        c.paint.triangle({m, y - 5}, {m + 5, y}, {m - 5, y}, series[i]);
        c.paint.triangle({m - 5, y}, {m + 5, y}, {m, y + 5}, series[i]);
        break;
      case 4:
        c.paint.triangle({m - 5, y - 4}, {m + 5, y - 4}, {m, y + 4}, series[i]);
        break;
      default:
        c.paint.fill({m - 5, y - 2, 10, 4}, series[i]);
        c.paint.fill({m - 2, y - 5, 4, 10}, series[i]);
        break;
    }
    c.paint.text_in({x + 20, y - 8, 20, 16}, face::small, k.text2, numbers[i]);
  }
}

void gallery::type(context& c) {
  section(c, right, 634, 432, "Type");
  struct sample {
    face f;
    std::string_view text;
    std::string_view use;
    float center;
  };
  constexpr std::array<sample, 7> samples{{{face::display, "Display 24 / 32", "Sign in, KPI", 672},
                                           {face::title, "Title 15 / 20", "Pages, panels", 702},
                                           {face::strong, "Strong 13 / 20", "Card titles", 730},
                                           {face::medium, "Medium 13 / 20", "Names, buttons", 754},
                                           {face::body, "Body 13 / 20", "Cells, fields", 778},
                                           {face::small, "Small 12 / 16", "Meta, chips", 802},
                                           {face::mono, "Mono 12 / 20", "status = \"qualified\"", 826}}};
  for (const sample& s : samples) {
    c.paint.text_in({right, s.center - 16, 210, 32}, s.f, c.th.colors.text, s.text);
    const bool mono = s.f == face::mono;
    c.paint.text_in({1204, s.center - 10, 210, 20}, mono ? face::mono : face::small,
                    mono ? c.th.colors.text2 : c.th.colors.text3, s.use);
  }
}

}  // namespace dossier::screens
