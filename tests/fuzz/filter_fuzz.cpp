// Filters: what is accepted prints and parses to the same, holds or not without harm, and denies its
// negation.
#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  for (const describe::record_type* type : describe::all_records()) {
    const auto parsed = query::parse_filter(*type, input);
    if (!parsed.ok()) {
      expect(parsed.error().position.value_or(input.size() + 1) <= input.size(), "a position in the text");
      continue;
    }
    const auto again = query::parse_filter(*type, query::to_string(*parsed));
    expect(again.ok() && *again == *parsed, "what is printed parses to the same");
    if (parsed->empty()) continue;
    const describe::any_record record(*type);
    const query::subject whom(record);
    const query::context with{{1}, {}, [](const describe::field& through, const uuid&) {
                                static const describe::any_record empty(*describe::find_record("brands"));
                                static const query::subject brand(empty);
                                return through.references == "brands" ? &brand : nullptr;
                              }};
    const query::filter negated{type, query::node{query::negation{{*parsed->root}}}};
    expect(query::matches(*parsed, whom, with) != query::matches(negated, whom, with), "NOT is the opposite");
    (void)query::bound_to(*parsed, uuid{});
    (void)query::references_in(*parsed);
  }
}

}  // namespace dossier::fuzz
