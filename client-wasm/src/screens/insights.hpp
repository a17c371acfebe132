#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "client-wasm/src/app/brand_facts.hpp"
#include "client-wasm/src/app/facet_counts.hpp"
#include "client-wasm/src/app/insight_acts.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/facets.hpp"
#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/screens/insight_editor.hpp"
#include "client-wasm/src/screens/insight_facets.hpp"
#include "client-wasm/src/screens/insight_list.hpp"
#include "client-wasm/src/screens/insight_reader.hpp"
#include "client-wasm/src/screens/screen.hpp"
#include "client-wasm/src/ui/filter_bar.hpp"

namespace dossier::screens {

/// Insights: search, facets, the list with its hits, and the open one for reading and writing.
class insights final : public screen {
 public:
  /// The workspace outlives the screen.
  explicit insights(app::workspace& work);

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  void fill_top_bar(ui::top_bar_data& d) override;
  void top_bar_pressed(int action) override;
  [[nodiscard]] std::string_view record_resource() const override { return desk_.type().names.resource; }
  void create(const std::string& title) override;
  void keys(ui::context& c) override;
  void focus_query(ui::context& c) override;
  [[nodiscard]] std::optional<ui::rect> take_save_wish() override {
    return std::exchange(save_wish_, std::nullopt);
  }
  [[nodiscard]] std::string title() const override;

 private:
  [[nodiscard]] const insight* open_insight() const;
  void refresh(const model::wall_time& now);
  void search_bar(ui::context& c, ui::rect r, bool narrow);
  void query_fault(ui::context& c, ui::rect& below);
  void facets(ui::context& c, ui::rect r, const model::wall_time& now);
  void facets_popover(ui::context& c, ui::rect anchor, const model::wall_time& now);
  void list(ui::context& c, ui::rect r, const model::wall_time& now);
  void pane(ui::context& c, ui::rect r, const model::wall_time& now);
  void pane_bar(ui::context& c, ui::rect r, const insight* it, insight_reader::surroundings& with);
  [[nodiscard]] bool writing() const;
  void history(ui::context& c, ui::rect r, const model::wall_time& now);
  void no_insight(ui::context& c, ui::rect r);
  void clear_query();
  void open_beside(const uuid& id);

  app::workspace& work_;
  app::desk& desk_;
  app::facet_counts counts_;
  app::brand_facts brands_;
  app::insight_acts acts_;
  std::unique_ptr<app::watch> watch_;  ///< of all insights, for the counts
  model::value_service values_;        ///< for completion
  ui::filter_bar bar_{"Search"};
  std::optional<ui::rect> save_wish_;  ///< the list is to be kept as a view: where the button for that is
  insight_facets facets_;
  insight_list list_;
  insight_reader reader_;
  insight_editor editor_;
  bool was_writing_ = false;
  ui::scroll_area history_scroll_;
  std::optional<model::faceted_filter> faceted_;
  std::string filter_;  ///< that `faceted_` was read from
  model::hit_finder finder_;
  std::string found_for_;  ///< search and filter that `finder_` was made for
};

}  // namespace dossier::screens
