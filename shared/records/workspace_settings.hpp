#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

/// How numbers are written, by the signs between groups of three digits and before decimals: "1,234.56",
/// "1.234,56", "1 234,56" with a narrow space that does not break, "1’234.56".
enum class number_format : std::uint8_t { comma_point, point_comma, space_comma, apostrophe_point };
inline constexpr std::array<std::string_view, 4> number_format_names{"comma_point", "point_comma",
                                                                     "space_comma", "apostrophe_point"};

/// How dates are written: "20 Nov 2025", "Nov 20, 2025", "2025-11-20", "20.11.2025".
enum class date_format : std::uint8_t { day_month_year, month_day_year, iso, day_dot_month };
inline constexpr std::array<std::string_view, 4> date_format_names{"day_month_year", "month_day_year", "iso",
                                                                   "day_dot_month"};

/// Characters of a workspace's name.
inline constexpr std::int64_t workspace_name_max = 200;

/// What a tenant decides for everybody in it. Each tenant has exactly one, from the moment it is there: its
/// id is the tenant's. Read and changed at `/api/v1/workspace`.
struct workspace_settings : describe::record_base {
  std::string name;  ///< what people call the tenant
  dossier::number_format number_format = dossier::number_format::comma_point;
  dossier::date_format date_format = dossier::date_format::day_month_year;
};

template <>
struct describe::description<workspace_settings> {
  static constexpr describe::names names{"workspace", "Workspace", "Workspaces", "name", true};
  static constexpr auto fields = fields_of<workspace_settings>(
      member<&workspace_settings::name>("name", "Name")
          .required()
          .at_most(workspace_name_max)
          .formatted(text_format::line),
      member<&workspace_settings::number_format>("number_format", "Numbers").one_of(number_format_names),
      member<&workspace_settings::date_format>("date_format", "Dates").one_of(date_format_names));
};

}  // namespace dossier
