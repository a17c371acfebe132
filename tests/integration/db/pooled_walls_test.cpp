#include "server/db/statement.hpp"
#include "tests/integration/db/walls_fixture.hpp"
#include "tests/integration/support/pooler.hpp"

namespace dossier::db {
namespace {

/// The walls behind pgbouncer in transaction mode, where connections pass from hand to hand: nothing that
/// one transaction sets may be there for the next.
class pooled_walls : public walls_fixture {
 protected:
  static int backend_of(pqxx::work& work) { return work.exec1("SELECT pg_backend_pid()")[0].as<int>(); }
  uuid make_brand(const std::string& name) {
    const auto tenant = database.make_tenant(name);
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, created_by,"
        " updated_by) VALUES ($1::uuid, $1::uuid, 1, $2, $2, now(), now(), $1::uuid, $1::uuid)",
        to_string(tenant), name);
    work.commit();
    return tenant;
  }
  tests::pooler pool{database};
};

TEST_F(pooled_walls, hide_every_row_of_every_table_from_who_takes_over_another_tenants_connection) {
  const std::string tenant = to_string(fill());
  const auto before = pool.connect(role::app);
  const auto after = pool.connect(role::app);
  int backend = 0;
  {
    pqxx::work work(*before);
    backend = backend_of(work);
    work.exec_params("SELECT set_config('app.tenant', $1, true)", tenant);
    EXPECT_EQ(work.exec1("SELECT count(*) FROM brands")[0].as<int>(), 1);
    work.commit();
  }
  int read = 0;
  for (const auto& table : tables()) {
    pqxx::work work(*after);
    EXPECT_EQ(backend_of(work), backend);
    try {
      EXPECT_EQ(work.exec1("SELECT count(*) FROM " + table)[0].as<int>(), 0) << table;
      ++read;
    } catch (const pqxx::insufficient_privilege&) {
      continue;
    }
  }
  EXPECT_GT(read, 5);
}

TEST_F(pooled_walls, leave_nothing_behind_a_transaction_that_failed_or_was_given_up) {
  const std::string tenant = to_string(fill());
  const auto before = pool.connect(role::app);
  const auto after = pool.connect(role::app);
  const auto seen = [&] {
    pqxx::work work(*after);
    return work.exec1("SELECT count(*) FROM brands")[0].as<int>();
  };
  {
    pqxx::work work(*before);
    work.exec_params("SELECT set_config('app.tenant', $1, true)", tenant);
  }
  EXPECT_EQ(seen(), 0) << "rolled back";
  {
    pqxx::work work(*before);
    work.exec_params("SELECT set_config('app.tenant', $1, true)", tenant);
    EXPECT_THROW(work.exec("SELECT 1/0"), pqxx::sql_error);
  }
  EXPECT_EQ(seen(), 0) << "failed";
}

TEST_F(pooled_walls, give_each_of_many_its_own_where_statements_set_their_own_tenant) {
  const statement names = tenant_statement(
      "pooled_names", "SELECT b.name FROM brands b WHERE /*tenant*/ AND b.tenant_id = $1::uuid");
  const statement all = tenant_statement("pooled_all", "SELECT b.name FROM brands b WHERE /*tenant*/");
  std::vector<std::pair<std::string, std::string>> tenants;
  for (const char* name : {"a", "b", "c"}) tenants.emplace_back(to_string(make_brand(name)), name);
  const auto one = pool.connect(role::app);
  const auto other = pool.connect(role::app);
  for (std::size_t round = 0; round < 60; ++round) {
    const auto& [tenant, name] = tenants[round % tenants.size()];
    pqxx::nontransaction work(round % 2 == 0 ? *one : *other);
    for (const statement& each : {names, all}) {
      const pqxx::result rows = work.exec_params(each.sql, tenant);
      ASSERT_EQ(rows.size(), 1U);
      EXPECT_EQ(rows[0][0].as<std::string>(), name);
    }
  }
}

}  // namespace
}  // namespace dossier::db
