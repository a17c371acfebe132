#include "client-wasm/src/ui/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "client-wasm/src/model/key_stroke.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {
namespace {

constexpr std::string_view popup_name = "Search or run";
constexpr std::string_view menu_name = "Actions";
constexpr float width = 640;
constexpr float height = 548;
constexpr float top = 96;
constexpr float side = 20;
constexpr float input_height = 56;
constexpr float label_height = 28;
constexpr float row_height = 36;
constexpr float footer_height = 36;
constexpr float list_padding = 4;
constexpr int page_rows = 8;

/// 640 x 548 at (400, 96) of 1440 x 900: centered, a little above the middle, smaller where there is no room.
rect card_of(rect screen) {
  const float w = std::min(width, screen.w - 64);
  const float h = std::min(height, screen.h - 96);
  const float y = std::max(24.0F, std::floor(std::min(top, (screen.h - h) / 3) / 4) * 4);
  return {std::floor((screen.w - w) / 4) * 2, y, w, h};
}

std::string key_of(const app::found& f) {
  return std::to_string(static_cast<int>(f.what)) + f.resource + to_string(f.id) + f.command + f.location;
}

char32_t icon_of(const app::found& f) {
  if (f.icon != 0) return f.icon;
  if (f.what == app::found::kind::create) return icon::plus;
  if (f.what == app::found::kind::filter) return icon::filter_variant;
  if (f.resource == "insights") return icon::lightbulb_outline;
  if (f.resource == "tags") return icon::tag_outline;
  return icon::chevron_right;
}

std::string count_text(const context& c, const app::found_section& s) {
  const auto shown = static_cast<std::int64_t>(s.rows.size());
  if (s.total <= shown) return c.count(shown);
  return c.count(shown) + " of " + c.count(s.total);
}

std::string results_text(const context& c, std::int64_t total) {
  return c.count(total) + (total == 1 ? " result" : " results");
}

bool pressed(ImGuiKey k) {
  return ImGui::IsKeyPressed(k, false);
}

}  // namespace

float marked_text(context& c, rect r, std::string_view text, const std::vector<model::match_range>& marks,
                  face f, color ink) {
  if (c.paint.width(f, text) > r.w) return c.paint.text_in(r, f, ink, text).width;
  const float y = r.y + (r.h - metrics(f).line) / 2;
  float x = r.x;
  std::size_t at = 0;
  for (const model::match_range& m : marks) {
    if (m.begin < at || m.end > text.size()) continue;
    x += c.paint.text(f, x, y, ink, text.substr(at, m.begin - at));
    x += c.paint.text(face::strong, x, y, c.th.colors.link, text.substr(m.begin, m.end - m.begin));
    at = m.end;
  }
  x += c.paint.text(f, x, y, ink, text.substr(at));
  return x - r.x;
}

void command_palette::open(context& c, std::string text) {
  focus_before_ = c.focus.current();
  text_ = std::move(text);
  at_ = 0;
  at_key_.clear();
  walked_ = peeked_ = false;
  announced_.clear();
  scroll_ = {};
  open_popup(c, popup_name);
  c.page.wake();
}

bool command_palette::is_open(const context& c) const {
  return popup_is_open(c, popup_name);
}

void command_palette::close(context& c) {
  close_popup(c);
  c.focus.take(focus_before_);
}

const app::found* command_palette::selected() const {
  return at_ >= 0 && at_ < static_cast<int>(rows_.size()) ? rows_[static_cast<std::size_t>(at_)] : nullptr;
}

/// The selected row stays selected while rows come and go around it; a new text begins at the first.
void command_palette::keep_selection() {
  rows_.clear();
  for (const app::found_section& s : sections_) {
    for (const app::found& f : s.rows) rows_.push_back(&f);
  }
  if (walked_) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (key_of(*rows_[i]) == at_key_) at_ = static_cast<int>(i);
    }
  } else {
    at_ = 0;
  }
  at_ = std::clamp(at_, 0, std::max(0, static_cast<int>(rows_.size()) - 1));
}

