#include "client-wasm/src/ui/grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "client-wasm/src/platform/exports.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;
using test::id_of;

constexpr rect place{0, 0, 1000, 672};  // header and 20 rows

class grid_test : public ::testing::Test {
 protected:
  grid_test() {
    model::loaded_page page;
    for (int i = 1; i <= 40; ++i)
      page.items.emplace_back(
          test::make_brand(i, "Brand " + std::to_string(100 + i), 1, i == 40 ? 12'400 : 10 * i));
    page.total = 40;
    rows.add_page({0, model::rows_per_page, 0, std::nullopt}, std::move(page));
    d.ui().page.wake();
    d.settle();
  }
  const describe::record_type& type = describe::type_of<brand>();
  model::sort_order order{{&type.title(), false}};
  model::row_cache rows{type, order};
  model::column_layout layout{model::columns_of(type)};
  std::set<uuid> checked;
  std::map<uuid, row_presence> others;
  uuid focused;
  uuid open;
  std::vector<cell_entry> entered;
  std::vector<std::string> sorted;
  std::vector<std::string> notices;
  int removals = 0;
  model::formats how;
  bool read_only = false;
  grid shown;
  driver d{[this](context& c) { frame(c); }};

  void frame(context& c) {
    c.formats = how;
    grid_data data;
    data.now.how = how;
    data.type = &type;
    data.rows = &rows;
    data.layout = &layout;
    data.order = &order;
    data.focused = focused;
    data.open = open;
    data.checked = [this](const uuid& id) { return checked.count(id) != 0; };
    data.fault = [](const uuid&, const describe::field&, const std::string& text) {
      return text == "bad" ? std::string("Not this one") : std::string();
    };
    data.presence = [this](const uuid& id) {
      const auto at = others.find(id);
      return at == others.end() ? nullptr : &at->second;
    };
    data.any_checked = !checked.empty();
    data.read_only = read_only;
    if (read_only) {
      data.text = [](const model::grid_row& row, const describe::field& field) -> std::optional<std::string> {
        if (field.name != "industry") return std::nullopt;
        return "About " + model::value_text(*row.record.type().find("name"), row.record.data(), {});
      };
    }
    const grid_events done = shown.draw(c, place, data);
    if (done.focus) focused = *done.focus;
    if (done.open) open = *done.open;
    if (done.toggle && checked.erase(*done.toggle) == 0) checked.insert(*done.toggle);
    if (done.range) {
      const std::int64_t first = std::min(done.range->first, done.range->last);
      const std::int64_t last = std::max(done.range->first, done.range->last);
      for (std::int64_t i = first; i <= last; ++i) checked.insert(rows.at(i)->id());
    }
    if (done.entry) entered.push_back(*done.entry);
    if (done.sort != nullptr) sorted.push_back(std::string(done.sort->name) + (done.sort_add ? "+" : ""));
    if (!done.notice.empty()) notices.push_back(done.notice);
    if (done.remove) ++removals;
    if (done.show_new) {
      rows.view.show_new();
      c.page.wake();
    }
    if (done.focus || done.open || done.toggle || done.range) c.page.wake();
  }
  [[nodiscard]] point middle(role kind, std::string_view name) { return d.find(kind, name).bounds.center(); }
  /// Of which the next frame consists.
  static int triangles() {
    pf_frame(browser().now);
    return browser().triangles;
  }
  [[nodiscard]] std::string columns() {
    std::string text;
    for (const model::placed_column& column : layout.fit(952)) {
      if (!text.empty()) text += ' ';
      text += column.spec->name;
    }
    return text;
  }
};

TEST_F(grid_test, goes_by_keyboard_through_rows_and_keeps_the_focused_one_in_sight) {
  d.press("j");
  EXPECT_EQ(focused, id_of(1));
  d.press("j");
  d.press("Down");
  EXPECT_EQ(focused, id_of(3));
  d.press("k");
  EXPECT_EQ(focused, id_of(2));
  d.press("Ctrl+End");
  EXPECT_EQ(focused, id_of(40));
  EXPECT_NE(d.look(role::row, "Brand 140"), nullptr);
  d.press("PageUp");
  EXPECT_EQ(focused, id_of(20));
  d.press("Ctrl+Home");
  EXPECT_EQ(focused, id_of(1));
  EXPECT_NE(d.look(role::row, "Brand 101"), nullptr);
}

TEST_F(grid_test, rows_are_as_high_as_the_density_says_and_as_many_as_fit) {
  for (const auto& [density, height] :
       std::vector<std::pair<model::density, float>>{{model::density::compact, 28.0F},
                                                     {model::density::normal, 32.0F},
                                                     {model::density::comfortable, 40.0F}}) {
    d.runtime().choose({.density = density});
    d.settle();
    EXPECT_EQ(d.find(role::row, "Brand 101").bounds.h, height);
    EXPECT_EQ(d.find(role::row, "Brand 102").bounds.y - d.find(role::row, "Brand 101").bounds.y, height);
    const auto shown_rows = std::count_if(d.ui().sem.nodes().begin(), d.ui().sem.nodes().end(),
                                          [](const semantic_node& n) { return n.kind == role::rowheader; });
    EXPECT_EQ(shown_rows, static_cast<long>(std::ceil((place.h - 32) / height)));
  }
}

TEST_F(grid_test, a_wheel_that_turns_by_lines_turns_by_rows_whatever_their_height) {
  for (const model::density density :
       {model::density::compact, model::density::normal, model::density::comfortable}) {
    d.runtime().choose({.density = density});
    d.settle();
    d.move({500, 300});
    d.wheel(0, 3, platform::wheel_lines);
    EXPECT_EQ(rows.view.first_row(), 3);
    EXPECT_EQ(rows.view.pixel(), 0);
    d.wheel(0, -3, platform::wheel_lines);
    EXPECT_EQ(rows.view.first_row(), 0);
  }
}

TEST_F(grid_test, opens_with_enter_and_a_press_and_checks_with_x_and_ranges) {
  d.click(role::row, "Brand 103");
  EXPECT_EQ(open, id_of(3));
  d.press("j");
  d.press("Enter");
  EXPECT_EQ(open, id_of(4));
  d.press("x");
  d.press("Shift+j");
  d.press("Shift+j");
  EXPECT_EQ(checked, (std::set<uuid>{id_of(4), id_of(5), id_of(6)}));
}

TEST_F(grid_test, sorts_by_the_header_with_pointer_and_keyboard) {
  d.click(role::columnheader, "Headcount");
  d.press("j");
  d.press("Up");
  d.press("Enter");
  d.press("Shift+Enter");
  EXPECT_EQ(sorted, (std::vector<std::string>{"headcount", "name", "name+"}));
}

TEST_F(grid_test, a_header_is_dragged_to_its_new_place_and_esc_leaves_it_where_it_was) {
  const point from = middle(role::columnheader, "Country");
  const rect industry = d.find(role::columnheader, "Industry").bounds;
  d.drag(from, {industry.x + 4, from.y});
  EXPECT_EQ(columns(), "name country industry headcount updated_at");
  EXPECT_TRUE(sorted.empty()) << "a drag is no press";
}

TEST_F(grid_test, an_edge_is_dragged_and_a_double_press_fits_the_column) {
  const point edge = middle(role::separator, "Resize Industry");
  const int before = layout.fit(952)[1].width;
  d.drag(edge, {edge.x + 60, edge.y});
  EXPECT_EQ(layout.fit(952)[1].width, before + 60);
  d.double_click_at(middle(role::separator, "Resize Industry"));
  EXPECT_LT(layout.fit(952)[1].width, 100);
}

TEST_F(grid_test, the_keyboard_arranges_columns_on_the_header) {
  d.press("j");
  d.press("Right");
  d.press("Up");
  d.press("Ctrl+Right");
  EXPECT_EQ(columns(), "name country industry headcount updated_at");
  const int before = layout.fit(952)[2].width;
  d.press("Shift+Right");
  EXPECT_EQ(layout.fit(952)[2].width, before + 8);
  d.press("Delete");
  EXPECT_EQ(columns(), "name country headcount updated_at");
  EXPECT_EQ(removals, 0) << "no row is meant";
}

TEST_F(grid_test, the_menu_of_a_header_hides_its_column) {
  d.click(role::columnheader, "Country", 1);
  d.click(role::menuitem, "Hide");
  EXPECT_EQ(columns(), "name industry headcount updated_at");
}

TEST_F(grid_test, a_cell_is_edited_with_e_and_enter_goes_on_below) {
  d.press("j");
  d.press("e");
  d.press("Ctrl+a");
  d.type("Acme");
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].id, id_of(1));
  EXPECT_EQ(entered[0].field->name, "name");
  EXPECT_EQ(entered[0].text, "Acme");
  EXPECT_EQ(focused, id_of(2));
}

