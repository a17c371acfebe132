#include "client-wasm/src/ui/text_field.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

constexpr float side = 8;

/// How a field stands in this frame.
struct field_state {
  bool hover = false;
  bool focused = false;
  bool active = false;
};

void draw_frame(context& c, rect r, const text_options& o, const field_state& s) {
  const palette& k = c.th.colors;
  const bool error = !o.error.empty();
  if (o.look == field_look::bare) return;
  const bool resting = o.look == field_look::inline_ && !s.active && !error && o.other_editor.empty();
  if (resting) {
    if (s.hover && !o.disabled && !o.read_only) c.paint.fill_round(r, k.press, radius::control);
    if (s.focused) c.paint.outline(r.inset(-1), k.focus, radius::control + 1, 2);
    return;
  }
  if (!o.disabled) c.paint.fill_round(r, k.field, radius::control);
  const bool thick = s.active || s.focused;
  const color line = o.disabled                ? k.border
                     : error                   ? k.bad
                     : thick                   ? k.focus
                     : !o.other_editor.empty() ? c.th.series(o.other_hash)
                     : s.hover                 ? k.text3
                                               : k.control;
  if (thick) {
    c.paint.outline(r.inset(-1), line, radius::control + 1, 2);
  } else {
    c.paint.outline(r, line, radius::control);
  }
}

/// Draws what stands at the ends of the field and takes its room from `inner`.
void draw_ends(context& c, rect r, rect& inner, const text_options& o, const field_state& s, bool has_text) {
  const palette& k = c.th.colors;
  const char32_t left = o.search ? icon::magnify : o.icon;
  if (left != 0) {
    c.paint.icon(inner.cut_left(16), left, k.text3, 16);
    inner.cut_left(8);
  }
  if (o.disabled && o.look == field_look::outlined) {
    c.paint.icon(inner.cut_right(16), icon::lock_outline, k.text_off, 16);
    inner.cut_right(8);
  } else if (!o.other_editor.empty()) {
    const float w = std::ceil(c.paint.width(face::micro_medium, o.other_editor)) + 8;
    const rect box = rect{inner.right() - w, r.y + std::floor((r.h - 16) / 2), w, 16};
    c.paint.fill_round(box, c.th.avatar_fill(o.other_hash), radius::chip);
    c.paint.text_in(box, face::micro_medium, c.th.avatar_ink(o.other_hash), o.other_editor, align::center);
    inner.cut_right(w + 8);
  } else if (o.edited) {
    const float w = std::ceil(c.paint.width(face::small, "Edited")) + 8;
    change_tag(c.paint, c.th, inner.right() - w, r.y + std::floor((r.h - 20) / 2), tone::accent, "Edited",
               false, face::small);
    inner.cut_right(w + 8);
  } else if (const std::string hint = c.key_text(o.key_hint); !hint.empty() && !s.active && !has_text) {
    const float w = key_cap_width(c.paint, hint);
    key_cap(c.paint, c.th, inner.right() - w, r.y + std::floor(r.h / 2), hint);
    inner.cut_right(w + 8);
  } else if (o.look == field_look::inline_ && s.hover && !s.active && !o.disabled && !o.read_only) {
    c.paint.icon(inner.cut_right(16), icon::pencil, k.text3, 14);
    inner.cut_right(4);
  }
}

struct editor_hooks {
  std::string* value;
  text_assist* assist;
};

void assist_editor(ImGuiInputTextCallbackData& data, text_assist& assist) {
  if (const auto wanted = std::exchange(assist.replace, std::nullopt)) {
    const int begin = std::min(static_cast<int>(wanted->begin), data.BufTextLen);
    const int end = std::clamp(static_cast<int>(wanted->end), begin, data.BufTextLen);
    data.DeleteChars(begin, end - begin);
    data.InsertChars(begin, wanted->text.data(), wanted->text.data() + wanted->text.size());
    data.CursorPos = begin + static_cast<int>(wanted->text.size());
    data.ClearSelection();
  }
  assist.caret = static_cast<std::size_t>(data.CursorPos);
}

