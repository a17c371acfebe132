#include "client-wasm/src/ui/chart.hpp"

#include <gtest/gtest.h>

#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

constexpr std::string_view chart_name = "Published per week, chart of 4 points";

struct chart_test : ::testing::Test {
  chart_data data = [] {
    chart_data made;
    made.name = "Published per week";
    made.points = {"Week of 5 Oct", "Week of 12 Oct", "Week of 19 Oct", "Week of 26 Oct"};
    made.series = {{"Halden Foods", {10, 20, 30, 1234}, 0}, {"Orrin & Vale", {5, 0, 7, 9}, 1}};
    return made;
  }();
  chart_state state;
  int pressed = -1;
  driver d{[this](context& c) {
    const int done = draw_chart(c, {100, 100, 600, 240}, data, state);
    if (done >= 0) pressed = done;
  }};

  void draw_again() {
    d.ui().page.wake();
    d.settle();
  }
  [[nodiscard]] std::string told() { return d.find(role::image, chart_name).value; }
  /// The place of a point on the plot.
  [[nodiscard]] point at(std::size_t index) {
    const rect plot = d.find(role::image, chart_name).bounds;
    chart_frame frame;
    frame.plot = plot;
    return {frame.x_of(index, data.points.size()), plot.center().y};
  }
};

TEST_F(chart_test, tells_the_values_of_the_point_under_the_pointer_and_nothing_once_it_left) {
  EXPECT_EQ(told(), "");
  d.move(at(3));
  EXPECT_EQ(told(), "Week of 26 Oct: Halden Foods 1,234, Orrin & Vale 9");
  const point second = at(1);
  d.move({second.x + 5, second.y});
  EXPECT_EQ(told(), "Week of 12 Oct: Halden Foods 20, Orrin & Vale 0") << "the nearest point counts";
  d.move({20, 20});
  EXPECT_EQ(told(), "");
}

TEST_F(chart_test, is_walked_by_keyboard_from_the_newest_point_and_stops_at_the_ends) {
  d.press("Tab");
  ASSERT_TRUE(d.has_state(role::image, chart_name, state_focused));
  d.press("Left");
  EXPECT_EQ(state.at, 3);
  d.press("Left");
  EXPECT_EQ(told(), "Week of 19 Oct: Halden Foods 30, Orrin & Vale 7");
  d.press("Home");
  EXPECT_EQ(state.at, 0);
  d.press("Left");
  EXPECT_EQ(state.at, 0);
  d.press("End");
  d.press("Right");
  EXPECT_EQ(state.at, 3);
  d.press("Escape");
  EXPECT_EQ(told(), "");
}

TEST_F(chart_test, answers_the_point_that_enter_or_a_press_chose) {
  d.press("Tab");
  d.press("Home");
  d.press("Enter");
  EXPECT_EQ(pressed, 0);
  d.click_at(at(2));
  EXPECT_EQ(pressed, 2);
}

TEST_F(chart_test, shows_its_values_as_a_table_behind_t_the_newest_first_and_goes_back) {
  d.press("Tab");
  d.press("t");
  const semantic_node& table = d.find(role::grid, "Published per week, table");
  EXPECT_EQ(table.row_count, 5);
  EXPECT_EQ(table.col_count, 3);
  EXPECT_EQ(d.look(role::image, chart_name), nullptr);
  EXPECT_EQ(d.find(role::row, "Week of 26 Oct").row_index, 2);
  EXPECT_EQ(d.find(role::gridcell, "Halden Foods").value, "1,234");
  EXPECT_NE(d.look(role::columnheader, "Orrin & Vale"), nullptr);
  d.press("Escape");
  EXPECT_NE(d.look(role::image, chart_name), nullptr);
}

TEST_F(chart_test, tells_the_comparison_beside_the_values) {
  data.comparison = {1, 2, 3, 4};
  data.comparison_name = "Before";
  d.move(at(0));
  EXPECT_EQ(told(), "Week of 5 Oct: Halden Foods 10, Orrin & Vale 5, Before 1");
  d.press("t");
  EXPECT_EQ(d.find(role::grid, "Published per week, table").col_count, 4);
}

TEST_F(chart_test, is_no_chart_to_the_keyboard_while_there_is_nothing_to_show) {
  data.points.clear();
  data.series = {{"Halden Foods", {}, 0}};
  draw_again();
  EXPECT_EQ(d.look(role::image), nullptr);
  d.press("Tab");
  EXPECT_EQ(d.focused(), "");
}

TEST_F(chart_test, keeps_its_point_within_what_is_left_when_points_go) {
  d.press("Tab");
  d.press("End");
  data.points.resize(2);
  for (model::chart_series& each : data.series) each.values.resize(2);
  draw_again();
  EXPECT_EQ(state.at, 1);
}

TEST_F(chart_test, draws_bars_and_areas_of_one_point) {
  data.points.resize(1);
  for (model::chart_series& each : data.series) each.values.resize(1);
  for (const chart_kind kind : {chart_kind::bars, chart_kind::area, chart_kind::lines}) {
    data.kind = kind;
    draw_again();
    EXPECT_NE(d.look(role::image, "Published per week, chart of 1 points"), nullptr);
  }
}

TEST_F(chart_test, rests_without_a_frame_when_nothing_happens) {
  d.press("Tab");
  d.press("End");
  const std::uint64_t before = d.frames();
  d.wait(5'000);
  EXPECT_EQ(d.frames(), before);
}

TEST(bar_row_test, says_its_name_value_and_note_and_is_pressed_by_keyboard) {
  int presses = 0;
  driver d([&](context& c) {
    if (bar_row(c, {100, 100, 300, 46}, {.label = "Draft", .note = "12%", .value = "31", .part = 0.12}))
      ++presses;
  });
  const semantic_node& node = d.find(role::button, "Draft 31");
  EXPECT_EQ(node.value, "31");
  EXPECT_EQ(node.description, "12%");
  d.press("Tab");
  d.press("Enter");
  EXPECT_EQ(presses, 1);
}

}  // namespace
}  // namespace dossier::ui
