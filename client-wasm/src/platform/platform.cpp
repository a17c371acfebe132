#include "client-wasm/src/platform/platform.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/platform/imports.hpp"

namespace dossier::platform {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// Frames run in a row inside a copy event at most: what was typed before it must be replayed first.
constexpr int copy_frames_max = 8;

/// The page that exported functions reach: a browser document has one, and C functions carry no object.
page* the_page = nullptr;

std::string owned(char* memory) {
  std::string text = memory != nullptr ? memory : "";
  std::free(memory);
  return text;
}

}  // namespace

struct page::state {
  explicit state(listener& l) : out(l) {}
  listener& out;
  std::vector<input_event> input;
  surface_size surface;
  int frames_wanted = 0;
  double deadline = never;
  std::uint64_t frames_drawn = 0;
  double frame_ms = 0;       ///< of all frames
  double longest_frame = 0;  ///< since it was last asked for
  bool graphics = true;
  bool drawing = false;

  void draw(double now) {
    if (drawing) return;
    if (!graphics || surface.device_width == 0) {
      frames_wanted = 0;  // whoever makes drawing possible again asks anew
      return;
    }
    deadline = never;  // who still needs one asks again in this frame
    if (frames_wanted > 0) --frames_wanted;
    drawing = true;
    out.frame(now);
    drawing = false;
    ++frames_drawn;
    schedule();
  }
  void schedule() const {
    if (frames_wanted > 0) {
      pf_request_frame();
    } else {
      pf_request_frame_at(deadline);
    }
  }
};

page::page(listener& l) : state_(std::make_unique<state>(l)) {
  the_page = this;
  sem_start();
}

page::~page() {
  the_page = nullptr;
}

void page::start() {
  pf_start();
}

void page::wake(int frames) {
  if (frames <= state_->frames_wanted) return;
  state_->frames_wanted = frames;
  if (!state_->drawing) pf_request_frame();
}

void page::wake_at(double when) {
  if (when >= state_->deadline) return;
  state_->deadline = when;
  if (!state_->drawing) state_->schedule();
}

double page::now() const {
  return pf_now();
}
double page::wall_clock() const {
  return pf_wall_clock();
}
int page::utc_offset_minutes(double unix_ms) const {
  return pf_utc_offset(unix_ms);
}
std::uint64_t page::frames_drawn() const {
  return state_->frames_drawn;
}
void page::note_frame_time(double ms) {
  state_->frame_ms += ms;
  state_->longest_frame = std::max(state_->longest_frame, ms);
}
bool page::frames_pending() const {
  return state_->frames_wanted > 0 || input_waits();
}
bool page::input_waits() const {
  return !state_->input.empty();
}
surface_size page::surface() const {
  return state_->surface;
}
bool page::online() const {
  return pf_is_online() != 0;
}
bool page::visible() const {
  return pf_is_visible() != 0;
}

preferences page::system_preferences() const {
  const int bits = pf_preferences_now();
  return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
}

void page::drain_input(const std::function<void(const input_event&)>& sink) {
  std::vector<input_event> events;
  events.swap(state_->input);
  for (const input_event& e : events) sink(e);
}

void page::set_cursor(cursor c) {
  pf_cursor(static_cast<int>(c));
}
void page::set_text_input(bool active, float x, float y, float line_height) {
  pf_text_input(active ? 1 : 0, x, y, line_height);
}
void page::open_area(std::string_view name, std::string_view text, area_look look) {
  pf_area_open(name.data(), name.size(), text.data(), text.size(), static_cast<int>(look));
}
void page::place_area(float x, float y, float w, float h, float clip_top, float clip_bottom) {
  pf_area_place(x, y, w, h, clip_top, clip_bottom);
}
void page::close_area() {
  pf_area_close();
}
void page::edit_area(std::size_t begin, std::size_t end, std::string_view text, std::size_t select_begin,
                     std::size_t select_end) {
  pf_area_edit(begin, end, text.data(), text.size(), select_begin, select_end);
}
void page::select_area(std::size_t begin, std::size_t end) {
  pf_area_select(begin, end);
}
void page::scroll_area(float y) {
  pf_area_scroll(y);
}
std::vector<std::size_t> page::source_breaks(std::string_view text, float width) const {
  int count = 0;
  std::uint32_t* places = pf_source_breaks(text.data(), text.size(), width, &count);
  std::vector<std::size_t> breaks(places, places + count);
  std::free(places);
  return breaks;
}
void page::set_taken_keys(std::uint32_t mask) {
  pf_taken_keys(mask);
}
void page::write_clipboard(std::string_view text) {
  pf_write_clipboard(text.data(), text.size());
}

