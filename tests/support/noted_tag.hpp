#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier::tests {

/// A copy of a record with one more field, `motto`: what a test of adding a field adds.
struct noted_tag : describe::record_base {
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> motto;
};

}  // namespace dossier::tests

namespace dossier::describe {

template <>
struct description<tests::noted_tag> {
  static constexpr describe::names names{"noted_tags", "Noted tag", "Noted tags", "name"};
  static constexpr auto fields =
      fields_of<tests::noted_tag>(member<&tests::noted_tag::name>("name", "Name")
                                      .required()
                                      .at_most(60)
                                      .formatted(text_format::line)
                                      .searchable()
                                      .unique()
                                      .sortable()
                                      .column(160),
                                  member<&tests::noted_tag::description>("description", "Description")
                                      .at_most(300)
                                      .formatted(text_format::line),
                                  // The one line:
                                  member<&tests::noted_tag::motto>("motto", "Motto")
                                      .at_most(80)
                                      .formatted(text_format::line)
                                      .sortable()
                                      .column(160));
};

}  // namespace dossier::describe
