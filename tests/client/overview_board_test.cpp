#include "client-wasm/src/app/overview_board.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/client/fake_transport.hpp"

namespace dossier::app {
namespace {

class overview_board_test : public ::testing::Test {
 protected:
  void SetUp() override {
    route where;
    where.screen = "overview";
    space.start(where);
    way.welcome();
  }

  /// The open request whose target begins so.
  test::fake_transport::call* asked(std::string_view target) {
    for (test::fake_transport::call& each : way.calls) {
      if (each.what.target.starts_with(target)) return &each;
    }
    return nullptr;
  }
  /// Answers a request; true when it was under way.
  bool answer(std::string_view target, const std::string& body, int status = 200,
              const std::string& seq = "7") {
    for (auto call = way.calls.begin(); call != way.calls.end(); ++call) {
      if (!call->what.target.starts_with(target)) continue;
      auto done = std::move(call->done);
      way.calls.erase(call);
      done({status, {{"change-seq", seq}}, body});
      return true;
    }
    return false;
  }
  static std::string period_body(int count) {
    const std::string week = R"([{"value":"2026-11-23","count":)" + std::to_string(count) + "}]";
    return R"({"facets":{"published_at:week":{"values":)" + week +
           R"(,"distinct":1,"exact":true},"published_at:week*brand_id":{"series":[],"distinct":0,"exact":true},)"
           R"("published_at:week*tags":{"series":[],"distinct":0,"exact":true}}})";
  }
  /// Subscriptions that go on behind the feed's position.
  [[nodiscard]] int subscribed() const {
    return static_cast<int>(
        std::count_if(way.current.sent.begin(), way.current.sent.end(), [](const std::string& sent) {
          return sent.find("subscribe") != std::string::npos && sent.find("\"after\":7") != std::string::npos;
        }));
  }
  void answer_all() {
    EXPECT_TRUE(answer("/api/v1/insights:facets?fields=published_at", period_body(3)));
    EXPECT_TRUE(answer("/api/v1/insights:facets?fields=tags",
                       R"({"facets":{"tags":{"values":[],"distinct":0,"exact":true},
        "pinned":{"values":[],"distinct":0,"exact":true},
        "created_at:week*status":{"series":[{"value":"draft","count":5,"values":[]}],"distinct":1,"exact":true}}})"));
    EXPECT_TRUE(
        answer("/api/v1/brands:facets",
               R"({"facets":{"created_at:month":{"values":[{"value":"2026-11-01","count":9}],"distinct":1,
        "exact":true},"created_at:week":{"values":[],"distinct":0,"exact":true}}})"));
    EXPECT_TRUE(answer("/api/v1/activity", R"({"items":[{"seq":7,"at":"2026-11-28T10:00:00Z","kind":"created",
        "resource":"insights","record_id":"019a0000-0000-7000-8000-000000000002","version":1,
        "actor":{"id":"u","name":"N. Okafor"},"reason":null,"title":"Caps","changed":[],
        "state":{"status":"published"}}],"next_before":null,"page_size":50})"));
  }
  void change(std::int64_t seq, const std::string& resource,
              live::change_kind kind = live::change_kind::created) {
    live::change made;
    made.seq = seq;
    made.resource = resource;
    made.kind = kind;
    made.record = R"({"title":"New","name":"New"})";
    made.at = {seq};
    for (const std::string& sent : way.current.sent) {
      const auto message = live::parse_client_message(sent);
      const auto* wanted = message ? std::get_if<live::subscribe>(&*message) : nullptr;
      if (wanted != nullptr && wanted->resource == resource) made.subs = {wanted->id};
    }
    way.receive(live::to_json(live::server_message(made)));
  }

  double now = 10'000;
  int changes = 0;
  test::fake_transport way;
  workspace space{way,
                  {[this] { return now; }, [] { return 0.5; }, [this] { ++changes; }, [](const notice&) {},
                   [](const route&, bool) {}}};
  overview_board board{space};
  const model::day_number today = model::parse_date("2026-11-28");
};

TEST_F(overview_board_test, asks_for_both_periods_and_reads_the_figures) {
  board.show({}, today);
  ASSERT_NE(asked("/api/v1/insights:facets?fields=published_at"), nullptr);
  EXPECT_NE(asked("/api/v1/insights:facets?fields=published_at")->what.target.find("2026-06-01"),
            std::string::npos)
      << "thirteen weeks, and the thirteen before";
  EXPECT_EQ(board.period_filter(), "published_at >= \"2026-08-31\"");
  EXPECT_FALSE(board.settled());
  answer_all();
  EXPECT_TRUE(board.settled());
  EXPECT_EQ(model::sum_of(board.axis().spread(board.published().buckets)), 3);
  EXPECT_EQ(board.created_by_status().count_of("draft"), 5);
  EXPECT_EQ(board.brands_total(), 9);
  ASSERT_EQ(board.feed().entries().size(), 1U);
  EXPECT_EQ(board.feed().entries().front().title, "Caps");
}