int editor_event(ImGuiInputTextCallbackData* data) {
  const auto* hooks = static_cast<editor_hooks*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    hooks->value->resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = hooks->value->data();
  } else if (data->EventFlag == ImGuiInputTextFlags_CallbackAlways && hooks->assist != nullptr) {
    assist_editor(*data, *hooks->assist);
  }
  return 0;
}

/// The caret blinks at its own pace and asks for exactly the frames it needs.
void blink(context& c, ImGuiInputTextState& state, double& since, int& last_cursor) {
  if (last_cursor != state.Stb.cursor || state.Edited) since = c.now;
  last_cursor = state.Stb.cursor;
  const double phase = std::fmod(c.now - since, 2 * timing::caret_blink);
  const bool on = phase < timing::caret_blink;
  state.CursorAnim = on ? -1.0F : 0.9F;
  // A timer may fire a little early; one more millisecond keeps that from costing a second frame.
  c.page.wake_at(c.now + 1 + (on ? timing::caret_blink - phase : 2 * timing::caret_blink - phase));
}

/// ImGui's editor in `inner`; true when Enter was pressed.
bool edit(context& c, rect r, rect inner, widget_id id, std::string& value, const text_options& o,
          bool select_all) {
  const float s = c.paint.scale();
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool active = g.ActiveId == id;
  ImFont* font = c.fonts->get(o.font);
  ImGui::PushFont(font);
  const float pen = c.paint.text_top(o.font, r.y + (r.h - metrics(o.font).line) / 2);
  const float top = std::round(r.y * s);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, pen - top));
  ImGui::PushStyleColor(ImGuiCol_Text, active && o.assist == nullptr ? c.th.colors.text : 0U);
  ImGui::SetCursorScreenPos(ImVec2(std::round(inner.x * s), top));
  if (active) {
    ImGuiInputTextState& state = ImGui::GetCurrentContext()->InputTextState;
    blink(c, state, c.caret_since, c.caret_position);
  }
  ImGuiInputTextFlags flags = ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_EnterReturnsTrue;
  if (select_all) flags |= ImGuiInputTextFlags_AutoSelectAll;
  if (o.read_only) flags |= ImGuiInputTextFlags_ReadOnly;
  if (o.secret) flags |= ImGuiInputTextFlags_Password;
  if (o.assist != nullptr) flags |= ImGuiInputTextFlags_CallbackAlways;
  editor_hooks hooks{&value, o.assist};
  const bool entered = ImGui::InputTextEx(
      "##text", nullptr, value.data(), static_cast<int>(value.capacity()) + 1,
      ImVec2(std::max(1.0F, std::round(inner.w * s)), std::round(r.h * s)), flags, editor_event, &hooks);
  if (o.assist != nullptr) {
    const ImGuiInputTextState& state = g.InputTextState;
    const bool live = g.ActiveId == id && state.ID == id;
    o.assist->scroll = live ? state.ScrollX / s : 0;
    o.assist->caret_on = live && state.CursorAnim <= 0;
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  return entered;
}

void register_field(context& c, widget_id id, rect r, std::string_view name, const std::string& value,
                    const text_options& o, const field_state& s) {
  const std::uint32_t state = (o.disabled ? state_disabled : 0U) |
                              (s.focused || s.active ? state_focused : 0U) |
                              (o.error.empty() && !o.invalid ? 0U : state_invalid) |
                              (o.read_only ? state_readonly : 0U) | (o.multiline ? state_multiline : 0U) |
                              (!o.combobox  ? 0U
                               : o.expanded ? state_expanded
                                            : state_collapsed);
  std::string description(!o.error.empty() ? o.error : o.disabled ? o.reason : o.description);
  c.sem.leaf({.id = id,
              .kind = o.combobox ? role::combobox
                      : o.search ? role::searchbox
                                 : role::textbox,
              .state = state,
              .name = std::string(name),
              .value = o.secret ? std::string() : value,
              .description = std::move(description),
              .bounds = r});
}

