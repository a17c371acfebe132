#include "tests/integration/db/lanes_fixture.hpp"

namespace dossier::db {
namespace {

using namespace std::chrono_literals;

class read_lane_test : public lanes_fixture {};

TEST_F(read_lane_test, a_batch_of_many_tenants_with_failures_in_it_never_crosses_a_wall) {
  start();
  constexpr int tenant_count = 50;
  std::vector<uuid> tenants;
  for (int i = 0; i < tenant_count; ++i) {
    tenants.push_back(database.make_tenant());
    ASSERT_TRUE(writer.run(create(tenants.back(), database.make_id(), "of " + std::to_string(i))).ok());
  }
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    struct asked {
      int tenant;
      bool fails;
      std::future<result<rows>> answer;
    };
    std::vector<asked> all;
    for (int i = 0; i < 200; ++i) {
      const int tenant = static_cast<int>(random() % tenant_count);
      const bool fails = random() % 10 == 0;
      parameters with;
      with.add(tenants[static_cast<std::size_t>(tenant)]);
      if (fails) with.add(std::int64_t{0});
      all.push_back({tenant, fails, reader.start(read(fails ? sql.divide : sql.all, std::move(with)))});
    }
    for (auto& each : all) {
      const auto answer = reader.take(each.answer);
      ASSERT_EQ(answer.ok(), !each.fails);
      if (each.fails) {
        EXPECT_EQ(answer.error().status, 500);
        continue;
      }
      ASSERT_EQ(answer->size(), 1);
      EXPECT_EQ(answer->id(0, 0), tenants[static_cast<std::size_t>(each.tenant)]);
      EXPECT_EQ(answer->text(0, 1), "of " + std::to_string(each.tenant));
    }
  }
}

TEST_F(read_lane_test, a_statement_that_cannot_be_prepared_harms_nobody_else) {
  start();
  const auto tenant = database.make_tenant();
  const auto id = database.make_id();
  ASSERT_TRUE(writer.run(create(tenant, id, "One")).ok());
  for (int round = 0; round < 3; ++round) {
    auto bad = reader.start(read(sql.nonsense, parameters().add(tenant)));
    auto good = reader.start(read(sql.get, parameters().add(tenant).add(id)));
    EXPECT_EQ(reader.take(bad).error().status, 500);
    const auto answer = reader.take(good);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->text(0, 2), "One");
  }
}

TEST_F(read_lane_test, a_null_first_and_a_value_later_are_both_understood) {
  start();
  const auto tenant = database.make_tenant();
  const auto echo = tenant_statement("test.echo", "SELECT coalesce($2::bigint, -1) WHERE /*tenant*/");
  EXPECT_EQ(reader.run(read(echo, parameters().add(tenant).add_null()))->integer(0, 0), -1);
  EXPECT_EQ(reader.run(read(echo, parameters().add(tenant).add(std::int64_t{5})))->integer(0, 0), 5);
  EXPECT_EQ(reader.run(read(echo, parameters().add(tenant).add("17")))->integer(0, 0), 17);
}

TEST_F(read_lane_test, cannot_write) {
  start();
  const auto tenant = database.make_tenant();
  const auto id = database.make_id();
  auto answer = reader.run(read(sql.create, parameters().add(tenant).add(id).add("x").add(test_moment)));
  EXPECT_EQ(answer.error().status, 500);
  EXPECT_EQ(reader.run(read(sql.get, parameters().add(tenant).add(id)))->size(), 0);
}

TEST_F(read_lane_test, a_full_queue_is_answered_with_503_and_retry_after) {
  read_lane_limits limits;
  limits.waiting = 10;
  start(limits);
  const auto tenant = database.make_tenant();
  auto slow = reader.start(read(sql.sleep, parameters().add(tenant).add(0.5)));
  ASSERT_TRUE(tests::eventually([&] {
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    return !work.exec(
                    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'dossier read' AND wait_event = "
                    "'PgSleep'")
                .empty();
  }));
  std::vector<std::future<result<rows>>> answers;
  for (int i = 0; i < 15; ++i) answers.push_back(reader.start(read(sql.all, parameters().add(tenant))));
  int refused = 0;
  for (auto& each : answers) {
    const auto answer = reader.take(each);
    if (answer.ok()) continue;
    ++refused;
    EXPECT_EQ(answer.error().status, 503);
    EXPECT_GT(answer.error().retry_after, 0);
  }
  EXPECT_EQ(refused, 5);
  EXPECT_TRUE(reader.take(slow).ok());
}

TEST_F(read_lane_test, a_statement_slower_than_its_deadline_is_503_and_the_lane_goes_on) {
  read_lane_limits limits;
  limits.statement = 100ms;
  start(limits);
  const auto tenant = database.make_tenant();
  auto slow = reader.start(read(sql.sleep, parameters().add(tenant).add(10.0)));
  auto neighbour = reader.start(read(sql.all, parameters().add(tenant)));
  const auto refused = reader.take(slow);
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_GT(refused.error().retry_after, 0);
  EXPECT_TRUE(reader.take(neighbour).ok());
  EXPECT_TRUE(reader.run(read(sql.all, parameters().add(tenant))).ok());
}

TEST_F(read_lane_test, a_connection_that_falls_silent_is_given_up_and_replaced) {
  read_lane_limits limits;
  limits.statement = 100ms;
  limits.grace = 200ms;
  start(limits);
  const auto tenant = database.make_tenant();
  ASSERT_TRUE(reader.run(read(sql.all, parameters().add(tenant))).ok());
  pid_t backend = 0;
  {
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    backend =
        work.exec1("SELECT pid FROM pg_stat_activity WHERE application_name = 'dossier read'")[0].as<int>();
  }
  kill(backend, SIGSTOP);
  EXPECT_EQ(reader.run(read(sql.all, parameters().add(tenant))).error().status, 503);
  kill(backend, SIGCONT);
  EXPECT_TRUE(tests::eventually([&] { return reader.run(read(sql.all, parameters().add(tenant))).ok(); }));
}

}  // namespace
}  // namespace dossier::db
