#pragma once

#include <string>
#include <vector>

#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/net/history_page.hpp"
#include "client-wasm/src/screens/gallery_completer.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/filter_bar.hpp"
#include "client-wasm/src/ui/markdown_view.hpp"

namespace dossier::screens {

/// The second page of the gallery: the parts that screens are assembled from, on made-up records.
class gallery_parts {
 public:
  gallery_parts();
  void draw(ui::context& c);

 private:
  void forms(ui::context& c);
  void conflict(ui::context& c);
  void timeline(ui::context& c);
  void queries(ui::context& c);
  void reading(ui::context& c);

  gallery_completer complete_;
  ui::completed_fields of_fresh_{complete_};
  ui::completed_fields of_edited_{complete_};
  model::form_state fresh_;
  model::form_state edited_;
  model::form_state contested_;
  std::vector<net::history_entry> history_;
  std::string right_filter_;
  std::string wrong_filter_;
  ui::filter_bar right_{"Filter"};
  ui::filter_bar wrong_{"Filter with a mistake"};
  ui::markdown_view view_;
};

}  // namespace dossier::screens
