#include "client-wasm/src/net/live_connection.hpp"

#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::net {
namespace {

struct recorder final : live_listener {
  void live_welcome(const live::welcome& hello) override { tenant = hello.tenant_name; }
  void live_change(const live::change& change) override { seqs.push_back(change.seq); }
  void live_reset(const std::string& id) override { resets.push_back(id); }
  void live_refused(const std::string& id, const problem&) override { refused.push_back(id); }
  void live_state_changed() override { ++state_changes; }
  std::string tenant;
  std::vector<std::int64_t> seqs;
  std::vector<std::string> resets;
  std::vector<std::string> refused;
  int state_changes = 0;
};

class live_connection_test : public ::testing::Test {
 protected:
  double now = 1'000;
  double dice = 0.5;
  test::fake_transport way;
  recorder heard;
  live_connection live_{way, heard, [this] { return now; }, [this] { return dice; }, "browser"};

  void welcome(std::int64_t seq = 10, bool stale = false) {
    way.open();
    live::welcome hello;
    hello.seq = seq;
    hello.contract = stale ? "another" : describe::contract_hash();
    hello.stale = stale;
    hello.tenant_name = "Meridian Capital";
    way.receive(live::to_json(live::server_message(hello)));
  }
  void confirm(const std::string& id, std::int64_t seq) {
    way.receive(live::to_json(live::server_message(live::subscribed{id, seq})));
  }
  void change(std::int64_t seq, const std::string& sub) {
    auto what = test::updated(test::make_brand(1, "Acme", seq), {"name"});
    what.seq = seq;
    what.subs = {sub};
    way.receive(live::to_json(live::server_message(what)));
  }
  [[nodiscard]] bool sent(std::string_view part) const {
    return std::any_of(way.current.sent.begin(), way.current.sent.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
  }
};

TEST_F(live_connection_test, says_hello_with_the_contracts_hash_before_anything_else) {
  live_.start();
  EXPECT_EQ(live_.state(), live_state::connecting);
  live_.subscribe("s1", "brands", "", 7);
  way.open();
  ASSERT_EQ(way.current.sent.size(), 1U);
  EXPECT_NE(way.current.sent[0].find("\"op\":\"hello\""), std::string::npos);
  EXPECT_NE(way.current.sent[0].find(R"("session":"browser")"), std::string::npos);
  EXPECT_NE(way.current.sent[0].find(describe::contract_hash()), std::string::npos);
}

TEST_F(live_connection_test, subscribes_from_the_position_of_the_loaded_list_and_is_live_when_confirmed) {
  live_.start();
  live_.subscribe("s1", "brands", "", 7);
  welcome();
  EXPECT_EQ(heard.tenant, "Meridian Capital");
  EXPECT_TRUE(sent("\"op\":\"subscribe\",\"id\":\"s1\",\"resource\":\"brands\",\"after\":7"));
  EXPECT_EQ(live_.state(), live_state::catching_up);
  EXPECT_EQ(live_.left(), 3);
  confirm("s1", 10);
  EXPECT_EQ(live_.state(), live_state::live);
}

TEST_F(live_connection_test, resumes_after_the_last_change_it_saw) {
  live_.start();
  live_.subscribe("s1", "brands", "", 7);
  welcome();
  confirm("s1", 10);
  change(11, "s1");
  change(12, "s1");
  way.drop(1006);
  EXPECT_EQ(live_.state(), live_state::waiting);
  now += 1'000;
  live_.tick();
  welcome(15);
  EXPECT_TRUE(sent("\"after\":12"));
  EXPECT_EQ(heard.seqs, (std::vector<std::int64_t>{11, 12}));
}

TEST_F(live_connection_test, retries_with_full_jitter_from_half_a_second_to_thirty) {
  live_.start();
  dice = 0.999;
  std::vector<double> waits;
  for (int i = 0; i < 9; ++i) {
    way.drop(1006);
    ASSERT_TRUE(live_.next_deadline());
    waits.push_back(live_.retry_in_ms());
    now += live_.retry_in_ms();
    live_.tick();
  }
  EXPECT_NEAR(waits[0], 500, 1);
  EXPECT_NEAR(waits[1], 1'000, 2);
  EXPECT_NEAR(waits[5], 16'000, 20);
  EXPECT_NEAR(waits[8], 30'000, 40);
  dice = 0;
  way.drop(1006);
  EXPECT_DOUBLE_EQ(live_.retry_in_ms(), 0);
}

TEST_F(live_connection_test, is_called_offline_after_ten_seconds_away) {
  live_.start();
  welcome();
  way.drop(1006);
  EXPECT_EQ(live_.state(), live_state::waiting);
  EXPECT_EQ(live_.lost_at(), 1'000);
  for (int i = 0; i < 60 && now < 12'000; ++i) {
    now = *live_.next_deadline();
    live_.tick();
    if (way.current.id != 0) way.drop(1006);
  }
  EXPECT_EQ(live_.state(), live_state::offline);
  EXPECT_EQ(live_.lost_at(), 1'000);
  live_.retry_now();
  welcome();
  EXPECT_EQ(live_.state(), live_state::live);
  EXPECT_EQ(live_.lost_at(), std::nullopt);
}

TEST_F(live_connection_test, retries_at_once_when_the_network_comes_back) {
  live_.start();
  welcome();
  live_.network_changed(false);
  EXPECT_EQ(live_.state(), live_state::offline);
  const int before = way.sockets_opened;
  live_.network_changed(true);
  EXPECT_EQ(way.sockets_opened, before + 1);
}

TEST_F(live_connection_test, measures_the_latency_and_drops_a_connection_that_does_not_answer) {
  live_.start();
  welcome();
  ASSERT_TRUE(sent("\"op\":\"ping\",\"id\":\"1\""));
  now += 12;
  way.receive(R"({"op":"pong","id":"1"})");
  EXPECT_DOUBLE_EQ(*live_.latency_ms(), 12);
  live_.looked_at();
  EXPECT_FALSE(sent("\"id\":\"2\""));
  now += ping_interval_ms;
  live_.looked_at();
  EXPECT_TRUE(sent("\"op\":\"ping\",\"id\":\"2\""));
  now += pong_timeout_ms;
  live_.tick();
  EXPECT_EQ(live_.state(), live_state::waiting);
}

TEST_F(live_connection_test, an_idle_connection_needs_no_timer) {
  live_.start();
  live_.subscribe("s1", "brands", "", 7);
  welcome();
  confirm("s1", 10);
  way.receive(R"({"op":"pong","id":"1"})");
  EXPECT_EQ(live_.next_deadline(), std::nullopt);
}

TEST_F(live_connection_test, hands_on_a_reset_so_that_the_list_is_loaded_again) {
  live_.start();
  live_.subscribe("s1", "brands", "", 7);
  welcome();
  way.receive(R"({"op":"reset","id":"s1","seq":900})");
  EXPECT_EQ(heard.resets, std::vector<std::string>{"s1"});
}

TEST_F(live_connection_test, ignores_changes_of_subscriptions_that_are_gone) {
  live_.start();
  live_.subscribe("s1", "brands", "", 7);
  welcome();
  live_.unsubscribe("s1");
  EXPECT_TRUE(sent("\"op\":\"unsubscribe\",\"id\":\"s1\""));
  change(11, "s1");
  EXPECT_TRUE(heard.seqs.empty());
}

TEST_F(live_connection_test, a_newer_contract_on_the_server_marks_this_build_stale) {
  live_.start();
  welcome(10, true);
  EXPECT_TRUE(live_.stale());
}

TEST_F(live_connection_test, does_not_retry_when_it_is_signed_out_or_too_old) {
  live_.start();
  way.drop(4401);
  EXPECT_EQ(live_.state(), live_state::signed_out);
  EXPECT_EQ(live_.next_deadline(), std::nullopt);
}

TEST_F(live_connection_test, names_a_subscription_that_was_refused) {
  live_.start();
  live_.subscribe("s1", "brands", "nonsense", 7);
  welcome();
  way.receive(live::to_json(live::server_message(live::error{"s1", problems::malformed("No such field")})));
  EXPECT_EQ(heard.refused, std::vector<std::string>{"s1"});
  EXPECT_EQ(live_.state(), live_state::live);
}

}  // namespace
}  // namespace dossier::net
