#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

/// A company that insights are written about.
struct brand : describe::record_base {
  std::string name;
  std::optional<std::string> domain;
  std::optional<std::string> industry;
  std::optional<std::string> sub_industry;
  std::optional<std::string> headquarters;
  std::optional<std::string> country;
  std::optional<std::int64_t> headcount;
  std::optional<std::int64_t> founded;
  std::optional<std::string> ticker;
  std::optional<std::string> description;
  std::vector<std::string> tags;
};

template <>
struct describe::description<brand> {
  static constexpr describe::names names{"brands", "Brand", "Brands", "name"};
  static constexpr auto fields = fields_of<brand>(
      member<&brand::name>("name", "Name")
          .required()
          .at_most(200)
          .formatted(text_format::line)
          .searchable()
          .unique()
          .sortable()
          .column(204),
      member<&brand::domain>("domain", "Domain")
          .at_most(253)
          .formatted(text_format::domain)
          .searchable()
          .filterable(),
      member<&brand::industry>("industry", "Industry")
          .at_most(120)
          .formatted(text_format::line)
          .searchable()
          .sortable()
          .column(184),
      member<&brand::sub_industry>("sub_industry", "Sub-industry")
          .at_most(120)
          .formatted(text_format::line)
          .filterable(),
      member<&brand::headquarters>("headquarters", "Headquarters")
          .at_most(200)
          .formatted(text_format::line)
          .searchable()
          .filterable(),
      member<&brand::country>("country", "Country").formatted(text_format::country).sortable().column(84),
      member<&brand::headcount>("headcount", "Headcount")
          .at_least(0)
          .at_most(1'000'000'000)
          .sortable()
          .column(108),
      member<&brand::founded>("founded", "Founded").at_least(1).at_most(9999).filterable(),
      member<&brand::ticker>("ticker", "Ticker").at_most(12).formatted(text_format::line).filterable(),
      member<&brand::description>("description", "Description")
          .at_most(4000)
          .formatted(text_format::markdown)
          .searchable()
          .multiline(),
      member<&brand::tags>("tags", "Tags")
          .items(50)
          .at_most(60)
          .formatted(text_format::line)
          .naming("tags")
          .filterable());
};

}  // namespace dossier
