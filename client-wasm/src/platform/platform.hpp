#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/platform/keys.hpp"

// The only door to the browser besides net_bridge.hpp. Everything above speaks CSS pixels, UTF-8 and
// milliseconds.
namespace dossier::platform {

/// The drawing surface: size in CSS pixels and device pixels per CSS pixel (1, 1.25, 2, 2.625…).
struct surface_size {
  float width = 0;
  float height = 0;
  float scale = 1;
  int device_width = 0;
  int device_height = 0;
};

/// What the person's system prefers.
struct preferences {
  bool dark = true;
  bool more_contrast = false;
  bool reduced_motion = false;
  bool apple = false;  ///< Command in place of Ctrl
  friend bool operator==(const preferences&, const preferences&) = default;
};

enum class cursor : std::uint8_t { arrow, text, hand, resize_h, resize_v, not_allowed, grab, grabbing, move };

/// What a copy or cut puts on the clipboard.
struct clipboard_content {
  std::string text;
  std::string html;  ///< empty for none
};

/// What the browser tells us. Calls come outside frames, except frame() itself.
class listener {
 public:
  virtual ~listener() = default;
  /// Draws one frame. `now` is performance.now() in milliseconds.
  virtual void frame(double now) = 0;
  virtual void surface_changed(const surface_size& size) = 0;
  virtual void preferences_changed(const preferences& p) = 0;
  /// The address changed under us (back, forward, edited by hand): the part after '#', "/" at least.
  virtual void location_changed(std::string_view location) = 0;
  virtual void online_changed(bool online) = 0;
  virtual void visibility_changed(bool visible) = 0;
  /// The page goes away: input that waits for a frame is applied, so that what must survive is in local
  /// storage.
  virtual void page_hidden() = 0;
  /// Another tab changed what is kept in local storage under `key`.
  virtual void stored_elsewhere(std::string_view key) = 0;
  /// A page that ended left this in local storage; it is taken out there after this call.
  virtual void inherited(std::string_view text) = 0;
  /// Network events wait in net_bridge: drain them. Called at once, also in hidden tabs, which have no
  /// frames.
  virtual void network_ready() = 0;
  /// A frame is drawn inside a copy or cut event before this is asked for; empty text leaves the clipboard
  /// alone.
  virtual clipboard_content copy(bool cut) = 0;
  /// The graphics context was lost or is new: textures are gone.
  virtual void graphics_lost() = 0;
  virtual void graphics_restored() = 0;
  /// Assistive technology or a test pressed a node of the semantic tree.
  virtual void semantic_press(std::uint32_t id) = 0;
  /// The semantic tree as JSON, for window.__app.
  virtual std::string semantic_json() = 0;
  /// True when nothing is pending: no request, no live deadline, no frame to come.
  virtual bool settled() = 0;
};

/// Input as it came, replayed at the start of a frame by ui::input_replay. The order is known to
/// web/platform.js.
enum class input_kind : std::uint8_t {
  pointer_move,
  pointer_down,
  pointer_up,
  pointer_leave,
  wheel,
  key_down,
  key_up,
  text,
  blur,
  focus,
  composition,  ///< the text being composed changed; empty when it ended
  paste,
  key_repeat,    ///< the system's own key repeat
  release_keys,  ///< Ctrl or Command went up: browsers do not report what was released meanwhile
  area_input,    ///< the text of the text area changed
  area_done,     ///< the text area was left; button: an area_exit
  tabbed_out,    ///< Tab took the focus out of the canvas
  area_caret,    ///< what is selected in the text area: bytes from x to y of its text
  area_scroll,   ///< the text area was scrolled to y
};
/// How a text area looks. `source`: monospaced, and its letters are not seen, for the canvas below draws
/// them, colored, on the same places.
enum class area_look : std::uint8_t { text, mono, source };
/// The space around the text of a source area, in CSS pixels; web/app.css knows it, too.
inline constexpr float source_padding = 12;
enum class area_exit : std::uint8_t { blurred, escaped, committed, next, previous };
/// What a wheel's distance counts: some turn by lines, which are as high as a row is.
inline constexpr int wheel_pixels = 0;
inline constexpr int wheel_lines = 1;
struct input_event {
  input_kind kind{};
  float x = 0;  ///< pointer position, or wheel distance, in CSS pixels; wheel_lines: in lines
  float y = 0;
  int button = 0;  ///< 0 left, 1 right, 2 middle; of a wheel: what it counts
  platform::key key = platform::key::none;
  std::uint8_t modifiers = 0;  ///< 1 Ctrl, 2 Shift, 4 Alt, 8 Meta
  bool touch = false;
  double at = 0;     ///< when it happened, in milliseconds of page::now(); frames may come much later
  std::string text;  ///< committed text, pasted text, or the composition so far
};

/// The page. One exists; main() makes it and hands it on by reference.
class page {
 public:
  explicit page(listener& l);
  ~page();
  page(const page&) = delete;
  page& operator=(const page&) = delete;

