#include "client-wasm/src/ui/runtime.hpp"

#include <algorithm>
#include <array>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/imgui_keys.hpp"
#include "client-wasm/src/ui/popups.hpp"

namespace dossier::ui {
namespace {

constexpr point far_away{-1.0e6F, -1.0e6F};

/// The longest step ImGui is told: after an idle hour nothing should think an hour of animation passed.
constexpr float longest_step_s = 0.1F;
/// Frames drawn at most inside a copy event to let earlier, and then its own, keys take effect.
constexpr int copy_frames_max = 16;
/// Frames composed at most when the page goes away, to let what was typed last take effect: two for each of
/// more keys than anybody presses while a slow machine draws one.
constexpr int last_frames_max = 64;
/// A screen with more characters than there is room for has the fonts made anew this often at most.
constexpr double fonts_renewed_every_ms = 2'000;
/// Frames in a row that input waits at most for the focus to arrive.
constexpr int frames_waited_max = 4;

ImVec4 as_vec4(color c) {
  return ImGui::ColorConvertU32ToFloat4(c);
}

}  // namespace

/// ImGui's C callbacks, which carry the runtime in user data.
struct runtime_hooks {
  static const char* get_clipboard(void* user) { return static_cast<runtime*>(user)->clipboard_.c_str(); }
  static void set_clipboard(void* user, const char* text) { static_cast<runtime*>(user)->clipboard_ = text; }
  static void set_ime(ImGuiViewport*, ImGuiPlatformImeData* data) {
    auto* self = static_cast<runtime*>(ImGui::GetIO().BackendPlatformUserData);
    const float scale = self->fonts_.scale();
    self->text_now_ = {data->WantVisible, data->InputPos.x / scale, data->InputPos.y / scale,
                       data->InputLineHeight / scale};
  }
};

runtime::runtime() : page_(*this) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendPlatformName = "dossier";
  io.BackendPlatformUserData = this;
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  io.ConfigFlags = ImGuiConfigFlags_None;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigMacOSXBehaviors = page_.system_preferences().apple;
  // The system's own repeat arrives as key events; ImGui must not add another.
  io.KeyRepeatDelay = 1.0e9F;
  io.KeyRepeatRate = 1.0e9F;
  io.ClipboardUserData = this;
  io.GetClipboardTextFn = runtime_hooks::get_clipboard;
  io.SetClipboardTextFn = runtime_hooks::set_clipboard;
  io.SetPlatformImeDataFn = runtime_hooks::set_ime;
  fonts_.load_files();
  context_ = std::make_unique<context>(context{.page = page_});
  chosen_ = model::read_settings(page_.stored(model::settings_key));
  apply_theme();
}

runtime::~runtime() {
  graphics_.release();
  ImGui::GetIO().BackendPlatformUserData = nullptr;  // ImGui asserts that it went first
  ImGui::DestroyContext();
}

void runtime::run(view& v) {
  view_ = &v;
  v.begin();
  page_.start();
}

void runtime::choose(model::settings chosen) {
  if (chosen == chosen_) return;
  chosen_ = std::move(chosen);
  page_.store(model::settings_key, model::to_json(chosen_));
  apply_theme();
  if (view_) view_->settings_changed();
  page_.wake();
}

void runtime::stored_elsewhere(std::string_view key) {
  if (key != model::settings_key) return;
  chosen_ = model::read_settings(page_.stored(key));
  apply_theme();
  if (view_) view_->settings_changed();
}

void runtime::preview_theme(model::theme_setting theme) {
  if (chosen_.theme == theme) return;
  chosen_.theme = theme;
  apply_theme();
}

void runtime::apply_theme() {
  const platform::preferences p = page_.system_preferences();
  context_->th = theme_for(chosen_, {p.dark, p.more_contrast, p.reduced_motion, p.apple});
  page_.theme_changed(context_->th.mode == theme_mode::dark);
  apply_style();
}

/// ImGui's own style: only its text editor is visible, so only what that draws is set.
void runtime::apply_style() {
  const palette& k = context_->th.colors;
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  const float scale = std::max(fonts_.scale(), 1.0F);
  style.WindowPadding = ImVec2(0, 0);
  style.WindowBorderSize = 0;
  style.PopupBorderSize = 0;
  style.ChildBorderSize = 0;
  style.FrameBorderSize = 0;
  style.WindowMinSize = ImVec2(1, 1);
  style.ItemSpacing = ImVec2(0, 0);
  style.ScrollbarSize = size::scrollbar * scale;
  style.ScrollbarRounding = 3 * scale;
  style.CircleTessellationMaxError = 0.1F;
  style.CurveTessellationTol = 0.5F;
  style.MouseCursorScale = 1;
  const ImVec4 none(0, 0, 0, 0);
  for (ImVec4& c : style.Colors) c = none;
  style.Colors[ImGuiCol_Text] = as_vec4(k.text);
  style.Colors[ImGuiCol_TextDisabled] = as_vec4(k.text3);
  style.Colors[ImGuiCol_TextSelectedBg] = as_vec4(with_alpha(k.focus, 0.35F));
  style.Colors[ImGuiCol_ScrollbarGrab] = as_vec4(k.control);
  style.Colors[ImGuiCol_ScrollbarGrabHovered] = as_vec4(k.text3);
  style.Colors[ImGuiCol_ScrollbarGrabActive] = as_vec4(k.text3);
}

