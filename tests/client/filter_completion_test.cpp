#include "client-wasm/src/model/filter_completion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/describe/registry.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::model {
namespace {

using describe::type_of;
using query::comparison_operator;

/// Values that suit any field, as facets would tell them.
std::vector<known_value> some_values(const filter_path& path) {
  using describe::kind;
  switch (path.field->kind) {
    case kind::integer:
    case kind::number:
      return {{"100", "", ""}, {"-7", "", ""}};
    case kind::uuid:
      return {{"0192f0c1-7a2b-7c3d-8e4f-010203040500", "Acme \"Foods\"", "12"}};
    case kind::timestamp:
      return {{"2026-11-20", "20 Nov 2026", ""}};
    case kind::text:
    case kind::text_list:
      return {{"Software", "", "71"}, {"Soft drinks & \"more\"", "", "3"}, {"Société\\x", "", "1"}};
    case kind::boolean:
    case kind::choice:
      break;
  }
  return {};
}

/// The filter with `|` at the caret.
filter_completion at_bar(const describe::record_type& type, std::string filter) {
  const std::size_t caret = filter.find('|');
  filter.erase(caret, 1);
  return complete_filter(type, filter, caret, some_values);
}

std::string labels(const filter_completion& made, std::size_t most = 100) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, made.items.size()); ++i) {
    text += (i == 0 ? "" : " ") + made.items[i].label;
  }
  return text;
}

/// What the filter is once the suggestion called `label` was taken, with `|` at the caret.
std::string taken(const describe::record_type& type, std::string filter, std::string_view label) {
  const std::size_t caret = filter.find('|');
  filter.erase(caret, 1);
  const auto made = complete_filter(type, filter, caret, some_values);
  for (const filter_suggestion& one : made.items) {
    if (one.label == label) return with_suggestion(filter, one).insert(one.caret_after(), "|");
  }
  return "not offered, but: " + labels(made);
}

const auto& brands = type_of<brand>();
const auto& insights = type_of<insight>();

TEST(filter_completion_test, offers_fields_where_a_condition_begins) {
  EXPECT_EQ(labels(at_bar(brands, "|"), 3), "name domain industry");
  EXPECT_EQ(labels(at_bar(brands, "he|")), "headquarters headcount");
  EXPECT_EQ(labels(at_bar(brands, "name = \"a\" AND NOT (indu|")), "industry sub_industry");
  EXPECT_EQ(labels(at_bar(insights, "bran|")), "brand_id brand.name brand.");
  EXPECT_EQ(labels(at_bar(insights, "brand.head|")), "brand.headquarters brand.headcount");
  EXPECT_EQ(at_bar(brands, "headq|").items.front().hint, "text");
  EXPECT_EQ(labels(at_bar(brands, "used|")), "");
}

TEST(filter_completion_test, finds_a_field_by_its_label_and_tells_the_letters_that_match) {
  const auto made = at_bar(brands, "CREAT|");
  ASSERT_EQ(labels(made), "created_at created_by");
  EXPECT_EQ(made.items.front().matched, 0U);
  EXPECT_EQ(made.items.front().matched_size, 5U);
  EXPECT_EQ(labels(at_bar(insights, "publ|")), "published_at");
  const auto inner = at_bar(brands, "cou|");
  ASSERT_EQ(labels(inner), "country headcount");
  EXPECT_EQ(inner.items.back().matched, 4U);
}

TEST(filter_completion_test, offers_the_operators_that_the_kind_of_the_field_has) {
  EXPECT_EQ(labels(at_bar(brands, "headcount |")), "= != >= <= > < IN :*");
  EXPECT_EQ(labels(at_bar(brands, "tags |")), ": :*");
  EXPECT_EQ(labels(at_bar(insights, "pinned |")), "= != IN :*");
  EXPECT_EQ(labels(at_bar(brands, "headcount >|"), 1), ">=");
  EXPECT_EQ(labels(at_bar(brands, "industry cont|")), ":");
  EXPECT_EQ(labels(at_bar(brands, "nothing_of_ours |")), "");
}