  /// Measures the surface, starts listening; the first frame is drawn inside this call.
  void start();
  /// Asks for `frames` animation frames from now on (three settle hover, popups and their layout).
  void wake(int frames = 3);
  /// Asks for one frame at `when` (milliseconds, clock of now()), for carets, tooltips, flashes, toasts.
  /// Earlier wins; a frame forgets what was asked before it.
  void wake_at(double when);
  [[nodiscard]] double now() const;
  /// Milliseconds since 1970, UTC, from the browser's clock.
  [[nodiscard]] double wall_clock() const;
  /// Minutes to add to UTC for the person's own zone at `unix_ms`.
  [[nodiscard]] int utc_offset_minutes(double unix_ms) const;
  [[nodiscard]] std::uint64_t frames_drawn() const;
  /// Notes what a frame cost of our own, in milliseconds: input, layout, triangles, without WebGL's part.
  void note_frame_time(double ms);
  /// True while frames or input still wait.
  [[nodiscard]] bool frames_pending() const;
  /// True while input still waits for a frame.
  [[nodiscard]] bool input_waits() const;

  [[nodiscard]] surface_size surface() const;
  [[nodiscard]] preferences system_preferences() const;
  [[nodiscard]] bool online() const;
  [[nodiscard]] bool visible() const;

  /// Takes everything typed, clicked and scrolled since the last call.
  void drain_input(const std::function<void(const input_event&)>& sink);

  void set_cursor(cursor c);
  /// Where the caret is and whether text is being entered: places the hidden text area for IME and touch
  /// keyboards.
  void set_text_input(bool active, float x, float y, float line_height);
  /// Lays a native text area over the canvas for long text (spell-check, IME, selection of the system). Its
  /// changes come as area_input, its end as area_done; one at a time.
  void open_area(std::string_view name, std::string_view text, area_look look);
  /// Where it is, in CSS pixels, and which part of that may be seen (the rest is clipped away).
  void place_area(float x, float y, float w, float h, float clip_top, float clip_bottom);
  void close_area();
  /// Replaces bytes [begin, end) of the area's text as if typed (so that the browser can undo it), then
  /// selects [select_begin, select_end) of the new text. Comes back as area_input and area_caret.
  void edit_area(std::size_t begin, std::size_t end, std::string_view text, std::size_t select_begin,
                 std::size_t select_end);
  void select_area(std::size_t begin, std::size_t end);
  void scroll_area(float y);
  /// Where the lines of a source area break because they are too wide for `width`: bytes of `text`,
  /// ascending, line feeds not among them. The browser's own answer, so that what the canvas draws stands
  /// where the area has it.
  [[nodiscard]] std::vector<std::size_t> source_breaks(std::string_view text, float width) const;
  /// Keys the page takes from the browser in the state it is in (bits of browser_key).
  void set_taken_keys(std::uint32_t mask);

  /// Puts text on the clipboard outside a copy event (a button "Copy"); needs a recent user gesture.
  void write_clipboard(std::string_view text);

  /// The address after '#', "/" at least.
  [[nodiscard]] std::string location() const;
  void push_location(std::string_view location);
  void replace_location(std::string_view location);
  void go_back();
  void set_title(std::string_view title);
  /// The page's own origin, "http://localhost:8080".
  [[nodiscard]] std::string origin() const;
  void open_url(std::string_view url);
  void reload();
  /// What the server answered when the page asked, while the program loaded, for a token for whoever is
  /// signed in; status 0 when it did not. Once: the page forgets it.
  struct sign_in_answer {
    int status = 0;
    std::string body;
  };
  [[nodiscard]] sign_in_answer take_sign_in();
  /// Goes to another page of this server, in place of this one.
  void leave_for(std::string_view url);

  /// Local storage; keys are prefixed "dossier:". An absent key is an empty string.
  [[nodiscard]] std::string stored(std::string_view key) const;
  /// False when there is no room for it, or storage is switched off.
  bool store(std::string_view key, std::string_view value);
  void forget(std::string_view key);

  /// What is stored under `prefix` + `own` is this page's as long as it lives. What other pages left under
  /// the prefix when they ended (closed, loaded again, crashed) comes as inherited(), to one of those still
  /// open.
  void inherit(std::string_view prefix, std::string_view own);
  /// Whether the browser asks before the page is left.
  void warn_before_leaving(bool warn);

  /// Tells the page which theme is drawn, for the color around the canvas, forms and the next start's
  /// skeleton.
  void theme_changed(bool dark);
  /// The first real frame is on the screen: the skeleton goes.
  void ready();
  /// The build the page was loaded with.
  [[nodiscard]] std::string build_id() const;

  /// Used by the exported event functions; not for others.
  struct state;
  [[nodiscard]] state& internals() { return *state_; }

 private:
  std::unique_ptr<state> state_;
};

enum browser_key : std::uint32_t {
  key_find = 1,     ///< Ctrl F
  key_save = 2,     ///< Ctrl S
  key_print = 4,    ///< Ctrl P
  key_palette = 8,  ///< Ctrl K
  key_tab = 16,     ///< Tab stays inside; without it Tab leaves the canvas
  key_shift_tab = 32,
  key_complete = 64,  ///< Ctrl Space
};

}  // namespace dossier::platform
