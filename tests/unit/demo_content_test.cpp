#include <gtest/gtest.h>

#include <map>
#include <set>

#include "server/domains/demo/demo_content.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/validate.hpp"
#include "shared/query/view_errors.hpp"
#include "shared/text/fold.hpp"

namespace dossier {
namespace {

std::string as_json(const brand& what) {
  describe::any_record record(describe::type_of<brand>());
  *record.get_if<brand>() = what;
  return codec::to_json(record);
}

TEST(demo_content, is_the_same_for_the_same_seed) {
  demo::content first(7);
  demo::content second(7);
  const auto mine = first.brands(demo::default_brands);
  const auto theirs = second.brands(demo::default_brands);
  ASSERT_EQ(mine.size(), theirs.size());
  for (std::size_t i = 0; i < mine.size(); ++i) EXPECT_EQ(as_json(mine[i]), as_json(theirs[i]));
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(first.make_insight("Acme").body, second.make_insight("Acme").body);
}

TEST(demo_content, has_no_two_brands_of_one_name) {
  demo::content content(7);
  std::set<std::string> names;
  for (const brand& one : content.brands(demo::default_brands)) names.insert(text::fold(one.name));
  EXPECT_EQ(names.size(), demo::default_brands);
}

TEST(demo_content, is_valid_by_the_descriptions) {
  demo::content content(7);
  std::vector<field_error> errors;
  for (const brand& one : content.brands(demo::default_brands)) {
    describe::validate(describe::type_of<brand>(), &one, errors);
    insight about = content.make_insight(one.name);
    about.brand_id.bytes[0] = 1;
    describe::validate(describe::type_of<insight>(), &about, errors);
  }
  for (const tag& one : demo::content::tags()) {
    describe::validate(describe::type_of<tag>(), &one, errors);
  }
  for (const saved_view& one : demo::content::views()) {
    describe::validate(describe::type_of<saved_view>(), &one, errors);
    for (field_error& each : query::view_errors(one)) errors.push_back(std::move(each));
  }
  for (const field_error& error : errors) ADD_FAILURE() << error.field << " " << error.message;
}

TEST(demo_content, describes_every_tag_that_its_records_carry) {
  demo::content content(7);
  std::set<std::string> described;
  for (const tag& one : demo::content::tags()) described.insert(one.name);
  for (const brand& one : content.brands(demo::default_brands)) {
    for (const std::string& name : one.tags) EXPECT_TRUE(described.contains(name)) << name;
  }
  for (int i = 0; i < 500; ++i) {
    for (const std::string& name : content.make_insight("Acme").tags)
      EXPECT_TRUE(described.contains(name)) << name;
  }
}

TEST(demo_content, spreads_its_insights_over_half_a_year_unevenly_and_loses_none) {
  const auto weeks = demo::content::insights_per_week(demo::default_insights);
  EXPECT_EQ(weeks.size(), 26U);
  std::size_t all = 0;
  for (const std::size_t each : weeks) all += each;
  EXPECT_EQ(all, demo::default_insights);
  EXPECT_GT(std::set<std::size_t>(weeks.begin(), weeks.end()).size(), 10U);
}

TEST(demo_content, writes_about_a_handful_of_brands_all_the_time) {
  demo::content content(7);
  std::map<std::size_t, int> times;
  for (std::size_t week = 0; week < 26; ++week) {
    for (int i = 0; i < 100; ++i) ++times[content.subject(week, demo::default_brands)];
  }
  EXPECT_GT(times.at(0), 2 * times.at(3)) << "the first is written about most";
  EXPECT_GT(times.at(3), 26);
  EXPECT_LT(times[200], 26) << "one of many";
  EXPECT_EQ(content.subject(0, 1), 0U);
}

TEST(demo_content, writes_notes_with_headings_lists_quotations_and_tables) {
  demo::content content(7);
  std::map<std::string, int> having;
  for (int i = 0; i < 200; ++i) {
    const std::string body = content.make_insight("Acme").body;
    for (const char* mark : {"\n## ", "\n- ", "\n> ", "\n| ", "**", "Acme"}) {
      if (body.find(mark) != std::string::npos) ++having[mark];
    }
    EXPECT_EQ(body.find("{}"), std::string::npos) << body;
  }
  for (const char* mark : {"\n## ", "\n- ", "\n> ", "\n| ", "**", "Acme"})
    EXPECT_GT(having[mark], 20) << mark;
}

}  // namespace
}  // namespace dossier
