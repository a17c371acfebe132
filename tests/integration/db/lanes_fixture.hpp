#pragma once
#include <gtest/gtest.h>

#include <atomic>

#include "server/db/pipelined_read_lane.hpp"
#include "server/db/pipelined_write_lane.hpp"
#include "server/live/wake.hpp"
#include "tests/integration/support/coroutine_runner.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::db {

struct counting_wake final : live::sequencer_wake {
  std::atomic<int> count = 0;
  void committed() override { ++count; }
};

/// The statements the tests send; brands as the records' engine would write them, with fewer columns.
struct brand_statements {
  statement get = tenant_statement(
      "test.get", "SELECT tenant_id, id, name, version FROM brands WHERE /*tenant*/ AND id = $2");
  /// Everything the session's tenant can see: no scoping of its own, the walls alone.
  statement all = tenant_statement("test.all", "SELECT tenant_id, name FROM brands WHERE /*tenant*/");
  statement divide = tenant_statement("test.divide", "SELECT 1 / $2 WHERE /*tenant*/");
  statement nonsense =
      tenant_statement("test.nonsense", "SELECT no_such_column FROM brands WHERE /*tenant*/");
  statement sleep = tenant_statement("test.sleep", "SELECT pg_sleep($2) WHERE /*tenant*/");
  statement create = tenant_statement(
      "test.create",
      "WITH written AS (INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, "
      "created_by,"
      " updated_by) SELECT $1, $2, 1, $3, $3, $4, $4, $1, $1 WHERE /*tenant*/ RETURNING id, version)"
      " INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, version, "
      "after, trace_id)"
      " SELECT $1, $4, $1, 'Ada', 'api', 'brands', id, 'created', version, '{}', 't' FROM written RETURNING "
      "1");
  statement rename = tenant_statement("test.rename",
                                      "WITH written AS (UPDATE brands SET name = $3, name_key = $3, version "
                                      "= version + 1 WHERE /*tenant*/ AND id = $2"
                                      " AND ($4::bigint IS NULL OR version = $4) RETURNING id, version)"
                                      " INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, "
                                      "resource, record_id, kind, version, after, trace_id)"
                                      " SELECT $1, now(), $1, 'Ada', 'api', 'brands', id, 'updated', "
                                      "version, '{}', 't' FROM written RETURNING 1");
};

inline const timestamp test_moment{1'795'000'000'000'000};

/// One I/O thread with a read lane, a writer's thread with a write lane, on a fresh database.
class lanes_fixture : public testing::Test {
 protected:
  tests::test_database database;
  counting_wake wake;
  brand_statements sql;
  tests::coroutine_runner reader;
  tests::coroutine_runner writer;
  std::unique_ptr<pipelined_read_lane> reads;
  std::unique_ptr<pipelined_write_lane> writes;

  /// Where lanes connect to.
  [[nodiscard]] virtual connection_target target(std::string_view purpose) const {
    return database.settings().conninfo(role::app, purpose);
  }

  void start(read_lane_limits read_limits = {}, write_lane_limits write_limits = {}) {
    reads = std::make_unique<pipelined_read_lane>(reader.io(), target("read"), read_limits);
    writes = std::make_unique<pipelined_write_lane>(writer.io(), target("write"), wake, write_limits);
    boost::asio::post(reader.io(), [this] { reads->start(); });
    boost::asio::post(writer.io(), [this] { writes->start(); });
    ASSERT_TRUE(tests::eventually([this] { return reads->ready() && writes->ready(); }));
  }

  void TearDown() override {
    if (reads) run_there(reader, [this] { reads->stop(); });
    if (writes) run_there(writer, [this] { writes->stop(); });
  }

  static void run_there(tests::coroutine_runner& where, const std::function<void()>& what) {
    std::promise<void> done;
    boost::asio::post(where.io(), [&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }

  boost::asio::awaitable<result<rows>> read(const statement& what, parameters with) {
    co_return co_await reads->query(what, std::move(with));
  }
  boost::asio::awaitable<result<write_outcome>> create(uuid tenant, uuid id, std::string name) {
    parameters with;
    with.add(tenant).add(id).add(name).add(test_moment);
    co_return co_await writes->execute(sql.create, std::move(with), id);
  }
  boost::asio::awaitable<result<write_outcome>> rename(uuid tenant, uuid id, std::string name,
                                                       std::optional<std::int64_t> version = std::nullopt) {
    parameters with;
    with.add(tenant).add(id).add(name).add(version);
    co_return co_await writes->execute(sql.rename, std::move(with), id);
  }
};

}  // namespace dossier::db
