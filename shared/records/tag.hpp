#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

enum class tag_color : std::uint8_t { blue, orange, teal, pink, yellow, gray, green, red };
/// The dashboard draws the first six as its series 1 to 6, the last two as "ok" and "bad".
inline constexpr std::array<std::string_view, 8> tag_color_names{"blue",   "orange", "teal",  "pink",
                                                                 "yellow", "gray",   "green", "red"};

/// What is known about a tag. Records carry tags by name; names that differ in case or accents only are one
/// tag.
struct tag : describe::record_base {
  std::string name;
  std::optional<std::uint8_t> color;  ///< a tag_color
  std::optional<std::string> description;
  std::int64_t usage_count = 0;  ///< live brands and insights that carry the tag
};

template <>
struct describe::description<tag> {
  static constexpr describe::names names{"tags", "Tag", "Tags", "name"};
  static constexpr auto fields = fields_of<tag>(
      member<&tag::name>("name", "Name")
          .required()
          .at_most(60)
          .formatted(text_format::line)
          .searchable()
          .unique()
          .sortable()
          .column(160),
      member<&tag::color>("color", "Color").one_of(tag_color_names).filterable().column(84),
      member<&tag::description>("description", "Description").at_most(300).formatted(text_format::line),
      member<&tag::usage_count>("usage_count", "Used").derived_from("name").column(84));
};

}  // namespace dossier
