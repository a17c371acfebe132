#include "client-wasm/src/model/filter_tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dossier::model {
namespace {

std::string kinds(std::string_view filter) {
  std::string text;
  for (const filter_token& t : filter_tokens(filter)) text += " foktn"[static_cast<int>(t.kind)];
  return text;
}

TEST(filter_tokens_test, tells_fields_operators_keywords_texts_and_numbers_apart) {
  EXPECT_EQ(kinds(R"(industry = "Food \"& Drink" AND headcount = -12)"), "f o t k f o n");
  EXPECT_EQ(kinds("domain = null"), "f o k");
  EXPECT_EQ(kinds("NOT (tags:* OR brand.name IN (\"a\", null))"), "k ofoo k f k oto koo");
  EXPECT_EQ(kinds("created_at > now-7d AND author_id = me"), "f o kn k f o k");
}

TEST(filter_tokens_test, covers_every_byte_of_a_filter_that_is_wrong) {
  const std::string_view filter = "name == \"open";
  std::size_t covered = 0;
  for (const filter_token& t : filter_tokens(filter)) covered += t.size;
  EXPECT_EQ(covered, filter.size());
}

}  // namespace
}  // namespace dossier::model