std::optional<palette_choice> command_palette::draw(context& c, app::finder& find, std::string_view scope,
                                                    const model::wall_time& now) {
  const rect card = card_of(c.screen);
  if (!begin_overlay(c, popup_name, card)) {
    if (!find.settled() || !sections_.empty()) find.close(), sections_.clear(), rows_.clear();
    return std::nullopt;
  }
  find.ask(text_);
  find.tick();
  if (const auto due = find.next_deadline()) c.page.wake_at(*due);
  sections_ = find.sections(now);
  keep_selection();

  std::optional<palette_choice> out;
  const bool menu_open = popup_is_open(c, menu_name);
  keys_pressed keys;
  if (!menu_open) {
    if (pressed(ImGuiKey_Escape) || c.shortcut(key::k, mod_command)) {
      c.taken.push_back(key::escape);
      close(c);
    } else {
      keys = walk(c);
    }
  }
  rect rest = card;
  field(c, rest.cut_top(input_height), find, scope);
  c.paint.hline(card.x, card.y + input_height - c.paint.hairline(), card.w, c.th.colors.border);
  footer(c, rest.cut_bottom(footer_height), find);
  out = results(c, rest, find);
  const app::found* row = selected();
  if (row != nullptr && keys.enter && row->enabled) out = {palette_act::open, *row};
  if (row != nullptr && keys.space && row->what == app::found::kind::record) out = {palette_act::peek, *row};
  if (row != nullptr && keys.tab) open_popup(c, menu_name);
  if (const auto chosen = actions(c)) out = chosen;
  announce(c, find);
  if (out && out->act != palette_act::peek) close(c);
  end_overlay(c);
  return out;
}

command_palette::keys_pressed command_palette::walk(context& c) {
  const int count = static_cast<int>(rows_.size());
  int to = at_;
  if (pressed(ImGuiKey_DownArrow)) to = count == 0 ? 0 : (at_ + 1) % count;
  if (pressed(ImGuiKey_UpArrow)) to = count == 0 ? 0 : (at_ + count - 1) % count;
  if (pressed(ImGuiKey_PageDown)) to = std::min(count - 1, at_ + page_rows);
  if (pressed(ImGuiKey_PageUp)) to = std::max(0, at_ - page_rows);
  if (to != at_ && to >= 0 && to < count) {
    at_ = to;
    at_key_ = key_of(*rows_[static_cast<std::size_t>(at_)]);
    walked_ = true;
    const app::found& f = *rows_[static_cast<std::size_t>(at_)];
    c.sem.announce(f.title + (f.note.empty() ? "" : ", " + f.note) + (f.enabled ? "" : ", " + f.reason));
    float y = list_padding;
    int left = at_;
    for (const app::found_section& s : sections_) {
      y += label_height;
      const int here = std::min(left, static_cast<int>(s.rows.size()));
      y += row_height * static_cast<float>(here);
      left -= here;
      if (left == 0 && here < static_cast<int>(s.rows.size())) break;
    }
    // The first row brings its section's label along.
    scroll_.scroll_to(at_ == 0 ? 0 : y, at_ == 0 ? label_height + row_height : row_height + list_padding);
  }
  keys_pressed out;
  out.enter = pressed(ImGuiKey_Enter);
  out.tab = pressed(ImGuiKey_Tab);
  if (out.tab) {
    c.focus.stay();
    c.taken.push_back(key::tab);  // the menu that opens by it would close by it
  }
  if (walked_ && pressed(ImGuiKey_Space)) out.space = peeked_ = true;
  if (peeked_) {  // the letter comes a frame after its key
    ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
    for (int i = queue.Size - 1; i >= 0; --i) {
      if (queue[i] == ' ') queue.erase(queue.Data + i);
    }
  }
  return out;
}

