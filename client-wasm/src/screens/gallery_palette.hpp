#pragma once

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/app/finder.hpp"
#include "client-wasm/src/screens/gallery_server.hpp"
#include "client-wasm/src/ui/palette.hpp"

namespace dossier::screens {

/// The page of the command palette: open, with what was found for a few letters.
class gallery_palette {
 public:
  gallery_palette();
  void draw(ui::context& c);

 private:
  void open(ui::context& c);

  gallery_server server_;
  net::api_client api_{server_};
  app::commands commands_;
  double clock_ = 0;  ///< stands still but where an answer is waited for
  app::finder find_{api_, commands_, {[this] { return clock_; }, [] {}}};
  ui::command_palette palette_;
  bool opened_ = false;
};

}  // namespace dossier::screens
