#pragma once

#include <array>
#include <memory>

#include "client-wasm/src/app/facet_counts.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/gallery_server.hpp"
#include "client-wasm/src/screens/insight_facets.hpp"
#include "client-wasm/src/screens/insight_list.hpp"
#include "client-wasm/src/ui/filter_bar.hpp"

namespace dossier::screens {

/// The page of what insights are found with: facets, list cards and what a list shows in their place, the
/// search bar in its states.
class gallery_insights {
 public:
  void draw(ui::context& c);

 private:
  /// A list and the server that it asks.
  struct shown_list {
    explicit shown_list(gallery_server::manner how, std::string q);
    gallery_server server;
    app::workspace work;
    insight_list list;
  };
  /// A search bar and what it knows.
  struct shown_bar {
    std::string filter;
    std::string q;
    ui::filter_bar bar;
  };
  void begin();
  void facets(ui::context& c);
  void lists(ui::context& c);
  void bars(ui::context& c);

  std::array<std::unique_ptr<shown_list>, 4> lists_;
  std::unique_ptr<app::facet_counts> counts_;
  model::facet_choice chosen_;
  std::string facet_filter_;
  insight_facets facets_;
  std::array<shown_bar, 5> bars_{{{"", "cap", ui::filter_bar("Search, answered")},
                                  {"", "rate caps", ui::filter_bar("Search, not answered yet")},
                                  {"tags:\"rates\"", "", ui::filter_bar("Search, a filter")},
                                  {"tags:rates AND", "", ui::filter_bar("Search, a mistake")},
                                  {"", "", ui::filter_bar("Search, empty")}}};
};

}  // namespace dossier::screens
