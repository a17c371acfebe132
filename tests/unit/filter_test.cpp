#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::type_of;

const std::string some_id = "0192f0c1-7a2b-7c3d-8e4f-0123456789ab";
const std::string other_id = "0192f0c1-7a2b-7c3d-8e4f-0123456789ac";

any_record make_insight() {
  any_record record(type_of<insight>());
  insight& note = *record.get_if<insight>();
  note.brand_id = *parse_uuid(some_id);
  note.title = "Société Générale";
  note.status = insight_status::published;
  note.sentiment = 0.5;
  note.published_at = timestamp{1'000'000};
  note.pinned = true;
  note.tags = {"Banks", "Credit risk"};
  note.author_id = *parse_uuid(other_id);
  return record;
}

bool insight_matches(std::string_view text) {
  const auto parsed = parse_filter(type_of<insight>(), text);
  EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : parsed.error().detail);
  return parsed.ok() && matches(*parsed, make_insight());
}

std::string fault(const describe::record_type& type, std::string_view text) {
  const auto parsed = parse_filter(type, text);
  EXPECT_FALSE(parsed.ok()) << text;
  if (parsed.ok()) return {};
  EXPECT_EQ(parsed.error().status, 400);
  return std::to_string(parsed.error().position.value_or(9999)) + parsed.error().detail.substr(30);
}

TEST(filter, that_is_empty_matches_everything) {
  EXPECT_TRUE(insight_matches(""));
  EXPECT_TRUE(insight_matches(" \n\t "));
}

TEST(filter, compares_every_kind_of_field) {
  EXPECT_TRUE(insight_matches("status = \"published\""));
  EXPECT_FALSE(insight_matches("status = \"draft\""));
  EXPECT_TRUE(insight_matches("brand_id = \"" + some_id + "\""));
  EXPECT_FALSE(insight_matches("brand_id = \"00000000-0000-0000-0000-000000000000\""));
  EXPECT_TRUE(insight_matches("pinned = true"));
  EXPECT_FALSE(insight_matches("pinned=false"));
  EXPECT_TRUE(insight_matches("sentiment = 0.5"));
  EXPECT_TRUE(insight_matches("sentiment = 5e-1"));
  EXPECT_FALSE(insight_matches("sentiment = -0.5"));
  EXPECT_TRUE(insight_matches("published_at = \"1970-01-01T01:00:01+01:00\""));
  EXPECT_FALSE(insight_matches("published_at = \"1970-01-01T00:00:02Z\""));
}

TEST(filter, compares_text_without_case_and_accents) {
  EXPECT_TRUE(insight_matches("title = \"SOCIETE GENERALE\""));
  EXPECT_TRUE(insight_matches("status = \"Published\""));
  EXPECT_FALSE(insight_matches("title = \"societe\""));
}

TEST(filter, knows_whether_a_field_is_set) {
  EXPECT_TRUE(insight_matches("source = null"));
  EXPECT_FALSE(insight_matches("source = \"\""));
  EXPECT_FALSE(insight_matches("sentiment = null"));
}

TEST(filter, joins_conditions_that_must_all_hold) {
  EXPECT_TRUE(insight_matches("status = \"published\" AND pinned = true AND source = null"));
  EXPECT_FALSE(insight_matches("status = \"published\" AND pinned = false AND source = null"));
}

TEST(filter, takes_quotes_and_backslashes_inside_texts) {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = R"(A "B" \ C)";
  const auto parsed = parse_filter(type_of<brand>(), R"(name = "a \"b\" \\ c")");
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(matches(*parsed, record));
}

