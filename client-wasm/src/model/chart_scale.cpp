#include "client-wasm/src/model/chart_scale.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "client-wasm/src/model/display.hpp"

namespace dossier::model {
namespace {

constexpr double rounding = 1e-9;  ///< of a step: what counts as the same value
constexpr int decimals_max = 6;

/// The step after `raw` among 1, 2, 2.5 and 5 times powers of ten.
double nice_step(double raw, bool whole) {
  const double power = std::pow(10.0, std::floor(std::log10(raw) + rounding));
  for (const double digit : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    const double step = digit * power;
    const bool fits = step >= raw * (1 - rounding);
    if (fits && (!whole || std::abs(step - std::round(step)) < rounding)) return step;
  }
  return whole ? std::max(1.0, std::ceil(raw)) : 10 * power;
}

double or_zero(double value) {
  return std::isfinite(value) ? value : 0;
}

int decimals_of(double step) {
  int decimals = 0;
  for (double at = step; decimals < decimals_max && std::abs(at - std::round(at)) > rounding * 1000; at *= 10)
    ++decimals;
  return decimals;
}

/// Digits behind the point, cut off at zeros that say nothing by `decimals`.
std::string fixed_text(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const auto all = static_cast<std::int64_t>(std::llround(std::abs(value) * scale));
  const auto unit = static_cast<std::int64_t>(std::llround(scale));
  std::string text = count_text(all / unit);
  if (decimals > 0) {
    std::string rest = std::to_string(all % unit);
    rest.insert(
        0, static_cast<std::size_t>(decimals) - std::min(rest.size(), static_cast<std::size_t>(decimals)),
        '0');
    text += "." + rest;
  }
  return value < 0 && all != 0 ? "\xE2\x88\x92" + text : text;
}

}  // namespace

std::vector<chart_series> fold_rest(std::vector<chart_series> all, std::size_t most) {
  if (all.size() <= most) return all;
  chart_series other{"Other", std::vector<double>(all.front().values.size()), chart_series_max - 1};
  for (std::size_t i = most - 1; i < all.size(); ++i) {
    for (std::size_t at = 0; at < other.values.size(); ++at) other.values[at] += all[i].values[at];
  }
  all.resize(most - 1);
  all.push_back(std::move(other));
  return all;
}

value_axis make_axis(double lowest, double highest, bool from_zero, bool whole) {
  double low = std::min(or_zero(lowest), or_zero(highest));
  double high = std::max(or_zero(lowest), or_zero(highest));
  if (from_zero) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  if (high - low < rounding) high = low + 1;
  value_axis made;
  // Rounding the ends outward may need a step more than was counted on: then the next larger step is taken.
  double raw = (high - low) / gridlines_max;
  for (int tries = 0; tries < 4; ++tries) {
    made.step = nice_step(whole ? std::max(raw, 1.0) : raw, whole);
    made.least = std::floor(low / made.step + rounding) * made.step;
    made.most = std::ceil(high / made.step - rounding) * made.step;
    if (std::llround((made.most - made.least) / made.step) <= gridlines_max) break;
    raw = made.step * (1 + 2 * rounding) + rounding * made.step;
  }
  const auto steps = static_cast<int>(std::llround((made.most - made.least) / made.step));
  for (int i = 0; i <= steps; ++i) made.ticks.push_back(made.least + i * made.step);
  return made;
}

std::string tick_text(double value, double step, const formats& how) {
  return shown_number(fixed_text(value, decimals_of(step)), how);
}

std::vector<float> place_labels(const std::vector<float>& wanted, float gap, float top, float bottom) {
  const std::size_t count = wanted.size();
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
  std::vector<float> placed(count);
  if (count == 0) return placed;
  if (static_cast<float>(count - 1) * gap > bottom - top) {
    const float even = count > 1 ? (bottom - top) / static_cast<float>(count - 1) : 0;
    for (std::size_t i = 0; i < count; ++i) placed[order[i]] = top + even * static_cast<float>(i);
    return placed;
  }
  // Least movement in all: labels that would touch form a block, which stands where its members want to be on
  // average (pool adjacent violators, on positions less the room that those before them take).
  struct block {
    float sum = 0;
    std::size_t members = 0;
    [[nodiscard]] float at() const { return sum / static_cast<float>(members); }
  };
  std::vector<block> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    blocks.push_back({wanted[order[i]] - gap * static_cast<float>(i), 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].at() > blocks.back().at()) {
      const block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().members += last.members;
    }
  }
  const float lowest_start = bottom - gap * static_cast<float>(count - 1);
  std::size_t i = 0;
  for (const block& each : blocks) {
    for (std::size_t member = 0; member < each.members; ++member, ++i) {
      placed[order[i]] = std::clamp(each.at(), top, lowest_start) + gap * static_cast<float>(i);
    }
  }
  return placed;
}

growth growth_of(double now, double before) {
  if (before <= 0) return {};
  return {true, (now - before) / before * 100};
}

std::string growth_text(const growth& of, const formats& how) {
  constexpr double whole_from = 10;
  if (!of.known) return "new";
  const int decimals = std::abs(of.percent) < whole_from ? 1 : 0;
  const std::string text = fixed_text(of.percent, decimals);
  if (text == "0.0" || text == "0") return "0%";
  return (of.percent > 0 ? "+" : "") + shown_number(text, how) + "%";
}

std::string share_text(double part, double whole, const formats& how) {
  constexpr double hundred = 100;
  const double percent = whole > 0 ? part / whole * hundred : 0;
  const std::string text = fixed_text(percent, 1);
  if (text == "0.0") return "0%";
  return (text == "100.0" ? "100" : shown_number(text, how)) + "%";
}

}  // namespace dossier::model
