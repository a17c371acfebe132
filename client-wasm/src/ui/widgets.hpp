#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "client-wasm/src/ui/context.hpp"

// Buttons, checks, tabs, navigation, strips. Each takes the rectangle to fill, draws itself by the state
// rules of the visual specification, registers in the semantic tree and says what the person did.
namespace dossier::ui {

/// For the gallery: draws a state without a pointer in it.
enum class forced : std::uint8_t { none, hover, pressed, focus };

enum class button_kind : std::uint8_t { primary, secondary, ghost, danger, confirm };

struct button_options {
  button_kind kind = button_kind::secondary;
  char32_t icon = 0;          ///< before the label, 0 for none
  std::string_view key_hint;  ///< "C", "Ctrl S": drawn after the label
  bool busy = false;          ///< refresh glyph, not clickable; label should say "Saving"
  bool disabled = false;
  std::string_view reason;  ///< why it is disabled; a tooltip
  bool no_fill = false;     ///< secondary without its surface fill (on panels)
  forced force = forced::none;
};
/// The width a button wants for its label, icon and hint (padding 12 at both sides, 8 for height 24).
[[nodiscard]] float button_width(const context& c, std::string_view label, const button_options& o = {},
                                 float height = size::control);
/// True in the frame it is pressed, by pointer release, Enter or Space. Heights 24, 28, 32.
bool button(context& c, rect r, std::string_view label, const button_options& o = {});

struct icon_button_options {
  bool outlined = false;  ///< border around it, as secondary buttons have
  bool active = false;    ///< pressed in (pinned, panel open)
  bool disabled = false;
  std::string_view reason;
  std::string_view key_hint;  ///< "Ctrl B": what stands on its cap now is in the tooltip
  float icon_size = 16;
  color ink = 0;  ///< 0: by state
  forced force = forced::none;
};
/// A square button with a glyph; `name` is its accessible name and tooltip.
bool icon_button(context& c, rect r, char32_t glyph, std::string_view name,
                 const icon_button_options& o = {});

enum class check_state : std::uint8_t { off, on, mixed };
/// A 16 px box, vertically centered at the left of `r`, with an optional label after it. True when toggled;
/// the caller changes its own state.
bool checkbox(context& c, rect r, std::string_view name, check_state s, bool show_label = true,
              bool disabled = false, forced force = forced::none);
/// A 28 x 16 switch at the left of `r`.
bool toggle(context& c, rect r, std::string_view name, bool on, bool disabled = false);
bool radio(context& c, rect r, std::string_view name, bool on, bool disabled = false);
/// Text in link color, underlined on hover, acting like a button.
bool link_text(context& c, float x, float y, std::string_view label, face f = face::small);

/// Tabs from the left of `r` (36 high) with counts in text3; returns the index pressed or -1.
struct tab_item {
  std::string_view label;
  std::string_view count;
};
int tab_bar(context& c, rect r, const tab_item* items, int count, int active);
/// Connected choices (Fields | JSON); returns the index pressed or -1.
int segmented(context& c, rect r, const std::string_view* labels, int count, int active);
/// The width segmented() fills.
[[nodiscard]] float segmented_width(const context& c, const std::string_view* labels, int count);
/// A strip of 36: failed part, offline, stale build, new rows. `action` empty for none. True when it is
/// pressed.
bool strip(context& c, rect r, tone k, char32_t glyph, std::string_view message, std::string_view action,
           std::string_view key_hint = {}, char32_t action_icon = 0, float corner_radius = radius::control);
/// Fact, cause and the button that fixes it, centered in `r`. `action` empty for none.
bool empty_state(context& c, rect r, char32_t glyph, std::string_view fact, std::string_view cause,
                 std::string_view action);
/// One skeleton bar of 8 at (x, center).
void skeleton_bar(context& c, float x, float center_y, float w);
/// `count` skeleton rows: box at the left, bars in columns.
void skeleton_rows(context& c, rect r, int count, float row_height = size::row);

/// A dot, a word, a note: "Connected 12 ms". Returns its width; drawn with its line centered in `r` from the
/// left.
float connection_mark(context& c, rect r, tone k, std::string_view word, std::string_view note,
                      bool draw = true);

/// A vertical scrollbar in `r` (12 wide). `offset` and `extent` in any unit, as doubles (exact past 760 k
/// rows). Returns true when the person moved it; `offset` is then the new one. `dragging` tells whether the
/// thumb is held.
struct scroll_state {
  bool dragging = false;
  double grab = 0;
};
bool scrollbar(context& c, rect r, std::string_view name, scroll_state& s, double& offset, double page,
               double extent);
/// The same, lying: in `r` (12 high), from left to right.
bool scrollbar_across(context& c, rect r, std::string_view name, scroll_state& s, double& offset, double page,
                      double extent);
/// A region that scrolls vertically: clips, moves by wheel and bar, follows focus. Draw at y - offset.
class scroll_area {
 public:
  /// Opens the area; returns the rectangle for content (bar left out when it is needed) with y moved by the
  /// offset.
  rect begin(context& c, rect r, std::string_view name);
  /// `content_height` as drawn from begin()'s top.
  void end(context& c, float content_height);
  /// Brings content from `y` to `y + h` (from begin()'s top) into view at the next begin().
  void scroll_to(float y, float h);
  [[nodiscard]] double offset() const { return offset_; }

 private:
  rect view_;
  double offset_ = 0;
  double extent_ = 0;
  scroll_state bar_;
  float want_top_ = -1;
  float want_bottom_ = -1;
  bool focus_before_ = false;  ///< the focus had arrived outside, before begin()
};

// Behavior for things that draw themselves (grid rows, cards).
struct press_result {
  bool hovered = false;
  bool held = false;
  bool pressed = false;  ///< left button released inside, or Enter/Space with focus
  bool double_pressed = false;
  bool context_menu = false;  ///< right button, long press
  bool focused = false;
};
/// Pointer, keyboard and focus of one rectangle. `focusable` false keeps it out of the Tab order.
press_result pressable(context& c, widget_id id, rect r, bool focusable = true);

/// A row of the sidebar: icon, label, right-aligned count or note in text3. `screen`: one of the product's
/// screens, set in medium; else a view of one.
press_result nav_item(context& c, rect r, char32_t glyph, std::string_view label, std::string_view count,
                      bool active, bool screen = false, forced force = forced::none);

}  // namespace dossier::ui
