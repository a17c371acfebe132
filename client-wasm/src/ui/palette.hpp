#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/finder.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {

/// What the person did in the palette.
enum class palette_act : std::uint8_t {
  open,      ///< Enter, a click: go there, run it; the palette has closed
  peek,      ///< Space on a row reached by the arrow keys: show it, the palette stays
  open_tab,  ///< in another tab of the browser
  copy_link
};
struct palette_choice {
  palette_act act = palette_act::open;
  app::found row;
};

/// The command palette: one field, what was found in sections below it, keys in the footer. Focus stays in
/// the field while arrow keys walk the rows.
class command_palette {
 public:
  /// Opens it with `text` in the field.
  void open(context& c, std::string text = {});
  [[nodiscard]] bool is_open(const context& c) const;
  /// Draws it while it is open. `scope`: what commands will act on ("2 selected"), empty for nothing.
  std::optional<palette_choice> draw(context& c, app::finder& find, std::string_view scope,
                                     const model::wall_time& now);

 private:
  struct keys_pressed {
    bool enter = false;
    bool space = false;
    bool tab = false;
  };
  void close(context& c);
  keys_pressed walk(context& c);
  void field(context& c, rect r, app::finder& find, std::string_view scope);
  std::optional<palette_choice> results(context& c, rect r, const app::finder& find);
  bool row(context& c, rect r, const app::found& f, bool selected);
  void right_side(context& c, rect& inner, const app::found& f, bool selected) const;
  void footer(context& c, rect r, const app::finder& find) const;
  void announce(context& c, const app::finder& find);
  std::optional<palette_choice> actions(context& c);
  [[nodiscard]] const app::found* selected() const;
  void keep_selection();

  std::string text_;
  std::vector<app::found_section> sections_;
  std::vector<const app::found*> rows_;  ///< of the sections, in order
  int at_ = 0;                           ///< the selected row
  std::string at_key_;                   ///< what it is, to find it again when results change
  bool peeked_ = false;                  ///< Space showed a row: the space itself is not for the field
  bool walked_ = false;                  ///< the arrow keys were used since the last letter
  rect menu_anchor_;
  scroll_area scroll_;
  widget_id focus_before_ = 0;
  std::string announced_;
};

/// Text with some of its letters in link SemiBold; returns its width. `draw` false only measures.
float marked_text(context& c, rect r, std::string_view text, const std::vector<model::match_range>& marks,
                  face f, color ink);

}  // namespace dossier::ui
