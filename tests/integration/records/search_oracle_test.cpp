#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "shared/codec/record_json.hpp"
#include "shared/query/search.hpp"
#include "shared/records/brand.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

/// Random records of a small vocabulary, and random searches of it.
class search_oracle : public testing::Test {
 protected:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }

  std::string word() {
    static const std::vector<std::string> words{"acme",   "Acme", "ACMÉ",   "acmes", "corp", "Öl",      "ol",
                                                "straße", "中文", "e-mail", "it's",  "über", "uberall", "x"};
    return words[pick(static_cast<std::uint32_t>(words.size()))];
  }

  std::string text(std::uint32_t most) {
    static const std::vector<std::string> gaps{" ", " ", " ", ", ", "-", ". ", " & ", "\"", " \\ ", "'"};
    std::string made;
    for (std::uint32_t i = pick(most) + 1; i > 0; --i) {
      made += word();
      if (i > 1) made += gaps[pick(static_cast<std::uint32_t>(gaps.size()))];
    }
    return made;
  }

  std::string search_text() {
    std::string made;
    for (std::uint32_t terms = pick(3) + 1; terms > 0; --terms) {
      if (!made.empty()) made += ' ';
      if (!made.empty() && pick(4) == 0) made += '-';
      std::string of = word();
      if (pick(3) == 0) of = "\"" + of + " " + word() + "\"";
      if (pick(4) == 0) {
        if (of.back() != '"') of = of.substr(0, std::max<std::size_t>(of.size() / 2, 1));
        of += '*';
      }
      made += of;
    }
    return made;
  }

  records_world world;
  std::mt19937 random{20261121};
};

TEST_F(search_oracle, finds_exactly_what_the_words_say) {
  std::vector<describe::any_record> records;
  const auto& type = describe::type_of<brand>();
  for (int i = 0; i < 250; ++i) {
    boost::json::object body{{"name", text(3) + " " + std::to_string(i)}};
    if (pick(2) == 0) body["industry"] = text(2);
    if (pick(2) == 0) body["headquarters"] = text(3);
    if (pick(2) == 0) body["description"] = text(12) + "\n" + text(5);
    if (pick(3) == 0) body["sub_industry"] = text(2);  // not searched
    const api_answer made = world.post("/brands", boost::json::serialize(body));
    ASSERT_EQ(made.status, 201) << made.body;
    auto record = *codec::read_stored(type, made.body);
    if (pick(5) == 0) {
      const boost::json::object patch{{pick(2) == 0 ? "industry" : "description", text(4)}};
      const api_answer changed = world.patch("/brands/" + made.text("id"), boost::json::serialize(patch));
      ASSERT_EQ(changed.status, 200) << changed.body;
      record = *codec::read_stored(type, changed.body);
    }
    records.push_back(std::move(record));
  }
  int searches = 0;
  int hits = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string q = search_text();
    const auto wanted = query::parse_search(q);
    if (!wanted) continue;  // half of a character, perhaps
    std::set<std::string> expected;
    for (const auto& record : records) {
      if (query::matches(*wanted, query::searchable_words(record)))
        expected.insert(to_string(record.base().id));
    }
    std::set<std::string> found;
    std::string token;
    do {
      const api_answer page =
          world.get("/brands?page_size=100&fields=id&q=" + q + (token.empty() ? "" : "&page_token=" + token));
      ASSERT_EQ(page.status, 200) << q << page.body;
      if (page.json.contains("searched_for")) break;  // nothing has these words
      for (const auto& item : page.json.at("items").as_array()) {
        EXPECT_TRUE(found.insert(std::string(item.at("id").as_string())).second) << q;
      }
      token = page.text("next_page_token");
    } while (token != "null");
    EXPECT_EQ(found, expected) << q;
    ++searches;
    hits += static_cast<int>(expected.size());
  }
  EXPECT_GT(searches, 300);
  EXPECT_GT(hits, 3000);
}

}  // namespace
}  // namespace dossier::tests