TEST(filter, says_where_and_why_it_is_not_understood) {
  const auto& type = type_of<insight>();
  EXPECT_EQ(fault(type, "statu = \"draft\""), "0`statu` is not a field of insights");
  EXPECT_EQ(fault(type, "pinned = true AND body = \"x\""), "18`body` cannot be filtered by");
  EXPECT_EQ(fault(type, "tags = \"x\""), "5`tags` is a list, which only `:` looks into, as in tags:\"a\"");
  EXPECT_EQ(fault(type, "tags > \"x\""), "5`tags` is a list, which only `:` looks into, as in tags:\"a\"");
  EXPECT_EQ(fault(type, "status = \"odd\""), "9`status` is one of draft, published, archived");
  EXPECT_EQ(fault(type, "status = draft"), "9`status` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "status > \"draft\""), "7`status` has no order; =, !=, IN and `:*` suit it");
  EXPECT_EQ(fault(type, "status"), "6an operator is expected after the field's name: = != < <= > >= : or IN");
  EXPECT_EQ(fault(type, "status ="), "8a value is missing");
  EXPECT_EQ(fault(type, "status = \"draft"), "9the text that begins here has no closing quote");
  EXPECT_EQ(fault(type, "status = 'draft'"), "9a text stands in double quotes");
  EXPECT_EQ(fault(type, R"(status = "a\n")"),
            "11a backslash in a text stands only before a quote or a backslash");
  EXPECT_EQ(fault(type, "pinned = true pinned = true"), "14AND or OR is expected between two conditions");
  EXPECT_EQ(fault(type, "pinned = true and pinned = true"), "14AND is written in capital letters");
  EXPECT_EQ(fault(type, "pinned = true AND not pinned = true"), "18NOT is written in capital letters");
  EXPECT_EQ(fault(type, "pinned in (true)"), "7IN is written in capital letters");
  EXPECT_EQ(fault(type, "pinned = true AND"), "17a condition is expected, such as name = \"Acme\"");
  EXPECT_EQ(fault(type, "= 3"), "0a field's name is expected");
  EXPECT_EQ(fault(type, "()"), "1a field's name is expected");
  EXPECT_EQ(fault(type, "(pinned = true"), "0the parenthesis that opens here is not closed");
  EXPECT_EQ(fault(type, "pinned = true)"), "13this parenthesis closes none");
  EXPECT_EQ(fault(type, "!pinned = true"), "0`!` stands only in `!=`; NOT negates a condition");
  EXPECT_EQ(fault(type, "pinned = 1"), "9`pinned` is compared with true or false");
  EXPECT_EQ(fault(type, "pinned = null"), "9`pinned` is never null");
  EXPECT_EQ(fault(type, "sentiment > null"),
            "12null stands only with =, != and IN; `:*` asks whether a field is set");
  EXPECT_EQ(fault(type, "sentiment = \"1\""), "12`sentiment` is compared with a number");
  EXPECT_EQ(fault(type, "sentiment = 1e999"), "12this number is out of range");
  EXPECT_EQ(fault(type, "sentiment = 1x"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment = -"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment = 1.2.3"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment:1"),
            "10`sentiment` has no words; `:` takes only `*` there, compare it with = != < <= > >= or IN");
  EXPECT_EQ(fault(type, "pinned:true"),
            "7`pinned` has no words; `:` takes only `*` there, compare it with =, != or IN");
  EXPECT_EQ(fault(type, "title:\"&\""), "6`:` looks for words, and there is none in this text");
  EXPECT_EQ(fault(type, "brand_id = \"7\""),
            "11`brand_id` is compared with an id (a UUID in double quotes) or `me`");
  EXPECT_EQ(fault(type, "title = me"), "8`title` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "pinned = true; drop"),
            "13this character cannot stand here; texts stand in double quotes");
  EXPECT_EQ(fault(type, "status IN \"draft\""),
            "10IN is followed by values in parentheses, such as (\"a\", \"b\")");
  EXPECT_EQ(fault(type, "status IN ()"), "11`status` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "status IN (\"draft\" \"archived\")"), "19a comma or `)` is expected after a value");
  EXPECT_EQ(fault(type, "brand = \"x\""),
            "0`brand` is not a field of insights; brand_id compares its id, brand.name looks into it");
  EXPECT_EQ(fault(type, "brand.nam = \"x\""), "6`nam` is not a field of brands");
  EXPECT_EQ(fault(type, "brand.description = \"x\""), "6`description` cannot be filtered by");
  EXPECT_EQ(fault(type, "author.name = \"x\""), "0`author` is not a reference of insights, which has brand");
  EXPECT_EQ(fault(type_of<brand>(), "tags.name = \"x\""), "0`tags` is not a reference of brands");
  EXPECT_EQ(fault(type, "brand.name.x = \"x\""), "6`name.x` is not a field of brands");
  EXPECT_EQ(fault(type, "created_at > now-7"),
            "17a number with a unit (s, m, h, d or w) is expected, such as now-7d");
  EXPECT_EQ(fault(type, "created_at > now-7dx"),
            "17a number with a unit (s, m, h, d or w) is expected, such as now-7d");
  EXPECT_EQ(fault(type, "created_at > \"yesterday\"").substr(0, 40),
            "13`created_at` is compared with a time i");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 1.5"), "12`headcount` is compared with a whole number");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 99999999999999999999"), "12this number is out of range");
}

