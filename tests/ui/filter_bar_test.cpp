#include "client-wasm/src/ui/filter_bar.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "shared/query/search.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

constexpr double past_the_pause = 800;  ///< milliseconds

/// A list as the bar knows it: it shows what the bar asks for, and says what is wrong with it.
struct screen {
  explicit screen(const describe::record_type& of, bool searches = false) : type(&of), search(searches) {}

  void draw(context& c) {
    filter_bar_data d;
    d.type = type;
    d.filter = filter;
    d.q = q;
    d.search = search;
    const auto parsed = query::parse_filter(*type, filter);
    const auto words = query::parse_search(q);
    if (!words) d.error = &words.error();
    if (!parsed) d.error = &parsed.error();
    d.total = 184'226;
    d.answered_in_ms = 37.2;
    d.save_label = "Save view";
    d.values.ask = [this](const model::value_question& question,
                          std::function<void(std::vector<model::known_value>)> done) {
      asked.push_back(std::string(question.path.field->name) + " | " + question.filter);
      done_ = std::move(done);
      return static_cast<int>(asked.size());
    };
    d.values.abort = [this](int) { ++aborted; };
    take(bar.draw(c, {20, 20, width, 32}, d));
    float used = 0;
    take(bar.draw_chips(c, {20, 60, width, 24}, d, used));
    chips_width = used;
  }
  void take(const filter_bar_events& done) {
    if (done.filter) {
      filter = *done.filter;
      ++runs;
    }
    if (done.q) q = *done.q;
    entered += done.entered ? 1 : 0;
    saved += done.save ? 1 : 0;
  }
  void answer(std::vector<model::known_value> values) {
    auto done = std::exchange(done_, nullptr);
    ASSERT_TRUE(done) << "nothing is asked for";
    done(std::move(values));
  }

  const describe::record_type* type;
  bool search;
  float width = 900;
  filter_bar bar;
  std::string filter;
  std::string q;
  int runs = 0;
  int entered = 0;
  int saved = 0;
  int aborted = 0;
  float chips_width = 0;
  std::vector<std::string> asked;

 private:
  std::function<void(std::vector<model::known_value>)> done_;
};

/// The bar on the null browser.
struct fixture {
  explicit fixture(screen& s) : on(s), d([&s](context& c) { s.draw(c); }) {}
  void write(std::string_view text) {
    d.click(role::combobox, "Filter");
    d.press("Ctrl+a");
    d.type(text);
  }
  std::string text() { return d.find(role::combobox, "Filter").value; }
  std::string options() {
    std::string all;
    for (const semantic_node& n : d.ui().sem.nodes()) {
      if (n.kind == role::option) all += (all.empty() ? "" : " ") + n.name;
    }
    return all;
  }
  screen& on;
  driver d;
};

const auto& brands = describe::type_of<brand>();
const auto& insights = describe::type_of<insight>();

TEST(filter_bar_test, completes_a_filter_by_keyboard_with_values_that_the_server_tells) {
  screen s(brands);
  fixture f(s);
  f.d.click(role::combobox, "Filter");
  EXPECT_EQ(f.options(), "") << "an empty field waits until it is asked";
  f.d.type("indus");
  EXPECT_EQ(f.options(), "industry sub_industry");
  EXPECT_TRUE(f.d.has_state(role::combobox, "Filter", state_expanded));
  EXPECT_TRUE(f.d.has_state(role::option, "industry", state_selected));
  f.d.press("Tab");
  EXPECT_EQ(f.text(), "industry ");
  f.d.press("Enter");
  EXPECT_EQ(f.text(), "industry = ");
  EXPECT_EQ(s.asked, std::vector<std::string>{"industry | "});
  s.answer({{"Freight", "", "12"}, {"Software", "", "9"}});
  f.d.settle();
  EXPECT_EQ(f.options(), "Freight Software null");
  f.d.press("Down");
  f.d.press("Enter");
  EXPECT_EQ(f.text(), "industry = \"Software\"");
  EXPECT_EQ(f.options(), "");
  EXPECT_EQ(s.entered, 0);
  f.d.press("Enter");
  EXPECT_EQ(s.filter, "industry = \"Software\"");
  EXPECT_EQ(s.entered, 1);
}

TEST(filter_bar_test, asks_for_values_under_the_rest_of_the_filter_and_gives_up_what_is_outdated) {
  screen s(brands);
  fixture f(s);
  f.write("headcount > 5 AND country = ");
  f.d.press("Ctrl+Space");
  EXPECT_EQ(s.asked.back(), "country | headcount > 5");
  f.d.type("\"DE\" AND industry = so");
  EXPECT_EQ(s.asked.back(), "industry | headcount > 5 AND country = \"DE\"");
  EXPECT_EQ(s.aborted, 1);
}

