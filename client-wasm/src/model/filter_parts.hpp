#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/query/filter.hpp"

// A filter's text as the parts that AND joins at its top, which chips show one by one. Changing one part
// leaves every other as the person wrote it.
namespace dossier::model {

struct filter_part {
  std::size_t begin = 0;  ///< byte range of the text
  std::size_t end = 0;
  std::optional<query::comparison> compared;  ///< nullopt: more than one comparison (OR, NOT, a group)
};

/// The parts in the order they are written; all hold together or the filter does not. None for an empty
/// filter and for one that is not right.
[[nodiscard]] std::vector<filter_part> filter_parts(const describe::record_type& type,
                                                    std::string_view filter);
/// The filter without its `index`-th part.
[[nodiscard]] std::string without_part(std::string_view filter, const std::vector<filter_part>& parts,
                                       std::size_t index);
/// The filter with `part` replaced by `compared`.
[[nodiscard]] std::string with_part(const describe::record_type& type, std::string_view filter,
                                    const filter_part& part, const query::comparison& compared);
/// The filter with one more comparison that must hold beside all it says already.
[[nodiscard]] std::string with_comparison(const describe::record_type& type, std::string_view filter,
                                          const query::comparison& compared);
/// What the filter, right or not, says besides the part that the caret is in; empty where that cannot be
/// told.
[[nodiscard]] std::string rest_of_filter(const describe::record_type& type, std::string_view filter,
                                         std::size_t caret);
/// The comparison as the language writes it.
[[nodiscard]] std::string to_text(const describe::record_type& type, const query::comparison& compared);

}  // namespace dossier::model