void runtime::surface_changed(const platform::surface_size& size) {
  if (built_scale_ == size.scale) return;
  built_scale_ = size.scale;
  fonts_.build(size.scale);
  apply_style();
  if (!graphics_.ready()) graphics_.create();
  graphics_.upload_fonts();
}

/// Composes the frame once more where characters came with it: nobody sees a frame without them. When there
/// is no room for them, what no longer shows goes.
void runtime::complete_characters(double now) {
  if (fonts_.add_wanted(graphics_)) compose(now);
  if (!fonts_.full() || (fonts_renewed_at_ && now < *fonts_renewed_at_ + fonts_renewed_every_ms)) return;
  fonts_renewed_at_ = now;
  fonts_.build(built_scale_);
  graphics_.upload_fonts();
  compose(now);
  if (fonts_.add_wanted(graphics_)) compose(now);
}

void runtime::graphics_lost() {
  graphics_.lose();
}

void runtime::graphics_restored() {
  fonts_.build(built_scale_);
  graphics_.restore();
  graphics_.upload_fonts();
}

void runtime::preferences_changed(const platform::preferences&) {
  apply_theme();
}
void runtime::location_changed(std::string_view location) {
  if (view_) view_->location_changed(location);
}
void runtime::online_changed(bool online) {
  if (view_) view_->online_changed(online);
}
void runtime::visibility_changed(bool visible) {
  if (!visible) apply_input();
  if (view_) view_->visibility_changed(visible);
}
void runtime::page_hidden() {
  apply_input();
}

/// There may be no later frame: what was typed since the last one takes effect now, and the view stores it.
/// Nobody sees these frames, so nothing of them is sent to be drawn.
void runtime::apply_input() {
  if (view_ == nullptr || !shown_) return;
  const auto waiting = [&] {
    return page_.input_waits() || !ImGui::GetCurrentContext()->InputEventsQueue.empty();
  };
  for (int i = 0; i < last_frames_max && waiting(); ++i) compose(page_.now());
}
void runtime::inherited(std::string_view text) {
  if (view_) view_->inherited(text);
}
void runtime::network_ready() {
  if (view_) view_->network_ready();
}
std::string runtime::semantic_json() {
  return context_->sem.json();
}

void runtime::semantic_press(std::uint32_t id) {
  context_->sem.press(id);
}

bool runtime::settled() {
  return ImGui::GetCurrentContext()->InputEventsQueue.empty() && (view_ == nullptr || view_->settled());
}

platform::clipboard_content runtime::copy(bool cut) {
  // Dear ImGui spreads quick keys over frames. What was pressed before (select all, perhaps) has to take
  // effect first, and there is no later: the browser takes the answer within this event.
  const auto waiting = [] { return !ImGui::GetCurrentContext()->InputEventsQueue.empty(); };
  for (int i = 0; i < copy_frames_max && waiting(); ++i) frame(page_.now());
  clipboard_.clear();
  context_->clipboard = {};
  context_->copying = true;
  context_->cutting = cut;
  ImGuiIO& io = ImGui::GetIO();
  const ImGuiKey command = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
  const ImGuiKey letter = cut ? ImGuiKey_X : ImGuiKey_C;
  io.AddKeyEvent(command, true);
  io.AddKeyEvent(letter, true);
  frame(page_.now());
  for (int i = 0; i < copy_frames_max && waiting(); ++i) frame(page_.now());
  io.AddKeyEvent(letter, false);
  io.AddKeyEvent(command, false);
  context_->copying = context_->cutting = false;
  page_.wake();
  if (!clipboard_.empty()) return {clipboard_, {}};
  return context_->clipboard;
}

void runtime::press_key(int key, bool down) {
  if (key == ImGuiKey_None) return;
  ImGui::GetIO().AddKeyEvent(static_cast<ImGuiKey>(key), down);
  std::erase(held_keys_, key);
  if (down) held_keys_.push_back(key);
}