std::string page::location() const {
  return owned(pf_get_location());
}
void page::push_location(std::string_view location) {
  pf_set_location(location.data(), location.size(), 0);
}
void page::replace_location(std::string_view location) {
  pf_set_location(location.data(), location.size(), 1);
}
void page::go_back() {
  pf_back();
}
void page::set_title(std::string_view title) {
  pf_title(title.data(), title.size());
}
std::string page::origin() const {
  return owned(pf_origin());
}
void page::open_url(std::string_view url) {
  pf_open_url(url.data(), url.size());
}
void page::reload() {
  pf_reload();
}
page::sign_in_answer page::take_sign_in() {
  sign_in_answer answer;
  answer.body = owned(pf_sign_in(&answer.status));
  return answer;
}
void page::leave_for(std::string_view url) {
  pf_leave_for(url.data(), url.size());
}

std::string page::stored(std::string_view key) const {
  return owned(pf_stored(key.data(), key.size()));
}
bool page::store(std::string_view key, std::string_view value) {
  return pf_store(key.data(), key.size(), value.data(), value.size(), 0) != 0;
}
void page::forget(std::string_view key) {
  pf_store(key.data(), key.size(), "", 0, 1);
}

void page::inherit(std::string_view prefix, std::string_view own) {
  pf_inherit(prefix.data(), prefix.size(), own.data(), own.size());
}
void page::warn_before_leaving(bool warn) {
  pf_warn_leaving(warn ? 1 : 0);
}

void page::theme_changed(bool dark) {
  pf_theme(dark ? 1 : 0);
}
void page::ready() {
  pf_ready();
}
std::string page::build_id() const {
  return owned(pf_build_id());
}

}  // namespace dossier::platform

// The functions JavaScript calls. Every one returns at once when there is no page.
namespace {

using dossier::platform::input_event;
using dossier::platform::input_kind;
using dossier::platform::the_page;

}  // namespace

