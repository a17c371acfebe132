#include "client-wasm/src/app/build_check.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"

namespace dossier::app {
namespace {

constexpr const char* page = R"(<script src="/assets/boot.js" data-build="b2" data-program="x"></script>)";

TEST(build_check, asks_only_after_the_connection_was_away) {
  test::fake_transport way;
  build_check check(way, "b1", [] {});
  check.connection(false);
  check.connection(true);
  EXPECT_TRUE(way.calls.empty()) << "the first connection tells nothing new";
  check.connection(false);
  check.connection(false);
  check.connection(true);
  ASSERT_EQ(way.calls.size(), 1U);
  way.answer(200, page);
  EXPECT_TRUE(check.newer());
}

TEST(build_check, the_same_build_or_no_answer_is_nothing_new) {
  test::fake_transport way;
  build_check check(way, "b2", [] {});
  check.connection(true);
  for (const auto& [status, body] :
       std::vector<std::pair<int, std::string>>{{200, page}, {0, ""}, {503, page}}) {
    check.connection(false);
    check.connection(true);
    way.answer(status, body);
    EXPECT_FALSE(check.newer()) << status;
  }
}

TEST(build_check, a_page_that_names_no_build_is_none) {
  EXPECT_EQ(build_in("<html>"), "");
  EXPECT_EQ(build_in("data-build=\"broken"), "");
}

}  // namespace
}  // namespace dossier::app