TEST(filter, joins_alternatives_less_tightly_than_conditions) {
  EXPECT_TRUE(insight_matches("pinned = true OR pinned = false AND source = \"x\""));
  EXPECT_FALSE(insight_matches("(pinned = true OR pinned = false) AND source = \"x\""));
  EXPECT_TRUE(insight_matches("source = \"x\" AND pinned = false OR status = \"published\""));
  EXPECT_FALSE(insight_matches("NOT pinned = true OR source = \"x\""));
  EXPECT_TRUE(insight_matches("NOT (pinned = true AND source = \"x\")"));
  EXPECT_TRUE(insight_matches("NOT NOT pinned = true"));
}

TEST(filter, orders_numbers_times_and_texts) {
  EXPECT_TRUE(
      insight_matches("sentiment > 0.4 AND sentiment >= 0.5 AND sentiment < 1 AND sentiment <= 5e-1"));
  EXPECT_FALSE(insight_matches("sentiment > 0.5 OR sentiment < 0.5"));
  EXPECT_TRUE(insight_matches("published_at >= \"1970-01-01\" AND published_at < \"1970-01-02\""));
  EXPECT_TRUE(insight_matches("title > \"societe\" AND title < \"SOCIETE H\""));
  EXPECT_TRUE(insight_matches("title >= \"société générale\" AND title <= \"Société Générale\""));
  EXPECT_FALSE(insight_matches("title < \"Rz\""));
}

TEST(filter, is_two_valued_where_a_field_is_unset) {
  EXPECT_FALSE(insight_matches("source = \"x\""));
  EXPECT_TRUE(insight_matches("source != \"x\""));
  EXPECT_TRUE(insight_matches("NOT source = \"x\""));
  EXPECT_FALSE(insight_matches("source != null"));
  EXPECT_TRUE(insight_matches("title != \"x\" AND sentiment != null"));
  EXPECT_FALSE(insight_matches("title != \"societe generale\""));
  EXPECT_FALSE(insight_matches("source < \"x\" OR source <= \"x\" OR source > \"x\" OR source >= \"x\""));
  EXPECT_TRUE(insight_matches("NOT source < \"x\""));
  EXPECT_FALSE(insight_matches("source:\"x\""));
  EXPECT_TRUE(insight_matches("NOT source:\"x\""));
}

TEST(filter, finds_a_value_among_several) {
  EXPECT_TRUE(insight_matches("status IN (\"draft\", \"published\")"));
  EXPECT_FALSE(insight_matches("status IN (\"draft\",\"archived\")"));
  EXPECT_TRUE(insight_matches("title IN (\"x\", \"SOCIETE generale\")"));
  EXPECT_TRUE(insight_matches("sentiment IN (1, 0.5)"));
  EXPECT_TRUE(insight_matches("source IN (\"x\", null)"));
  EXPECT_FALSE(insight_matches("source IN (\"x\")"));
  EXPECT_FALSE(insight_matches("sentiment IN (null)"));
  EXPECT_TRUE(insight_matches("pinned IN (true)"));
  EXPECT_TRUE(insight_matches("NOT status IN (\"draft\")"));
}

TEST(filter, finds_whole_words_side_by_side_in_a_text) {
  EXPECT_TRUE(insight_matches("title:\"generale\""));
  EXPECT_TRUE(insight_matches("title:\"SOCIETE\""));
  EXPECT_TRUE(insight_matches("title:\"société, générale!\""));
  EXPECT_FALSE(insight_matches("title:\"generale societe\""));
  EXPECT_FALSE(insight_matches("title:\"general\""));
  EXPECT_FALSE(insight_matches("title:\"ociete\""));
}

