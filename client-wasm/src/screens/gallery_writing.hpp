#pragma once

#include <memory>

#include "client-wasm/src/app/brand_facts.hpp"
#include "client-wasm/src/app/facet_counts.hpp"
#include "client-wasm/src/app/insight_acts.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/screens/gallery_server.hpp"
#include "client-wasm/src/screens/insight_editor.hpp"
#include "client-wasm/src/screens/insight_reader.hpp"
#include "client-wasm/src/screens/waiting_edits.hpp"

namespace dossier::screens {

/// The page of what is read and written at length: an insight with its hits, its editor with the preview
/// beside the source, and edits that wait or were refused.
class gallery_writing {
 public:
  void draw(ui::context& c);

 private:
  /// An open insight, and the server that it is of.
  struct open_insight {
    open_insight();
    gallery_server server;
    app::workspace work;
    app::desk& desk;
    app::facet_counts counts;
    app::brand_facts brands;
    app::insight_acts acts;
    model::hit_finder finder;
    insight_reader reader;
    insight_editor editor;
  };
  /// Edits that a server did not store, or not yet.
  struct unstored {
    unstored();
    gallery_server server;
    app::workspace work;
    waiting_edits edits;
  };
  void reader(ui::context& c);
  void editor(ui::context& c);
  void waiting(ui::context& c);

  std::unique_ptr<open_insight> insight_;
  std::unique_ptr<unstored> unstored_;
};

}  // namespace dossier::screens
