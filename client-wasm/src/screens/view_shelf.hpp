#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/app/finder.hpp"
#include "client-wasm/src/app/saved_views.hpp"
#include "client-wasm/src/app/view_counts.hpp"
#include "client-wasm/src/screens/screen.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/runtime.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// The saved views as a person meets them: the sidebar's sections with their counts, what the query bar's
/// button opens, naming, the menu of a view, keys and the palette. A view that is opened gives its list its
/// columns and its density, once: what is changed after that stays changed, over a reload, too.
class view_shelf {
 public:
  /// `shown` is the screen on display. All outlive this.
  view_shelf(ui::runtime& runtime, app::workspace& work, std::function<screen&()> shown);

  /// Loads the views.
  void start() { views_.start(); }
  /// Binds what is done to views by key and by name.
  void bind(app::commands& to);
  /// Before the screen is drawn: gives the list the look of a view that was opened.
  void before(ui::context& c);
  /// The views of the screen's resource; what is filled in lives until the next call.
  void fill(ui::context& c, ui::sidebar_data& d);
  void act(ui::context& c, const ui::sidebar_action& done);
  /// The view's name in place of what the screen calls its list.
  void fill_top_bar(ui::context& c, ui::top_bar_data& d);
  /// After the screen was drawn: its wishes, menus and naming.
  void after(ui::context& c);

  /// What the palette finds.
  [[nodiscard]] std::vector<app::known_view> known() const;
  /// The name of the view that is shown; empty for none.
  [[nodiscard]] std::string title() const;
  [[nodiscard]] bool settled() const { return counts_.settled(); }

 private:
  /// What is being asked, and about which view.
  enum class question : std::uint8_t { none, save, create, rename, menu };

  [[nodiscard]] const app::route& where() const { return work_.where(); }
  [[nodiscard]] bool may_change(const saved_view& view) const;
  [[nodiscard]] bool may_remove(const saved_view& view) const;
  [[nodiscard]] bool has_views() const;
  [[nodiscard]] char32_t glyph_of(const saved_view& view) const;
  [[nodiscard]] std::optional<app::list_look> look(ui::context& c) const;
  [[nodiscard]] bool is_changed(ui::context& c, const saved_view& view) const;
  [[nodiscard]] const saved_view* view_at(std::string_view location) const;
  void open(const saved_view& view);
  void apply(ui::context& c, const saved_view& view);
  void ask(ui::context& c, question what, ui::rect at, const saved_view* about);
  void save_menu(ui::context& c);
  void view_menu(ui::context& c);
  void naming(ui::context& c);
  void name_it(ui::context& c);
  void bind_numbers(app::commands& to);

  ui::runtime& runtime_;
  app::workspace& work_;
  std::function<screen&()> shown_;
  app::saved_views views_;
  app::view_counts counts_;

  struct row {
    std::string name;
    std::string count;
    std::string location;
  };
  std::vector<row> rows_;  ///< texts of the sidebar while it is drawn
  ui::scroll_area scroll_;
  bool seen_ = false;   ///< the views were on the screen in the last frame: they are counted
  std::string object_;  ///< text of the top bar

  question asked_ = question::none;
  bool due_ = false;  ///< to be opened at the end of this frame
  uuid about_;
  ui::rect at_;
  ui::rect save_at_{1016, 56, 96, 32};  ///< where the query bar's button was last
  std::string name_;
  uuid opened_;         ///< the view whose look was last looked at
  bool again_ = false;  ///< its look is wanted though it was given before
};

}  // namespace dossier::screens