void command_palette::field(context& c, rect r, app::finder& find, std::string_view scope) {
  const palette& k = c.th.colors;
  rect inner = r.inset(side, 0);
  c.paint.icon(inner.cut_left(20), icon::magnify, k.text2, 20);
  inner.cut_left(12);
  const float cap = key_cap_width(c.paint, "Esc");
  key_cap(c.paint, c.th, inner.right() - cap, r.center().y, "Esc");
  inner.cut_right(cap + 12);
  if (!scope.empty()) {
    const float w = tag_width(c.paint, scope, true);
    tag(c.paint, c.th, inner.right() - w, r.y + 16, tone::neutral, scope, icon::account_multiple_outline, 24);
    inner.cut_right(w + 12);
  }
  const std::string before = text_;
  const text_result_flags flags =
      text_field(c, {inner.x, r.y + 12, inner.w, 32}, popup_name, text_,
                 {.look = field_look::bare,
                  .placeholder = "Search or run\xE2\x80\xA6",
                  .font = face::reading,
                  .max_bytes = 200,
                  .select_all_on_focus = false,
                  .description = "Arrow keys choose, Enter opens, Tab shows actions",
                  .combobox = true,
                  .expanded = true});
  // Not while a row is being pressed: the caret would take the press from it.
  const bool pressing =
      ImGui::IsMouseDown(ImGuiMouseButton_Left) || ImGui::IsMouseReleased(ImGuiMouseButton_Left);
  if (!flags.active && !pressing && !popup_is_open(c, menu_name)) focus_text(c, popup_name);
  if (text_ != before) peeked_ = false;
  if (text_ == before) return;
  walked_ = false;
  at_ = 0;
  scroll_.scroll_to(0, 1);
  find.ask(text_);
  if (const auto due = find.next_deadline()) c.page.wake_at(*due);
  c.page.wake(2);
}

std::optional<palette_choice> command_palette::results(context& c, rect r, const app::finder& find) {
  const palette& k = c.th.colors;
  std::optional<palette_choice> out;
  if (rows_.empty()) {
    const bool waits = find.searching();
    const std::string_view fact = waits                    ? "Searching"
                                  : find.failure().empty() ? "Nothing found"
                                                           : "Search failed";
    const std::string_view cause = waits || find.failure().empty() ? std::string_view() : find.failure();
    if (!waits) empty_state(c, r, icon::magnify, fact, cause, {});
    return out;
  }
  // The scrollbar stands beside the listbox: only options and their groups may be inside.
  const rect content = scroll_.begin(c, r.inset(0, 1), "Results");
  c.sem.open({.id = c.id("results"), .kind = role::listbox, .name = "Results", .bounds = r});
  float y = content.y + list_padding - 1;
  int index = 0;
  for (const app::found_section& s : sections_) {
    const rect label{content.x + side, y + 2, content.w - 2 * side, label_height};
    c.paint.text_in(label, face::small, k.text2, s.title);
    c.paint.text_in(label, face::small, k.text2, count_text(c, s), align::right);
    c.push_id(s.title);
    c.sem.open(
        {.id = c.id("section"),
         .kind = role::group,
         .name = s.title,
         .description = count_text(c, s),
         .bounds = {content.x, y, content.w, label_height + row_height * static_cast<float>(s.rows.size())}});
    y += label_height;
    for (const app::found& f : s.rows) {
      const rect at{r.x + 8, y, r.w - 16, row_height};
      c.push_id(key_of(f));
      if (row(c, at, f, index == at_) && f.enabled) out = {palette_act::open, f};
      if (c.hovered(at) && (ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0)) {
        at_ = index;
        at_key_ = key_of(f);
        walked_ = true;
      }
      if (index == at_) menu_anchor_ = at.inset(12, 0);
      c.pop_id();
      y += row_height;
      ++index;
    }
    c.sem.close();
    c.pop_id();
  }
  c.sem.close();
  scroll_.end(c, y - content.y + list_padding);
  return out;
}

bool command_palette::row(context& c, rect r, const app::found& f, bool selected) {
  const palette& k = c.th.colors;
  const widget_id id = c.id("row");
  const press_result p = pressable(c, id, r, false);
  if (selected) c.paint.fill_round(r, k.sel, radius::chip);
  rect inner = r.inset(side - 8, 0);
  const rect glyph = inner.cut_left(20);
  const bool monogrammed = f.what == app::found::kind::record && f.resource == "brands";
  if (monogrammed) {
    const std::string own = to_string(f.id);
    monogram(c.paint, c.th, {glyph.x, r.y + (r.h - 20) / 2, 20, 20}, first_letter(f.title),
             identity_hash(own.data(), own.size()));
  } else {
    c.paint.icon(glyph, icon_of(f), f.enabled ? k.text2 : k.text_off, 16);
  }
  inner.cut_left(13);
  right_side(c, inner, f, selected);
  const float used = marked_text(c, inner, f.title, f.marks, face::medium, f.enabled ? k.text : k.text_off);
  inner.cut_left(used + 12);
  if (!f.detail.empty() && inner.w > 40)
    c.paint.text_in(inner, face::body, f.enabled ? k.text3 : k.text_off, f.detail);
  if (p.hovered && f.enabled) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::option,
              .state = (selected ? state_selected : state_unselected) | (f.enabled ? 0U : state_disabled),
              .name = f.title,
              .value = f.keys.empty() ? f.detail : f.keys,
              .description = f.enabled ? f.note : f.reason,
              .bounds = r});
  return p.pressed;
}

