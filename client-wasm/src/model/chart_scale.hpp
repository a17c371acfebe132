#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "client-wasm/src/model/formats.hpp"

// How numbers become places in a chart. Units of length are the caller's (CSS pixels).
namespace dossier::model {

/// Gridlines above the axis line at most.
inline constexpr int gridlines_max = 4;
/// Series that are drawn one by one; with more, the rest is summed up as the last.
inline constexpr std::size_t chart_series_max = 6;
/// Lines that are labeled at their right end.
inline constexpr std::size_t labeled_lines_max = 4;

/// Values that belong together, and the color they have (0 to 5, in the order of the palette).
struct chart_series {
  std::string name;
  std::vector<double> values;
  std::size_t hue = 0;
};
/// At most `most` ≥ 1 series: with more, those from the most-th on become one, "Other", in the last color.
[[nodiscard]] std::vector<chart_series> fold_rest(std::vector<chart_series> all,
                                                  std::size_t most = chart_series_max);

/// A value axis: from `least` to `most` in equal steps of 1, 2, 2.5 or 5 times a power of ten.
struct value_axis {
  double least = 0;
  double most = 1;
  double step = 1;
  std::vector<double> ticks;  ///< least, least + step, … most

  /// 0 at the axis' least, 1 at its most.
  [[nodiscard]] double part(double value) const { return (value - least) / (most - least); }
};

/// The smallest axis of at most gridlines_max steps that holds both values. `from_zero`: it begins at zero
/// (bars, areas), or ends there for values below it. `whole`: no step is smaller than 1. What is no number
/// counts as 0; an axis of one value only gets one step.
[[nodiscard]] value_axis make_axis(double lowest, double highest, bool from_zero, bool whole);

/// "1,200", "0.25": as many decimals as the axis' step needs.
[[nodiscard]] std::string tick_text(double value, double step, const formats& how = {});

/// Places labels that stand at least `gap` apart between `top` and `bottom`, each as near as can be to where
/// it wants to be, in the order of their wishes. Where there is no room for all, they are spread evenly.
[[nodiscard]] std::vector<float> place_labels(const std::vector<float>& wanted, float gap, float top,
                                              float bottom);

/// How much larger `now` is than `before`, in percent; none where there is nothing to compare with.
struct growth {
  bool known = false;
  double percent = 0;
};
[[nodiscard]] growth growth_of(double now, double before);
/// "+4.2%", "−3.1%", "0%" with a true minus; "new" where nothing was before; "+34%" from ten percent on.
[[nodiscard]] std::string growth_text(const growth& of, const formats& how = {});

/// A part of a whole: "7.7%", "100%"; "0%" where there is no whole.
[[nodiscard]] std::string share_text(double part, double whole, const formats& how = {});

}  // namespace dossier::model
