#include "client-wasm/src/model/line_diff.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace dossier::model {
namespace {

std::size_t common(std::string_view first, std::string_view second) {
  std::size_t count = 0;
  for (const line_match& m : match_lines(split_lines(first), split_lines(second))) count += m.count;
  return count;
}

std::string shape(const text_merge& merge) {
  std::string out;
  for (const merge_chunk& c : merge.chunks) out += "=yt!"[static_cast<std::size_t>(c.kind)];
  return out;
}

TEST(line_diff, finds_the_longest_common_lines) {
  EXPECT_EQ(common("a\nb\nc", "a\nb\nc"), 3U);
  EXPECT_EQ(common("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc"), 4U);
  EXPECT_EQ(common("", "a"), 0U);
  EXPECT_EQ(common("a\nb", "c\nd"), 0U);
  EXPECT_EQ(common("x\na\nb", "a\nb\ny"), 2U);
}

TEST(line_diff, agrees_with_the_textbook_on_random_texts) {
  std::mt19937 random(7);
  const auto text = [&] {
    std::vector<std::string_view> out;
    for (std::size_t n = random() % 12; n > 0; --n) out.push_back(std::array{"a", "b", "c"}.at(random() % 3));
    return out;
  };
  for (int round = 0; round < 2000; ++round) {
    const auto a = text();
    const auto b = text();
    std::vector<std::vector<std::size_t>> best(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
      for (std::size_t j = 1; j <= b.size(); ++j) {
        best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
      }
    }
    std::size_t found = 0;
    std::size_t next_a = 0;
    std::size_t next_b = 0;
    for (const line_match& m : match_lines(a, b)) {
      ASSERT_GE(m.first, next_a);
      ASSERT_GE(m.second, next_b);
      for (std::size_t i = 0; i < m.count; ++i) ASSERT_EQ(a.at(m.first + i), b.at(m.second + i));
      next_a = m.first + m.count;
      next_b = m.second + m.count;
      found += m.count;
    }
    ASSERT_EQ(found, best[a.size()][b.size()]);
  }
}

TEST(line_diff, takes_texts_that_are_too_far_apart_as_replaced) {
  std::string a = "start";
  std::string b = "start";
  for (std::size_t i = 0; i < max_line_edits / 2; ++i) {
    a += "\na" + std::to_string(i) + "\nkept";
    b += "\nb" + std::to_string(i) + "\nkept";
  }
  EXPECT_EQ(common(a, b), 1 + max_line_edits / 2);
  a += "\none more\nend";
  b += "\nand another\nend";
  EXPECT_EQ(common(a, b), 2U);
}

TEST(line_diff, keeps_the_changes_of_both) {
  const text_merge merge = merge_texts("a\nb\nc\nd", "a\nB\nc\nd", "a\nb\nc\nD\ne");
  EXPECT_EQ(shape(merge), "=y=t");
  EXPECT_EQ(merge.conflicts(), 0U);
  EXPECT_EQ(merge.both(), "a\nB\nc\nD\ne");
}

TEST(line_diff, puts_theirs_before_yours_where_both_changed_the_same_lines) {
  const text_merge merge = merge_texts("a\nb\nc", "a\nyours\nc", "a\ntheirs\nc");
  EXPECT_EQ(shape(merge), "=!=");
  EXPECT_EQ(merge.conflicts(), 1U);
  EXPECT_EQ(merge.both(), "a\ntheirs\nyours\nc");
  EXPECT_EQ(shape(merge_texts("", "mine", "theirs")), "!");
  EXPECT_EQ(merge_texts("", "mine", "theirs").both(), "theirs\nmine");
}

TEST(line_diff, takes_a_change_that_both_made_once) {
  EXPECT_EQ(shape(merge_texts("a\nb", "a\nX", "a\nX")), "==");
  EXPECT_EQ(merge_texts("a\nb", "a\nX", "a\nX").both(), "a\nX");
  EXPECT_EQ(merge_texts("a\nb\n", "b\n", "a\nb\nc\n").both(), "b\nc\n");
}

TEST(line_diff, covers_all_texts_without_gaps) {
  std::mt19937 random(11);
  const auto text = [&] {
    std::string out;
    for (std::size_t n = random() % 9; n > 0; --n)
      out += std::array{"a\n", "b\n", "c\n", "\n"}.at(random() % 4);
    return out;
  };
  for (int round = 0; round < 2000; ++round) {
    const std::string base = text();
    const std::string yours = text();
    const std::string theirs = text();
    const text_merge merge = merge_texts(base, yours, theirs);
    merge_chunk last{};
    for (const merge_chunk& c : merge.chunks) {
      ASSERT_EQ(c.base.begin, last.base.end);
      ASSERT_EQ(c.yours.begin, last.yours.end);
      ASSERT_EQ(c.theirs.begin, last.theirs.end);
      last = c;
    }
    ASSERT_EQ(last.base.end, merge.base.size());
    ASSERT_EQ(last.yours.end, merge.yours.size());
    ASSERT_EQ(last.theirs.end, merge.theirs.size());
    ASSERT_EQ(merge_texts(base, yours, base).both(), yours);
    ASSERT_EQ(merge_texts(base, base, theirs).both(), theirs);
  }
}

}  // namespace
}  // namespace dossier::model
