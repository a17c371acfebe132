#include <gtest/gtest.h>

#include "server/http/target.hpp"
#include "shared/text/utf8.hpp"

namespace dossier::http {
namespace {

struct parsed {
  bool ok = false;
  std::optional<std::size_t> position;
  std::string path;
  std::vector<query_parameter> query;
};

parsed parse(std::string_view target) {
  parsed made;
  const auto done = parse_target(target, made.path, made.query);
  made.ok = done.ok();
  if (!done) made.position = done.error().position;
  return made;
}

TEST(http_target, path_and_query_are_decoded_and_a_plus_is_a_space_in_the_query_alone) {
  const parsed one = parse("/api/v1/br%C3%A4nds+?filter=a%20%3D+%22b%26c%22&x=1%2B2&flag&empty=");
  ASSERT_TRUE(one.ok);
  EXPECT_EQ(one.path, "/api/v1/br\xc3\xa4nds+");
  ASSERT_EQ(one.query.size(), 4U);
  EXPECT_EQ(one.query[0].value, "a = \"b&c\"");
  EXPECT_EQ(one.query[1].value, "1+2");
  EXPECT_EQ(one.query[2].name, "flag");
  EXPECT_EQ(one.query[2].value, "");
  EXPECT_EQ(one.query[3].value, "");
}

TEST(http_target, what_is_wrong_is_named_with_its_position) {
  EXPECT_EQ(parse("/a%2").position, 2U);
  EXPECT_EQ(parse("/a%").position, 2U);
  EXPECT_EQ(parse("/a%g0").position, 2U);
  EXPECT_EQ(parse("/a?q=12%zz").position, 7U);
  EXPECT_EQ(parse("/a?q=%00").position, 5U);
  EXPECT_EQ(parse("/a?ok=1&q=%ff").position, 10U);
  EXPECT_EQ(parse("/a#b").position, 2U);
  EXPECT_EQ(parse("/a%2Fb").position, 2U);
  EXPECT_EQ(parse("/a?=1").position, 3U);
  EXPECT_EQ(parse("/a?b=1&b=2").position, 7U);
  EXPECT_EQ(parse("http://localhost/").position, 0U);
  EXPECT_FALSE(parse("").ok);
}

TEST(http_utf8, only_well_formed_sequences_pass) {
  using namespace std::string_literals;
  for (const std::string& good :
       {""s, "plain"s, "\x7f"s, "\xc2\x80"s, "\xdf\xbf"s, "\xe0\xa0\x80"s, "\xed\x9f\xbf"s, "\xee\x80\x80"s,
        "\xf0\x90\x80\x80"s, "\xf4\x8f\xbf\xbf"s, "\0"s, "eight by\xe2\x82\xac and more than eight"s}) {
    EXPECT_EQ(text::find_invalid_utf8(good), std::nullopt) << good;
  }
  for (const std::string& bad :
       {"\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "\xc2"s, "\xe0\x9f\xbf"s, "\xed\xa0\x80"s, "\xe2\x82"s,
        "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xff"s, "\xf0\x90\x80"s}) {
    EXPECT_EQ(text::find_invalid_utf8(bad), 0U);
    EXPECT_EQ(text::find_invalid_utf8("12345678" + bad + "12345678"), 8U);
  }
}

}  // namespace
}  // namespace dossier::http