TEST_F(grid_test, a_mistake_keeps_the_cell_open_and_esc_brings_the_old_text_back) {
  d.press("j");
  d.press("F2");
  d.press("Ctrl+a");
  d.type("bad");
  d.press("Enter");
  EXPECT_TRUE(entered.empty());
  EXPECT_NE(d.look(role::alert, "Not this one"), nullptr);
  EXPECT_TRUE(d.has_state(role::textbox, "Edit Name", state_focused));
  d.press("Escape");
  EXPECT_TRUE(entered.empty());
  EXPECT_FALSE(shown.editing());
}

TEST_F(grid_test, esc_takes_back_the_position_that_was_typed_before_it_leaves_the_question_for_it) {
  d.press("j");
  d.press(":");
  ASSERT_TRUE(d.has_state(role::textbox, "Go to", state_focused));
  d.type("12");
  d.press("Escape");
  ASSERT_NE(d.look(role::dialog, "Go to"), nullptr);
  EXPECT_EQ(d.find(role::textbox, "Go to").value, "");
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "Go to"), nullptr);
  EXPECT_TRUE(d.has_state(role::grid, "", state_focused)) << "the keyboard is the grid's again";
}

TEST_F(grid_test, tab_takes_the_edit_and_goes_to_the_next_cell) {
  d.press("j");
  d.press("e");
  d.press("Ctrl+a");
  d.type("Acme");
  d.press("Tab");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_TRUE(d.has_state(role::textbox, "Edit Industry", state_focused));
  d.press("Shift+Tab");
  EXPECT_TRUE(d.has_state(role::textbox, "Edit Name", state_focused));
  EXPECT_EQ(entered.size(), 1U) << "nothing was changed in Industry";
}