/// What the first Esc does beyond leaving the field: nothing where it takes back what was typed or puts away
/// what is offered below, else the dialog around the field closes.
void leave_by_escape(context& c, const text_options& o, bool unchanged) {
  if (unchanged && !o.expanded && !c.layers.empty()) c.escaped_unchanged = true;
}

/// Long text: drawn wrapped at rest, edited in the page's native text area.
text_result_flags edit_area(context& c, widget_id id, rect r, std::string_view name, std::string& value,
                            const text_options& o, const press_result& p) {
  text_result_flags out;
  const bool mono = o.font == face::mono || o.font == face::mono_small;
  const bool owns = c.area.owner == id;
  const bool begin = !owns && !o.read_only && (p.pressed || c.focus.arrived(id));
  if (begin) {
    c.area = {};
    c.area.owner = c.area.seen = id;
    c.area.text = c.area.before = value;
    c.page.open_area(name, value, mono ? platform::area_look::mono : platform::area_look::text);
    c.focus.take(id);
    out.entered = true;
  }
  if (!owns && !begin) return out;
  c.area.seen = id;
  out.active = true;
  const rect clip = c.paint.clip();
  c.page.place_area(r.x, r.y, r.w, r.h, std::max(0.0F, clip.y - r.y),
                    std::max(0.0F, r.bottom() - clip.bottom()));
  if (c.area.changed) {
    c.area.changed = false;
    out.changed = value != c.area.text;
    value = c.area.text;
  }
  if (c.area.exit >= 0) {
    const auto exit = static_cast<platform::area_exit>(c.area.exit);
    out.canceled = exit == platform::area_exit::escaped;
    if (out.canceled) {
      leave_by_escape(c, o, value == c.area.before);
      value = c.area.before;
    }
    out.committed = !out.canceled && value != c.area.before;
    out.enter_pressed = exit == platform::area_exit::committed;
    out.active = false;
    c.area = {};
    c.page.close_area();
    if (exit == platform::area_exit::next) c.focus.move(1);
    if (exit == platform::area_exit::previous) c.focus.move(-1);
    c.page.wake();
  }
  return out;
}

}  // namespace

