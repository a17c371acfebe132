#include "client-wasm/src/ui/suggestions.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/imgui_keys.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/text/words.hpp"

namespace dossier::ui {
namespace {

constexpr float padding = 4;

/// Whether a key was pressed, also inside a text field, which then does not see it.
bool take(context& c, key k) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeyAlt || io.KeyShift || io.KeySuper) return false;
  const ImGuiKey code = to_imgui(k);
  if (!ImGui::IsKeyPressed(code, true)) return false;
  ImGui::SetKeyOwner(code, ImGuiKeyOwner_Any, ImGuiInputFlags_LockThisFrame);
  c.taken.push_back(k);
  return true;
}

}  // namespace

void mark_typed(suggestion_row& row, std::string_view typed) {
  const std::vector<text::word> wanted = text::words_of(typed);
  if (wanted.empty()) return;
  const std::vector<text::word> words = text::words_of(row.label);
  const std::string& key = wanted.back().key;
  for (const text::word& word : words) {
    if (word.key.substr(0, key.size()) != key) continue;
    row.marked_begin = word.begin;
    // Folding may change lengths; where it does, the whole word is marked.
    row.marked_end = word.key.size() == word.end - word.begin ? word.begin + key.size() : word.end;
    return;
  }
}

int suggestion_list::keys(context& c, const std::vector<suggestion_row>& rows, bool tab_chooses) {
  if (rows.empty()) return -1;
  at_.follow(rows);
  if (take(c, key::down)) at_.step(rows, 1);
  if (take(c, key::up)) at_.step(rows, -1);
  if (at_.at() < 0) return -1;
  if (take(c, key::enter) || (tab_chooses && take(c, key::tab))) return at_.at();
  return -1;
}

int suggestion_list::draw(context& c, rect anchor, float width, std::string_view name,
                          const std::vector<suggestion_row>& rows) {
  if (rows.empty()) {
    hide();
    return -1;
  }
  const float h = static_cast<float>(rows.size()) * size::menu_item + 2 * padding;
  const bool below = anchor.bottom() + 4 + h <= c.screen.bottom() - 8;
  shown_ = {std::clamp(anchor.x, 8.0F, std::max(8.0F, c.screen.right() - width - 8)),
            below ? anchor.bottom() + 4 : anchor.y - 4 - h, width, h};
  const float s = c.paint.scale();
  const rect outer = shown_.inset(-2);
  ImGui::SetNextWindowPos(ImVec2(std::round(outer.x * s), std::round(outer.y * s)));
  ImGui::SetNextWindowSize(ImVec2(std::round(outer.w * s), std::round(outer.h * s)));
  // A window and no popup: the field stays the one that is edited.
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse |
                                     ImGuiWindowFlags_NoFocusOnAppearing;
  const std::string window = "suggestions of " + std::string(name);
  const widget_id scope = c.id(name);
  ImGui::Begin(window.c_str(), nullptr, flags);
  // A dialog that was opened since they were shown last would lie above them.
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentContext()->CurrentWindow);
  ImGui::PushOverrideID(scope);
  ImDrawList* before = c.paint.exchange_list(ImGui::GetWindowDrawList());
  c.paint.raised(shown_, c.th);
  const std::string list_name = std::string(name) + " suggestions";
  c.sem.open({.id = c.id("list"), .kind = role::listbox, .name = list_name, .bounds = shown_});
  int pressed = -1;
  rect rest = shown_.inset(padding);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const rect place = rest.cut_top(size::menu_item);
    const widget_id id = c.id(static_cast<std::int64_t>(i));
    const bool hover = c.hovered(place);
    const bool moved = ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0;
    if (hover && moved) at_.put(rows, static_cast<int>(i));
    if (hover) c.cursor = platform::cursor::hand;
    if ((hover && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) || c.sem.take_press(id))
      pressed = static_cast<int>(i);
    const bool highlighted = at_.at() == static_cast<int>(i);
    row(c, place, rows[i], highlighted);
    c.sem.leaf({.id = id,
                .kind = role::option,
                .state = highlighted ? state_focused | state_selected : std::uint32_t{state_unselected},
                .name = rows[i].label,
                .description = rows[i].note,
                .bounds = place});
  }
  c.sem.close();
  c.paint.exchange_list(before);
  ImGui::PopID();
  ImGui::End();
  return pressed;
}

void suggestion_list::row(context& c, rect r, const suggestion_row& one, bool highlighted) const {
  const palette& k = c.th.colors;
  if (highlighted) c.paint.fill_round(r, k.press, radius::chip);
  rect inner = r.inset(8, 0);
  if (!one.monogram.empty()) {
    const rect box = inner.cut_left(20).centered(20, 20);
    monogram(c.paint, c.th, box, one.monogram, one.hash);
    inner.cut_left(8);
  } else if (one.icon != 0) {
    c.paint.icon(inner.cut_left(16), one.icon, k.text2, 16);
    inner.cut_left(4);
  }
  if (!one.note.empty()) {
    const float w = std::ceil(c.paint.width(face::small, one.note));
    c.paint.text_in(inner.cut_right(w), face::small, k.text3, one.note, align::right);
    inner.cut_right(8);
  }
  const std::string_view label = one.label;
  if (one.marked_end > one.marked_begin && c.paint.width(face::body, label) <= inner.w) {
    const float from = c.paint.width(face::body, label.substr(0, one.marked_begin));
    const float to = c.paint.width(face::body, label.substr(0, one.marked_end));
    c.paint.fill_round({inner.x + from - 1, r.y + 5, to - from + 2, 18}, k.mark, radius::bar);
  }
  c.paint.text_in(inner, face::body, k.text, label);
}

}  // namespace dossier::ui