TEST_F(grid_test, a_figure_typed_on_a_number_begins_its_edit) {
  d.click(role::row, "Brand 102");
  d.press("Home");
  for (int i = 0; i < 3; ++i) d.press("Right");
  d.type("77");
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].field->name, "headcount");
  EXPECT_EQ(entered[0].text, "77");
}

TEST_F(grid_test, a_double_press_edits_the_cell_under_the_pointer) {
  const rect row = d.find(role::row, "Brand 103").bounds;
  const rect industry = d.find(role::columnheader, "Industry").bounds;
  d.double_click_at({industry.center().x, row.center().y});
  EXPECT_TRUE(d.has_state(role::textbox, "Edit Industry", state_focused));
}

TEST_F(grid_test, says_why_a_cell_cannot_be_edited) {
  d.press("j");
  d.press("End");
  d.press("e");
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0], "Updated cannot be edited");
}

TEST_F(grid_test, copies_checked_rows_as_text_and_as_a_table) {
  d.press("j");
  d.press("x");
  d.press("j");
  d.press("x");
  const platform::clipboard_content copied = d.copy();
  EXPECT_NE(copied.text.find("Brand 101\t"), std::string::npos);
  EXPECT_NE(copied.text.find("\nBrand 102\t"), std::string::npos);
  EXPECT_NE(copied.html.find("<tr><td>Brand 101</td>"), std::string::npos);
}

TEST_F(grid_test, numbers_are_shown_typed_and_copied_as_the_workspace_writes_them) {
  how.numbers = number_format::point_comma;
  d.press("Ctrl+End");
  const platform::clipboard_content copied = d.copy();
  EXPECT_NE(copied.text.find("\t12.400"), std::string::npos) << copied.text;
  EXPECT_NE(copied.html.find("<td>12.400</td>"), std::string::npos) << copied.html;
  for (int i = 0; i < 3; ++i) d.press("Right");
  d.press("e");
  EXPECT_EQ(d.find(role::textbox, "Edit Headcount").value, "12.400");
  d.press("Ctrl+a");
  d.type("1.5");
  EXPECT_EQ(d.find(role::textbox, "Edit Headcount").value, "1.5") << "what is typed stays";
  d.type("00");
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].text, "1,500") << "a plain number, whatever the workspace's form";
}

TEST_F(grid_test, columns_wider_than_their_place_scroll_and_the_first_one_stays) {
  for (const model::grid_column& column : layout.columns()) layout.set_width(column.spec.name, 300);
  d.settle();
  const rect name = d.find(role::columnheader, "Name").bounds;
  d.move({500, 300});
  d.wheel(200, 0);
  EXPECT_EQ(d.find(role::columnheader, "Name").bounds, name);
  EXPECT_LT(d.find(role::columnheader, "Industry").bounds.x, name.right());
  d.press("j");
  d.press("Home");
  d.press("Right");
  EXPECT_GE(d.find(role::columnheader, "Industry").bounds.x, name.right());
}

TEST_F(grid_test, tells_who_else_is_at_a_row_to_the_reader_and_under_the_pointer) {
  others[id_of(2)] = {"T. Keller is editing Headcount", "TK", 1};
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(d.find(role::row, "Brand 102").description, "T. Keller is editing Headcount");
  EXPECT_EQ(d.find(role::row, "Brand 103").description, "");
  const rect row = d.find(role::row, "Brand 102").bounds;
  d.move({row.x + 4, row.center().y});
  d.wait(timing::tooltip_delay + 10);
  EXPECT_NE(d.look(role::tooltip, "T. Keller is editing Headcount"), nullptr) << d.outline();
}

