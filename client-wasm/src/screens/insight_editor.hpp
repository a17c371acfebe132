#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/record_finder.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/screens/conflict_view.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/markdown_view.hpp"
#include "client-wasm/src/ui/reference_field.hpp"
#include "client-wasm/src/ui/source_area.hpp"
#include "client-wasm/src/ui/tag_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The open insight of a desk as one writes it: title, brand, tags and source, the text with its preview,
/// sentiment, and how saving stands. Where others stored other values, the choice between theirs and ours
/// takes the place of the form.
class insight_editor {
 public:
  /// The right end of the pane's bar: how saving stands, Discard, Publish.
  void bar(ui::context& c, ui::rect r, app::desk& desk);
  /// All that is under the bar.
  void draw(ui::context& c, ui::rect r, app::workspace& work, app::desk& desk,
            const model::hit_finder& finder);
  /// Puts the caret into the title (of a new insight) or the text.
  void focus() { focus_wanted_ = true; }
  /// Shows the source and its preview at once.
  void split() { view_ = view::split; }

 private:
  enum class view : std::uint8_t { write, split, preview };

  void form(ui::context& c, ui::rect at, app::workspace& work, app::desk& desk,
            const model::hit_finder& finder);
  void brand_row(ui::context& c, ui::rect& at, app::workspace& work, app::desk& desk);
  void tags_row(ui::context& c, ui::rect& at, app::workspace& work, app::desk& desk);
  void line_row(ui::context& c, ui::rect& at, app::workspace& work, app::desk& desk, std::string_view name);
  void toolbar(ui::context& c, ui::rect r);
  void text(ui::context& c, ui::rect r, app::workspace& work, app::desk& desk,
            const model::hit_finder& finder);
  void preview(ui::context& c, ui::rect r, app::desk& desk);
  void facts(ui::context& c, ui::rect r, const std::string& source);
  [[nodiscard]] static bool may_read(const app::desk& desk, std::string_view field);
  void sentiment(ui::context& c, ui::rect r, app::desk& desk);
  void foot(ui::context& c, ui::rect r, app::desk& desk);
  void publish(app::desk& desk);

  view view_ = view::write;
  bool focus_wanted_ = false;
  uuid shown_;
  ui::source_area source_;
  ui::tag_field tags_;
  ui::reference_field brand_;
  std::string brand_key_;  ///< the brand that was chosen here, and what it is called
  std::string brand_label_;
  std::unique_ptr<app::record_finder> brand_finder_;
  std::unique_ptr<app::record_finder> tag_finder_;
  std::vector<ui::suggestion> offered_;
  ui::markdown_view preview_;
  ui::scroll_area preview_scroll_;
  conflict_view conflict_;
  std::string counted_;  ///< the source that `words_` were counted in
  std::size_t words_ = 0;
};

}  // namespace dossier::screens
