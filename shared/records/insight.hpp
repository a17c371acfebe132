#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

enum class insight_status : std::uint8_t { draft, published, archived };
inline constexpr std::array<std::string_view, 3> insight_status_names{"draft", "published", "archived"};

/// Something a colleague found out about a brand.
struct insight : describe::record_base {
  dossier::uuid brand_id;
  std::string title;
  std::string body;  ///< Markdown subset
  std::vector<std::string> tags;
  std::optional<std::string> source;
  std::optional<double> sentiment;  ///< -1 (bad) to 1 (good)
  insight_status status = insight_status::draft;
  std::optional<dossier::timestamp> published_at;
  dossier::uuid author_id;
  bool pinned = false;
};

template <>
struct describe::description<insight> {
  static constexpr describe::names names{"insights", "Insight", "Insights", "title"};
  static constexpr auto fields = fields_of<insight>(
      member<&insight::brand_id>("brand_id", "Brand")
          .required()
          .refers_to("brands", "name")
          .filterable()
          .column(160),
      member<&insight::title>("title", "Title")
          .required()
          .at_most(300)
          .formatted(text_format::line)
          .searchable()
          .sortable()
          .column(320),
      member<&insight::body>("body", "Body")
          .at_most(65536)
          .formatted(text_format::markdown)
          .searchable()
          .multiline(),
      member<&insight::tags>("tags", "Tags")
          .items(50)
          .at_most(60)
          .formatted(text_format::line)
          .naming("tags")
          .searchable()
          .filterable()
          .column(140),
      member<&insight::source>("source", "Source")
          .at_most(300)
          .formatted(text_format::line)
          .filterable()
          .sensitive(),
      member<&insight::sentiment>("sentiment", "Sentiment").at_least(-1).at_most(1).sortable().sensitive(),
      member<&insight::status>("status", "Status").one_of(insight_status_names).filterable().column(108),
      member<&insight::published_at>("published_at", "Published").read_only().sortable(),
      member<&insight::author_id>("author_id", "Author").read_only().filterable(),
      member<&insight::pinned>("pinned", "Pinned").filterable());
};

}  // namespace dossier
