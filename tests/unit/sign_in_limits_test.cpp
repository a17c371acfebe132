#include "server/domains/identity/sign_in_limits.hpp"

#include <gtest/gtest.h>

namespace dossier::identity {
namespace {

constexpr std::int64_t second = 1'000'000;

class sign_in_limit : public testing::Test {
 protected:
  void refuse(int times, const std::string& account, const std::string& address, bool known = false) {
    for (int i = 0; i < times; ++i) limits.refused(account, address, known, now);
  }
  attempt_verdict look(const std::string& account, const std::string& address, bool known = false) {
    return limits.look(account, address, known, now);
  }
  sign_in_limits limits;
  timestamp now{1'795'780'800'000'000};
};

TEST_F(sign_in_limit, lets_an_address_wait_longer_with_each_refusal_of_one_account) {
  refuse(pair_free_refusals - 1, "ada", "192.0.2.1");
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, 0);
  refuse(1, "ada", "192.0.2.1");
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, 2 * second);
  refuse(1, "ada", "192.0.2.1");
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, 4 * second);
  now.micros += 4 * second;
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, 0);
  refuse(10, "ada", "192.0.2.1");
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, pair_most_wait_micros);
}

TEST_F(sign_in_limit, lets_nobody_else_wait_for_a_strangers_refusals) {
  refuse(100, "ada", "192.0.2.1");
  EXPECT_GT(look("ada", "192.0.2.1").wait_micros, 0);
  EXPECT_EQ(look("ada", "198.51.100.7").wait_micros, 0);
  EXPECT_EQ(look("ada", "198.51.100.7").hold_micros, account_most_hold_micros)
      << "a stranger, for all one knows";
  EXPECT_EQ(look("ada", "198.51.100.7", true).hold_micros, 0) << "where ada signed in before";
  EXPECT_EQ(look("bob", "198.51.100.7").hold_micros, 0);
}

TEST_F(sign_in_limit, answers_strangers_of_an_account_that_many_try_later_and_later) {
  for (int i = 0; i < account_free_refusals - 1; ++i) refuse(1, "ada", "192.0.2." + std::to_string(i));
  EXPECT_EQ(look("ada", "198.51.100.7").hold_micros, 0);
  refuse(1, "ada", "192.0.2.100");
  EXPECT_EQ(look("ada", "198.51.100.7").hold_micros, account_hold_step_micros);
  refuse(1, "ada", "192.0.2.101");
  EXPECT_EQ(look("ada", "198.51.100.7").hold_micros, 2 * account_hold_step_micros);
}

TEST_F(sign_in_limit, gives_an_address_so_many_refusals_at_once_and_one_more_every_six_seconds) {
  for (int i = 0; i < address_attempts; ++i) {
    EXPECT_EQ(look("x", "192.0.2.1").left, address_attempts - i);
    refuse(1, "account " + std::to_string(i), "192.0.2.1");
  }
  EXPECT_EQ(look("x", "192.0.2.1").left, 0);
  EXPECT_EQ(look("x", "192.0.2.1").wait_micros, address_attempt_micros);
  now.micros += address_attempt_micros;
  EXPECT_EQ(look("x", "192.0.2.1").left, 1);
  EXPECT_EQ(look("x", "192.0.2.1").wait_micros, 0);
}

TEST_F(sign_in_limit, forgets_after_a_success_and_after_an_hour) {
  refuse(8, "ada", "192.0.2.1");
  limits.succeeded("ada", "192.0.2.1");
  EXPECT_EQ(look("ada", "192.0.2.1").wait_micros, 0);
  refuse(8, "bob", "192.0.2.1");
  now.micros += refusals_kept_micros + 1;
  EXPECT_EQ(look("bob", "192.0.2.1").wait_micros, 0);
  refuse(1, "bob", "192.0.2.1");
  EXPECT_EQ(look("bob", "192.0.2.1").wait_micros, 0) << "counted from the beginning";
}

TEST_F(sign_in_limit, counts_a_network_of_ipv6_as_one_client_and_addresses_of_ipv4_each_however_written) {
  EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), counted_address("2001:db8:1:2::9"));
  EXPECT_NE(counted_address("2001:db8:1:2::9"), counted_address("2001:db8:1:3::9"));
  EXPECT_NE(counted_address("192.0.2.1"), counted_address("192.0.2.2"));
  EXPECT_NE(counted_address("::ffff:192.0.2.1"), counted_address("::ffff:192.0.2.2"));
  EXPECT_EQ(counted_address("::ffff:192.0.2.1"), counted_address("192.0.2.1"));
}

TEST_F(sign_in_limit, remembers_a_bounded_number) {
  for (std::size_t i = 0; i < limits_remembered_max + 10; ++i)
    limits.refused("account " + std::to_string(i), "192.0.2.1", false, now);
  refuse(pair_free_refusals, "ada", "192.0.2.1");
  EXPECT_GT(look("ada", "192.0.2.1").wait_micros, 0);
}

}  // namespace
}  // namespace dossier::identity
