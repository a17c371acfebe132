// The parts that insights are written with.
#include <gtest/gtest.h>

#include "client-wasm/src/ui/reference_field.hpp"
#include "client-wasm/src/ui/source_area.hpp"
#include "client-wasm/src/ui/tag_field.hpp"
#include "tests/ui/support/driver.hpp"
#include "tests/ui/support/null_browser.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;

struct tag_field_test : ::testing::Test {
  std::string tags = "rates, refinancing";
  std::vector<suggestion> offered{{"covenants", "31"}, {"cover bonds", "4"}, {"Rates", "60"}};
  tag_field field;
  driver d{[this](context& c) { field.draw(c, {100, 20, 400, 28}, "Tags", tags, offered); }};
};

TEST_F(tag_field_test, completes_what_is_typed_with_what_there_is) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  EXPECT_EQ(field.typed(), "cov");
  EXPECT_NE(d.look(role::option, "covenants"), nullptr);
  EXPECT_EQ(d.look(role::option, "Rates"), nullptr) << "what is in the list is not offered again";
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(tags, "rates, refinancing, cover bonds");
  EXPECT_EQ(field.typed(), "");
  d.type("next");
  EXPECT_EQ(field.typed(), "next") << "one goes on typing";
}

TEST_F(tag_field_test, takes_the_row_that_was_highlighted_when_answers_move_the_rows) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  d.press("Down");
  offered = {{"cover bonds", "4"}, {"covenants", "31"}};
  d.press("Enter");
  EXPECT_EQ(tags, "rates, refinancing, cover bonds");
}

TEST_F(tag_field_test, adds_what_is_typed_when_the_row_that_was_highlighted_goes) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  d.press("Down");
  EXPECT_TRUE(d.has_state(role::option, "cover bonds", state_selected));
  offered = {{"covenants", "31"}, {"coverage", "2"}};
  d.ui().page.wake();
  d.settle();
  EXPECT_FALSE(d.has_state(role::option, "covenants", state_selected));
  EXPECT_FALSE(d.has_state(role::option, "coverage", state_selected));
  d.press("Enter");
  EXPECT_EQ(tags, "rates, refinancing, cov");
}

TEST_F(tag_field_test, highlights_another_row_by_the_arrow_keys_after_the_first_one_went) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  d.press("Down");
  offered = {{"covenants", "31"}, {"coverage", "2"}};
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(tags, "rates, refinancing, covenants");
}

TEST_F(tag_field_test, offers_to_create_what_there_is_not) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  ASSERT_NE(d.look(role::option,
                   "Create \xE2\x80\x9C"
                   "cov\xE2\x80\x9D"),
            nullptr);
  d.press("Up");
  d.press("Enter");
  EXPECT_EQ(tags, "rates, refinancing, cov");
}

TEST_F(tag_field_test, takes_a_comma_and_leaving_the_field_as_the_end_of_a_tag) {
  d.click(role::textbox, "Add tag");
  d.type("one,");
  EXPECT_EQ(tags, "rates, refinancing, one");
  d.type("two");
  d.click_at({600, 400});
  EXPECT_EQ(tags, "rates, refinancing, one, two");
}

TEST_F(tag_field_test, takes_tags_away_by_their_cross_and_by_backspace) {
  d.click(role::button, "Remove rates");
  EXPECT_EQ(tags, "refinancing");
  d.click(role::textbox, "Add tag");
  d.press("Backspace");
  EXPECT_EQ(tags, "");
}

TEST_F(tag_field_test, chooses_a_suggestion_by_a_press) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  d.click(role::option, "covenants");
  EXPECT_EQ(tags, "rates, refinancing, covenants");
}

struct reference_field_test : ::testing::Test {
  std::string key = "1";
  std::string label = "Halden Foods";
  bool busy = false;
  std::vector<suggestion> offered{{"Halden Foods", {}, "1"}, {"Orrin & Vale", {}, "2"}};
  reference_field field;
  driver d{[this](context& c) {
    const reference_options o{.busy = busy};
    if (field.draw(c, {100, 20, 400, 28}, "Brand", key, label, offered, o)) label = field.chosen_label();
  }};
};

