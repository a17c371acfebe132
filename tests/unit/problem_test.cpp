#include "shared/codec/problem_json.hpp"

#include <gtest/gtest.h>

#include "shared/core/result.hpp"

namespace dossier {
namespace {

TEST(problem, is_written_as_rfc_9457_has_it) {
  const problem what = problems::validation({{"email", "format", "must be an e-mail address"}});
  EXPECT_EQ(codec::to_json(what, "/api/v1/leads", "0af7651916cd43dd8448eb211c80319c"),
            R"({"type":"/problems/validation","title":"Some fields are not valid","status":422,)"
            R"("detail":"1 field is not valid","instance":"/api/v1/leads",)"
            R"("trace_id":"0af7651916cd43dd8448eb211c80319c",)"
            R"("errors":[{"field":"email","code":"format","message":"must be an e-mail address"}]})");
}

TEST(problem, comes_back_as_it_was_sent) {
  problem what =
      problems::precondition_failed("Somebody was faster.", {{"score", "70", "65"}, {"a", "null", "\"x\""}});
  what.position = 7;
  what.errors.push_back({"tags[3]", "too_long", "must be \"short\""});
  const problem read = codec::read_problem(412, codec::to_json(what, {}, {}));
  EXPECT_EQ(read.status, 412);
  EXPECT_EQ(read.type, what.type);
  EXPECT_EQ(read.title, what.title);
  EXPECT_EQ(read.detail, what.detail);
  EXPECT_EQ(read.errors, what.errors);
  EXPECT_EQ(read.conflicts, what.conflicts);
  EXPECT_EQ(read.position, what.position);
}

TEST(problem, of_a_body_that_is_none_says_the_status) {
  const problem read = codec::read_problem(502, "<html>Bad gateway</html>");
  EXPECT_EQ(read.status, 502);
  EXPECT_EQ(read.title, "The server answered 502");
}

TEST(problem, with_a_place_before_the_beginning_names_none) {
  EXPECT_EQ(codec::read_problem(400, R"({"title":"x","position":0})").position, 0U);
  EXPECT_FALSE(codec::read_problem(400, R"({"title":"x","position":-1})").position.has_value());
}

TEST(problem, names_the_status_of_each_kind) {
  EXPECT_EQ(problems::malformed("x", 3).status, 400);
  EXPECT_EQ(problems::malformed("x", 3).position, 3U);
  EXPECT_EQ(problems::unauthenticated("x").status, 401);
  EXPECT_EQ(problems::forbidden("x").status, 403);
  EXPECT_EQ(problems::not_found("x").status, 404);
  EXPECT_EQ(problems::method_not_allowed("x").status, 405);
  EXPECT_EQ(problems::duplicate("x", {}).status, 409);
  EXPECT_EQ(problems::precondition_failed("x", {}).status, 412);
  EXPECT_EQ(problems::too_large("x").status, 413);
  EXPECT_EQ(problems::unsupported_media_type("x").status, 415);
  EXPECT_EQ(problems::misdirected("x").status, 421);
  EXPECT_EQ(problems::validation({}).status, 422);
  EXPECT_EQ(problems::headers_too_large("x").status, 431);
  EXPECT_EQ(problems::internal().status, 500);
  EXPECT_EQ(problems::unavailable("x", 2).retry_after, 2);
}

TEST(result, is_a_value_or_the_problem_in_its_way) {
  const result<int> good(4);
  const result<int> bad(problems::not_found("gone"));
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, 4);
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().detail, "gone");
  EXPECT_THROW((void)good.error(), std::bad_variant_access);
  EXPECT_THROW((void)bad.value(), std::bad_variant_access);
}

TEST(result, of_nothing_is_fine_until_it_is_a_problem) {
  const result<void> good;
  const result<void> bad(problems::internal());
  EXPECT_TRUE(good.ok());
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().status, 500);
}

}  // namespace
}  // namespace dossier
