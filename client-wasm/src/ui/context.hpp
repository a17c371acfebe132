#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/key_map.hpp"
#include "client-wasm/src/platform/keys.hpp"
#include "client-wasm/src/platform/platform.hpp"
#include "client-wasm/src/ui/draw.hpp"
#include "client-wasm/src/ui/geometry.hpp"
#include "client-wasm/src/ui/icons.hpp"
#include "client-wasm/src/ui/semantics.hpp"
#include "client-wasm/src/ui/theme.hpp"

namespace dossier::ui {

using widget_id = std::uint32_t;

/// Modifier bits of a shortcut; `mod_command` is Ctrl, or Command on Apple systems.
enum modifier : std::uint8_t { mod_none = 0, mod_command = 1, mod_shift = 2, mod_alt = 4 };

using platform::key;

/// A key that went down, and when: milliseconds, clock of page.now(). It may be long before the frame.
struct key_press {
  model::key_stroke stroke;
  double at = 0;
};

/// Keyboard focus, one for the whole page: widgets say in drawing order that they can have it; Tab walks that
/// order, F6 the regions. The ring is drawn by whoever has it.
class focus_ring_order {
 public:
  void begin_frame(bool tab, bool shift_tab, bool next_region, bool previous_region);
  void end_frame();
  /// Offers `id` for focus in the current region; true when it has it.
  bool offer(widget_id id);
  void set_region(int region) { region_ = region; }
  void take(widget_id id) { requested_ = id; }
  /// Moves to the next (1) or previous (-1) stop at the end of this frame, as Tab does.
  void move(int step) { move_ = step; }
  /// Tab does something else in this frame than move the focus.
  void stay() { move_ = 0; }
  void clear() { current_ = requested_ = 0; }
  [[nodiscard]] widget_id current() const { return current_; }
  /// True when Tab (Shift Tab) from here leaves the canvas to the browser.
  [[nodiscard]] bool at_end() const { return last_ && top_layer_ == 0; }
  [[nodiscard]] bool at_start() const { return first_ && top_layer_ == 0; }
  /// True when focus moves with the next frame.
  [[nodiscard]] bool pending() const { return requested_ != 0; }
  /// True in the frame in which focus came to `id` by Tab, F6 or take().
  [[nodiscard]] bool arrived(widget_id id) const { return arrived_ == id; }
  /// While a layer (menu, dialog) is open only its widgets take part.
  void push_layer();
  void pop_layer();

 private:
  struct stop {
    widget_id id;
    int region;
    int layer;
  };
  [[nodiscard]] widget_id region_target(int from) const;

  std::vector<stop> stops_;
  bool first_ = false;
  bool last_ = false;
  widget_id current_ = 0;
  widget_id requested_ = 0;
  widget_id arrived_ = 0;
  int region_ = 0;
  int layer_ = 0;
  int top_layer_ = 0;
  int move_ = 0;
  int region_move_ = 0;
};

/// What a widget needs. One exists, made by the application; it is handed to every widget and screen by
/// reference.
struct context {
  platform::page& page;
  theme th{};
  model::formats formats{};  ///< how numbers and dates are written
  painter paint{};
  semantic_tree sem{};
  focus_ring_order focus{};
  double now = 0;  ///< milliseconds of this frame, clock of page.now()
  rect screen;     ///< the whole surface
  point mouse;     ///< CSS pixels; (-1e6, -1e6) when the pointer is elsewhere
  point wheel;  ///< CSS pixels scrolled in this frame; y > 0 is towards the end; widgets zero what they use
  platform::cursor cursor = platform::cursor::arrow;
  std::vector<key_press> presses;  ///< keys that went down in this frame, in their order
  std::string typed;         ///< characters typed in this frame outside text fields (UTF-8): "?", "/", ":"
  bool text_active = false;  ///< a text field is being edited
  bool popup_open = false;   ///< a menu or dialog covers the page
  bool copying =
      false;  ///< this frame is drawn inside a copy (or cut) event: fill `clipboard` if you have focus
  bool cutting = false;
  platform::clipboard_content clipboard;

  /// The one tooltip; draw_deferred() shows it. Widgets call tooltip().
  struct tip_state {
    widget_id owner = 0;
    double since = 0;
    rect anchor;
    std::string text;
    double seen = 0;
  } tip;
  /// The native text area over the canvas; text_field() with multiline owns it.
  struct area_state {
    widget_id owner = 0;
    widget_id seen = 0;  ///< the owner was drawn in this frame
    bool changed = false;
    std::string text;
    int exit = -1;                 ///< a platform::area_exit, or -1
    std::string before;            ///< the text when editing began
    std::size_t select_begin = 0;  ///< bytes; a caret where both are the same
    std::size_t select_end = 0;
    float scroll = 0;
  } area;
  std::vector<ImDrawList*> layers;  ///< draw lists below the open popups
  int menu_at = -1;                 ///< the highlighted item of the open menu
  widget_id focus_before_popup = 0;
  std::optional<rect> arrived_at;  ///< where the focus came to in this frame by keyboard; areas scroll to it
  double caret_since = 0;          ///< when the caret last moved; it blinks from there
  int caret_position = 0;
  std::string field_before;  ///< the text of the field being edited when editing began
  /// Esc left a field of the innermost layer in this frame that was as it had been entered: there was nothing
  /// to take back, so the layer goes.
  bool escaped_unchanged = false;
  const font_set* fonts = nullptr;
  std::uint32_t browser_keys =
      platform::key_palette;             ///< bits of platform::browser_key the application handles
  std::vector<key> taken;                ///< keys that shortcut() gave out in this frame
  const model::key_map* keys = nullptr;  ///< what the person made of the keys; nullptr: as shipped

  /// An id unique in the innermost id scope; the same text and scope give the same id every frame.
  [[nodiscard]] widget_id id(std::string_view text) const;
  [[nodiscard]] widget_id id(std::int64_t number) const;
  void push_id(std::string_view text);
  void push_id(std::int64_t number);
  void pop_id();

  /// True when `k` with exactly these modifiers, or what the person put in its place, was pressed (repeats
  /// included) and no text field took it.
  /// Letters and plain characters never fire inside text input; with mod_command they do.
  bool shortcut(key k, std::uint8_t modifiers = mod_none);
  /// True when exactly this stroke was pressed, whatever the person made of the keys; as shortcut()
  /// otherwise.
  bool take(const model::key_stroke& stroke);
  /// True when this character was typed outside text fields ("?" whatever the layout's keys are).
  bool typed_char(char c);

  /// What stands on the key cap of a command whose own key is `own` ("Ctrl S"): what the person put in its
  /// place, with the signs of an Apple keyboard on one; empty where no key does it.
  [[nodiscard]] std::string key_text(std::string_view own) const;

  /// "1,000,000", as the person writes it.
  [[nodiscard]] std::string count(std::int64_t value) const { return model::count_text(value, formats); }

  [[nodiscard]] bool hovered(rect r) const;  ///< pointer inside, not covered by a popover, not clipped away
  /// Shows `text` beside `anchor` once the pointer rested on it for 400 ms.
  void tooltip(widget_id owner, rect anchor, std::string_view text);

 private:
  bool take_typed(char c);
};

}  // namespace dossier::ui