extern "C" {

// An animation frame's own time stamp lies before the timer that asked for it; deadlines need the time it is
// now.
DOSSIER_EXPORTED void pf_frame(double /*animation_time*/) {
  if (the_page != nullptr) the_page->internals().draw(pf_now());
}

DOSSIER_EXPORTED void pf_draw_now() {
  if (the_page != nullptr) the_page->internals().draw(pf_now());
}

DOSSIER_EXPORTED void pf_timer() {
  if (the_page != nullptr) the_page->wake(1);
}

DOSSIER_EXPORTED double pf_frames() {
  return the_page != nullptr ? static_cast<double>(the_page->frames_drawn()) : 0;
}

DOSSIER_EXPORTED double pf_frame_time(int longest) {
  if (the_page == nullptr) return 0;
  auto& s = the_page->internals();
  return longest != 0 ? std::exchange(s.longest_frame, 0.0) : s.frame_ms;
}

DOSSIER_EXPORTED double pf_memory() {
#ifdef __EMSCRIPTEN__
  return static_cast<double>(static_cast<std::size_t>(mallinfo().uordblks));
#else
  return static_cast<double>(mallinfo2().uordblks);
#endif
}

DOSSIER_EXPORTED int pf_settled() {
  return the_page != nullptr && !the_page->frames_pending() && the_page->internals().out.settled() ? 1 : 0;
}

DOSSIER_EXPORTED void pf_input(int kind, float x, float y, int detail, int modifiers, int touch, double at,
                               char* text) {
  const std::string owned_text = dossier::platform::owned(text);
  if (the_page == nullptr) return;
  input_event e;
  e.kind = static_cast<input_kind>(kind);
  e.x = x;
  e.y = y;
  if (e.kind == input_kind::key_down || e.kind == input_kind::key_up || e.kind == input_kind::key_repeat) {
    e.key = static_cast<dossier::platform::key>(detail);
  } else {
    e.button = detail;
  }
  e.modifiers = static_cast<std::uint8_t>(modifiers);
  e.touch = touch != 0;
  e.at = std::min(at, pf_now());  // some browsers count events by another clock
  e.text = owned_text;
  auto& queue = the_page->internals().input;
  // A fast pointer sends several moves a frame; only the last place matters.
  const bool replaces = e.kind == input_kind::pointer_move && !queue.empty() &&
                        queue.back().kind == input_kind::pointer_move &&
                        queue.back().modifiers == e.modifiers;
  if (replaces) {
    queue.back() = std::move(e);
  } else {
    queue.push_back(std::move(e));
  }
  the_page->wake();
}

DOSSIER_EXPORTED void pf_surface(int device_width, int device_height, double scale) {
  if (the_page == nullptr) return;
  auto& s = the_page->internals();
  const auto f = static_cast<float>(scale);
  s.surface = {static_cast<float>(device_width) / f, static_cast<float>(device_height) / f, f, device_width,
               device_height};
  s.out.surface_changed(s.surface);
  the_page->wake(2);
  s.draw(pf_now());
}

/// Answers "text" or "text\x01html" in memory the caller frees, or null when there is nothing to copy.
DOSSIER_EXPORTED char* pf_copy(int cut) {
  if (the_page == nullptr) return nullptr;
  auto& s = the_page->internals();
  for (int i = 0; i < dossier::platform::copy_frames_max && !s.input.empty(); ++i) s.draw(pf_now());
  const auto content = s.out.copy(cut != 0);
  if (content.text.empty()) return nullptr;
  const std::string joined = content.html.empty() ? content.text : content.text + '\x01' + content.html;
  auto* memory = static_cast<char*>(std::malloc(joined.size() + 1));
  joined.copy(memory, joined.size());
  memory[joined.size()] = '\0';
  return memory;
}

DOSSIER_EXPORTED void pf_location(char* text) {
  const std::string location = dossier::platform::owned(text);
  if (the_page == nullptr) return;
  the_page->internals().out.location_changed(location);
  the_page->wake();
}

DOSSIER_EXPORTED void pf_online(int online) {
  if (the_page == nullptr) return;
  the_page->internals().out.online_changed(online != 0);
  the_page->wake();
}

DOSSIER_EXPORTED void pf_visible(int visible) {
  if (the_page == nullptr) return;
  the_page->internals().out.visibility_changed(visible != 0);
  if (visible != 0) the_page->wake();
}

DOSSIER_EXPORTED void pf_stored_elsewhere(char* text) {
  const std::string key = dossier::platform::owned(text);
  if (the_page == nullptr) return;
  the_page->internals().out.stored_elsewhere(key);
  the_page->wake();
}

DOSSIER_EXPORTED void pf_inherited(char* text) {
  const std::string left = dossier::platform::owned(text);
  if (the_page == nullptr) return;
  the_page->internals().out.inherited(left);
  the_page->wake();
}

DOSSIER_EXPORTED void pf_hidden() {
  if (the_page != nullptr) the_page->internals().out.page_hidden();
}

DOSSIER_EXPORTED void pf_preferences(int /*bits*/) {
  if (the_page == nullptr) return;
  the_page->internals().out.preferences_changed(the_page->system_preferences());
  the_page->wake();
}

DOSSIER_EXPORTED void pf_graphics(int restored) {
  if (the_page == nullptr) return;
  auto& s = the_page->internals();
  s.graphics = restored != 0;
  if (restored != 0) {
    s.out.graphics_restored();
    the_page->wake();
  } else {
    s.out.graphics_lost();
  }
}

DOSSIER_EXPORTED void sem_press(std::uint32_t id) {
  if (the_page == nullptr) return;
  the_page->internals().out.semantic_press(id);
  the_page->wake();
}

DOSSIER_EXPORTED char* sem_json() {
  const std::string json = the_page != nullptr ? the_page->internals().out.semantic_json() : "[]";
  auto* memory = static_cast<char*>(std::malloc(json.size() + 1));
  json.copy(memory, json.size());
  memory[json.size()] = '\0';
  return memory;
}

DOSSIER_EXPORTED void pf_network_ready() {
  if (the_page != nullptr) the_page->internals().out.network_ready();
}

}  // extern "C"
