#include "tests/integration/db/walls_fixture.hpp"

namespace dossier::db {
namespace {

using walls = walls_fixture;

TEST_F(walls, stand_around_every_table_and_bind_its_owner_too) {
  const auto connection = database.connect_as_superuser();
  pqxx::work work(*connection);
  const auto open = work.exec(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
      "AND NOT (relrowsecurity AND relforcerowsecurity)");
  for (const auto& row : open) ADD_FAILURE() << row[0].c_str() << " has no walls";
  EXPECT_TRUE(
      work.exec(
              "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('f', 'm')")
          .empty());
  EXPECT_GE(tables().size(), 9U);
}

TEST_F(walls, are_not_got_around_by_functions_that_run_as_their_owner_nor_by_triggers) {
  const auto connection = database.connect_as_superuser();
  pqxx::work work(*connection);
  // A path of the caller's would let their own tables and operators stand in for ours.
  const auto functions = work.exec(
      "SELECT p.oid::regprocedure::text, p.prosecdef, coalesce(p.proconfig, '{}') @> "
      "ARRAY['search_path=public, "
      "pg_temp'], r.rolsuper OR r.rolbypassrls, EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, "
      "acldefault('f', "
      "p.proowner))) a WHERE a.grantee = 0) FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE "
      "p.pronamespace "
      "= 'public'::regnamespace AND (p.prosecdef OR p.prorettype = 'trigger'::regtype)");
  EXPECT_GE(functions.size(), 15U);
  for (const auto& row : functions) {
    EXPECT_TRUE(row[2].as<bool>()) << row[0].c_str() << " searches where its caller says";
    if (!row[1].as<bool>()) continue;
    EXPECT_FALSE(row[3].as<bool>()) << row[0].c_str() << " runs as somebody whom no walls bind";
    EXPECT_FALSE(row[4].as<bool>()) << row[0].c_str() << " is for everybody to call";
  }
}

TEST_F(walls, bind_who_reads_a_view_by_their_own_rights_and_not_by_its_owners) {
  fill();
  const auto superuser = database.connect_as_superuser();
  pqxx::work looking(*superuser);
  const auto views = looking.exec(
      "SELECT relname, coalesce(reloptions, '{}') @> ARRAY['security_invoker=true'] FROM pg_class WHERE "
      "relnamespace "
      "= 'public'::regnamespace AND relkind = 'v'");
  EXPECT_GE(views.size(), 1U);
  const auto connection = database.connect(role::app);
  for (const auto& row : views) {
    EXPECT_TRUE(row[1].as<bool>()) << row[0].c_str();
    pqxx::work work(*connection);
    EXPECT_EQ(work.exec1("SELECT count(*) FROM " + row[0].as<std::string>())[0].as<int>(), 0)
        << row[0].c_str() << " without a tenant";
  }
}

TEST_F(walls, hide_every_row_of_every_table_from_a_role_without_a_tenant) {
  fill();
  struct exception {
    role who;
    std::string table;
  };
  std::vector<exception> allowed{{role::sequencer, "outbox"},
                                 {role::sequencer, "changes"},
                                 {role::sequencer, "change_heads"},
                                 {role::sequencer, "change_months"},
                                 {role::auth, "tenants"},
                                 {role::auth, "users"},
                                 {role::auth, "workspace"},
                                 {role::auth, "accounts"},
                                 {role::auth, "memberships"},
                                 {role::auth, "sessions"},
                                 {role::auth, "signing_keys"},
                                 {role::auth, "api_keys"},
                                 {role::auth, "one_time_links"},
                                 {role::auth, "identity_events"},
                                 {role::auth, "identity_settings"},
                                 {role::auth, "account_identities"},
                                 {role::auth, "used_sign_in_states"},
                                 {role::owner, "schema_migrations"}};
  // What its functions search by indexes; they keep to the session's tenant by themselves.
  for (const char* resource : {"brands", "insights", "tags", "saved_views"}) {
    allowed.push_back({role::finder, std::string(resource) + "_search"});
    allowed.push_back({role::finder, std::string(resource) + "_words"});
  }
  allowed.push_back({role::finder, "brands"});  // its lists' items are found by an index
  allowed.push_back({role::finder, "insights"});
  for (const auto who : {role::owner, role::app, role::sequencer, role::auth, role::finder}) {
    const auto connection = database.connect(who);
    for (const auto& table : tables()) {
      const bool may = std::any_of(allowed.begin(), allowed.end(), [&](const exception& each) {
        return each.who == who && each.table == table;
      });
      pqxx::work work(*connection);
      try {
        const auto seen = work.exec1("SELECT count(*) FROM " + table)[0].as<int>();
        EXPECT_EQ(seen > 0, may) << role_name(who) << " sees " << seen << " rows of " << table;
      } catch (const pqxx::insufficient_privilege&) {
        EXPECT_FALSE(may) << role_name(who) << " cannot read " << table;
      }
    }
  }
}

TEST_F(walls, give_a_tenant_back_its_own_rows_only_and_nothing_after_the_transaction) {
  fill();
  const auto other = database.make_tenant();
  const auto connection = database.connect(role::app);
  {
    pqxx::work work(*connection);
    work.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(other));
    EXPECT_EQ(work.exec1("SELECT count(*) FROM tenants")[0].as<int>(), 1);
    EXPECT_EQ(work.exec1("SELECT count(*) FROM brands")[0].as<int>(), 0);
    work.commit();
  }
  pqxx::work work(*connection);
  EXPECT_EQ(work.exec1("SELECT count(*) FROM tenants")[0].as<int>(), 0);
}

TEST_F(walls, let_searches_find_records_of_the_sessions_tenant_only) {
  fill();
  const auto looking = database.connect_as_superuser();
  std::string theirs;
  {
    pqxx::work work(*looking);
    theirs = work.exec1("SELECT tenant_id FROM brands_search")[0].as<std::string>();
  }
  const std::string other = to_string(database.make_tenant());
  const auto connection = database.connect(role::app);
  pqxx::work work(*connection);
  const auto found = [&](const std::string& as) {
    if (!as.empty()) work.exec_params("SELECT set_config('app.tenant', $1, true)", as);
    return work
        .exec1(
            "SELECT (SELECT count(*) FROM search_brands('secret', 'secret', 10)) + "
            "search_count_brands('secret', 10) "
            "+ "
            "(SELECT count(*) FROM search_words_of_brands('secrte', '{secret}', 10))")[0]
        .as<int>();
  };
  EXPECT_EQ(found(""), 0);
  EXPECT_EQ(found(other), 0);
  EXPECT_EQ(found(theirs), 3);
  EXPECT_EQ(found(other), 0);
}

TEST_F(walls, keep_roles_from_more_than_they_need) {
  const auto refused = [&](role who, const std::string& statement) {
    const auto connection = database.connect(who);
    pqxx::work work(*connection);
    work.exec("SELECT set_config('app.tenant', '00000000-0000-0000-0000-000000000001', true)");
    try {
      work.exec(statement);
    } catch (const pqxx::insufficient_privilege&) {
      return true;
    }
    return false;
  };
  for (const auto who : {role::app, role::sequencer, role::auth, role::finder}) {
    EXPECT_TRUE(refused(who, "UPDATE changes SET after = ''")) << role_name(who);
    EXPECT_TRUE(refused(who, "DELETE FROM changes")) << role_name(who);
    EXPECT_TRUE(refused(who, "TRUNCATE changes")) << role_name(who);
    EXPECT_TRUE(refused(who, "CREATE TABLE mine (a int)")) << role_name(who);
    EXPECT_TRUE(refused(who, "ALTER TABLE brands DISABLE ROW LEVEL SECURITY")) << role_name(who);
    EXPECT_TRUE(refused(who, "SET ROLE dossier_owner")) << role_name(who);
  }
  EXPECT_TRUE(refused(role::app, "INSERT INTO changes SELECT * FROM changes"));
  EXPECT_TRUE(refused(role::app, "SELECT * FROM outbox"));
  EXPECT_TRUE(refused(role::app, "DELETE FROM brands"));
  EXPECT_TRUE(refused(role::app, "DELETE FROM brands_search"));
  EXPECT_TRUE(refused(role::app, "SELECT * FROM brands_words"));
  EXPECT_TRUE(refused(role::app, "SET ROLE dossier_finder"));
  EXPECT_TRUE(refused(role::sequencer, "SELECT * FROM search_brands('a', 'a', 1)"));
  EXPECT_TRUE(refused(role::auth, "SELECT search_count_brands('a', 1)"));
  EXPECT_TRUE(refused(role::app, "UPDATE tenants SET name = 'x'"));
  for (const char* table :
       {"accounts", "memberships", "sessions", "signing_keys", "api_keys", "one_time_links",
        "identity_events", "identity_settings", "account_identities", "used_sign_in_states"}) {
    for (const auto who : {role::app, role::sequencer, role::finder}) {
      EXPECT_TRUE(refused(who, "SELECT * FROM " + std::string(table))) << role_name(who) << " " << table;
    }
  }
  EXPECT_TRUE(refused(role::auth, "DELETE FROM accounts"));
  EXPECT_TRUE(refused(role::auth, "UPDATE sessions SET family_hash = ''"));
  EXPECT_TRUE(refused(role::auth, "UPDATE account_identities SET account_id = gen_random_uuid()"));
  EXPECT_TRUE(refused(role::auth, "UPDATE identity_settings SET value = ''"));
  EXPECT_TRUE(refused(role::auth, "INSERT INTO identity_events VALUES (1, gen_random_uuid(), now())"));
  EXPECT_TRUE(refused(role::auth, "SELECT * FROM outbox"));
  EXPECT_TRUE(refused(role::auth, "UPDATE tenants SET name = 'x'"));
  EXPECT_TRUE(refused(role::sequencer, "SELECT * FROM brands"));
  EXPECT_TRUE(refused(role::auth, "SELECT name FROM brands"));
  EXPECT_TRUE(refused(role::auth, "SELECT number_format FROM workspace"));
  EXPECT_TRUE(refused(role::finder, "UPDATE brands SET name = 'x'"));
  const auto connection = database.connect_as_superuser();
  pqxx::work work(*connection);
  EXPECT_TRUE(work.exec("SELECT rolname FROM pg_roles WHERE rolname LIKE 'dossier%' AND (rolsuper OR "
                        "rolbypassrls OR rolcreatedb "
                        "OR rolcreaterole OR rolreplication)")
                  .empty());
}

}  // namespace
}  // namespace dossier::db