void command_palette::right_side(context& c, rect& inner, const app::found& f, bool selected) const {
  const palette& k = c.th.colors;
  const auto key_with_word = [&](std::string_view word, std::string_view cap) {
    const float cap_w = key_cap_width(c.paint, cap);
    key_cap(c.paint, c.th, inner.right() - cap_w, inner.y + inner.h / 2, cap);
    inner.cut_right(cap_w + 6);
    if (word.empty()) return;
    const float w = std::ceil(c.paint.width(face::small, word));
    c.paint.text_in(inner.cut_right(w), face::small, k.text, word);
    inner.cut_right(13);
  };
  if (selected && f.what == app::found::kind::record) {
    if (walked_) key_with_word("Peek", "Space");
    key_with_word("Open", "Enter");
  } else if (!f.keys.empty()) {
    key_with_word({}, f.keys);
  } else if (!f.note.empty()) {
    const float w = std::ceil(c.paint.width(face::small, f.note));
    c.paint.text_in(inner.cut_right(w), face::small, k.text2, f.note);
    inner.cut_right(12);
  }
}

void command_palette::footer(context& c, rect r, const app::finder& find) const {
  const palette& k = c.th.colors;
  c.paint.hline(r.x, r.y, r.w, k.border);
  rect inner = r.inset(side, 0);
  std::string text = results_text(c, find.total());
  if (find.answered_in_ms() > 0) {
    text += " in " + c.count(static_cast<std::int64_t>(std::ceil(find.answered_in_ms()))) + " ms";
  }
  const float w = std::ceil(c.paint.width(face::small, text));
  c.paint.text_in(inner.cut_right(w), face::small, k.text2, text);
  c.sem.leaf(
      {.id = c.id("count"), .kind = role::status, .name = text, .bounds = {inner.right(), r.y, w, r.h}});
  struct note {
    std::string_view first, second, what;
  };
  constexpr std::array<note, 4> notes{{{"\xE2\x86\x91", "\xE2\x86\x93", "move"},
                                       {"Tab", "", "actions"},
                                       {">", "", "commands only"},
                                       {"#", "", "tags"}}};
  float x = inner.x;
  for (const note& n : notes) {
    x += key_cap(c.paint, c.th, x, r.center().y, n.first) + 8;
    if (!n.second.empty()) x += key_cap(c.paint, c.th, x, r.center().y, n.second) + 8;
    c.paint.text_in({x, r.y, 200, r.h}, face::small, k.text2, n.what);
    x += std::ceil(c.paint.width(face::small, n.what)) + 16;
  }
}

/// Said once for each text, when all its answers are there.
void command_palette::announce(context& c, const app::finder& find) {
  if (find.searching()) return;
  std::string now = text_ + '\n' + results_text(c, find.total());
  if (now == announced_) return;
  announced_ = std::move(now);
  c.sem.announce(results_text(c, find.total()));
}

std::optional<palette_choice> command_palette::actions(context& c) {
  const app::found* row = selected();
  if (row == nullptr) return std::nullopt;
  const bool leads = row->what == app::found::kind::record || row->what == app::found::kind::view;
  const std::array<menu_item, 4> items{{{.label = leads ? "Open" : "Run",
                                         .icon = icon::arrow_right,
                                         .key_hint = "Enter",
                                         .disabled = !row->enabled,
                                         .reason = row->reason},
                                        {.label = "Peek", .icon = icon::eye, .key_hint = "Space"},
                                        {.label = "Open in another tab", .icon = icon::open_in_new},
                                        {.label = "Copy link", .icon = icon::link}}};
  const int count = leads ? (row->what == app::found::kind::record ? 4 : 1) : 1;
  const int picked = popup_menu(c, menu_name, menu_anchor_, items.data(), count, 200);
  if (picked < 0) return std::nullopt;
  constexpr std::array<palette_act, 4> acts{palette_act::open, palette_act::peek, palette_act::open_tab,
                                            palette_act::copy_link};
  return palette_choice{acts[static_cast<std::size_t>(picked)], *row};
}

}  // namespace dossier::ui
