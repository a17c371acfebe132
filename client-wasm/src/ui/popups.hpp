#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// Things above the page: menus, selects, dialogs, tooltips, toasts. Esc, a press outside, or losing the page
// close them. In a text field Esc first takes back what was typed there; where nothing was, it closes at
// once.
namespace dossier::ui {

struct menu_item {
  std::string_view label;
  char32_t icon = 0;
  std::string_view key_hint;
  bool disabled = false;
  std::string_view reason;
  bool danger = false;
  bool separator_before = false;
  bool checked = false;
};

/// Draws one row of a menu (the gallery; popup_menu draws its own).
void menu_row(context& c, rect r, const menu_item& item, bool highlighted, bool has_icons);

/// Opens the popup called `name` in this id scope at the end of the frame.
void open_popup(context& c, std::string_view name);
void close_popup(context& c);
[[nodiscard]] bool popup_is_open(const context& c, std::string_view name);
/// A menu under (or above, where there is no room) `anchor`; call every frame. Returns the index chosen or
/// -1. Arrow keys, Home, End, Enter, first letters.
int popup_menu(context& c, std::string_view name, rect anchor, const menu_item* items, int count,
               float min_width = 160);
/// A raised surface of w x h under `anchor` whose content the caller draws between begin and end. False:
/// closed.
bool begin_popover(context& c, std::string_view name, rect anchor, float w, float h, rect& content);
void end_popover(context& c);
/// A dialog centered over a scrim; the caller draws inside `content` (padding 16 taken off) and calls
/// end_dialog().
bool begin_dialog(context& c, std::string_view name, std::string_view title, float w, float h, rect& content);
void end_dialog(context& c);

/// A raised surface at `card` over a scrim, without a title of its own (the command palette). Esc is the
/// caller's; a press outside closes it. False: closed.
bool begin_overlay(context& c, std::string_view name, rect card);
void end_overlay(context& c);

struct select_options {
  bool inline_look = false;
  bool disabled = false;
  std::string_view reason;
  std::string_view error;
  std::string_view placeholder;
  bool edited = false;
  forced force = forced::none;
};
/// A field that opens a menu of `labels`; `index` -1 shows the placeholder. True when another one was chosen.
bool select(context& c, rect r, std::string_view name, const std::string_view* labels, int count, int& index,
            const select_options& o = {});

/// Draws a tooltip card now (the gallery); others use context::tooltip.
void tooltip_card(context& c, float x, float y, std::string_view title, std::string_view detail);

/// The one toast.
struct toast {
  tone kind = tone::ok;
  char32_t icon = icon::check_circle;
  std::string message;
  std::string action;    ///< "Undo", empty for none
  std::string key_hint;  ///< "Ctrl Z"
  std::function<void()> act;
  double until = 0;  ///< clock of context::now
};
class toaster {
 public:
  /// Replaces the toast shown; it stays 6 s, announced to screen readers.
  void show(context& c, toast t);
  /// Draws it with its bottom right at `corner`.
  void draw(context& c, point corner);
  [[nodiscard]] bool showing() const { return !toast_.message.empty(); }
  void dismiss() { toast_ = {}; }
  /// Does what the toast offers, as if its action had been pressed.
  void act();

 private:
  toast toast_;
};
/// A toast's card, without state (the gallery, and toaster). 0 nothing, 1 action, 2 closed.
int toast_card(context& c, rect r, tone k, char32_t glyph, std::string_view message, std::string_view action,
               std::string_view key_hint);

/// Draws what waits for the end of the frame (tooltips); the application calls it last.
void draw_deferred(context& c);

}  // namespace dossier::ui
