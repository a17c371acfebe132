// `order_by`: what is accepted prints and parses to the same.
#include "shared/describe/registry.hpp"
#include "shared/query/order.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  for (const describe::record_type* type : describe::all_records()) {
    const auto parsed = query::parse_order(*type, input);
    if (!parsed.ok()) {
      expect(parsed.error().position.value_or(input.size() + 1) <= input.size(), "a position in the text");
      continue;
    }
    const auto again = query::parse_order(*type, query::to_string(*parsed));
    expect(again.ok() && *again == *parsed, "what is printed parses to the same");
    const describe::any_record record(*type);
    expect(query::compare(*parsed, record, record) == 0, "a record stands where it stands");
  }
}

}  // namespace dossier::fuzz
