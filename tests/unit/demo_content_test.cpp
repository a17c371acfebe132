#include <gtest/gtest.h>

#include <set>

#include "server/domains/demo/demo_content.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/validate.hpp"
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

}  // namespace
}  // namespace dossier
