#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text/markdown.hpp"

// Tables that are drawn as bars.
namespace dossier::model {

/// One bar.
struct chart_bar {
  std::string label;
  std::string value_text;  ///< as it was written: "1,200", "18.4%", "€5m"
  double value = 0;
  bool stressed = false;  ///< the number is written bold: it has the color of the series, others are gray
};

/// A table of two columns, names and numbers:
///
///   | Distance     | Requests per 1,000 loans |
///   | ------------ | -----------------------: |
///   | Under 0.5 pt |                   **92** |
///   | 1 to 2 pt    |                       41 |
///
/// is a chart of bars with the second heading as its caption.
struct table_chart {
  std::string caption;
  std::vector<chart_bar> bars;  ///< one at least
  double most = 0;              ///< the largest value, > 0
  bool stresses = false;        ///< some bars are stressed and some are not
};

/// Bars that one chart has at most; a longer table stays a table.
inline constexpr std::size_t most_chart_bars = 24;

/// The number that a cell begins with, perhaps behind a currency sign, in the one form that documents have:
/// digits, or groups of three by commas, and a decimal point. nullopt for anything else: "12,5" is not
/// guessed at, and bars cannot show what is negative.
[[nodiscard]] std::optional<double> chart_value(std::string_view text);

/// The chart that a table is, nullopt where it is a table and nothing else.
[[nodiscard]] std::optional<table_chart> read_chart(const text::markdown::block& table,
                                                    std::string_view source);

}  // namespace dossier::model
