#include "client-wasm/src/app/audit_seal.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"

namespace dossier::app {
namespace {

class audit_seal_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  workspace space{
      way,
      {[this] { return now; }, [] { return 0.5; }, [] {}, [](const notice&) {}, [](const route&, bool) {}}};
  audit_seal seal{space};

  void SetUp() override {
    space.start(parse_route("/audit-of-nothing"));
    way.welcome();
    way.calls.clear();
  }
  void answer(int seq) {
    ASSERT_EQ(way.calls.size(), 1U);
    EXPECT_EQ(way.calls.front().what.target, "/api/v1/audit:seal");
    way.answer(200, R"({"sealed":{"seq":)" + std::to_string(seq) +
                        R"(,"hash":"ab","at":"2026-11-20T14:28:21.412000Z"}})");
  }
};

TEST_F(audit_seal_test, is_asked_for_once_while_the_log_rests) {
  EXPECT_FALSE(seal.last());
  seal.show(813);
  seal.show(813);
  answer(813);
  ASSERT_TRUE(seal.last());
  EXPECT_EQ(seal.last()->seq, 813);
  EXPECT_EQ(to_string(seal.last()->at), to_string(*parse_timestamp("2026-11-20T14:28:21.412Z")));
  now += 10 * seal_again_ms;
  EXPECT_EQ(seal.show(813), std::nullopt) << "nothing is due";
  EXPECT_EQ(seal.show(0), std::nullopt) << "a filtered list does not tell of the newest";
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(audit_seal_test, is_asked_for_again_a_while_after_the_log_grew_until_it_is_sealed) {
  seal.show(813);
  answer(813);
  EXPECT_EQ(seal.show(814), now + seal_again_ms);
  EXPECT_TRUE(way.calls.empty());
  now += seal_again_ms;
  seal.show(814);
  answer(813);
  now += seal_again_ms;
  seal.show(820);
  answer(820);
  EXPECT_EQ(seal.show(820), std::nullopt);
  EXPECT_EQ(seal.last()->seq, 820);
}

TEST_F(audit_seal_test, is_rarely_asked_for_where_nothing_is_exported_or_that_is_not_told) {
  const auto rarely = [&](int status, const std::string& body) {
    seal.show(5);
    ASSERT_EQ(way.calls.size(), 1U);
    way.answer(status, body);
    EXPECT_EQ(seal.show(9), now + seal_absent_again_ms);
    EXPECT_TRUE(way.calls.empty());
    EXPECT_FALSE(seal.last());
    now += seal_absent_again_ms;
  };
  rarely(200, R"({"sealed":null})");
  rarely(403, "{}");
}

TEST_F(audit_seal_test, that_could_not_be_read_is_asked_for_later) {
  seal.show(5);
  way.answer(503, "{}");
  EXPECT_EQ(seal.show(5), now + seal_again_ms);
  now += seal_again_ms;
  seal.show(5);
  EXPECT_EQ(way.calls.size(), 1U);
}

}  // namespace
}  // namespace dossier::app