text_result_flags text_field(context& c, rect r, std::string_view name, std::string& value,
                             const text_options& o) {
  c.push_id(name);
  const widget_id id = c.id("##text");
  ImGuiContext& g = *ImGui::GetCurrentContext();
  text_result_flags out;
  field_state s;
  if (!o.disabled) s.focused = c.focus.offer(id);
  if (s.focused && c.focus.arrived(id) && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) c.arrived_at = r;
  s.hover = c.hovered(r) && !o.disabled;
  const bool was_active = g.ActiveId == id;
  if (was_active && c.focus.current() != id) ImGui::ClearActiveID();
  const bool pressed = c.sem.take_press(id);
  const bool clicked = s.hover && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
  if (!o.disabled && (pressed || (clicked && !was_active))) c.focus.take(id);
  const bool reenter =
      s.focused && !was_active && !c.text_active && (c.shortcut(key::enter) || c.shortcut(key::f2));
  s.active = g.ActiveId == id || c.area.owner == id;

  field_state shown_as = s;
  shown_as.hover = s.hover || o.force == forced::hover;
  shown_as.active = s.active || o.force == forced::focus;
  draw_frame(c, r, o, shown_as);
  rect inner = o.look == field_look::bare ? r : r.inset(side, 0);
  draw_ends(c, r, inner, o, shown_as, !value.empty());
  const palette& k = c.th.colors;
  const bool shows_placeholder = value.empty() && !o.placeholder.empty();
  const color ink = o.disabled ? k.text_off : shows_placeholder ? k.text3 : k.text;
  const std::string hidden = o.secret ? std::string(value.size(), '*') : std::string();
  const std::string_view shown = shows_placeholder ? o.placeholder
                                 : o.secret        ? std::string_view(hidden)
                                                   : std::string_view(value);

  if (o.multiline) {
    const press_result p{.pressed = clicked || pressed || reenter};
    if (!s.active) {
      c.paint.push_clip(r.inset(0, 2));
      c.paint.text_wrapped({inner.x, r.y + 4, inner.w, r.h - 8}, o.font, ink, shown,
                           std::max(1, static_cast<int>((r.h - 8) / metrics(o.font).line)));
      c.paint.pop_clip();
    }
    if (!o.disabled) out = edit_area(c, id, r, name, value, o, p);
  } else if (o.disabled) {
    c.paint.text_in(inner, o.font, ink, shown);
  } else {
    const bool by_focus = c.focus.arrived(id) && !was_active;
    if ((by_focus || reenter) && !o.read_only) {
      g.NavActivateId = id;
      g.NavActivateFlags = ImGuiActivateFlags_PreferInput;
      // Whoever comes back goes on where the caret stood.
      if (!o.select_all_on_focus) g.NavActivateFlags |= ImGuiActivateFlags_TryToPreserveState;
    }
    const bool select_all =
        o.select_all_on_focus && (by_focus || reenter) && !ImGui::IsMouseDown(ImGuiMouseButton_Left);
    const std::string before = value;
    // What the editor draws by itself.
    if (was_active || o.secret) c.fonts->want(o.font, o.secret ? std::string_view("*") : value);
    c.paint.push_clip(inner.inset(-1, 0));
    const bool live = g.ActiveId == id;
    if (shows_placeholder || (!live && !o.drawn_by_caller)) {
      const text_result drawn = c.paint.text_in(inner, o.font, ink, shown);
      if (drawn.cut && !live) c.tooltip(id, r, shown);
      if (o.force == forced::focus && !live) {
        const float caret_x = inner.x + c.paint.snap(c.paint.width(o.font, value));
        c.paint.fill({caret_x, r.y + std::floor((r.h - 18) / 2), 1, 18}, k.text);
      }
    }
    out.enter_pressed = edit(c, r, inner, id, value, o, select_all);
    c.paint.pop_clip();
    if (static_cast<int>(value.size()) > o.max_bytes) value = before;
    out.changed = value != before;
    out.active = g.ActiveId == id;
    out.entered = out.active && !was_active;
    if (out.entered) {
      c.field_before = value;
      c.caret_since = c.now;
      if (c.focus.current() != id) c.focus.take(id);
      c.page.wake();
    }
    if (was_active && !out.active) {
      out.canceled = ImGui::IsKeyPressed(ImGuiKey_Escape, false);
      if (out.canceled) {
        leave_by_escape(c, o, before == c.field_before);
        value = c.field_before;
      }
      out.committed = !out.canceled && value != c.field_before;
    }
    if (out.enter_pressed) out.committed = true;
  }
  if (s.hover) c.cursor = o.read_only ? platform::cursor::arrow : platform::cursor::text;
  if (o.disabled) c.tooltip(id, r, o.reason);
  register_field(c, id, r, name, value, o, s);
  c.pop_id();
  return out;
}

void focus_text(context& c, std::string_view name) {
  c.push_id(name);
  c.focus.take(c.id("##text"));
  c.pop_id();
  c.page.wake();
}

void error_line(context& c, rect r, std::string_view message) {
  rect at = r;
  c.paint.icon(at.cut_left(14), icon::alert_circle_outline, c.th.colors.bad, 14);
  at.cut_left(4);
  const text_result drawn = c.paint.text_in(at, face::small, c.th.colors.bad, message);
  const widget_id id = c.id(message);
  if (drawn.cut) c.tooltip(id, r, message);
  c.sem.leaf({.id = id, .kind = role::alert, .name = std::string(message), .bounds = r});
}

}  // namespace dossier::ui
