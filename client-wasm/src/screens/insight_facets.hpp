#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/facet_counts.hpp"
#include "client-wasm/src/model/facets.hpp"
#include "client-wasm/src/screens/week_slider.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The column of boxes beside the list of insights: brands, tags, the weeks of publication, sentiment,
/// drafts.
class insight_facets {
 public:
  /// Draws into `r`. Returns what is to be checked from now on, when the person changed it.
  std::optional<model::facet_choice> draw(ui::context& c, ui::rect r, const model::faceted_filter& filter,
                                          const app::facet_counts& counts, timestamp now);

 private:
  bool sentiment(ui::context& c, ui::rect column, float& y, const app::facet_counts::counts* known,
                 model::facet_choice& next);
  /// A group of names: the most frequent ones, all of them once it is opened.
  struct group_state {
    bool open = false;
    std::string searched;
  };
  struct names {
    std::string_view title;
    const std::vector<model::facet_count>* counted;
    std::int64_t distinct;
    std::size_t most;  ///< boxes while it is closed
    const std::vector<std::string>* chosen;
  };
  /// Each draws from `y` on, moves it, and changes what is chosen.
  bool name_group(ui::context& c, ui::rect column, float& y, const names& what, group_state& state,
                  std::vector<std::string>& chosen);

  bool weeks(ui::context& c, ui::rect column, float& y, const app::facet_counts::counts& counts,
             model::facet_choice& choice, timestamp now);

  ui::scroll_area scroll_;
  week_slider weeks_;
  group_state brands_;
  group_state tags_;
};

}  // namespace dossier::screens
