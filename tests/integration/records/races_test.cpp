#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

class races : public testing::Test {
 protected:
  records_world world;
};

TEST_F(races, without_if_match_are_won_by_everybody_one_after_the_other) {
  const std::string path = "/brands/" + world.post("/brands", R"({"name":"Acme"})").text("id");
  constexpr int writers = 4;
  constexpr int writes = 25;
  std::array<std::vector<std::int64_t>, writers> versions;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < writes; ++i) {
        const api_answer done =
            world.patch(path, R"({"headcount":)" + std::to_string(writer * 1000 + i) + "}");
        ASSERT_EQ(done.status, 200) << done.body;
        versions[static_cast<std::size_t>(writer)].push_back(done.json.at("version").as_int64());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::int64_t> all;
  for (const auto& mine : versions) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(writers * writes)) << "each version was written once";
  EXPECT_EQ(*all.begin(), 2);
  EXPECT_EQ(*all.rbegin(), writers * writes + 1);
  world.wait_for_the_log();
  const auto look = world.tested.connect_as_superuser();
  pqxx::work work(*look);
  const auto torn = work.exec1(
      "SELECT count(*) FROM changes a JOIN changes b ON b.record_id = a.record_id AND b.version = a.version "
      "+ 1 "
      "WHERE b.before <> a.after OR b.seq < a.seq");
  EXPECT_EQ(torn[0].as<int>(), 0) << "every change begins where the one before ended";
}

TEST_F(races, with_if_match_are_won_by_one) {
  const std::string path = "/brands/" + world.post("/brands", R"({"name":"Acme"})").text("id");
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  for (int round = 1; round <= 10; ++round) {
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 4; ++writer) {
      threads.emplace_back([&, writer] {
        const api_answer done =
            world.patch(path, R"({"headcount":)" + std::to_string(round * 10 + writer) + "}",
                        {{"if-match", "\"" + std::to_string(round) + "\""}});
        if (done.status == 200) ++won;
        if (done.status == 412) ++lost;
      });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(won, 10);
  EXPECT_EQ(lost, 30);
}

TEST_F(races, for_a_unique_name_are_won_by_one) {
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 8; ++writer) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const int status = world.post("/brands", R"({"name":"Brand )" + std::to_string(i) + "\"}").status;
        if (status == 201) ++won;
        if (status == 409) ++lost;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 10);
  EXPECT_EQ(lost, 70);
}

}  // namespace
}  // namespace dossier::tests
