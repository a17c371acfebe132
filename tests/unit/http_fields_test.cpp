// Header fields: entity tags, content codings, trace context, what a head may carry.
#include <gtest/gtest.h>

#include "server/http/accept_encoding.hpp"
#include "server/http/etag.hpp"
#include "server/http/response_head.hpp"
#include "server/http/trace_context.hpp"

namespace dossier::http {
namespace {

TEST(http_etag, if_none_match_compares_weakly_and_takes_lists_and_a_star) {
  EXPECT_TRUE(if_none_match_holds(R"("4-ab")", "4-ab"));
  EXPECT_TRUE(if_none_match_holds(R"(W/"4-ab")", "4-ab"));
  EXPECT_TRUE(if_none_match_holds(R"( "x" , W/"y","4-ab")", "4-ab"));
  EXPECT_TRUE(if_none_match_holds("*", "anything"));
  EXPECT_TRUE(if_none_match_holds(R"("a,b")", "a,b"));
  EXPECT_FALSE(if_none_match_holds(R"("4-AB")", "4-ab"));
  EXPECT_FALSE(if_none_match_holds("4-ab", "4-ab"));
  EXPECT_FALSE(if_none_match_holds(R"("4-ab)", "4-ab"));
  EXPECT_FALSE(if_none_match_holds(R"("4-ab" "x")", "4-ab"));
  EXPECT_FALSE(if_none_match_holds("", ""));
}

TEST(http_etag, if_match_compares_strongly) {
  EXPECT_EQ(parse_if_match(R"("1", W/"2", "3")")->tags, (std::vector<std::string>{"1", "3"}));
  EXPECT_TRUE(parse_if_match(" * ")->any);
  EXPECT_FALSE(parse_if_match("nonsense"));
  EXPECT_FALSE(parse_if_match(""));
  EXPECT_EQ(strong_etag("4-ab"), R"("4-ab")");
}

TEST(http_accept_encoding, the_heaviest_weight_wins_and_brotli_among_equals) {
  using enum content_coding;
  EXPECT_EQ(choose_coding("", true, true), identity);
  EXPECT_EQ(choose_coding("gzip, br", true, true), brotli);
  EXPECT_EQ(choose_coding("gzip, br", true, false), gzip);
  EXPECT_EQ(choose_coding("br;q=0.5, gzip;q=0.8", true, true), gzip);
  EXPECT_EQ(choose_coding("GZIP", true, true), gzip);
  EXPECT_EQ(choose_coding("*", true, true), brotli);
  EXPECT_EQ(choose_coding("*, br;q=0", true, true), gzip);
  EXPECT_EQ(choose_coding("gzip;q=0", true, false), identity);
  EXPECT_EQ(choose_coding("gzip;q=0.000", true, false), identity);
  EXPECT_EQ(choose_coding("gzip;q=0.001", true, false), gzip);
  EXPECT_EQ(choose_coding("gzip;q=nonsense", true, false), identity);
  EXPECT_EQ(choose_coding("deflate", true, true), identity);
  EXPECT_EQ(choose_coding(",,;,", true, true), identity);
}

TEST(http_trace, only_a_valid_traceparent_is_carried_on) {
  const std::string id = "0af7651916cd43dd8448eb211c80319c";
  EXPECT_EQ(trace_id_of("00-" + id + "-b7ad6b7169203331-01"), id);
  EXPECT_EQ(trace_id_of("01-" + id + "-b7ad6b7169203331-01-later"), id);
  EXPECT_EQ(trace_id_of("00-" + id + "-b7ad6b7169203331-01-later"), "");
  EXPECT_EQ(trace_id_of("ff-" + id + "-b7ad6b7169203331-01"), "");
  EXPECT_EQ(trace_id_of("00-" + id + "-0000000000000000-01"), "");
  EXPECT_EQ(trace_id_of("00-" + std::string(32, '0') + "-b7ad6b7169203331-01"), "");
  EXPECT_EQ(trace_id_of("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"), "");
  EXPECT_EQ(trace_id_of(""), "");
}

TEST(http_head, no_value_can_forge_a_field) {
  response made;
  made.with("Location", "/x\r\nSet-Cookie: evil=1");
  std::string head;
  append_head(head, made, {.date = "Fri, 20 Nov 2026 21:22:03 GMT"});
  EXPECT_NE(head.find("Location: /x  Set-Cookie: evil=1\r\n"), std::string::npos) << head;
}

TEST(http_head, answers_without_a_body_say_no_length) {
  for (const int status : {204, 304}) {
    response made;
    made.status = status;
    std::string head;
    append_head(head, made, {});
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  }
  std::string head;
  append_head(head, response{}, {});
  EXPECT_NE(head.find("Content-Length: 0\r\n"), std::string::npos);
}

/// Browsers put a 304's fields in place of those they keep.
TEST(http_head, a_304_has_no_policy_of_its_own) {
  response made;
  made.status = 304;
  std::string head;
  append_head(head, made, {});
  EXPECT_EQ(head.find("Content-Security-Policy"), std::string::npos);
}

}  // namespace
}  // namespace dossier::http
