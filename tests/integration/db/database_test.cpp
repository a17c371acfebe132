#include "server/db/database.hpp"

#include <csignal>
#include <fstream>

#include "server/db/child_process.hpp"
#include "server/db/session.hpp"
#include "tests/integration/db/lanes_fixture.hpp"

namespace dossier::db {
namespace {

using namespace std::chrono_literals;

/// The whole facade on a cluster of its own, as the server uses it.
class database_test : public testing::Test {
 protected:
  tests::temporary_folder folder;
  counting_wake wake;
  brand_statements sql;
  tests::coroutine_runner io;
  std::unique_ptr<database> db;
  read_lane* reads = nullptr;
  uuid tenant;

  [[nodiscard]] std::filesystem::path data() const { return folder.path() / "postgres" / "data"; }

  void SetUp() override {
    open();
    tenant.bytes[15] = 1;
    pqxx::connection connection(db->settings().administrator_conninfo("dossier"));
    pqxx::work work(connection);
    work.exec_params("INSERT INTO tenants (tenant_id, name) VALUES ($1::uuid, 'T')", to_string(tenant));
    work.commit();
  }

  void open() {
    database_options options;
    options.data_directory = folder.path();
    options.durable = false;  // processes are killed here, not the machine
    auto opened = database::open(options);
    ASSERT_TRUE(opened.ok()) << opened.error().detail;
    db = *std::move(opened);
    reads = &db->add_read_lane(io.io());
    db->start(wake);
    ASSERT_TRUE(tests::eventually([this] { return db->state().ready; })) << db->state().reason;
  }

  void TearDown() override {
    if (db) db->stop();
    EXPECT_TRUE(processes_in(data(), "postgres").empty());
    db.reset();
  }

  [[nodiscard]] pid_t postmaster() const {
    std::ifstream file(data() / "postmaster.pid");
    pid_t pid = 0;
    file >> pid;
    return pid;
  }

  boost::asio::awaitable<result<write_outcome>> create(std::uint64_t number) {
    uuid id;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    parameters with;
    with.add(tenant).add(id).add("brand " + std::to_string(number)).add(test_moment);
    co_return co_await db->writes().execute(sql.create, std::move(with), id);
  }
  boost::asio::awaitable<result<rows>> all() {
    co_return co_await reads->query(sql.all, parameters().add(tenant));
  }
  boost::asio::awaitable<result<void>> job(session_pool::job what) {
    co_return co_await db->sessions().run(tenant, std::move(what));
  }
  boost::asio::awaitable<result<void>> transaction(session_pool::transaction_job what) {
    co_return co_await db->sessions().transact(std::move(what));
  }
};

TEST_F(database_test, loses_no_acknowledged_write_when_postgresql_is_killed_and_recovers_without_a_restart) {
  std::atomic<bool> stopping = false;
  std::atomic<int> unavailable = 0;
  std::mutex mutex;
  std::vector<std::uint64_t> acknowledged;
  const auto writer = [&](std::uint64_t from) -> boost::asio::awaitable<int> {
    for (std::uint64_t number = from; !stopping; ++number) {
      const auto outcome = co_await create(number);
      if (outcome.ok()) {
        const std::lock_guard lock(mutex);
        acknowledged.push_back(number);
        continue;
      }
      EXPECT_EQ(outcome.error().status, 503);
      EXPECT_GT(outcome.error().retry_after, 0);
      ++unavailable;
      boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor, 5ms);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
    co_return 0;
  };
  std::vector<std::future<int>> writers;
  for (std::uint64_t i = 1; i <= 8; ++i) writers.push_back(io.start(writer(i << 32U)));
  for (int round = 0; round < 5; ++round) {
    const auto enough = [&] {
      const std::lock_guard lock(mutex);
      return acknowledged.size() > static_cast<std::size_t>(round + 1) * 100;
    };
    ASSERT_TRUE(tests::eventually(enough));
    const auto killed = postmaster();
    kill(killed, SIGKILL);
    ASSERT_TRUE(tests::eventually([&] { return postmaster() != killed && db->state().ready; }))
        << db->state().reason;
  }
  stopping = true;
  for (auto& each : writers) tests::coroutine_runner::take(each);
  EXPECT_GT(unavailable, 0);
  const auto stored = io.run(all());
  ASSERT_TRUE(stored.ok());
  std::vector<std::string> names;
  for (int i = 0; i < stored->size(); ++i) names.emplace_back(stored->text(i, 1));
  std::sort(names.begin(), names.end());
  for (const auto number : acknowledged) {
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), "brand " + std::to_string(number))) << number;
  }
}

