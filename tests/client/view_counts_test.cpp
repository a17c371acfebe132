#include "client-wasm/src/app/view_counts.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;

class view_counts_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  workspace space{
      way,
      {[this] { return now; }, [] { return 0.5; }, [] {}, [](const notice&) {}, [](const route&, bool) {}}};
  view_counts counts{space};
  std::vector<saved_view> views;

  static saved_view view_of(int number, std::string filter, std::string resource = "brands") {
    saved_view made;
    made.id = id_of(number);
    made.name = "View " + std::to_string(number);
    made.resource = std::move(resource);
    made.filter = std::move(filter);
    return made;
  }
  void connect() {
    space.start({});
    way.welcome();
    way.calls.clear();
  }
  std::optional<double> show() {
    std::vector<const saved_view*> shown;
    for (const saved_view& view : views) shown.push_back(&view);
    return counts.show(shown);
  }
  void answer(std::int64_t total, bool exact = true) {
    ASSERT_FALSE(way.calls.empty());
    way.answer(200,
               R"({"items":[],"next_page_token":null,"page_size":1,"total":{"value":)" +
                   std::to_string(total) + R"(,"exact":)" + (exact ? "true" : "false") + "}}",
               {{"change-seq", "7"}});
  }
  /// Another client made a brand.
  void a_brand_is_made() {
    const std::string& asked = way.current.sent.back();
    const std::size_t begin = asked.find("\"id\":\"") + 6;
    live::change change =
        test::change_of(test::make_brand(9, "New"), 8, live::change_kind::created, live::match_kind::enter);
    change.subs = {asked.substr(begin, asked.find('"', begin) - begin)};
    way.receive(live::to_json(live::server_message(change)));
  }
};

TEST_F(view_counts_test, asks_for_one_count_after_the_other_and_for_no_rows) {
  views = {view_of(1, ""), view_of(2, "country = \"DE\"")};
  connect();
  EXPECT_EQ(counts.text_of(views[0]), "");
  show();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("page_size=1"), std::string::npos);
  EXPECT_NE(way.calls.front().what.target.find("fields=id"), std::string::npos);
  answer(1284);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("filter="), std::string::npos);
  answer(96, false);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(counts.text_of(views[0]), "1,284");
  EXPECT_EQ(counts.text_of(views[1]),
            "\xE2\x89\x88"
            "96");
  EXPECT_FALSE(show()) << "nothing is due while nothing changes";
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(view_counts_test, does_not_count_the_log) {
  views = {view_of(2, "resource = \"api_keys\"", "audit")};
  connect();
  EXPECT_EQ(show(), std::nullopt);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(counts.text_of(views[0]), "");
  EXPECT_TRUE(counts.settled());
  views = {view_of(1, "")};
  show();
  ASSERT_EQ(way.calls.size(), 1U) << "views of records are, afterwards";
  views = {view_of(2, "resource = \"api_keys\"", "audit")};
  show();
  EXPECT_TRUE(way.calls.empty()) << "on the log's screen nobody sees their count";
}

TEST_F(view_counts_test, counts_again_a_while_after_a_change_and_not_for_every_one) {
  views = {view_of(1, "")};
  connect();
  show();
  answer(1);
  a_brand_is_made();
  const auto due = show();
  ASSERT_TRUE(due);
  EXPECT_EQ(*due, now + recount_ms);
  EXPECT_TRUE(way.calls.empty());
  a_brand_is_made();
  now = *due;
  show();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(counts.text_of(views[0]), "1") << "the last known one stays";
  answer(2);
  EXPECT_EQ(counts.text_of(views[0]), "2");
  EXPECT_FALSE(show());
}

TEST_F(view_counts_test, asks_once_more_for_what_changed_while_it_was_counted) {
  views = {view_of(1, "")};
  connect();
  show();
  answer(1);
  a_brand_is_made();
  now += recount_ms;
  show();
  a_brand_is_made();
  answer(2);
  EXPECT_TRUE(show());
  now += recount_ms;
  show();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(view_counts_test, rests_longer_where_counting_takes_long) {
  views = {view_of(1, "")};
  connect();
  show();
  now += 2'000;
  answer(1);
  a_brand_is_made();
  EXPECT_EQ(show(), now + recount_share * 2'000);
}

TEST_F(view_counts_test, counts_a_filter_with_a_relative_time_as_time_goes_by) {
  views = {view_of(1, "created_at > now-7d")};
  connect();
  show();
  answer(3);
  EXPECT_EQ(show(), now + recount_by_time_ms);
  now += recount_by_time_ms;
  show();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(view_counts_test, counts_at_once_what_was_never_counted) {
  views = {view_of(1, "")};
  connect();
  show();
  answer(1);
  views.push_back(view_of(2, "headcount > 5"));
  show();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(view_counts_test, keeps_to_the_resource_that_is_shown) {
  views = {view_of(1, "")};
  connect();
  show();
  answer(5);
  views = {view_of(2, "", "insights")};
  show();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("/insights?"), std::string::npos);
  answer(7);
  views = {view_of(1, "")};
  show();
  EXPECT_EQ(way.calls.size(), 1U) << "nobody told of changes meanwhile";
  EXPECT_EQ(counts.text_of(views[0]), "5");
}

TEST_F(view_counts_test, leaves_a_count_that_is_refused_until_something_changes) {
  views = {view_of(1, ""), view_of(2, "nonsense")};
  connect();
  show();
  answer(5);
  way.answer(400, R"({"status":400,"title":"Malformed"})");
  EXPECT_FALSE(show());
  EXPECT_EQ(counts.text_of(views[1]), "");
}

TEST_F(view_counts_test, tries_again_later_when_there_is_no_answer) {
  views = {view_of(1, "")};
  connect();
  show();
  way.answer(0, "");
  const auto due = show();
  EXPECT_EQ(due, now + recount_after_failure_ms);
  EXPECT_TRUE(way.calls.empty());
  now = *due;
  show();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(view_counts_test, counts_no_more_views_than_it_says) {
  for (int i = 0; i < static_cast<int>(most_counted) + 5; ++i)
    views.push_back(view_of(i, "headcount > " + std::to_string(i)));
  connect();
  show();
  std::size_t asked = 0;
  for (; !way.calls.empty(); ++asked) answer(1);
  EXPECT_EQ(asked, most_counted);
}

}  // namespace
}  // namespace dossier::app
