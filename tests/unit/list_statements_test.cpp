#include "server/records/list_statements.hpp"

#include <gtest/gtest.h>

#include <set>

#include "shared/records/brand.hpp"

namespace dossier::records {
namespace {

using describe::type_of;

/// A list of all brands that reads a set of fields: one kind for each number.
class numbered_lists {
 public:
  list_statement statement(std::size_t number) {
    list_fields fields;
    for (std::size_t bit = 0; bit < type_.fields.size(); ++bit) {
      if (bit == 0 || ((number >> (bit - 1)) & 1U) != 0) fields.read.push_back(&type_.fields[bit]);
    }
    list_query what;
    what.where = &all_;
    what.by = query::order(type_.find("name"), false);
    what.rows = 51;
    what.fields = &fields;
    return lists_.page(uuid{}, what);
  }

 private:
  const describe::record_type& type_ = type_of<brand>();
  const query::filter all_{&type_, std::nullopt};
  list_statements lists_{type_};
};

TEST(list_statements, are_kept_up_to_a_bound_and_made_each_time_beyond) {
  numbered_lists lists;
  std::set<std::string> names;
  for (std::size_t i = 0; i < list_statements_max; ++i) {
    const list_statement made = lists.statement(i);
    ASSERT_FALSE(made.what->is_planned_anew) << i;
    names.insert(made.what->name);
  }
  EXPECT_EQ(names.size(), list_statements_max) << "one name never stands for two texts";
  const list_statement beyond = lists.statement(list_statements_max);
  EXPECT_TRUE(beyond.what->is_planned_anew);
  EXPECT_NE(beyond.what, lists.statement(list_statements_max).what);
  EXPECT_EQ(beyond.what->sql, lists.statement(list_statements_max).what->sql);
  EXPECT_EQ(lists.statement(7).what, lists.statement(7).what) << "those kept stay";
}

TEST(list_statements, of_one_record_in_several_places_share_no_name) {
  numbered_lists lists;
  numbered_lists others;
  const list_statement some = lists.statement(1);
  const list_statement other = others.statement(2);
  EXPECT_NE(some.what->sql, other.what->sql);
  EXPECT_NE(some.what->name, other.what->name) << "a connection would answer one with the other's rows";
}

TEST(list_statements, with_a_condition_are_planned_for_its_values) {
  list_statements lists(type_of<brand>());
  list_query what;
  const auto where = query::parse_filter(type_of<brand>(), "country = \"DE\" AND created_at > now-7d");
  what.where = &*where;
  what.at.now = timestamp{604'800'000'000 + 5};
  what.by = query::order(type_of<brand>().find("name"), false);
  what.rows = 51;
  const list_statement made = lists.page(uuid{}, what);
  EXPECT_TRUE(made.what->is_planned_anew);
  ASSERT_EQ(made.values.size(), 4U);
  EXPECT_EQ(std::get<std::string>(made.values[2]), "de");
  EXPECT_EQ(std::get<timestamp>(made.values[3]), timestamp{5});
}

}  // namespace
}  // namespace dossier::records
