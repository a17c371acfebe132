#include "client-wasm/src/model/column_layout.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "shared/records/tag.hpp"

namespace dossier::test {
namespace {

using model::column_layout;

column_layout brands() {
  return column_layout(
      model::columns_of(describe::type_of<brand>(), {{"insights", "Insights", 84, "updated_at"}}));
}

std::string names(const column_layout& layout, int room = 1204) {
  std::string text;
  for (const model::placed_column& column : layout.fit(room)) {
    if (!text.empty()) text += ' ';
    text += column.spec->name;
  }
  return text;
}

int width_of(const column_layout& layout, std::string_view name, int room) {
  for (const model::placed_column& column : layout.fit(room)) {
    if (column.spec->name == name) return column.width;
  }
  return 0;
}

int whole(const column_layout& layout, int room) {
  const auto placed = layout.fit(room);
  return placed.back().x + placed.back().width;
}

TEST(column_layout, shows_by_default_what_the_description_names_and_the_screens_own_figures) {
  EXPECT_EQ(names(brands()), "name industry country headcount insights updated_at");
}

TEST(column_layout, shows_more_of_the_records_own_fields_where_the_description_names_few_columns) {
  const column_layout tags(model::columns_of(describe::type_of<tag>()));
  EXPECT_EQ(names(tags), "name color description usage_count updated_at");
}

TEST(column_layout, fills_its_room_exactly_and_shrinks_to_the_least_widths_before_it_sticks_out) {
  const column_layout layout = brands();
  EXPECT_EQ(whole(layout, 1168), 1168);
  EXPECT_EQ(whole(layout, 784), 784);
  EXPECT_EQ(whole(layout, 700), 700);
  EXPECT_EQ(width_of(layout, "headcount", 700), 108) << "a number is not cut";
  EXPECT_EQ(whole(layout, 100), 153 + 138 + 63 + 108 + 84 + 88);
}

TEST(column_layout, keeps_a_dragged_edge_under_the_pointer_and_lets_the_rest_fill_up) {
  column_layout layout = brands();
  const int name_before = width_of(layout, "name", 1000);
  layout.resize("industry", 300, 1000);
  EXPECT_EQ(width_of(layout, "name", 1000), name_before);
  EXPECT_EQ(width_of(layout, "industry", 1000), 300);
  EXPECT_EQ(whole(layout, 1000), 1000);
}

TEST(column_layout, keeps_a_width_between_its_bounds) {
  column_layout layout = brands();
  layout.resize("name", 1, 1000);
  EXPECT_EQ(width_of(layout, "name", 1000), model::title_min_width);
  layout.set_width("country", 5);
  EXPECT_EQ(width_of(layout, "country", 1000), model::column_min_width);
  layout.set_width("country", 100'000);
  EXPECT_EQ(width_of(layout, "country", 1000), model::column_max_width);
}

TEST(column_layout, hides_and_shows_any_column_but_the_title) {
  column_layout layout = brands();
  layout.show("country", false);
  layout.show("founded", true);
  layout.show("name", false);
  EXPECT_EQ(names(layout), "name industry headcount founded insights updated_at");
  EXPECT_EQ(layout.shown_count(), 6);
}

TEST(column_layout, moves_a_column_before_another_one_or_to_the_end) {
  column_layout layout = brands();
  layout.move("updated_at", "industry");
  EXPECT_EQ(names(layout), "name updated_at industry country headcount insights");
  layout.move("industry", "");
  EXPECT_EQ(names(layout), "name updated_at country headcount insights industry");
}

TEST(column_layout, steps_over_hidden_columns_and_stops_at_the_ends) {
  column_layout layout = brands();
  layout.step("headcount", 1);
  EXPECT_EQ(names(layout), "name industry country insights headcount updated_at");
  layout.step("headcount", -1);
  layout.step("name", -1);
  layout.step("updated_at", 1);
  EXPECT_EQ(names(layout), "name industry country headcount insights updated_at");
}

TEST(column_layout, is_the_same_after_a_reload) {
  column_layout layout = brands();
  layout.move("updated_at", "industry");
  layout.show("country", false);
  layout.resize("name", 333, 1000);
  column_layout read = brands();
  read.load(layout.to_json());
  EXPECT_EQ(names(read), names(layout));
  EXPECT_EQ(width_of(read, "name", 1000), 333);
  EXPECT_EQ(read.to_json(), layout.to_json());
}

TEST(column_layout, understands_what_another_build_wrote_and_ignores_what_it_cannot_read) {
  column_layout layout = brands();
  for (const char* text : {"", "{", "[]", R"({"version":2,"columns":[]})", R"({"version":1})"}) {
    layout.load(text);
    EXPECT_TRUE(layout.is_default()) << text;
  }
  layout.load(R"({"version":1,"columns":[{"name":"headcount","shown":true,"width":-5},{"name":"gone"},7,
    {"name":"name","shown":false},{"name":"headcount","shown":false}]})");
  EXPECT_EQ(names(layout), "headcount insights updated_at name industry country");
  EXPECT_EQ(width_of(layout, "headcount", 1000), model::column_min_width);
}

TEST(column_layout, names_what_it_shows_and_nothing_where_that_is_the_default) {
  column_layout layout = brands();
  EXPECT_TRUE(layout.shown_names().empty());
  layout.resize("name", 333, 1000);
  EXPECT_TRUE(layout.shown_names().empty()) << "widths are no matter of which columns";
  layout.show("country", false);
  layout.move("updated_at", "industry");
  EXPECT_EQ(layout.shown_names(),
            (std::vector<std::string>{"name", "updated_at", "industry", "headcount", "insights"}));
}

TEST(column_layout, shows_the_columns_that_are_named_and_keeps_their_widths) {
  column_layout layout = brands();
  layout.resize("name", 333, 1000);
  const int before = layout.revision();
  layout.show_only({"headcount", "gone", "name", "founded", "headcount"});
  EXPECT_EQ(names(layout), "headcount name founded");
  EXPECT_EQ(width_of(layout, "name", 1000), 333);
  EXPECT_EQ(layout.columns().size(), brands().columns().size()) << "the others are hidden, not lost";
  EXPECT_GT(layout.revision(), before);
  layout.show_only({"country"});
  EXPECT_NE(names(layout).find("name"), std::string::npos) << "the title's column stays shown";
  layout.show_only({});
  EXPECT_EQ(names(layout), names(brands()));
}

TEST(column_layout, tells_that_it_changed_and_goes_back_to_the_default) {
  column_layout layout = brands();
  const int before = layout.revision();
  layout.show("founded", true);
  EXPECT_GT(layout.revision(), before);
  EXPECT_FALSE(layout.is_default());
  layout.reset();
  EXPECT_TRUE(layout.is_default());
}

}  // namespace
}  // namespace dossier::test
