#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>

#include <string>

namespace {

// Half of the tests reports into a file of its own: two processes that begin at once choose the same name
// otherwise.
void name_report_of_half() {
  const char* half = std::getenv("GTEST_SHARD_INDEX");
  const char* output = std::getenv("GTEST_OUTPUT");
  if (half == nullptr || output == nullptr || !std::string(output).ends_with('/')) return;
  const std::string named = std::string(output) + "integration_tests_" + half + ".xml";
  setenv("GTEST_OUTPUT", named.c_str(), 1);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // Many tests provoke errors by the hundred; DOSSIER_TEST_LOG=1 shows what the server says about them.
  if (std::getenv("DOSSIER_TEST_LOG") == nullptr) spdlog::set_level(spdlog::level::off);
  name_report_of_half();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
