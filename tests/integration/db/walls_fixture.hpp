#pragma once
#include "tests/integration/db/lanes_fixture.hpp"

namespace dossier::db {

/// A database with something in every table.
class walls_fixture : public testing::Test {
 protected:
  tests::test_database database;

  std::vector<std::string> tables() {
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    std::vector<std::string> names;
    for (const auto& row :
         work.exec("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN "
                   "('r', 'p', 'f', 'm') ORDER BY 1")) {
      names.push_back(row[0].as<std::string>());
    }
    return names;
  }

  /// One row and more in every table that has a tenant; whose they are.
  uuid fill() {
    const auto tenant = database.make_tenant();
    database.make_user(tenant);
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    const auto id = "'" + to_string(tenant) + "'";
    work.exec(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, created_by, "
        "updated_by)"
        " VALUES (" +
        id + "," + id + ", 1, 'n', 'n', now(), now(), " + id + "," + id + ")");
    work.exec(
        "INSERT INTO insights (tenant_id, id, version, brand_id, title, title_key, author_id, created_at, "
        "updated_at, created_by,"
        " updated_by) VALUES (" +
        id + "," + id + ", 1, " + id + ", 't', 't', " + id + ", now(), now(), " + id + "," + id + ")");
    work.exec(
        "INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, "
        "version, after, trace_id)"
        " VALUES (" +
        id + ", now(), " + id + ", 'a', 'api', 'brands', " + id + ", 'created', 1, '{}', 't')");
    work.exec(
        "INSERT INTO changes SELECT tenant_id, 1, now(), at, actor_id, actor_name, origin, reason, resource, "
        "record_id, kind,"
        " version, before, after, trace_id, xid, '' FROM outbox");
    work.exec("INSERT INTO change_heads VALUES (" + id + ", 1, '', now())");
    work.exec("INSERT INTO change_months VALUES (" + id + ", now(), 1)");
    work.exec(
        "INSERT INTO tags (tenant_id, id, version, name, name_key, created_at, updated_at, created_by, "
        "updated_by)"
        " VALUES (" +
        id + "," + id + ", 1, 'n', 'n', now(), now(), " + id + "," + id + ")");
    work.exec(
        "INSERT INTO saved_views (tenant_id, id, version, name, name_key, resource, resource_key, filter, "
        "order_by, density, visibility, pinned, created_at, updated_at, created_by, updated_by) VALUES (" +
        id + "," + id + ", 1, 'n', 'n', 'tags', 'tags', '', '', 'normal', 'private', false, now(), now(), " +
        id + "," + id + ")");
    work.exec("INSERT INTO tags_uses VALUES (" + id + ", 'secret', 1)");
    work.exec("INSERT INTO idempotency_keys VALUES (" + id + "," + id +
              ", 'k', 'secret', NULL, '', '{}', now())");
    work.exec("INSERT INTO search_backfill VALUES (" + id + ", 'brands', " + id + ", true)");
    work.exec("INSERT INTO accounts (id, email, email_key, name, created_at, updated_at) VALUES (" + id +
              ", 'secret', 'secret', 'n', now(), now())");
    work.exec("INSERT INTO users (tenant_id, id, name) VALUES (" + id + "," + id + ", 'n')");
    work.exec("INSERT INTO memberships (tenant_id, account_id, role, created_at, updated_at) VALUES (" + id +
              "," + id + ", 'owner', now(), now())");
    work.exec(
        "INSERT INTO sessions (id, account_id, tenant_id, family_hash, token_hash, remembered, address, "
        "user_agent,"
        " created_at, last_used_at, expires_at) VALUES (" +
        id + "," + id + "," + id + ", 'secret', 'secret', false, '', '', now(), now(), now())");
    work.exec("INSERT INTO signing_keys VALUES ('k', sha256('secret'), now(), now())");
    work.exec(
        "INSERT INTO api_keys (id, tenant_id, account_id, name, prefix, secret_hash, scope, created_at) "
        "VALUES (" +
        id + "," + id + "," + id + ", 'n', 'p', 'secret', 'read', now())");
    work.exec("INSERT INTO one_time_links VALUES ('secret', 'invitation', " + id + ", now(), now())");
    work.exec("INSERT INTO account_identities VALUES ('i', 'secret', " + id + ", now(), now())");
    work.exec("INSERT INTO used_sign_in_states VALUES ('secret', now())");
    work.exec("INSERT INTO identity_events VALUES (1, " + id + ", now())");
    for (const char* resource : {"brands", "insights", "tags", "saved_views"}) {
      work.exec("INSERT INTO " + std::string(resource) + "_search VALUES (" + id + ", " + id + ", 'secret')");
      work.exec("INSERT INTO " + std::string(resource) + "_words VALUES (" + id + ", 'secret')");
    }
    work.commit();
    return tenant;
  }
};

}  // namespace dossier::db