TEST_F(reference_field_test, finds_another_record_by_what_is_typed) {
  d.click(role::textbox, "Brand");
  EXPECT_EQ(field.typed(), "") << "what stood there is not looked for";
  d.press("Ctrl+a");
  d.type("orr");
  EXPECT_EQ(field.typed(), "orr");
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(key, "2");
  EXPECT_EQ(label, "Orrin & Vale");
}

TEST_F(reference_field_test, does_not_choose_what_was_found_for_other_words) {
  busy = true;
  d.click(role::textbox, "Brand");
  d.press("Ctrl+a");
  d.type("orr");
  EXPECT_EQ(d.look(role::option, "Halden Foods"), nullptr) << "it is there for an earlier text";
  d.press("Enter");
  EXPECT_EQ(key, "2");
}

TEST_F(reference_field_test, stays_as_it_was_when_the_row_that_was_highlighted_goes) {
  d.click(role::textbox, "Brand");
  d.press("Ctrl+a");
  d.type("o");
  d.press("Down");
  offered = {{"Halden Foods", {}, "1"}, {"Ostrava Rail", {}, "3"}};
  d.press("Enter");
  EXPECT_EQ(key, "1");
  EXPECT_EQ(d.find(role::textbox, "Brand").value, "Halden Foods");
}

TEST_F(reference_field_test, tells_records_apart_that_are_called_the_same) {
  offered.push_back({"Orrin & Vale", {}, "3"});
  d.click(role::textbox, "Brand");
  d.press("Ctrl+a");
  d.type("orr");
  d.press("Down");
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(key, "3");
}

TEST_F(reference_field_test, stays_as_it_was_when_nothing_is_chosen) {
  d.click(role::textbox, "Brand");
  d.type("zzz");
  d.click_at({600, 400});
  EXPECT_EQ(key, "1");
  EXPECT_EQ(d.find(role::textbox, "Brand").value, "Halden Foods");
}

struct source_area_test : ::testing::Test {
  std::string source = "# Title\n\nsome words";
  source_area area;
  source_result last;
  driver d{[this](context& c) {
    const source_result now = area.draw(c, {100, 20, 500, 300}, "Body", source, {});
    last.committed = last.committed || now.committed;
    last.active = now.active;
  }};
};

TEST_F(source_area_test, is_edited_in_the_browsers_text_area_on_the_same_place) {
  d.click(role::textbox, "Body");
  ASSERT_TRUE(browser().area.open);
  EXPECT_EQ(browser().area.text, source);
  EXPECT_EQ(browser().area.x, 140);
  d.write_area("# Title\n\nsome other words");
  EXPECT_EQ(source, "# Title\n\nsome other words");
  EXPECT_EQ(area.line_of(9), 2U);
  d.leave_area(platform::area_exit::escaped);
  EXPECT_FALSE(browser().area.open);
  EXPECT_EQ(source, "# Title\n\nsome other words") << "leaving takes nothing back";
}

TEST_F(source_area_test, puts_the_caret_where_it_was_pressed) {
  d.click_at({100 + 40 + 12 + 1, 20 + 12 + 45});
  EXPECT_EQ(browser().area.select_begin, 9U);
}

TEST_F(source_area_test, marks_the_selection_by_command_also_when_it_was_left) {
  d.click_at({100 + 40 + 12 + 1, 20 + 12 + 45});
  d.leave_area(platform::area_exit::blurred);
  area.run(model::markdown_command::bold);
  d.move({5, 5});
  EXPECT_TRUE(browser().area.open);
  EXPECT_EQ(source, "# Title\n\n**some** words");
}

TEST_F(source_area_test, hands_a_text_that_came_from_elsewhere_to_the_text_area) {
  d.click(role::textbox, "Body");
  source = "theirs";
  d.move({5, 5});
  EXPECT_EQ(browser().area.text, "theirs");
}

TEST_F(source_area_test, says_when_ctrl_enter_ended_it) {
  d.click(role::textbox, "Body");
  d.leave_area(platform::area_exit::committed);
  EXPECT_TRUE(last.committed);
  EXPECT_FALSE(last.active);
}

}  // namespace
}  // namespace dossier::ui