TEST(filter_bar_test, runs_what_is_right_after_a_pause_and_draws_no_frame_while_nothing_happens) {
  screen s(brands);
  fixture f(s);
  f.write("headcount > 5");
  EXPECT_EQ(s.runs, 0);
  f.d.wait(past_the_pause);
  EXPECT_EQ(s.filter, "headcount > 5");
  EXPECT_EQ(s.runs, 1);
  f.d.type(" AND");
  f.d.wait(past_the_pause);
  EXPECT_EQ(s.runs, 1) << "what is not right yet is not asked for";
  const std::uint64_t before = f.d.frames();
  f.d.wait(5'300);
  EXPECT_LE(f.d.frames() - before, 12U) << "the caret blinks, nothing else";
}

TEST(filter_bar_test, says_where_a_filter_is_wrong_until_it_is_mended) {
  screen s(brands);
  fixture f(s);
  f.write("headcount > 5 and name:*");
  f.d.press("Enter");
  EXPECT_EQ(s.entered, 0);
  EXPECT_TRUE(f.d.has_state(role::combobox, "Filter", state_invalid));
  EXPECT_NE(f.d.find(role::alert).name.find("AND is written in capital letters, at character 15"),
            std::string::npos);
  f.d.press("Ctrl+a");
  f.d.type("headcount > 5 AND");
  EXPECT_NE(f.d.find(role::alert).name.find("at its end"), std::string::npos);
  f.d.type(" name:*");
  EXPECT_EQ(f.d.look(role::alert), nullptr);
  f.d.press("Enter");
  EXPECT_EQ(s.filter, "headcount > 5 AND name:*");
}

TEST(filter_bar_test, words_that_are_no_search_yet_are_not_asked_for_and_enter_says_what_is_missing) {
  screen s(insights, true);
  fixture f(s);
  f.write(" \"rate");
  f.d.wait(past_the_pause);
  EXPECT_EQ(s.runs, 0);
  EXPECT_EQ(f.d.look(role::alert), nullptr);
  f.d.press("Enter");
  EXPECT_EQ(s.entered, 0);
  EXPECT_EQ(s.q, "\"rate");
  EXPECT_TRUE(f.d.has_state(role::combobox, "Filter", state_invalid));
  EXPECT_NE(f.d.find(role::alert).name.find(", at character 1"), std::string::npos);
  f.d.press("Ctrl+a");
  f.d.type("a*b AND pinned = true");
  EXPECT_NE(f.d.find(role::alert).name.find(", at character 2"), std::string::npos);
  f.d.press("Ctrl+a");
  f.d.type("\"rate\" AND pinned = true");
  EXPECT_EQ(f.d.look(role::alert), nullptr);
  f.d.wait(past_the_pause);
  EXPECT_EQ(s.q, "\"rate\"");
  EXPECT_EQ(s.filter, "pinned = true");
  EXPECT_EQ(s.runs, 2);
}

TEST(filter_bar_test, escape_closes_the_suggestions_and_then_leaves_the_field_as_it_was) {
  screen s(brands);
  s.filter = "headcount > 5";
  fixture f(s);
  f.write("indus");
  f.d.press("Escape");
  EXPECT_EQ(f.options(), "");
  EXPECT_EQ(f.text(), "indus");
  f.d.press("Escape");
  EXPECT_EQ(f.text(), "headcount > 5");
  EXPECT_EQ(s.runs, 0);
}

TEST(filter_bar_test, up_in_an_empty_field_calls_earlier_filters_back) {
  screen s(brands);
  fixture f(s);
  for (const std::string_view text : {"headcount > 1", "headcount > 2"}) {
    f.write(text);
    f.d.press("Enter");
  }
  f.write("x");
  f.d.press("Backspace");
  f.d.press("Up");
  EXPECT_EQ(f.text(), "headcount > 2");
  f.d.press("Up");
  EXPECT_EQ(f.text(), "headcount > 1");
  f.d.press("Down");
  f.d.press("Down");
  EXPECT_EQ(f.text(), "");
}

TEST(filter_bar_test, a_suggestion_is_taken_with_the_mouse_while_the_field_stays_edited) {
  screen s(brands);
  fixture f(s);
  f.write("headcount > 5 AND indus");
  f.d.click(role::option, "sub_industry");
  EXPECT_EQ(f.text(), "headcount > 5 AND sub_industry ");
  EXPECT_EQ(s.runs, 0);
  EXPECT_EQ(f.d.focused(), "Filter");
  f.d.type(":*");
  f.d.press("Enter");
  EXPECT_EQ(s.filter, "headcount > 5 AND sub_industry :*");
}

TEST(filter_bar_test, the_address_or_a_chip_changes_the_text) {
  screen s(brands);
  fixture f(s);
  s.filter = "headcount > 5 AND industry = \"Software\"";
  f.d.ui().page.wake();
  f.d.settle();
  EXPECT_EQ(f.text(), s.filter);
  EXPECT_NE(f.d.look(role::group, "Headcount above 5"), nullptr);
  f.d.click(role::button, "Change operator: above");
  f.d.press("Up");
  f.d.click(role::option, "at most");
  EXPECT_EQ(s.filter, "headcount <= 5 AND industry = \"Software\"");
  EXPECT_EQ(f.text(), s.filter);
}

TEST(filter_bar_test, the_last_value_taken_out_of_a_chip_takes_the_chip_out) {
  screen s(insights);
  s.filter = "status = \"draft\" AND pinned = true";
  fixture f(s);
  f.d.click(role::button, "Change value: Draft");
  f.d.click(role::option, "Published");
  EXPECT_EQ(s.filter, "status IN (\"draft\", \"published\") AND pinned = true");
  f.d.click(role::option, "Draft");
  f.d.click(role::option, "Published");
  EXPECT_EQ(s.filter, "status = \"published\" AND pinned = true");
  f.d.press("Escape");
  EXPECT_EQ(s.filter, "pinned = true");
  EXPECT_EQ(f.d.look(role::dialog, "Filter part"), nullptr);
}

TEST(filter_bar_test, a_value_that_is_none_is_refused_in_its_place) {
  screen s(brands);
  s.filter = "headcount > 5";
  fixture f(s);
  f.d.click(role::button, "Change value: 5");
  f.d.press("Ctrl+a");
  f.d.type("many");
  f.d.press("Enter");
  EXPECT_EQ(f.d.find(role::alert).name, "Enter a whole number, such as 1,234");
  EXPECT_EQ(s.filter, "headcount > 5");
  f.d.press("Ctrl+a");
  f.d.type("1,000");
  f.d.press("Enter");
  EXPECT_EQ(s.filter, "headcount > 1000");
  EXPECT_EQ(f.d.look(role::dialog, "Filter part"), nullptr);
}

TEST(filter_bar_test, chips_without_room_are_counted) {
  screen s(brands);
  s.filter = "headcount > 1 AND founded > 2 AND domain = null AND country = null AND name:\"a\"";
  s.width = 420;
  fixture f(s);
  EXPECT_LE(s.chips_width, 420);
  EXPECT_NE(f.d.look(role::button, "+4"), nullptr);
  f.d.click(role::button, "+4");
  EXPECT_EQ(f.options(), "Founded above 2 Domain is empty Country is empty Name contains a");
}

TEST(filter_bar_test, alt_enter_and_the_button_keep_the_filter_as_a_view) {
  screen s(brands);
  fixture f(s);
  f.write("headcount > 5");
  f.d.press("Alt+Enter");
  EXPECT_EQ(s.filter, "headcount > 5");
  EXPECT_EQ(s.saved, 1);
  f.d.click(role::button, "Save view");
  EXPECT_EQ(s.saved, 2);
}

TEST(filter_bar_test, a_search_takes_words_a_filter_or_both) {
  screen s(insights, true);
  fixture f(s);
  f.write("rate cap");
  f.d.press("Enter");
  EXPECT_EQ(s.q, "rate cap");
  EXPECT_EQ(s.filter, "");
  EXPECT_EQ(s.entered, 1);
  EXPECT_EQ(f.d.find(role::combobox, "Filter").description, "184,226 insights in 38 ms");
  f.write("rate cap AND stat");
  EXPECT_EQ(f.options(), "status");
  f.d.press("Tab");
  EXPECT_EQ(f.text(), "rate cap AND status ");
  f.d.press("Enter");
  f.d.press("Enter");
  EXPECT_EQ(f.text(), "rate cap AND status = \"draft\"");
  f.d.press("Enter");
  EXPECT_EQ(s.q, "rate cap");
  EXPECT_EQ(s.filter, "status = \"draft\"");
  s.filter = "";  // a facet was cleared
  f.d.ui().page.wake();
  f.d.settle();
  EXPECT_EQ(f.text(), "rate cap");
}

}  // namespace
}  // namespace dossier::ui