void runtime::note_press(const platform::input_event& e) {
  if (to_imgui(e.key) == ImGuiKey_None) return;
  const bool apple = ImGui::GetIO().ConfigMacOSXBehaviors;
  const bool command = (e.modifiers & (apple ? platform::held_meta : platform::held_ctrl)) != 0;
  const bool shift = (e.modifiers & platform::held_shift) != 0;
  const bool alt = (e.modifiers & platform::held_alt) != 0;
  const int held = (command ? mod_command : 0) | (shift ? mod_shift : 0) | (alt ? mod_alt : 0);
  presses_.push_back({{e.key, static_cast<std::uint8_t>(held)}, e.at});
}

/// Dear ImGui spreads quick keys over frames: which of those that were pressed go down in this one.
void runtime::collect_presses() {
  std::vector<key_press>& now = context_->presses;
  now.clear();
  for (auto it = presses_.begin(); it != presses_.end();) {
    const auto same = [&](const key_press& other) { return other.stroke.key == it->stroke.key; };
    const bool again = std::any_of(now.begin(), now.end(), same);  // it goes down once a frame
    if (again || !ImGui::IsKeyPressed(to_imgui(it->stroke.key), false)) {
      ++it;
      continue;
    }
    now.push_back(*it);
    it = presses_.erase(it);
  }
  if (ImGui::GetCurrentContext()->InputEventsQueue.empty()) presses_.clear();
}

void runtime::replay(const platform::input_event& e) {
  using platform::input_kind;
  ImGuiIO& io = ImGui::GetIO();
  const float scale = fonts_.scale();
  if (e.kind != input_kind::blur && e.kind != input_kind::focus) {
    io.AddKeyEvent(ImGuiMod_Ctrl, (e.modifiers & platform::held_ctrl) != 0);
    io.AddKeyEvent(ImGuiMod_Shift, (e.modifiers & platform::held_shift) != 0);
    io.AddKeyEvent(ImGuiMod_Alt, (e.modifiers & platform::held_alt) != 0);
    io.AddKeyEvent(ImGuiMod_Super, (e.modifiers & platform::held_meta) != 0);
  }
  const auto release_all = [&] {
    const std::vector<int> held = held_keys_;
    for (const int k : held) press_key(k, false);
  };
  switch (e.kind) {
    case input_kind::pointer_move:
      io.AddMousePosEvent(e.x * scale, e.y * scale);
      break;
    case input_kind::pointer_down:
      io.AddMouseButtonEvent(e.button, true);
      break;
    case input_kind::pointer_up:
      io.AddMouseButtonEvent(e.button, false);
      break;
    case input_kind::pointer_leave:
      io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
      break;
    case input_kind::wheel: {
      const float unit = e.button == platform::wheel_lines ? context_->th.row_height : 1;
      wheel_.x += e.x * unit;
      wheel_.y += e.y * unit;
      break;
    }
    case input_kind::key_down:
      note_press(e);
      press_key(to_imgui(e.key), true);
      break;
    case input_kind::key_up:
      press_key(to_imgui(e.key), false);
      break;
    case input_kind::key_repeat:
      note_press(e);
      press_key(to_imgui(e.key), false);
      press_key(to_imgui(e.key), true);
      break;
    case input_kind::text:
      io.AddInputCharactersUTF8(e.text.c_str());
      break;
    case input_kind::paste: {
      clipboard_ = e.text;
      const ImGuiKey command = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
      io.AddKeyEvent(command, true);
      io.AddKeyEvent(ImGuiKey_V, true);
      io.AddKeyEvent(ImGuiKey_V, false);
      io.AddKeyEvent(command, false);
      break;
    }
    case input_kind::blur:
      release_all();
      io.AddFocusEvent(false);
      break;
    case input_kind::focus:
      io.AddFocusEvent(true);
      break;
    case input_kind::release_keys:
      release_all();
      break;
    case input_kind::area_input:
      context_->area.text = e.text;
      context_->area.changed = true;
      break;
    case input_kind::area_done:
      context_->area.exit = e.button;
      break;
    case input_kind::area_caret:
      context_->area.select_begin = static_cast<std::size_t>(e.x);
      context_->area.select_end = static_cast<std::size_t>(e.y);
      break;
    case input_kind::area_scroll:
      context_->area.scroll = e.y;
      break;
    case input_kind::tabbed_out:
      context_->focus.clear();
      break;
    case input_kind::composition:
      break;  // the text area shows it while it lasts
  }
}