TEST(filter_completion_test, offers_values_of_choices_times_and_what_the_server_knows) {
  EXPECT_EQ(labels(at_bar(insights, "status = |")), "draft published archived");
  EXPECT_EQ(labels(at_bar(insights, "pinned = |")), "true false");
  EXPECT_EQ(labels(at_bar(insights, "author_id = |"), 1), "me");
  EXPECT_EQ(labels(at_bar(brands, "created_at > now-3|")), "now-30d now-365d");
  EXPECT_EQ(labels(at_bar(brands, "industry = soft|")), "Software Soft drinks & \"more\"");
  EXPECT_EQ(labels(at_bar(brands, "industry = \"soft|")), "Software Soft drinks & \"more\"");
  EXPECT_EQ(labels(at_bar(brands, "industry = societe|")), "Société\\x");
  EXPECT_EQ(at_bar(brands, "industry = |").items.front().hint, "71");
  EXPECT_EQ(labels(at_bar(brands, "founded = n|")), "null");
  EXPECT_EQ(labels(at_bar(brands, "name = nul|")), "");
  EXPECT_EQ(labels(at_bar(brands, "headcount > |")), "100 -7");
}

TEST(filter_completion_test, writes_quotes_and_blanks_as_they_belong) {
  EXPECT_EQ(taken(brands, "|", "industry"), "industry |");
  EXPECT_EQ(taken(brands, "ind|", "industry"), "industry |");
  EXPECT_EQ(taken(brands, "industry |", "="), "industry = |");
  EXPECT_EQ(taken(brands, "industry = |", "Software"), "industry = \"Software\"|");
  EXPECT_EQ(taken(brands, "industry = \"So|", "Soft drinks & \"more\""),
            "industry = \"Soft drinks & \\\"more\\\"\"|");
  EXPECT_EQ(taken(brands, "industry = \"Software\"|", "AND"), "industry = \"Software\" AND |");
  EXPECT_EQ(taken(brands, "industry = \"Software\" a|", "AND"), "industry = \"Software\" AND |");
  EXPECT_EQ(taken(brands, "tags |", ":"), "tags:|");
  EXPECT_EQ(taken(brands, "tags:|", "Software"), "tags:\"Software\"|");
  EXPECT_EQ(taken(brands, "country |", "IN"), "country IN (|");
  EXPECT_EQ(taken(brands, "country IN (\"DE\"|", ","), "country IN (\"DE\", |");
  EXPECT_EQ(taken(brands, "country IN (\"DE\" |", ")"), "country IN (\"DE\")|");
  EXPECT_EQ(taken(brands, "headcount >|", ">="), "headcount >= |");
  EXPECT_EQ(taken(brands, "headcount|", "="), "headcount = |");
  EXPECT_EQ(taken(insights, "br|", "brand."), "brand.|");
}

TEST(filter_completion_test, replaces_the_word_that_the_caret_stands_in_and_nothing_else) {
  EXPECT_EQ(taken(brands, "in|dus = \"a\" AND headcount > 5", "industry"),
            "industry |= \"a\" AND headcount > 5");
  EXPECT_EQ(taken(brands, "industry = \"So|x\" AND headcount > 5", "Software"),
            "industry = \"Software\"| AND headcount > 5");
  EXPECT_EQ(taken(brands, "industry = \"So| AND tags:\"x\"", "Software"),
            "industry = \"Software\"| AND tags:\"x\"");
  EXPECT_EQ(taken(brands, "| AND headcount > 5", "name"), "name |AND headcount > 5");
}

TEST(filter_completion_test, reads_on_behind_what_is_wrong) {
  EXPECT_EQ(labels(at_bar(brands, "name == = \"x\" ) foo bar AND he|")), "headquarters headcount");
  EXPECT_EQ(labels(at_bar(brands, "IN (, AND indust|")), "industry sub_industry");
  EXPECT_EQ(labels(at_bar(brands, "created_at > now - 7d |")), "AND OR");
  EXPECT_EQ(labels(at_bar(brands, "name = \"x\" headcount |"), 2), "= !=");
}

TEST(filter_completion_test, tells_what_completes_a_word_from_what_goes_on_after_it) {
  const auto made = at_bar(insights, "pinned = true|");
  EXPECT_TRUE(made.typing);
  EXPECT_EQ(labels(made), "AND OR");
  EXPECT_TRUE(std::all_of(made.items.begin(), made.items.end(), [](const auto& i) { return i.follows; }));
  EXPECT_FALSE(at_bar(brands, "name = \"x\"|").typing);
}