TEST(filter, finds_whole_items_in_a_list) {
  EXPECT_TRUE(insight_matches("tags:\"credit RISK\""));
  EXPECT_TRUE(insight_matches("tags:\"Banks\""));
  EXPECT_FALSE(insight_matches("tags:\"risk\""));
  EXPECT_TRUE(insight_matches("NOT tags:\"risk\""));
}

TEST(filter, knows_what_is_present) {
  EXPECT_TRUE(insight_matches("title:* AND sentiment:* AND pinned:* AND brand_id:* AND status:* AND tags:*"));
  EXPECT_FALSE(insight_matches("source:*"));
  const auto parsed = parse_filter(type_of<brand>(), "tags : *");
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(matches(*parsed, any_record(type_of<brand>())));
}

TEST(filter, reads_times_relative_to_now) {
  const auto holds = [](std::string_view text, std::int64_t now_seconds) {
    const auto parsed = parse_filter(type_of<insight>(), text);
    EXPECT_TRUE(parsed.ok()) << text;
    EXPECT_TRUE(has_relative_time(*parsed));
    return matches(*parsed, make_insight(), {.now = {now_seconds * 1'000'000}});
  };
  EXPECT_TRUE(holds("published_at = now", 1));
  EXPECT_FALSE(holds("published_at = now", 2));
  EXPECT_TRUE(holds("published_at > now-7d", 7 * 86400));
  EXPECT_FALSE(holds("published_at > now-7d", 7 * 86400 + 1));
  EXPECT_TRUE(holds("published_at = now + 1m", -59));
  EXPECT_TRUE(holds("published_at = now - 1w + 2d", 5 * 86400 + 1));
  EXPECT_TRUE(holds("published_at IN (null, now-1h-1s)", 3602));
}

TEST(filter, takes_me_for_whoever_asks) {
  const auto parsed = parse_filter(type_of<insight>(), "author_id = me OR created_by IN (me)");
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(matches(*parsed, make_insight(), {.caller = *parse_uuid(other_id)}));
  EXPECT_FALSE(matches(*parsed, make_insight(), {.caller = *parse_uuid(some_id)}));
  const filter bound = bound_to(*parsed, *parse_uuid(other_id));
  EXPECT_EQ(to_string(bound), "author_id = \"" + other_id + "\" OR created_by IN (\"" + other_id + "\")");
  EXPECT_TRUE(matches(bound, make_insight()));
  EXPECT_EQ(to_string(*parsed), "author_id = me OR created_by IN (me)");
}

TEST(filter, looks_through_references) {
  any_record acme(type_of<brand>());
  acme.get_if<brand>()->name = "Acme";
  acme.get_if<brand>()->tags = {"Tools"};
  const subject seen(acme);
  const subject* found = &seen;
  const context with{.referenced = [&](const describe::field& through, const uuid& id) {
    EXPECT_EQ(through.name, "brand_id");
    EXPECT_EQ(to_string(id), some_id);
    return found;
  }};
  const auto holds = [&](std::string_view text, const context& by) {
    const auto parsed = parse_filter(type_of<insight>(), text);
    EXPECT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(references_in(*parsed).size(), 1U);
    return matches(*parsed, make_insight(), by);
  };
  EXPECT_TRUE(holds("brand.name = \"acme\" AND brand.tags:\"tools\" AND brand.domain = null", with));
  EXPECT_TRUE(holds("brand.name IN (\"x\", \"ACME\") AND brand.name:* AND brand.created_at < now+1d", with));
  EXPECT_FALSE(holds("brand.name != \"acme\" OR brand.headcount > 0", with));
  found = nullptr;
  EXPECT_FALSE(holds("brand.name = \"acme\" OR brand.name:* OR brand.name > \"\" OR brand.tags:*", with));
  EXPECT_TRUE(holds("brand.name = null AND brand.name != \"acme\"", with));
  EXPECT_TRUE(holds("brand.name = null AND NOT brand.name = \"acme\"", {}));
}

TEST(filter, asks_a_record_for_its_folded_texts_once) {
  const any_record record = make_insight();
  const subject whom(record);
  const describe::field& title = type_of<insight>().title();
  EXPECT_EQ(whom.key(title), "societe generale");
  EXPECT_EQ(&whom.key(title), &whom.key(title));
  EXPECT_EQ(whom.words(title), " societe generale ");
  EXPECT_EQ(whom.item_keys(*type_of<insight>().find("tags")),
            (std::vector<std::string>{"banks", "credit risk"}));
  EXPECT_EQ(whom.key(*type_of<insight>().find("source")), "");
}