void runtime::begin_frame(double now) {
  ImGuiIO& io = ImGui::GetIO();
  const platform::surface_size s = page_.surface();
  io.DisplaySize = ImVec2(static_cast<float>(s.device_width), static_cast<float>(s.device_height));
  io.DisplayFramebufferScale = ImVec2(1, 1);
  io.DeltaTime = std::clamp(static_cast<float>((now - last_frame_) / 1000), 0.001F, longest_step_s);
  last_frame_ = now;
  page_.drain_input([this](const platform::input_event& e) { replay(e); });
  new_frame();
  collect_presses();

  context& c = *context_;
  c.now = now;
  c.screen = {0, 0, s.width, s.height};
  const bool inside = ImGui::IsMousePosValid();
  c.mouse = inside ? point{io.MousePos.x / s.scale, io.MousePos.y / s.scale} : far_away;
  c.wheel = wheel_;
  wheel_ = {};
  c.cursor = platform::cursor::arrow;
  c.text_active = ImGui::GetCurrentContext()->InputTextState.ID != 0 &&
                  ImGui::GetActiveID() == ImGui::GetCurrentContext()->InputTextState.ID;
  c.text_active = c.text_active || c.area.owner != 0;
  c.popup_open = ImGui::GetCurrentContext()->OpenPopupStack.Size > 0;
  c.taken.clear();
  c.escaped_unchanged = false;
  c.arrived_at.reset();
  c.typed.clear();
  if (!c.text_active) {
    for (const ImWchar code : io.InputQueueCharacters) {
      std::array<char, 5> utf8{};
      c.typed += ImTextCharToUtf8(utf8.data(), static_cast<unsigned int>(code));
    }
  }
  const bool tab = ImGui::IsKeyPressed(ImGuiKey_Tab, false);
  const bool f6 = ImGui::IsKeyPressed(ImGuiKey_F6, false);
  c.focus.begin_frame(tab && !io.KeyShift, tab && io.KeyShift, f6 && !io.KeyShift, f6 && io.KeyShift);
  c.sem.begin_frame();

  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(io.DisplaySize);
  ImGui::Begin("page", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
  ImGui::PushFont(fonts_.get(face::body));
  c.paint.begin(ImGui::GetWindowDrawList(), fonts_, s.scale);
  c.fonts = &fonts_;
}

/// On a slow machine many keys come between two frames. Those behind one that moves the focus, or opens a
/// popup, are meant for where it went: they wait until it is there.
void runtime::new_frame() {
  ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool moves = context_->focus.pending() || g.OpenPopupStack.Size > popups_seen_;
  popups_seen_ = g.OpenPopupStack.Size;
  ImVector<ImGuiInputEvent> waiting;
  frames_waited_ = moves && frames_waited_ < frames_waited_max ? frames_waited_ + 1 : 0;
  if (frames_waited_ != 0) waiting.swap(g.InputEventsQueue);
  ImGui::NewFrame();
  if (frames_waited_ != 0) waiting.swap(g.InputEventsQueue);
}

void runtime::end_frame() {
  context& c = *context_;
  draw_deferred(c);
  ImGui::PopFont();
  ImGui::End();
  ImGui::Render();
  c.focus.end_frame();
  c.sem.end_frame();
  if (c.area.owner != 0 && c.area.seen != c.area.owner) {
    // Its field is no longer drawn: what was typed reached the caller with every change.
    c.area = {};
    page_.close_area();
  }
  c.area.seen = 0;
  const bool focus_moves = c.focus.pending();
  if (focus_moves || !ImGui::GetCurrentContext()->InputEventsQueue.empty()) page_.wake(2);

  if (c.cursor != cursor_shown_) page_.set_cursor(cursor_shown_ = c.cursor);
  const std::uint32_t keys = c.browser_keys | (c.focus.at_end() ? 0U : std::uint32_t{platform::key_tab}) |
                             (c.focus.at_start() ? 0U : std::uint32_t{platform::key_shift_tab});
  if (keys != keys_shown_) page_.set_taken_keys(keys_shown_ = keys);
  update_text_input();
}

void runtime::update_text_input() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  text_place next = text_now_;
  next.active = g.InputTextState.ID != 0 && g.ActiveId == g.InputTextState.ID;
  if (context_->area.owner != 0) return;  // the text area has the browser's focus
  if (next == text_shown_) return;
  text_shown_ = next;
  page_.set_text_input(next.active, next.x, next.y, next.height);
}

bool runtime::waits_for_content(double now) {
  if (shown_) return false;
  if (!first_asked_) first_asked_ = now;
  const double until = *first_asked_ + first_frame_wait_ms;
  if (now >= until || !view_->awaits_content()) return false;
  page_.wake_at(until);
  return true;
}

void runtime::compose(double now) {
  begin_frame(now);
  view_->draw(*context_);
  end_frame();
}

void runtime::frame(double now) {
  if (!graphics_.ready() || view_ == nullptr || waits_for_content(now)) return;
  const double began = page_.now();
  compose(now);
  complete_characters(now);
  page_.note_frame_time(page_.now() - began);
  const platform::surface_size s = page_.surface();
  graphics_.draw(context_->th.colors.surface, s.device_width, s.device_height);
  if (!shown_) {
    shown_ = true;
    page_.ready();
  }
}

}  // namespace dossier::ui
