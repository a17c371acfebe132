#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/brand_facts.hpp"
#include "client-wasm/src/app/facet_counts.hpp"
#include "client-wasm/src/app/insight_acts.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/markdown_view.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/records/insight.hpp"

namespace dossier::screens {

/// The open insight as it is read: title, who and when, brand and tags, the text with its hits, what is
/// linked.
class insight_reader {
 public:
  /// `r` is the pane under its bar. All outlive the call.
  struct surroundings {
    app::workspace& work;
    app::desk& desk;
    app::insight_acts& acts;
    app::brand_facts& brands;
    const app::facet_counts& counts;
    const model::hit_finder& finder;
    const model::wall_time& now;
  };
  void draw(ui::context& c, ui::rect r, const insight& it, surroundings& with);
  /// The right end of the pane's bar: hits, pin, link, more.
  void bar(ui::context& c, ui::rect r, const insight& it, surroundings& with);
  /// Keys of reading: the next hit and the one before, all selected.
  void keys(ui::context& c);
  /// Answers a copy event: the selection, else the whole insight.
  void copy(ui::context& c, const insight& it) const;
  /// Gives the text the keyboard.
  void take_focus(ui::context& c);

 private:
  [[nodiscard]] std::size_t hit_count() const { return title_hits_.size() + view_.hits().size(); }
  void lay_out(ui::context& c, float width, const insight& it, const model::hit_finder& finder);
  void walk(std::size_t steps);
  float head(ui::context& c, ui::rect column, const insight& it, surroundings& with);
  void byline(ui::context& c, ui::rect r, const insight& it, const surroundings& with) const;
  float chips(ui::context& c, ui::rect r, const insight& it, surroundings& with);
  void tag_button(ui::context& c, ui::rect add, const insight& it, surroundings& with);
  void add_tag(ui::context& c, ui::rect anchor, const insight& it, surroundings& with);
  float linked(ui::context& c, ui::rect column, const insight& it, surroundings& with);
  void follow(ui::context& c, std::string_view target, surroundings& with) const;
  void ticks(ui::context& c, ui::rect r, float text_y, float extent) const;
  void scroll_keys(ui::context& c, ui::rect r);
  void more_menu(ui::context& c, ui::rect anchor, const insight& it, surroundings& with);

  ui::scroll_area scroll_;
  ui::markdown_view view_;
  ui::text_flow title_;
  std::vector<ui::text_range> title_hits_;
  std::string title_key_;
  uuid shown_;
  std::size_t current_ = 0;
  bool walked_ = false;     ///< the current hit has an outline and is to be seen
  bool go_to_hit_ = false;  ///< at the next draw
  float text_y_ = 0;        ///< of the text below the content's top, as it was last drawn
  std::size_t words_ = 0;
  ui::widget_id id_ = 0;
  std::string new_tag_;
};

}  // namespace dossier::screens
