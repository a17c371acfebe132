#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/app/finder.hpp"
#include "client-wasm/src/app/undo_stack.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/screen.hpp"
#include "client-wasm/src/ui/keys_sheet.hpp"
#include "client-wasm/src/ui/palette.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/runtime.hpp"

namespace dossier::screens {

/// What is everywhere: the table of commands and its keys, the palette, the sheet of all keys, settings,
/// toasts and what can be undone.
class command_center {
 public:
  /// `shown` is the screen on display, `views` those that the palette finds. All outlive this.
  command_center(ui::runtime& runtime, app::workspace& work, std::function<screen&()> shown,
                 std::function<std::vector<app::known_view>()> views);

  [[nodiscard]] app::commands& commands() { return commands_; }
  [[nodiscard]] app::finder& finder() { return finder_; }

  /// Which records `owner` had open lately.
  void recall(std::string_view owner);
  /// A screen that can be gone to.
  void bind_place(const std::string& screen, char32_t glyph, std::function<bool()> offered = {});
  /// Shows a notice as a toast, and remembers how to undo what it tells of. One without a message only does
  /// the latter.
  void tell(const app::notice& n);

  /// Before the screen is drawn: sequences of keys.
  void before(ui::context& c);
  /// After it: keys of commands, and what lies above the page. Toasts end at `corner`.
  void after(ui::context& c, ui::point corner, const model::wall_time& now);
  void open_palette(ui::context& c);
  /// The gear of the person bar; `open` when it was pressed in this frame.
  void settings(ui::context& c, ui::rect anchor, bool open);
  void toggle_theme(const ui::context& c);
  /// The person's settings are others now.
  void apply_settings();
  [[nodiscard]] bool settled() const { return finder_.settled(); }

 private:
  void bind_acts();
  void bind_appearance();
  void undo();
  void toggle_panel();
  void act(const ui::palette_choice& choice);
  void open_record(const app::found& row);
  [[nodiscard]] app::route route_of(const app::found& row);
  void note_recent();
  void store_keys();

  ui::runtime& runtime_;
  app::workspace& work_;
  std::function<screen&()> shown_;
  std::function<std::vector<app::known_view>()> views_;
  app::commands commands_;
  app::finder finder_;
  app::undo_stack undo_;
  ui::command_palette palette_;
  ui::keys_sheet sheet_;
  ui::toaster toaster_;
  std::string recent_key_;    ///< in local storage; empty: not kept
  int toast_undo_ = 0;        ///< the act that the toast offers to undo
  std::string hidden_panel_;  ///< id of the record that was open when the panel was hidden
  bool sheet_due_ = false;
};

}  // namespace dossier::screens
