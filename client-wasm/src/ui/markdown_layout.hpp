#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/ui/semantics.hpp"
#include "client-wasm/src/ui/text_flow.hpp"
#include "shared/text/markdown.hpp"

namespace dossier::ui {

/// Which of the theme's inks; resolved when drawn, so that a layout outlives a change of theme.
enum class reader_ink : std::uint8_t { text, text2, text3 };

/// A text of the document at its place.
struct placed_flow {
  text_flow flow;
  point at;  ///< from the document's top left
  reader_ink ink = reader_ink::text;
  role kind = role::text;        ///< heading, listitem, article's text …
  std::size_t base = 0;          ///< where its text begins in markdown_layout::plain
  std::vector<text_range> hits;  ///< of its own text
  [[nodiscard]] rect bounds(float width) const { return {at.x, at.y, width - at.x, flow.height()}; }
};

/// What is drawn beside the texts.
enum class figure_kind : std::uint8_t {
  quote_bar,
  bullet,       ///< a dot
  rule,         ///< a hairline, also under the rows of a table
  code_ground,  ///< behind a code block
  bar,          ///< of a chart, in the color of the series
  bar_other,    ///< of a chart, gray
  number,       ///< of an item, right aligned
};
struct figure {
  figure_kind kind{};
  rect at;
  std::string text{};
};

/// One place to mark: a range of a flow.
struct reader_hit {
  std::size_t flow = 0;
  std::size_t hit = 0;  ///< index in its hits
  float y = 0;          ///< of its line, from the document's top
  float h = 0;
};

/// A Markdown text laid out for reading: paragraphs of 15/24, headings in semibold, quotes behind a bar, code
/// on a ground, tables, and tables of numbers as bars (see model/table_chart.hpp). Emphasis is a dotted
/// underline, since the product has no italic.
struct markdown_layout {
  std::vector<placed_flow> flows;
  std::vector<figure> figures;
  std::vector<reader_hit> hits;
  std::vector<std::string> links;  ///< targets by flow_run::link
  std::string plain;               ///< all texts: selections are ranges of it
  float height = 0;
};

[[nodiscard]] markdown_layout lay_out_markdown(const painter& p, std::string_view source, float width,
                                               const model::hit_finder& finder);

/// Whether a link leads to another place of this dashboard (`#/…`).
[[nodiscard]] bool is_internal_link(std::string_view target);

}  // namespace dossier::ui