TEST_F(grid_test, a_row_about_to_go_says_so_to_the_reader_too) {
  others[id_of(2)] = {"T. Keller is looking at it", "TK", 1};
  const auto leave = [this](int number, live::change_kind kind) {
    const auto left = test::make_brand(number, "Brand " + std::to_string(100 + number), 2);
    rows.apply(test::change_of(left, number, kind, live::match_kind::leave), {}, 0);
  };
  leave(1, live::change_kind::updated);
  leave(2, live::change_kind::deleted);
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(d.find(role::row, "Brand 101").description, "Left view");
  EXPECT_EQ(d.find(role::row, "Brand 102").description, "Deleted. T. Keller is looking at it");
  EXPECT_EQ(d.find(role::row, "Brand 103").description, "");
}

TEST_F(grid_test, what_comes_in_above_waits_there_and_is_shown_by_r_or_a_press) {
  const auto come = [this](int number, const std::string& name) {
    const auto made = test::make_brand(number, name);
    rows.apply(test::change_of(made, number, live::change_kind::created, live::match_kind::enter), made, 0);
    rows.tick(browser().now, timing::flash);  // it came a while ago
    d.ui().page.wake();
    d.settle();
  };
  come(50, "Anvil");
  come(51, "Abacus");
  EXPECT_NE(d.look(role::status, "2 new above"), nullptr) << d.outline();
  EXPECT_EQ(d.look(role::row, "Anvil"), nullptr);
  d.press("r");
  EXPECT_EQ(d.look(role::status, "2 new above"), nullptr);
  EXPECT_LT(d.find(role::row, "Abacus").bounds.y, d.find(role::row, "Anvil").bounds.y);
  EXPECT_LT(d.find(role::row, "Anvil").bounds.y, d.find(role::row, "Brand 101").bounds.y);
  come(52, "Aardvark");
  EXPECT_NE(d.look(role::status, "1 new above"), nullptr);
  d.click(role::button, "Show");
  EXPECT_NE(d.look(role::row, "Aardvark"), nullptr);
  EXPECT_EQ(d.look(role::button, "Show"), nullptr);
}

TEST_F(grid_test, a_cell_that_others_changed_flashes_and_with_less_motion_has_a_dot) {
  constexpr int dark_and_less_motion = 1 | 4;
  // How many triangles go when the flash of a change is over.
  const auto flash_of = [&](int version, double lasts) {
    const auto changed = test::make_brand(1, "Brand 101", version, 10 + version);
    rows.apply(test::updated(changed, {"headcount"}), changed, browser().now);
    const int flashing = triangles();
    browser().now += lasts;
    EXPECT_TRUE(rows.tick(browser().now, lasts));
    return flashing - triangles();
  };
  const int filled = flash_of(2, timing::flash);
  EXPECT_EQ(filled, 2) << "a rectangle";
  d.prefer(dark_and_less_motion);
  EXPECT_GT(flash_of(3, timing::reduced_flash), 3 * filled) << "a circle";
}

TEST_F(grid_test, a_change_out_of_sight_is_marked_beside_the_scrollbar_for_a_while) {
  const int before = triangles();
  const auto changed = test::make_brand(40, "Brand 140", 2, 12'401);
  rows.apply(test::updated(changed, {"headcount"}), changed, browser().now);
  EXPECT_EQ(triangles(), before + 2) << "a rectangle";
  browser().now += model::tick_mark_ms;
  EXPECT_TRUE(rows.tick(browser().now, timing::flash));
  EXPECT_EQ(triangles(), before);
}

TEST_F(grid_test, while_the_thumb_is_held_a_bubble_says_where_one_is) {
  const rect bar = d.find(role::scrollbar, "Scroll rows").bounds;
  d.move({bar.center().x, bar.y + 10});
  d.press_button();
  const int held = triangles();
  d.release_button();
  EXPECT_GT(held, triangles());
}

TEST_F(grid_test, rests_without_a_frame_when_nothing_happens) {
  d.press("j");
  const std::uint64_t before = d.frames();
  d.wait(5'000);
  EXPECT_EQ(d.frames(), before);
}

TEST_F(grid_test, to_be_looked_at_only_has_no_checks_and_takes_no_edits) {
  read_only = true;
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(d.look(role::checkbox, "Select all"), nullptr);
  EXPECT_NE(d.look(role::gridcell, "About Brand 101"), nullptr) << "a cell's text is the caller's";
  d.click(role::row, "Brand 101");
  EXPECT_EQ(open, id_of(1));
  d.press("j");
  EXPECT_EQ(focused, id_of(2));
  d.press("x");
  d.press("e");
  d.press("Delete");
  d.press("Ctrl+a");
  EXPECT_TRUE(checked.empty());
  EXPECT_FALSE(shown.editing());
  EXPECT_EQ(removals, 0);
  EXPECT_TRUE(notices.empty());
}

}  // namespace
}  // namespace dossier::ui
