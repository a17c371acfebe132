#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/saved_view.hpp"
#include "shared/records/tag.hpp"

namespace dossier::demo {

namespace words {
struct topic;
}

inline constexpr std::size_t default_brands = 500;
inline constexpr std::size_t default_insights = 5000;

/// Invented brands and insights in a dozen languages. The same arguments give the same content, everywhere:
/// only the generator's own arithmetic is used. Ids, versions and times are left to whoever stores them.
class content {
 public:
  explicit content(std::uint64_t seed) : state_(seed) {}

  /// `count` brands (at most 1,536), no two with the same name.
  [[nodiscard]] std::vector<brand> brands(std::size_t count);

  /// Every tag that brands and insights carry.
  [[nodiscard]] static std::vector<tag> tags();

  /// Views of brands and of insights, in the order that they are to be made in.
  [[nodiscard]] static std::vector<saved_view> views();

  /// One insight about a brand called `brand_name`; its `brand_id` is for the caller to set. Most are
  /// English, with headings, lists, quotations and tables.
  [[nodiscard]] insight make_insight(const std::string& brand_name);

  /// Which of `brands` brands (at least 1) an insight of that week is about, the oldest week being 0: a
  /// handful of them are written about all the time, now more, now less.
  [[nodiscard]] std::size_t subject(std::size_t week, std::size_t brands);

  /// How many of `count` insights are written in each of the weeks before today, the oldest first.
  [[nodiscard]] static std::vector<std::size_t> insights_per_week(std::size_t count);

  /// A whole number in [0, below), below ≥ 1. SplitMix64 (Steele, Lea, Flood 2014): small, and the same on
  /// every platform.
  [[nodiscard]] std::uint64_t pick(std::uint64_t below);

 private:
  [[nodiscard]] std::string with_digits(std::string text);
  [[nodiscard]] std::string body_of(const words::topic& about, const std::string& brand_name);
  void write_in_english(insight& to, const std::string& brand_name);
  void write_in_any_language(insight& to, const std::string& brand_name);

  std::uint64_t state_;
};

}  // namespace dossier::demo
