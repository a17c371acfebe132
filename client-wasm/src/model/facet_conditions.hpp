#pragma once
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/model/facets.hpp"
#include "shared/query/filter.hpp"

// Single conditions of a filter as the boxes of a facet say them, and back; a part of faceted_filter. Reading
// gives nullopt for what the boxes cannot say.
namespace dossier::model::facets {

/// `brand.name = "A"`, `brand.name IN ("A", "B")`.
[[nodiscard]] std::optional<std::vector<std::string>> brands_of(const query::node& part);
[[nodiscard]] std::string brand_condition(const std::vector<std::string>& names);

/// `tags:"a"`, `(tags:"a" OR tags:"b")`.
[[nodiscard]] std::optional<std::vector<std::string>> tags_of(const query::node& part);
[[nodiscard]] std::string tag_condition(const std::vector<std::string>& names);

/// One end of the range of dates. `>` is shown as `>=`, `<=` as `<`.
struct date_bound {
  bool lower = false;
  timestamp at;
};
[[nodiscard]] std::optional<date_bound> bound_of(const query::node& part, timestamp now);
/// A date without a time where it is a midnight in UTC.
[[nodiscard]] std::string bound_condition(bool lower, const std::optional<timestamp>& at);

/// The bands that `sentiment > 0.2` and the like let in.
[[nodiscard]] std::optional<facet_bits> sentiments_of(const query::node& part);
[[nodiscard]] std::string sentiment_condition(facet_bits bands);

/// `status != "draft"`, `NOT status = "draft"`, `status IN (…)`.
[[nodiscard]] std::optional<facet_bits> statuses_of(const query::node& part);
[[nodiscard]] std::string status_condition(facet_bits statuses);

}  // namespace dossier::model::facets
