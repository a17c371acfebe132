#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// Text entry on Dear ImGui's editor, drawn as the specification's fields.
namespace dossier::ui {

enum class field_look : std::uint8_t {
  outlined,  ///< control outline
  inline_,   ///< plain text at rest; press fill and a pencil on hover; outlined with focus (detail panel)
  bare       ///< no frame at all (inside a bar that draws its own)
};

/// The inside of a one-line editor, for who colors its text and completes it: such a field draws neither its
/// text nor its caret while it is edited.
struct text_assist {
  struct replacement {
    std::size_t begin = 0;  ///< bytes
    std::size_t end = 0;
    std::string text;
  };
  /// Wanted: made in the next frame in which the field is edited, the caret then stands behind it.
  std::optional<replacement> replace;
  std::size_t caret = 0;  ///< bytes
  float scroll = 0;       ///< CSS pixels that the text is moved to the left
  bool caret_on = false;  ///< between two blinks
};

struct text_options {
  field_look look = field_look::outlined;
  std::string_view placeholder;
  std::string_view error;  ///< non-empty: bad outline; error_line() shows the text below
  bool disabled = false;
  std::string_view reason;  ///< why; tooltip, and a lock is drawn
  bool read_only = false;
  bool secret = false;  ///< a password: one line, shown as dots, told to nobody
  bool multiline = false;
  bool search = false;            ///< magnifier at the left, role searchbox
  bool numeric = false;           ///< right digits keyboard on touch; text is not checked here
  bool edited = false;            ///< accent tag "Edited" at the right
  std::string_view other_editor;  ///< initials of who edits it too: outline in their series color, the
                                  ///< initials at the right
  std::uint32_t other_hash = 1;   ///< chooses their color
  char32_t icon = 0;              ///< at the left
  std::string_view key_hint;      ///< key cap at the right while it has no focus
  face font = face::body;
  int max_bytes = 65536;
  bool select_all_on_focus = true;
  bool drawn_by_caller = false;   ///< at rest the caller draws the text itself (colored queries)
  std::string_view description;   ///< more for screen readers
  bool invalid = false;           ///< the caller shows what is wrong
  text_assist* assist = nullptr;  ///< one line only
  bool combobox = false;          ///< role of a field with suggestions
  bool expanded = false;          ///< they are shown: Esc puts them away before it closes a dialog
  forced force = forced::none;
};

struct text_result_flags {
  bool changed = false;    ///< the text differs from the frame before
  bool committed = false;  ///< Enter (single line), Ctrl Enter (multi-line), or focus left after a change
  bool canceled = false;   ///< Esc: `value` is what it was when editing began; a dialog around it closes
                           ///< if it was that before
  bool active = false;     ///< being edited
  bool entered = false;    ///< editing began in this frame
  bool enter_pressed = false;
};

/// Edits `value` in `r` (heights 24, 28, 32; any for multi-line). `name` is the accessible name and the id.
text_result_flags text_field(context& c, rect r, std::string_view name, std::string& value,
                             const text_options& o = {});
/// Puts the caret into the field with this id, as if it had been clicked.
void focus_text(context& c, std::string_view name);
/// The line under a field in error: alert glyph and text, 20 high. Registers as alert.
void error_line(context& c, rect r, std::string_view message);

}  // namespace dossier::ui