TEST_F(database_test, answers_503_at_once_while_postgresql_is_away) {
  kill(postmaster(), SIGKILL);
  bool seen = false;
  while (!seen || !db->state().ready) {
    const auto began = std::chrono::steady_clock::now();
    const auto answer = io.run(all());
    if (answer.ok()) {
      if (seen) break;
      continue;
    }
    seen = true;
    EXPECT_EQ(answer.error().status, 503);
    EXPECT_GT(answer.error().retry_after, 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
  }
  EXPECT_TRUE(tests::eventually([this] { return io.run(all()).ok(); }));
}

TEST_F(database_test, runs_a_job_in_one_transaction_of_its_tenant) {
  int seen = 0;
  session_pool::job good = [&](pqxx::work& work) {
    seen = work.exec1("SELECT count(*) FROM tenants")[0].as<int>();
    work.exec("CREATE TEMPORARY TABLE scratch (a int) ON COMMIT DROP");
  };
  EXPECT_TRUE(io.run(job(good)).ok());
  EXPECT_EQ(seen, 1);
}

TEST_F(database_test, rolls_a_job_back_that_fails_and_answers_its_problem) {
  const auto insert = [this](pqxx::work& work) {
    work.exec(
        "INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, "
        "version, after, trace_id)"
        " SELECT current_setting('app.tenant')::uuid, now(), current_setting('app.tenant')::uuid, 'a', "
        "'api', 'brands',"
        " current_setting('app.tenant')::uuid, 'created', 1, '{}', 't'");
  };
  session_pool::job refused = [&](pqxx::work& work) {
    insert(work);
    throw job_refused{problems::not_found("No such thing.")};
  };
  EXPECT_EQ(io.run(job(refused)).error().status, 404);
  session_pool::job broken = [&](pqxx::work& work) {
    insert(work);
    work.exec("SELECT no_such_column");
  };
  EXPECT_EQ(io.run(job(broken)).error().status, 500);
  pqxx::connection connection(db->settings().administrator_conninfo("dossier"));
  pqxx::work work(connection);
  EXPECT_EQ(work.exec1("SELECT count(*) FROM outbox")[0].as<int>(), 0);
}

TEST_F(database_test, keeps_of_a_transaction_of_statements_what_it_says_and_nothing_of_a_failed_one) {
  const statement add = tenant_statement(
      "test_add_key",
      "INSERT INTO idempotency_keys SELECT $1::uuid, $1::uuid, $2::text, '', NULL, '', '', now() "
      "WHERE /*tenant*/");
  const statement list =
      tenant_statement("test_list_keys", "SELECT key FROM idempotency_keys WHERE /*tenant*/ ORDER BY key");
  const auto keys = [&](session& on) {
    std::string all;
    const rows found = on.run(list, parameters().add(tenant));
    for (int i = 0; i < found.size(); ++i) all += std::string(found.text(i, 0)) + " ";
    return all;
  };
  std::string inside;
  session_pool::transaction_job dropped = [&](session& on) {
    on.run(add, parameters().add(tenant).add("a"));
    inside = keys(on);
    return session_pool::ending::roll_back;
  };
  EXPECT_TRUE(io.run(transaction(dropped)).ok());
  EXPECT_EQ(inside, "a ");
  session_pool::transaction_job kept = [&](session& on) {
    inside = keys(on);
    on.run(add, parameters().add(tenant).add("b"));
    return session_pool::ending::commit;
  };
  EXPECT_TRUE(io.run(transaction(kept)).ok());
  EXPECT_EQ(inside, "");
  session_pool::transaction_job failing = [&](session& on) {
    on.run(add, parameters().add(tenant).add("c"));
    on.run(add, parameters().add(tenant).add("b"));
    return session_pool::ending::commit;
  };
  EXPECT_EQ(io.run(transaction(failing)).error().status, 500);
  session_pool::transaction_job refused = [&](session& on) -> session_pool::ending {
    on.run(add, parameters().add(tenant).add("d"));
    throw job_refused{problems::not_found("No such thing.")};
  };
  EXPECT_EQ(io.run(transaction(refused)).error().status, 404);
  session_pool::transaction_job look = [&](session& on) {
    inside = keys(on);
    return session_pool::ending::commit;
  };
  EXPECT_TRUE(io.run(transaction(look)).ok());
  EXPECT_EQ(inside, "b ");
}

TEST_F(database_test, gives_jobs_a_new_connection_after_theirs_was_ended) {
  session_pool::job suicide = [](pqxx::work& work) {
    work.exec("SELECT pg_terminate_backend(pg_backend_pid())");
  };
  EXPECT_EQ(io.run(job(suicide)).error().status, 503);
  session_pool::job good = [](pqxx::work& work) { work.exec("SELECT 1"); };
  EXPECT_TRUE(tests::eventually([&] { return io.run(job(good)).ok(); }));
}

TEST_F(database_test, answers_late_requests_after_it_was_stopped) {
  db->stop();
  EXPECT_EQ(io.run(all()).error().status, 503);
  EXPECT_EQ(io.run(create(1)).error().status, 503);
  session_pool::job good = [](pqxx::work& work) { work.exec("SELECT 1"); };
  EXPECT_EQ(io.run(job(good)).error().status, 503);
  EXPECT_FALSE(db->state().ready);
}

}  // namespace
}  // namespace dossier::db
