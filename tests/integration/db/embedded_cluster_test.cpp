#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include <future>

#include "server/db/embedded_cluster.hpp"
#include "server/db/migrator.hpp"
#include "server/db/postgres_installation.hpp"
#include "tests/integration/db/lanes_fixture.hpp"

namespace dossier::db {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::unique_ptr<embedded_cluster> started(const fs::path& directory) {
  auto cluster = embedded_cluster::start({directory, false});
  if (!cluster) throw std::runtime_error(cluster.error().detail);
  return *std::move(cluster);
}

int answer_of(const embedded_cluster& cluster, const std::string& query) {
  pqxx::connection connection(cluster.settings("postgres").administrator_conninfo("postgres"));
  pqxx::nontransaction work(connection);
  return work.exec1(query)[0].as<int>();
}

TEST(embedded_cluster_test, keeps_its_data_over_restarts_and_leaves_no_process_behind) {
  tests::temporary_folder folder;
  const auto directory = folder.path() / "pg";
  auto cluster = started(directory);
  {
    pqxx::connection connection(cluster->settings("postgres").administrator_conninfo("postgres"));
    pqxx::nontransaction work(connection);
    work.exec("CREATE TABLE kept AS SELECT 42 AS answer");
  }
  EXPECT_FALSE(processes_in(directory / "data", "postgres").empty());
  cluster->stop();
  EXPECT_TRUE(processes_in(directory / "data", "postgres").empty());
  cluster.reset();
  cluster = started(directory);
  EXPECT_EQ(answer_of(*cluster, "SELECT answer FROM kept"), 42);
}

TEST(embedded_cluster_test, refuses_a_second_server_on_one_folder_and_names_the_first) {
  tests::temporary_folder folder;
  const auto first = started(folder.path() / "pg");
  const auto second = embedded_cluster::start({folder.path() / "pg", false});
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().detail.find(std::to_string(getpid())), std::string::npos) << second.error().detail;
  EXPECT_EQ(answer_of(*first, "SELECT 1"), 1);
}

TEST(embedded_cluster_test, takes_over_a_postgresql_that_outlived_its_server) {
  tests::temporary_folder folder;
  const auto directory = folder.path() / "pg";
  // A process that starts the cluster and dies at once, as a killed server does.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto cluster = started(directory);
    const pid_t postmaster = cluster->postmaster_pid();
    if (write(ends[1], &postmaster, sizeof postmaster) < 0) _exit(1);
    kill(getpid(), SIGKILL);
  }
  pid_t postmaster = 0;
  ASSERT_EQ(read(ends[0], &postmaster, sizeof postmaster), static_cast<ssize_t>(sizeof postmaster));
  process_handle(child).wait(10s);
  close(ends[0]);
  close(ends[1]);
  const auto cluster = started(directory);
  EXPECT_EQ(cluster->postmaster_pid(), postmaster);
  EXPECT_EQ(answer_of(*cluster, "SELECT 1"), 1);
  cluster->stop();
  EXPECT_TRUE(processes_in(directory / "data", "postgres").empty());
}

TEST(embedded_cluster_test, starts_again_by_itself_when_it_is_killed) {
  tests::temporary_folder folder;
  const auto cluster = started(folder.path() / "pg");
  for (int round = 0; round < 3; ++round) {
    const auto before = cluster->postmaster_pid();
    const auto began = std::chrono::steady_clock::now();
    kill(before, SIGKILL);
    ASSERT_TRUE(tests::eventually([&] { return cluster->running() && cluster->postmaster_pid() != before; }));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_EQ(answer_of(*cluster, "SELECT 1"), 1);
  }
}

TEST(embedded_cluster_test, listens_on_no_network_and_only_behind_a_private_folder) {
  tests::temporary_folder folder;
  const auto cluster = started(folder.path() / "pg");
  EXPECT_EQ(answer_of(*cluster, "SELECT (current_setting('listen_addresses') = '')::int"), 1);
  struct stat found {};
  ASSERT_EQ(stat((folder.path() / "pg" / "run").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST(embedded_cluster_test, works_in_a_folder_whose_path_is_too_long_for_a_socket) {
  tests::temporary_folder folder;
  const auto directory = folder.path() / std::string(80, 'a') / std::string(80, 'b');
  const auto socket = socket_directory_for(directory / "run");
  ASSERT_LT(socket.string().size(), 80U);
  const auto cluster = started(directory);
  EXPECT_EQ(answer_of(*cluster, "SELECT 1"), 1);
  struct stat found {};
  ASSERT_EQ(stat(socket.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
  cluster->stop();
  fs::remove_all(socket);
}

TEST(embedded_cluster_test, names_the_folder_that_bars_the_way_to_its_data) {
  if (geteuid() != 0) return;  // only root starts PostgreSQL as somebody else
  tests::temporary_folder folder;
  const auto closed = folder.path() / "closed";
  fs::create_directory(closed);
  chmod(closed.c_str(), 0700);
  const auto cluster = embedded_cluster::start({closed / "pg", false});
  ASSERT_FALSE(cluster.ok());
  EXPECT_NE(cluster.error().detail.find("cannot enter " + closed.string() + "."), std::string::npos)
      << cluster.error().detail;
}

TEST(migrations, are_applied_once_and_never_change) {
  tests::test_database database;
  const std::string first_text = "CREATE TABLE step (a int)";
  const migration steps[] = {{"9000_step", first_text}};
  const auto done = migrate(database.settings(), steps);
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(*done, std::vector<std::string>{"9000_step"});
  EXPECT_TRUE(migrate(database.settings(), steps)->empty());
  const migration changed[] = {{"9000_step", "CREATE TABLE step (b int)"}};
  const auto refused = migrate(database.settings(), changed);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().detail.find("9000_step"), std::string::npos);
}

TEST(migrations, that_fail_leave_nothing_behind) {
  tests::test_database database;
  const migration steps[] = {{"9000_good", "CREATE TABLE good (a int)"},
                             {"9001_bad", "CREATE TABLE half (a int); SELECT no_such_column"}};
  const auto refused = migrate(database.settings(), steps);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().detail.find("9001_bad"), std::string::npos);
  const auto connection = database.connect_as_superuser();
  pqxx::work work(*connection);
  EXPECT_TRUE(work.exec("SELECT 1 FROM pg_class WHERE relname = 'half'").empty());
  EXPECT_FALSE(work.exec("SELECT 1 FROM pg_class WHERE relname = 'good'").empty());
}

TEST(migrations, of_two_nodes_at_once_are_applied_by_one) {
  tests::test_database database;
  const migration steps[] = {{"9000_slow", "SELECT pg_sleep(0.2); CREATE TABLE once (a int)"}};
  auto other = std::async(std::launch::async, [&] { return migrate(database.settings(), steps); });
  const auto mine = migrate(database.settings(), steps);
  const auto theirs = other.get();
  ASSERT_TRUE(mine.ok() && theirs.ok());
  EXPECT_EQ(mine->size() + theirs->size(), 1U);
}

}  // namespace
}  // namespace dossier::db
