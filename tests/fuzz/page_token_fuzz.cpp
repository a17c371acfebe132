// Page positions, as they stand in a token behind its signature: what is accepted is written as it was.
#include "shared/query/page_token.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  const auto position = query::decode_page_position(input);
  if (!position) return;
  const std::string written = query::encode(*position);
  const auto again = query::decode_page_position(written);
  expect(again && query::encode(*again) == written, "what is written reads as the same");
}

}  // namespace dossier::fuzz
