#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client-wasm/src/screens/gallery_charts.hpp"
#include "client-wasm/src/screens/gallery_insights.hpp"
#include "client-wasm/src/screens/gallery_lists.hpp"
#include "client-wasm/src/screens/gallery_palette.hpp"
#include "client-wasm/src/screens/gallery_parts.hpp"
#include "client-wasm/src/screens/gallery_writing.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// Every widget in every state, at "#/gallery": what the design is checked against, and pictures are compared
/// with ("?page=grid", "?theme=light"). Nothing in it depends on the time or on a server. The widgets work,
/// so that the page also serves to try keyboard, focus, menus and text entry.
class gallery {
 public:
  /// `page`: "components", "parts", "grid", "insights", "writing", "charts" or "palette"; the first for any
  /// other.
  void draw(ui::context& c, std::string_view page);

 private:
  void top_bar(ui::context& c, std::string_view page);
  void components(ui::context& c);
  void buttons(ui::context& c);
  void fields(ui::context& c);
  void choices(ui::context& c);
  void status(ui::context& c);
  void rows(ui::context& c);
  void states(ui::context& c);
  void layers(ui::context& c);
  void palette_swatches(ui::context& c);
  void type(ui::context& c);

  std::string company_;
  std::string name_ = "Castellan Freight";
  std::string short_name_ = "Castellan Fr";
  std::string amount_ = "12,00o";
  std::string industry_ = "Road freight";
  std::string money_ =
      "\xE2\x82\xAC"
      "264,500";
  bool checked_ = true;
  bool unchecked_ = false;
  bool toggled_ = true;
  bool radio_ = true;
  int period_ = 1;
  ui::toaster toaster_;
  gallery_parts parts_;
  // Made when they are first looked at.
  std::unique_ptr<gallery_lists> lists_;
  std::unique_ptr<gallery_insights> insights_;
  std::unique_ptr<gallery_writing> writing_;
  std::unique_ptr<gallery_charts> charts_;
  std::unique_ptr<gallery_palette> palette_;
};

}  // namespace dossier::screens
