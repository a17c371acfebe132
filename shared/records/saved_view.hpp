#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

enum class view_density : std::uint8_t { compact, normal, comfortable };
inline constexpr std::array<std::string_view, 3> view_density_names{"compact", "normal", "comfortable"};

/// Whom a view is for: its maker alone (and owners), or everybody (permissions::scope::shared).
enum class view_visibility : std::uint8_t { private_, shared };
inline constexpr std::array<std::string_view, 2> view_visibility_names{"private", "shared"};

/// A list of one resource as somebody wants to see it again: what it holds, in which order, and how it looks.
struct saved_view : describe::record_base {
  std::string name;
  std::string resource;
  std::string filter;                ///< in the filter language; empty for all
  std::optional<std::string> q;      ///< words to search for
  std::string order_by;              ///< empty for the list's own order
  std::vector<std::string> columns;  ///< the shown ones, from left to right; empty for the list's own
  view_density density = view_density::normal;
  view_visibility visibility = view_visibility::private_;
  bool pinned = false;
};

template <>
struct describe::description<saved_view> {
  static constexpr describe::names names{"saved_views", "Saved view", "Saved views", "name"};
  static constexpr auto fields = fields_of<saved_view>(
      member<&saved_view::name>("name", "Name")
          .required()
          .at_most(120)
          .formatted(text_format::line)
          .searchable()
          .sortable()
          .column(204),
      member<&saved_view::resource>("resource", "Resource")
          .required()
          .at_most(60)
          .formatted(text_format::line)
          .filterable()
          .column(108),
      member<&saved_view::filter>("filter", "Filter").at_most(4096).column(320),
      member<&saved_view::q>("q", "Search").at_most(500).formatted(text_format::line),
      member<&saved_view::order_by>("order_by", "Order").at_most(400).formatted(text_format::line),
      member<&saved_view::columns>("columns", "Columns").items(64).at_most(60).formatted(text_format::line),
      member<&saved_view::density>("density", "Density").one_of(view_density_names),
      member<&saved_view::visibility>("visibility", "Visibility").one_of(view_visibility_names).filterable(),
      member<&saved_view::pinned>("pinned", "Pinned").filterable());
};

}  // namespace dossier
