#include "server/db/pooler.hpp"
#include "server/db/worker_session_pool.hpp"
#include "tests/integration/db/lanes_fixture.hpp"
#include "tests/integration/support/pooler.hpp"

namespace dossier::db {
namespace {

using namespace std::chrono_literals;

/// The lanes behind pgbouncer in transaction mode, all on one connection that passes from hand to hand.
class pooled_lanes : public lanes_fixture {
 protected:
  [[nodiscard]] connection_target target(std::string_view purpose) const override {
    return {pool.settings().conninfo(role::app, purpose), true};
  }
  boost::asio::awaitable<result<void>> job(worker_session_pool& sessions, uuid tenant,
                                           session_pool::job what) {
    co_return co_await sessions.run(tenant, std::move(what));
  }
  boost::asio::awaitable<result<void>> transaction(worker_session_pool& sessions,
                                                   session_pool::transaction_job what) {
    co_return co_await sessions.transact(std::move(what));
  }
  tests::pooler pool{database};
  statement settings =
      tenant_statement("test.settings",
                       "SELECT current_setting('statement_timeout'), current_setting('transaction_read_only')"
                       " WHERE /*tenant*/");
};

TEST_F(pooled_lanes, read_and_write_for_many_tenants_with_failures_among_them) {
  start();
  std::vector<uuid> tenants;
  for (int i = 0; i < 10; ++i) {
    tenants.push_back(database.make_tenant());
    ASSERT_TRUE(writer.run(create(tenants.back(), database.make_id(), "of " + std::to_string(i))).ok());
  }
  for (int round = 0; round < 10; ++round) {
    std::vector<std::future<result<rows>>> answers;
    std::vector<std::future<result<write_outcome>>> written;
    auto bad = reader.start(read(sql.divide, parameters().add(tenants[0]).add(std::int64_t{0})));
    auto worse = reader.start(read(sql.nonsense, parameters().add(tenants[1])));
    for (const uuid& tenant : tenants) {
      answers.push_back(reader.start(read(sql.all, parameters().add(tenant))));
      if (round == 0) written.push_back(writer.start(create(tenant, database.make_id(), "another")));
    }
    EXPECT_EQ(reader.take(bad).error().status, 500);
    EXPECT_EQ(reader.take(worse).error().status, 500);
    for (auto& each : written) EXPECT_TRUE(writer.take(each).ok());
    for (std::size_t i = 0; i < tenants.size(); ++i) {
      const auto answer = reader.take(answers[i]);
      ASSERT_TRUE(answer.ok());
      ASSERT_EQ(answer->size(), round == 0 ? answer->size() : 2);
      for (int row = 0; row < answer->size(); ++row) EXPECT_EQ(answer->id(row, 0), tenants[i]);
    }
  }
}

TEST_F(pooled_lanes, have_their_settings_in_each_transaction_and_leave_none_behind) {
  read_lane_limits limits;
  limits.statement = 1234ms;
  start(limits);
  const auto tenant = database.make_tenant();
  const auto stranger = pool.connect(role::app);
  for (int round = 0; round < 3; ++round) {
    const auto answer = reader.run(read(settings, parameters().add(tenant)));
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->text(0, 0), "1234ms");
    EXPECT_EQ(answer->text(0, 1), "on");
    ASSERT_TRUE(writer.run(create(tenant, database.make_id(), "round " + std::to_string(round))).ok());
    pqxx::work work(*stranger);
    const auto left =
        work.exec1("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')");
    EXPECT_EQ(left[0].as<std::string>(), "0");
    EXPECT_EQ(left[1].as<std::string>(), "0");
  }
}

TEST_F(pooled_lanes, give_up_a_statement_that_is_slower_than_its_deadline) {
  read_lane_limits limits;
  limits.statement = 100ms;
  start(limits);
  const auto tenant = database.make_tenant();
  auto slow = reader.start(read(sql.sleep, parameters().add(tenant).add(10.0)));
  auto neighbour = reader.start(read(sql.all, parameters().add(tenant)));
  EXPECT_EQ(reader.take(slow).error().status, 503);
  EXPECT_TRUE(reader.take(neighbour).ok());
}

TEST_F(pooled_lanes, serve_sessions_of_both_kinds_with_their_limits) {
  session_pool_limits limits;
  limits.statement = 4321ms;
  worker_session_pool sessions(target("session"), 2, limits);
  const auto tenant = database.make_tenant();
  for (int round = 0; round < 3; ++round) {
    std::string limit;
    std::string whose;
    const session_pool::job look = [&](pqxx::work& work) {
      const auto row =
          work.exec1("SELECT current_setting('statement_timeout'), current_setting('app.tenant')");
      limit = row[0].as<std::string>();
      whose = row[1].as<std::string>();
    };
    ASSERT_TRUE(reader.run(job(sessions, tenant, look)).ok());
    EXPECT_EQ(limit, "4321ms");
    EXPECT_EQ(whose, to_string(tenant));
    limit.clear();
    const session_pool::transaction_job steps = [&](session& in) {
      for (int i = 0; i < 2; ++i) limit += in.run(settings, parameters().add(tenant)).text(0, 0);
      return session_pool::ending::commit;
    };
    ASSERT_TRUE(reader.run(transaction(sessions, steps)).ok());
    EXPECT_EQ(limit, "4321ms4321ms");
  }
}

TEST_F(pooled_lanes, are_refused_a_pooler_that_leads_to_another_database) {
  EXPECT_TRUE(check_pooler(database.settings(), pool.settings()).ok());
  const tests::test_database another;
  const auto elsewhere = check_pooler(another.settings(), pool.settings());
  ASSERT_FALSE(elsewhere.ok());
  EXPECT_NE(elsewhere.error().detail.find("another database"), std::string::npos);
  const auto nowhere = check_pooler(database.settings(), pool.settings().with_database("no_such"));
  ASSERT_FALSE(nowhere.ok());
  EXPECT_NE(nowhere.error().detail.find("dossier_app"), std::string::npos);
}

}  // namespace
}  // namespace dossier::db
