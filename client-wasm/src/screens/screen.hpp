#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// One screen of the shell: the dashboard draws the sidebar, the top bar and the strips around it. Screens
/// live as long as the dashboard and keep what the person should find again (scroll positions, what is being
/// typed).
class screen {
 public:
  virtual ~screen() = default;

  /// Draws into `content` (under the top bar, left of the panel) and, where the screen has one, into `panel`.
  virtual void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) = 0;
  /// Whether the detail panel is open.
  [[nodiscard]] virtual bool wants_panel() const { return false; }
  /// Fills in the title, the object after the chevron and the actions; their texts live until
  /// top_bar_pressed().
  virtual void fill_top_bar(ui::top_bar_data& d) = 0;
  /// The index of the action that was pressed.
  virtual void top_bar_pressed(int /*action*/) {}
  /// The resource whose records the screen shows; empty for none.
  [[nodiscard]] virtual std::string_view record_resource() const { return {}; }
  /// Begins a new record of it, with `title` as its name so far.
  virtual void create(const std::string& /*title*/) {}
  /// Keys that act anywhere on this screen; called while no popup is open.
  virtual void keys(ui::context& /*c*/) {}
  /// Puts the caret into the screen's query.
  virtual void focus_query(ui::context& /*c*/) {}
  /// The columns of the list it shows; nullptr where it has none.
  [[nodiscard]] virtual model::column_layout* columns(ui::context& /*c*/) { return nullptr; }
  /// Where the person asked for the list to be kept as a view, once; a menu opens there.
  [[nodiscard]] virtual std::optional<ui::rect> take_save_wish() { return std::nullopt; }
  /// When the screen has something to do by itself (clock of context::now).
  [[nodiscard]] virtual std::optional<double> next_deadline() const { return std::nullopt; }
  /// False while answers are awaited that the screen shows.
  [[nodiscard]] virtual bool settled() const { return true; }
  /// What the document is called: the open record, or the view.
  [[nodiscard]] virtual std::string title() const = 0;
};

}  // namespace dossier::screens
