#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/problem.hpp"
#include "shared/query/filter.hpp"

namespace dossier::model {

/// One comparison of a filter as a chip says it: "Headcount", "≥", "1,000".
struct filter_chip {
  std::string field;
  std::string_view op;
  std::string value;
};

/// A chip for each comparison, where the filter is nothing but comparisons joined by AND; none for any other
/// filter, which only its text shows whole.
[[nodiscard]] std::vector<filter_chip> filter_chips(const query::filter& filter);

/// The text of such a filter without its `index`-th comparison.
[[nodiscard]] std::string without_comparison(const query::filter& filter, std::size_t index);

/// The text of any filter with one more condition on `field` begun: `(a = 1 OR b = 2) AND name = ""`.
[[nodiscard]] std::string with_condition(const describe::record_type& type, std::string_view filter,
                                         const describe::field& field);

/// What is wrong with a query in words, with the place in its text where there is one: `…, at character 14`.
[[nodiscard]] std::string fault_text(const problem& why, std::string_view filter);

}  // namespace dossier::model
