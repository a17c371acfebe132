#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // Many tests provoke errors by the hundred; DOSSIER_TEST_LOG=1 shows what the server says about them.
  if (std::getenv("DOSSIER_TEST_LOG") == nullptr) spdlog::set_level(spdlog::level::off);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