TEST(filter_completion_test, offers_nothing_beyond_the_limits_of_the_language) {
  std::string most;
  for (std::size_t i = 0; i < query::filter_max_comparisons; ++i) {
    most += (i == 0 ? "" : " AND ") + std::string("name = \"a\"");
  }
  EXPECT_EQ(labels(at_bar(brands, most + " |")), "");
  EXPECT_EQ(labels(at_bar(brands, most + " AND |")), "");
  std::string deep;
  for (std::size_t i = 0; i < query::filter_max_depth; ++i) deep += i % 2 == 0 ? "NOT " : "(";
  EXPECT_EQ(taken(brands, deep + "no|", "NOT").substr(0, 11), "not offered");
  EXPECT_EQ(taken(brands, deep + "|", "(").substr(0, 11), "not offered");
  std::string list = "founded IN (";
  for (std::size_t i = 0; i < query::filter_max_values; ++i) list += i == 0 ? "1" : ", 1";
  EXPECT_EQ(labels(at_bar(brands, list + " |")), ")");
  const std::string text(query::filter_max_length - 20, 'x');
  EXPECT_EQ(labels(at_bar(brands, "name = \"" + text + "\"|"), 2), "AND OR");
  EXPECT_EQ(labels(at_bar(brands, "name = \"" + text + "xxxxxxx\"|"), 2), "OR");
}

/// Takes the suggestion that brings the filter nearest to its end, until it is there.
std::string finished(const describe::record_type& type, std::string text) {
  for (int steps = 0; steps < 200 && !query::parse_filter(type, text).ok(); ++steps) {
    const auto made = complete_filter(type, text, text.size(), some_values);
    const filter_suggestion* best = nullptr;
    for (const filter_suggestion& one : made.items) {
      if (best == nullptr || (one.label == ")" && best->label != ")")) best = &one;
    }
    if (best == nullptr) return text + "  (nothing is offered)";
    text = with_suggestion(text, *best);
  }
  return text;
}

TEST(filter_completion_test, suggestions_taken_at_random_are_always_the_beginning_of_a_right_filter) {
  std::mt19937 random(20261128);
  for (const describe::record_type* type : describe::all_records()) {
    for (int walk = 0; walk < 150; ++walk) {
      std::string text;
      for (int step = 0; step < 25; ++step) {
        const auto made = complete_filter(*type, text, text.size(), some_values);
        ASSERT_FALSE(made.items.empty()) << text;
        const filter_suggestion& one = made.items[random() % made.items.size()];
        ASSERT_LE(one.end, text.size());
        ASSERT_LE(one.begin, one.end);
        text = with_suggestion(text, one);
        const std::string whole = finished(*type, text);
        const auto parsed = query::parse_filter(*type, whole);
        ASSERT_TRUE(parsed.ok()) << "[" << text << "] [" << whole << "] " << parsed.error().detail;
      }
    }
  }
}

TEST(filter_completion_test, survives_any_text_and_any_caret) {
  std::mt19937 random(7);
  const std::string letters = "name brand.name AND OR NOT IN ()\"\\=!<>:*,.-+now7d é0 \n";
  for (int run = 0; run < 3000; ++run) {
    std::string text;
    for (std::size_t size = random() % 24; size > 0; --size) text += letters[random() % letters.size()];
    const std::size_t caret = random() % (text.size() + 2);
    for (const filter_suggestion& one : complete_filter(insights, text, caret, some_values).items) {
      ASSERT_LE(one.begin, one.end) << text;
      ASSERT_LE(one.end, text.size()) << text;
      ASSERT_LE(one.matched + one.matched_size, one.label.size()) << text;
    }
  }
}

/// A value that suits, as the language writes it.
std::string sample(const describe::field& field) {
  using describe::kind;
  if (field.kind == kind::choice) return quoted_text(field.choices.front());
  if (field.kind == kind::boolean) return "true";
  const known_value value = some_values({nullptr, &field}).front();
  const bool bare = field.kind == kind::integer || field.kind == kind::number;
  return bare ? value.text : quoted_text(value.text);
}

TEST(filter_completion_test, offers_exactly_the_operators_that_the_parser_takes) {
  for (const describe::record_type* type : describe::all_records()) {
    for (const describe::field& field : type->fields) {
      const std::string name(field.name);
      EXPECT_EQ(find_path(*type, name).has_value(), query::parse_filter(*type, name + ":*").ok()) << name;
      if (!field.is_filterable) continue;
      const auto offered = operators_of(field);
      for (int i = 0; i <= static_cast<int>(comparison_operator::in); ++i) {
        const auto op = static_cast<comparison_operator>(i);
        const std::string right = op == comparison_operator::present ? ""
                                  : op == comparison_operator::in    ? " (" + sample(field) + ")"
                                                                     : " " + sample(field);
        const std::string filter = name + " " + std::string(symbol_of(op)) + right;
        const bool is_offered = std::find(offered.begin(), offered.end(), op) != offered.end();
        EXPECT_EQ(query::parse_filter(*type, filter).ok(), is_offered) << filter;
      }
    }
  }
}

}  // namespace
}  // namespace dossier::model
