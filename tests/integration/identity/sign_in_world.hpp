#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "server/db/worker_session_pool.hpp"
#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/identity_keeper.hpp"
#include "server/domains/identity/local_installation.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/domains/identity/token_principal.hpp"
#include "server/http/message.hpp"
#include "tests/integration/support/coroutine_runner.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {

/// Signing in on a real database, with a clock that only the test moves.
class sign_in_world {
 public:
  static constexpr std::int64_t second = 1'000'000;

  sign_in_world()
      : pool(database.settings().conninfo(db::role::auth, "test"), 2),
        keeper(std::make_unique<identity::identity_keeper>(
            database.settings().conninfo(db::role::auth, "test"), clock(), keys, standings)),
        tokens("0011223344556677", keys),
        principals({pool, tokens, standings, clock()}, 1),
        service(dependencies()) {
    tenant = database.make_tenant("First");
    other_tenant = database.make_tenant("Second");
    (void)database_row("INSERT INTO tenants (tenant_id, name) VALUES ('" +
                       to_string(identity::system_tenant_id()) + "', 'System') RETURNING 1");
  }
  ~sign_in_world() {
    keeper->stop();
    passwords.stop();
    pool.stop();
  }
  sign_in_world(const sign_in_world&) = delete;
  sign_in_world& operator=(const sign_in_world&) = delete;

  identity::sign_in_dependencies dependencies() {
    return {.sessions = pool,
            .passwords = passwords,
            .limits = limits,
            .tokens = tokens,
            .now = clock(),
            .next_id = [this] { return database.make_id(); },
            .changed = [this] { keeper->look(); }};
  }
  std::function<timestamp()> clock() {
    return [this] { return timestamp{now.load()}; };
  }
  void pass(std::int64_t seconds) { now += seconds * second; }

  /// Somebody with a password, in the first tenant.
  identity::account person(const std::string& email, const std::string& password, role what = role::analyst) {
    identity::account made{database.make_id(), email, "Ada", {}, true};
    const auto connection = database.connect(db::role::auth);
    pqxx::work work(*connection);
    (void)identity::add_account(work, made, clock()());
    identity::set_password(work, made.id, identity::password_hasher::hash_now(password), clock()());
    identity::put_membership(work, tenant, made.id, made.name, what, clock()());
    work.commit();
    return made;
  }
  result<identity::signed_in> sign_in(const std::string& email, const std::string& password,
                                      std::optional<uuid> in = {}) {
    return io.run(service.sign_in({email, password, in, false}, from));
  }
  result<identity::signed_in> refresh(const std::string& token, std::optional<uuid> in = {}) {
    return io.run(service.refresh(token, in, from));
  }
  result<http::principal> identify(const std::string& token) {
    http::request asking;
    return io.run(principals.identify(asking, token));
  }
  /// Changes something as the role auth, as an administrator's area will.
  void change(const std::function<void(pqxx::work&)>& what) {
    const auto connection = database.connect(db::role::auth);
    pqxx::work work(*connection);
    what(work);
    work.commit();
  }
  /// First column of a statement's only row, as the superuser.
  std::string database_row(const std::string& sql) {
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    const std::string found = work.exec1(sql)[0].as<std::string>(std::string());
    work.commit();
    return found;
  }

  std::atomic<std::int64_t> now{1'795'780'800'000'000};
  test_database database;
  uuid tenant;
  uuid other_tenant;
  identity::visitor from{"192.0.2.1", "a browser", "0123456789abcdef0123456789abcdef"};
  coroutine_runner io;
  db::worker_session_pool pool;
  identity::password_hasher passwords{{.threads = 1, .waiting = 2}};
  identity::sign_in_limits limits;
  identity::key_ring keys;
  identity::standing_register standings;
  std::unique_ptr<identity::identity_keeper> keeper;
  identity::access_tokens tokens;
  identity::token_principal principals;
  identity::sign_in_service service;
};

}  // namespace dossier::tests