TEST_F(overview_board_test, goes_on_live_from_the_position_of_its_feed) {
  board.show({}, today);
  EXPECT_EQ(subscribed(), 0) << "none before the feed is there";
  answer_all();
  EXPECT_EQ(subscribed(), 3);
  change(8, "brands");
  change(9, "tags");
  EXPECT_EQ(board.feed().entries().size(), 3U);
  EXPECT_EQ(board.feed().entries().front().seq, 9);
}

TEST_F(overview_board_test, counts_anew_after_changes_but_no_more_than_once_a_second) {
  board.show({}, today);
  answer_all();
  for (std::int64_t seq = 8; seq < 40; ++seq) change(seq, "insights");
  board.tick();
  EXPECT_TRUE(way.calls.empty()) << "it was asked for just now";
  EXPECT_EQ(board.next_deadline(), now + board_refresh_ms);
  EXPECT_FALSE(board.settled());
  now += board_refresh_ms;
  board.tick();
  EXPECT_EQ(way.calls.size(), 2U) << "both of the insights' parts, once";
  EXPECT_EQ(asked("/api/v1/brands"), nullptr);
  change(40, "insights");
  board.tick();
  EXPECT_EQ(way.calls.size(), 2U) << "what is under way is not asked for twice";
  answer("/api/v1/insights:facets?fields=published_at", period_body(44));
  EXPECT_EQ(model::sum_of(board.axis().spread(board.published().buckets)), 44);
  now += board_refresh_ms;
  board.tick();
  EXPECT_NE(asked("/api/v1/insights:facets?fields=published_at"), nullptr)
      << "the change after it is counted, too";
}

TEST_F(overview_board_test, keeps_the_figures_while_another_range_is_loaded_and_drops_the_request_before) {
  board.show({}, today);
  answer_all();
  board.show({model::range_of("7"), ""}, today);
  EXPECT_TRUE(board.state(overview_board::period).ready());
  board.show({model::range_of("30"), "019a0000-0000-7000-8000-000000000002"}, today);
  EXPECT_EQ(way.calls.size(), 3U);
  EXPECT_NE(asked("/api/v1/insights:facets?fields=tags")->what.target.find("brand_id"), std::string::npos);
  EXPECT_EQ(board.period_filter(),
            "published_at >= \"2026-10-30\" AND brand_id = \"019a0000-0000-7000-8000-000000000002\"");
}

TEST_F(overview_board_test, says_what_failed_and_tries_again_when_asked) {
  board.show({}, today);
  answer("/api/v1/insights:facets?fields=published_at", R"({"title":"Not available now","status":503})", 503);
  EXPECT_EQ(board.state(overview_board::period).at, board_part::stage::failed);
  EXPECT_EQ(board.state(overview_board::period).why, "Not available now");
  answer("/api/v1/brands:facets", "no json");
  EXPECT_EQ(board.state(overview_board::brands).at, board_part::stage::failed);
  EXPECT_EQ(board.state(overview_board::whole).at, board_part::stage::loading) << "the others go on";
  board.retry(overview_board::period);
  answer("/api/v1/insights:facets?fields=published_at", period_body(1));
  EXPECT_TRUE(board.state(overview_board::period).ready());
}

TEST_F(overview_board_test, gives_the_reason_of_a_failure_in_full) {
  board.show({}, today);
  answer("/api/v1/brands:facets", R"({"title":"Unavailable","status":503,"detail":"The database is away"})",
         503);
  EXPECT_EQ(board.state(overview_board::brands).why, "The database is away");
}

TEST_F(overview_board_test, asks_again_for_what_failed_as_soon_as_the_connection_stands) {
  way.drop(1006);
  board.show({}, today);
  answer("/api/v1/brands:facets", "", 0);
  board.tick();
  EXPECT_EQ(board.state(overview_board::brands).at, board_part::stage::failed);
  EXPECT_EQ(asked("/api/v1/brands:facets"), nullptr);
  space.live().retry_now();
  way.welcome();
  ASSERT_EQ(space.live().state(), net::live_state::live);
  board.tick();
  ASSERT_NE(asked("/api/v1/brands:facets"), nullptr);
  answer("/api/v1/brands:facets", "no json");
  board.tick();
  EXPECT_EQ(asked("/api/v1/brands:facets"), nullptr) << "once";
}

}  // namespace
}  // namespace dossier::app
