// The text of `q`: what is accepted prints and parses to the same; highlights are places in the text.
#include "shared/describe/validate.hpp"
#include "shared/query/search.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  const auto parsed = query::parse_search(input);
  if (!parsed.ok()) {
    expect(parsed.error().position.value_or(input.size() + 1) <= input.size(), "a position in the text");
    return;
  }
  const std::string printed = query::to_string(*parsed);
  if (printed.size() <= query::search_max_length) {
    const auto again = query::parse_search(printed);
    expect(again.ok() && *again == *parsed, "what is printed parses to the same");
  }
  std::int64_t behind = 0;
  for (const auto& [first, last] : query::highlights(*parsed, input)) {
    expect(behind <= first && first < last, "highlights ascend and do not overlap");
    behind = last;
  }
  expect(behind <= static_cast<std::int64_t>(describe::count_characters(input)),
         "highlights are in the text");
}

}  // namespace dossier::fuzz
