#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/insight.hpp"

// The boxes beside the list of insights, and the filter that they are another view of.
namespace dossier::model {

/// A sentiment above it is positive, one below its negative negative, what lies between neutral.
inline constexpr double sentiment_edge = 0.2;

/// A set of a few named things, one bit each.
using facet_bits = std::uint8_t;
enum sentiment_band : facet_bits { band_positive = 1, band_neutral = 2, band_negative = 4, band_all = 7 };
inline constexpr std::array<std::string_view, 3> sentiment_band_labels{"Positive", "Neutral", "Negative"};

/// The bit of a status in facet_choice::statuses.
[[nodiscard]] constexpr facet_bits status_bit(insight_status status) {
  return static_cast<facet_bits>(1U << static_cast<unsigned>(status));
}
inline constexpr facet_bits every_status = 7;

/// What is checked. An empty group leaves everything in.
struct facet_choice {
  std::vector<std::string> brands;  ///< names; one of them
  std::vector<std::string> tags;    ///< at least one of them
  std::optional<timestamp> from;    ///< published then or later
  std::optional<timestamp> until;   ///< published before
  facet_bits bands = 0;             ///< of sentiment_band; 0: any sentiment, and none
  facet_bits statuses = every_status;
  bool operator==(const facet_choice&) const = default;

  /// Whether drafts are let in.
  [[nodiscard]] bool drafts() const { return (statuses & status_bit(insight_status::draft)) != 0; }
  /// Whether anything is checked at all.
  [[nodiscard]] bool empty() const { return *this == facet_choice(); }
};

/// Whether `names` has this one: neither case nor accents matter, as in filters.
[[nodiscard]] bool has_name(const std::vector<std::string>& names, std::string_view name);
/// `names` with this one put in, or taken out where it is there.
[[nodiscard]] std::vector<std::string> toggled(std::vector<std::string> names, std::string_view name);

/// A filter over insights, cut into conditions that the boxes can say and others, which stay as they are.
/// Where two conditions are about one group, the later one is the boxes'; the earlier one holds as well.
class faceted_filter {
 public:
  /// `now` is what relative times are counted from, to show them.
  faceted_filter(const query::filter& filter, timestamp now);

  [[nodiscard]] const facet_choice& chosen() const { return chosen_; }
  /// The filter's text with `next` checked. Groups that stay as they were are not written anew, so that
  /// checking a box changes one condition and nothing else.
  [[nodiscard]] std::string with(const facet_choice& next) const;
  /// Without the boxes' conditions on sentiment, but with this band: what is counted beside its box.
  [[nodiscard]] std::string in_band(sentiment_band band) const;
  /// Without the boxes' dates: under this the weeks are counted that they could let in.
  [[nodiscard]] std::string without_dates() const;

 private:
  enum class group : std::uint8_t { none, brand, tag, from, until, sentiment, status };
  struct part {
    query::node node;
    group of = group::none;
  };
  void take(group of, const query::node& node, timestamp now);
  void settle_sentiment(const std::vector<facet_bits>& sets);
  [[nodiscard]] std::string condition(group of, const facet_choice& next) const;
  [[nodiscard]] bool same(group of, const facet_choice& next) const;

  const describe::record_type* type_;
  std::vector<part> parts_;
  facet_choice chosen_;
};

/// One box: a value, how many records it would show, and whether it is checked.
struct facet_row {
  std::string name;
  std::int64_t count = 0;
  bool checked = false;
};

/// How often a value stands.
struct facet_count {
  std::string name;
  std::int64_t count = 0;
};

/// The boxes of a group: the first `most` of what was counted, and whatever else is checked. With a search in
/// the facet, those whose name has a word that begins with each of its words.
[[nodiscard]] std::vector<facet_row> facet_rows(const std::vector<facet_count>& counted,
                                                const std::vector<std::string>& chosen, std::size_t most,
                                                std::string_view searched = {});

}  // namespace dossier::model