TEST(filter, tells_the_comparisons_that_all_must_hold) {
  const auto parsed = [](std::string_view text) { return *parse_filter(type_of<insight>(), text); };
  EXPECT_EQ(comparisons_of(parsed("")).size(), 0U);
  EXPECT_TRUE(is_conjunction_of_comparisons(parsed("")));
  EXPECT_EQ(comparisons_of(parsed("pinned = true")).size(), 1U);
  EXPECT_TRUE(is_conjunction_of_comparisons(parsed("pinned = true")));
  EXPECT_EQ(comparisons_of(parsed("pinned = true AND (source = null AND title:\"x\")")).size(), 3U);
  EXPECT_TRUE(is_conjunction_of_comparisons(parsed("pinned = true AND (source = null AND title:\"x\")")));
  EXPECT_EQ(comparisons_of(parsed("pinned = true AND NOT source = null")).size(), 1U);
  EXPECT_FALSE(is_conjunction_of_comparisons(parsed("pinned = true AND NOT source = null")));
  EXPECT_EQ(comparisons_of(parsed("pinned = true OR source = null")).size(), 0U);
  EXPECT_FALSE(is_conjunction_of_comparisons(parsed("pinned = true OR source = null")));
}

TEST(filter, is_refused_beyond_its_limits) {
  const auto& type = type_of<insight>();
  const std::string longest = "title = \"" + std::string(filter_max_length - 10, 'x') + "\"";
  EXPECT_TRUE(parse_filter(type, longest).ok());
  EXPECT_EQ(fault(type, longest + " "), std::to_string(filter_max_length) + "it is longer than 4096 bytes");
  const auto nested = [](const std::string& open, std::size_t depth, const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += "pinned = true";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_TRUE(parse_filter(type, nested("(", filter_max_depth, ")")).ok());
  EXPECT_EQ(fault(type, nested("(", filter_max_depth + 1, ")")), "32it is nested more than 32 levels deep");
  EXPECT_TRUE(parse_filter(type, nested("NOT ", filter_max_depth, "")).ok());
  EXPECT_EQ(fault(type, nested("NOT ", filter_max_depth + 1, "")),
            "128it is nested more than 32 levels deep");
  std::string many = "pinned:*";
  for (std::size_t i = 1; i < filter_max_comparisons; ++i) many += " OR pinned:*";
  EXPECT_TRUE(parse_filter(type, many).ok());
  EXPECT_EQ(fault(type, many + " OR pinned:*"),
            std::to_string(many.size() + 4) + "it has more than 200 comparisons");
  std::string values = "sentiment IN (0";
  for (std::size_t i = 1; i < filter_max_values; ++i) values += ",1";
  EXPECT_TRUE(parse_filter(type, values + ")").ok());
  EXPECT_EQ(fault(type, values + ",1)"),
            std::to_string(values.size() + 1) + "more than 100 values stand in one IN");
  EXPECT_TRUE(parse_filter(type, "created_at > now-3660d").ok());
  EXPECT_EQ(fault(type, "created_at > now-3660d-1s"), "22it is more than 3660 days away from now");
  EXPECT_EQ(fault(type, "created_at > now+99999999999999999999w"),
            "16it is more than 3660 days away from now");
  using namespace std::string_view_literals;
  EXPECT_EQ(fault(type, "title = \"a\0b\""sv).substr(0, 2), "10");
  EXPECT_EQ(fault(type, "title = \"a\xFF\"").substr(0, 2), "10");
}

TEST(filter, is_refused_where_its_canonical_text_would_be_too_long) {
  std::string text;
  for (int i = 0; i < 2; ++i) {
    text += i == 0 ? "created_at IN (\"2026-11-20\"" : " OR created_at IN (\"2026-11-20\"";
    for (std::size_t j = 1; j < filter_max_values; ++j) text += ",\"2026-11-20\"";
    text += ")";
  }
  ASSERT_LT(text.size(), filter_max_length);
  EXPECT_EQ(fault(type_of<insight>(), text),
            std::to_string(text.size()) + "with its values written out it is longer than 4096 bytes");
}

TEST(filter, prints_in_one_spelling_that_parses_to_the_same) {
  const auto& type = type_of<insight>();
  for (const char* text :
       {"", "status = \"draft\"", "title = \"a \\\"b\\\" \\\\\" AND sentiment = 0.1 AND pinned = true",
        "source = null", "published_at = \"2026-11-20T21:22:03.000000Z\"", "NOT NOT pinned = true",
        "pinned = true OR source = null AND (title:\"x\" OR NOT (pinned = true OR tags:\"a\"))",
        "brand.name IN (\"a\", null) AND created_at > now-7d AND author_id != me AND source:*"}) {
    const auto parsed = parse_filter(type, text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(to_string(*parsed), text);
  }
  EXPECT_EQ(to_string(*parse_filter(type, " status=\"DRAFT\"\nAND  sentiment=5.0e-1 ")),
            "status = \"draft\" AND sentiment = 0.5");
  EXPECT_EQ(to_string(*parse_filter(type, "((pinned = true) AND ((source=null AND (NOT (pinned=false)))))")),
            "pinned = true AND source = null AND NOT pinned = false");
  EXPECT_EQ(to_string(*parse_filter(type, "(pinned = true OR (source=null OR title != \"x\"))")),
            "pinned = true OR source = null OR title != \"x\"");
  EXPECT_EQ(to_string(*parse_filter(type, "created_at < now - 1w + 12h OR created_at = now+90s-30s")),
            "created_at < now-156h OR created_at = now+1m");
  EXPECT_EQ(to_string(*parse_filter(type, "created_at < \"2026-11-20\" OR created_at = now-0d")),
            "created_at < \"2026-11-20T00:00:00.000000Z\" OR created_at = now");
}

TEST(filter, of_any_shape_prints_as_what_it_is) {
  tests::random_filters random(10);
  for (const describe::record_type* type : describe::all_records()) {
    std::size_t holding = 0;
    for (int i = 0; i < 5000; ++i) {
      const filter made = random.filter(*type, 12);
      const std::string text = to_string(made);
      const auto again = parse_filter(*type, text);
      ASSERT_TRUE(again.ok()) << text << ": " << again.error().detail;
      ASSERT_EQ(*again, made) << text;
      ASSERT_EQ(to_string(*again), text);
      const any_record record = random.record(*type);
      const context with{.now = random.now(), .caller = tests::random_filters::some_id(0)};
      const bool held = matches(made, record, with);
      holding += held ? 1 : 0;
      ASSERT_EQ(matches(bound_to(made, with.caller), record, with), held) << text;
      if (!made.root) continue;
      const filter negated{type, node{negation{{*made.root}}}};
      ASSERT_NE(matches(negated, record, with), held) << text;
    }
    // Neither side of the truth is a rare guest, or the test would prove little.
    EXPECT_GT(holding, 1000U) << type->names.resource;
    EXPECT_LT(holding, 4000U) << type->names.resource;
  }
}

TEST(filter, survives_every_cut_and_every_changed_byte) {
  const auto& type = type_of<insight>();
  const auto check = [&type](const std::string& broken) {
    const auto parsed = parse_filter(type, broken);
    if (parsed.ok()) {
      ASSERT_EQ(*parse_filter(type, to_string(*parsed)), *parsed) << broken;
    } else {
      ASSERT_LE(parsed.error().position.value_or(9999), broken.size()) << broken;
      ASSERT_EQ(parsed.error().detail.substr(0, 30), "The filter is not understood: ") << broken;
    }
  };
  for (const std::string text :
       {R"(NOT (status IN ("draft", "archived") OR sentiment >= -1.5e-1) AND brand.name:"a \\\"b")",
        "created_at > now - 7d + 1h AND author_id = me OR tags:\"É\" AND source:* AND pinned != true"}) {
    ASSERT_TRUE(parse_filter(type, text).ok()) << text;
    for (std::size_t i = 0; i <= text.size(); ++i) check(text.substr(0, i));
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed = text;
        changed[i] = static_cast<char>(byte);
        check(changed);
      }
      check(text.substr(0, i) + text.substr(i + 1));
      check(text.substr(0, i) + text[i] + text.substr(i));
    }
  }
}

}  // namespace
}  // namespace dossier::query
