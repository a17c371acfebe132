#include "server/http/rate_limits.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/address.hpp>
#include <thread>

namespace dossier::http {
namespace {

using namespace std::chrono_literals;

const token_buckets::time_point start{1h};

/// Takes until it is refused; answers how many it got.
int take_all(token_buckets& from, std::uint64_t who, token_buckets::time_point at) {
  int got = 0;
  while (from.take(who, at).wait_seconds == 0) ++got;
  return got;
}

TEST(token_buckets, a_full_bucket_gives_its_quota_at_once_and_not_one_more) {
  token_buckets buckets("user", 50);
  EXPECT_EQ(take_all(buckets, 1, start), 50);
}

TEST(token_buckets, what_was_taken_comes_back_evenly) {
  token_buckets buckets("user", 10);  // one a second
  EXPECT_EQ(take_all(buckets, 1, start), 10);
  EXPECT_EQ(take_all(buckets, 1, start + 999ms), 0);
  EXPECT_EQ(take_all(buckets, 1, start + 3s), 3);
  EXPECT_EQ(take_all(buckets, 1, start + 1min), 10);
}

TEST(token_buckets, tells_what_is_left_and_when_to_come_again) {
  token_buckets buckets("user", 10);
  const rate_verdict first = buckets.take(1, start);
  EXPECT_EQ(first.name, "user");
  EXPECT_EQ(first.quota, 10U);
  EXPECT_EQ(first.left, 9U);
  EXPECT_EQ(first.reset_seconds, 1U);
  EXPECT_EQ(take_all(buckets, 1, start), 9);
  const rate_verdict refused = buckets.take(1, start + 200ms);
  EXPECT_EQ(refused.left, 0U);
  EXPECT_EQ(refused.wait_seconds, 1U);
  EXPECT_EQ(refused.reset_seconds, 10U);
}

TEST(token_buckets, being_refused_costs_nothing) {
  token_buckets buckets("user", 10);
  EXPECT_EQ(take_all(buckets, 1, start), 10);
  for (int i = 0; i < 1000; ++i) EXPECT_NE(buckets.take(1, start + 500ms).wait_seconds, 0U);
  EXPECT_EQ(take_all(buckets, 1, start + 1s), 1);
}

TEST(token_buckets, one_does_not_take_from_another) {
  token_buckets buckets("user", 5);
  const std::uint64_t far = std::uint64_t{7} << 52U;  // the same place in the table, another tag
  EXPECT_EQ(take_all(buckets, 1, start), 5);
  EXPECT_EQ(take_all(buckets, 2, start), 5);
  EXPECT_EQ(take_all(buckets, far | 1, start), 5);
  EXPECT_EQ(take_all(buckets, 1, start), 0);
}

TEST(token_buckets, with_more_in_use_than_it_keeps_it_forgets_those_who_took_least) {
  token_buckets buckets("user", 5);
  const auto who = [](std::uint64_t i) { return i << 52U; };  // all at one place
  EXPECT_EQ(take_all(buckets, who(1), start), 5);
  for (std::uint64_t i = 2; i < 200; ++i) EXPECT_EQ(buckets.take(who(i), start).wait_seconds, 0U);
  EXPECT_EQ(take_all(buckets, who(1), start), 0);
}

TEST(token_buckets, no_quota_means_nobody_counts) {
  token_buckets buckets("user", 0);
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(buckets.take(1, start).name.empty());
}

TEST(token_buckets, the_most_that_may_be_configured_still_counts) {
  token_buckets buckets("user", requests_max);
  EXPECT_EQ(buckets.take(1, start).left, requests_max - 1);
}

TEST(token_buckets, threads_together_get_no_more_than_one) {
  constexpr int quota = 20'000;
  token_buckets buckets("user", quota);
  std::atomic<int> got = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int asked = 0; asked < quota; ++asked) got += buckets.take(1, start).wait_seconds == 0 ? 1 : 0;
    });
  }
  for (std::thread& one : threads) one.join();
  EXPECT_GE(got, quota);
  EXPECT_LE(got, quota + quota / 100);  // one is given away where very many ask at the same moment
}

TEST(rate_limits, an_ipv6_client_has_a_whole_network_and_counts_once) {
  const auto network = [](const char* text) { return network_of(boost::asio::ip::make_address(text)); };
  EXPECT_EQ(network("2001:db8::1"), network("2001:db8::ffff:1"));
  EXPECT_NE(network("2001:db8::1"), network("2001:db8:0:1::1"));
  EXPECT_NE(network("192.0.2.1"), network("192.0.2.2"));
  EXPECT_EQ(network("192.0.2.1"), network("::ffff:192.0.2.1"));
}

TEST(rate_limits, people_and_keys_have_buckets_of_their_own_and_the_built_in_person_has_none) {
  rate_limits limits({.user = 3, .key = 2, .address = 1});
  principal person;
  person.user_id.bytes.fill(1);
  EXPECT_TRUE(limits.of_principal(person, start).name.empty());
  person.session_id.bytes.fill(2);
  EXPECT_EQ(limits.of_principal(person, start).left, 2U);
  principal other_session = person;
  other_session.session_id.bytes.fill(3);
  EXPECT_EQ(limits.of_principal(other_session, start).left, 1U);
  principal by_key = person;
  by_key.session_id = {};
  by_key.api_key_id.bytes.fill(4);
  EXPECT_EQ(limits.of_principal(by_key, start).name, "key");
  EXPECT_EQ(limits.of_principal(by_key, start).left, 0U);
  EXPECT_NE(limits.of_principal(by_key, start).wait_seconds, 0U);
  EXPECT_EQ(limits.of_principal(person, start).wait_seconds, 0U);
}

}  // namespace
}  // namespace dossier::http
