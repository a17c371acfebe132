#include "client-wasm/src/model/markdown_edit.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

/// Runs a command on a text whose selection stands in «»; answers in the same form. A caret is «».
std::string run(markdown_command what, std::string text) {
  const std::string open = "«";
  const std::string close = "»";
  const std::size_t begin = text.find(open);
  text.erase(begin, open.size());
  const std::size_t end = text.find(close);
  text.erase(end, close.size());
  const text_edit edit = edit_markdown(what, text, begin, end);
  std::string after = applied(edit, text);
  after.insert(edit.select_end, close);
  after.insert(edit.select_begin, open);
  return after;
}

TEST(markdown_edit, marks_the_selection_and_takes_the_mark_away_again) {
  EXPECT_EQ(run(markdown_command::bold, "a «b c» d"), "a **«b c»** d");
  EXPECT_EQ(run(markdown_command::bold, "a **«b c»** d"), "a «b c» d");
  EXPECT_EQ(run(markdown_command::bold, "a «**b c**» d"), "a «b c» d");
  EXPECT_EQ(run(markdown_command::italic, "a **«b»**"), "a ***«b»***");
  EXPECT_EQ(run(markdown_command::italic, "a ***«b»***"), "a **«b»**");
  EXPECT_EQ(run(markdown_command::bold, "***«b»***"), "*«b»*");
  EXPECT_EQ(run(markdown_command::code, "«x»"), "`«x»`");
  EXPECT_EQ(run(markdown_command::bold, "a« b »c"), "a **«b»** c");
}

TEST(markdown_edit, takes_the_word_at_a_caret) {
  EXPECT_EQ(run(markdown_command::bold, "rate ca«»ps lift"), "rate **«caps»** lift");
  EXPECT_EQ(run(markdown_command::italic, "«»"), "*«»*");
}

TEST(markdown_edit, marks_whole_lines) {
  EXPECT_EQ(run(markdown_command::list, "x\nA«b\ncd\ne»f\ny"), "x\n«- Ab\n- cd\n- ef»\ny");
  EXPECT_EQ(run(markdown_command::list, "«- a\n- b»"), "«a\nb»");
  EXPECT_EQ(run(markdown_command::quote, "a«»b"), "> a«»b");
  EXPECT_EQ(run(markdown_command::quote, "> a«»b"), "a«»b");
  EXPECT_EQ(run(markdown_command::heading, "«»"), "## «»");
}

TEST(markdown_edit, selects_the_target_of_a_new_link) {
  EXPECT_EQ(run(markdown_command::link, "see «note»."), "see [note](«https://»).");
  EXPECT_EQ(run(markdown_command::link, "«»"), "[link](«https://»)");
}

TEST(markdown_edit, puts_a_table_on_lines_of_its_own) {
  EXPECT_EQ(run(markdown_command::table, "ab«»c\nd"),
            "abc\n\n| «Column» | Column |\n| --- | --- |\n|  |  |\n\nd");
  EXPECT_EQ(run(markdown_command::table, "«»"), "| «Column» | Column |\n| --- | --- |\n|  |  |");
}

TEST(markdown_edit, brings_places_into_the_text) {
  const text_edit edit = edit_markdown(markdown_command::bold, "abc", 90, 100);
  EXPECT_EQ(applied(edit, "abc"), "**abc**");
}

}  // namespace
}  // namespace dossier::model
