// What the filter bar remembers and asks for: earlier filters, values of fields, words apart from a filter.
#include <gtest/gtest.h>

#include "client-wasm/src/model/filter_history.hpp"
#include "client-wasm/src/model/search_text.hpp"
#include "client-wasm/src/model/value_cache.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/search.hpp"
#include "shared/records/brand.hpp"

namespace dossier::model {
namespace {

const auto& brands = describe::type_of<brand>();

TEST(filter_history_test, calls_earlier_filters_back_the_latest_first) {
  filter_history history;
  history.add("a:*");
  history.add("b:*");
  history.add("a:*");
  EXPECT_EQ(history.step(1), "a:*");
  EXPECT_TRUE(history.walking());
  EXPECT_EQ(history.step(1), "b:*");
  EXPECT_EQ(history.step(1), "b:*");
  EXPECT_EQ(history.step(-1), "a:*");
  EXPECT_EQ(history.step(-1), "");
  EXPECT_FALSE(history.walking());
}

TEST(filter_history_test, is_bounded_and_survives_a_reload) {
  filter_history history;
  history.add("  ");
  history.add(std::string(query::filter_max_length + 1, 'x'));
  EXPECT_TRUE(history.all().empty());
  for (std::size_t i = 0; i <= filter_history_max; ++i) history.add("founded = " + std::to_string(i));
  EXPECT_EQ(history.all().size(), filter_history_max);
  EXPECT_EQ(history.all().back(), "founded = 1");
  filter_history again;
  again.load(history.to_text());
  EXPECT_EQ(again.all(), history.all());
  again.load("\n\nname:*");
  EXPECT_EQ(again.all(), std::vector<std::string>{"name:*"});
}

TEST(search_text_test, tells_words_from_the_filter_behind_them) {
  const auto split = [](std::string_view text) {
    const search_text made = split_search(text);
    return "[" + made.words + "][" + made.filter + "]";
  };
  EXPECT_EQ(split(" rate cap "), "[rate cap][]");
  EXPECT_EQ(split("\"rate cap\" -swap refin*"), "[\"rate cap\" -swap refin*][]");
  EXPECT_EQ(split("tags:\"a\""), "[][tags:\"a\"]");
  EXPECT_EQ(split("rate cap AND brand.name IN (\"a\")"), "[rate cap][brand.name IN (\"a\")]");
  EXPECT_EQ(split("rate cap NOT (tags:\"a\" OR pinned = true)"),
            "[rate cap][NOT (tags:\"a\" OR pinned = true)]");
  EXPECT_EQ(split("status ="), "[][status =]");
  EXPECT_EQ(split("not quite"), "[not quite][]");
  EXPECT_EQ(split(""), "[][]");
}

TEST(prefix_search_test, takes_words_only_and_lets_the_last_go_on) {
  EXPECT_EQ(prefix_search("Acme \"Cor"), "acme cor*");
  EXPECT_EQ(prefix_search(" -* "), "");
}

TEST(prefix_search_test, stays_within_what_the_server_takes) {
  std::string words;
  for (std::size_t i = 0; i <= query::search_max_terms; ++i) words += "a ";
  for (const std::string& text : {words, std::string(query::search_max_length, 'x'),
                                  "a " + std::string(query::search_max_length, 'x')}) {
    EXPECT_TRUE(query::parse_search(prefix_search(text)).ok()) << text;
  }
  EXPECT_EQ(prefix_search("a " + std::string(query::search_max_length, 'x')), "a*");
}

TEST(search_text_test, what_is_joined_is_taken_apart_again) {
  for (const std::string_view words : {"", "rate cap", "\"rate cap\" x*"}) {
    for (const std::string_view filter : {"", "pinned = true", "NOT tags:\"a\" OR title:\"b\""}) {
      const std::string text = join_search(words, filter);
      const search_text made = split_search(text);
      EXPECT_EQ(made.words, words);
      EXPECT_EQ(made.filter, filter);
      EXPECT_EQ(text.substr(made.filter_begin), filter);
    }
  }
}

/// A server that answers when the test says so.
struct fake_values {
  value_service service() {
    return {[this](const value_question& question, std::function<void(std::vector<known_value>)> done) {
              asked.push_back(question.path.field->name.data() + (" of " + question.filter));
              answer = std::move(done);
              return static_cast<int>(asked.size());
            },
            [this](int request) { aborted.push_back(request); }};
  }
  std::vector<std::string> asked;
  std::vector<int> aborted;
  std::function<void(std::vector<known_value>)> answer;
};

TEST(value_cache_test, asks_once_and_keeps_the_answer) {
  fake_values server;
  int changes = 0;
  value_cache cache(server.service(), [&] { ++changes; });
  const value_question industry{*find_path(brands, "industry"), "headcount > 5"};
  EXPECT_EQ(cache.want(industry), nullptr);
  EXPECT_EQ(cache.want(industry), nullptr);
  EXPECT_EQ(server.asked, std::vector<std::string>{"industry of headcount > 5"});
  EXPECT_TRUE(cache.asking());
  server.answer({{"Software", "", "71"}});
  EXPECT_EQ(changes, 1);
  EXPECT_FALSE(cache.asking());
  ASSERT_NE(cache.want(industry), nullptr);
  EXPECT_EQ(cache.want(industry)->front().text, "Software");
  EXPECT_EQ(server.asked.size(), 1U);
  cache.refresh();
  EXPECT_EQ(cache.want(industry), nullptr);
  EXPECT_EQ(server.asked.size(), 2U);
  EXPECT_NE(cache.known(industry), nullptr);
}

TEST(value_cache_test, gives_a_question_up_when_another_is_asked) {
  fake_values server;
  {
    value_cache cache(server.service(), [] {});
    cache.want({*find_path(brands, "industry"), ""});
    cache.want({*find_path(brands, "country"), ""});
    EXPECT_EQ(server.aborted, std::vector<int>{1});
  }
  EXPECT_EQ(server.aborted, (std::vector<int>{1, 2}));
}

TEST(value_cache_test, keeps_a_bounded_number_of_answers_and_their_labels) {
  fake_values server;
  value_cache cache(server.service(), [] {});
  const filter_path path = *find_path(brands, "created_by");
  for (std::size_t i = 0; i <= value_answers_max; ++i) {
    cache.want({path, std::to_string(i)});
    server.answer({{"id-" + std::to_string(i), "User " + std::to_string(i), ""}});
  }
  EXPECT_EQ(cache.label_of(path, "id-1"), "User 1");
  EXPECT_EQ(cache.label_of(path, "id-0"), "");
  EXPECT_EQ(cache.known({path, "another filter"})->front().label,
            "User " + std::to_string(value_answers_max));
}

}  // namespace
}  // namespace dossier::model
