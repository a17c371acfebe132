#pragma once
#include <functional>
#include <memory>
#include <string>

#include "server/db/database.hpp"
#include "server/db/worker_session_pool.hpp"
#include "server/domains/identity/api_key_service.hpp"
#include "server/domains/identity/identity_keeper.hpp"
#include "server/domains/identity/link_service.hpp"
#include "server/domains/identity/member_service.hpp"
#include "server/domains/identity/oidc_service.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/domains/identity/token_principal.hpp"
#include "server/records/clock.hpp"

namespace dossier::app {

/// Threads, and connections, that sign-ins and the reading of sessions may use.
inline constexpr int sign_in_threads = 2;

/// Everything that signing in is made of, where people sign in. In the order in which it is made.
class people {
 public:
  /// `clock` and `ids` outlive it. With `demo`, links to choose a password by are logged. `committed` is
  /// called after what was written into the change log; cheap, thread-safe. Throws pqxx::failure when the
  /// database is away.
  people(const db::database& database, std::string_view installation, records::clock& clock,
         records::id_source& ids, std::size_t io_threads, bool demo, std::function<void()> committed);

  [[nodiscard]] http::principal_source& principals() { return principals_; }
  [[nodiscard]] identity::sign_in_service& service() { return service_; }
  [[nodiscard]] identity::api_key_service& api_keys() { return api_keys_; }
  [[nodiscard]] identity::link_service& links() { return links_; }
  /// Lets people sign in by providers as well; before anything is served. Problem: a tenant that one of them
  /// is to sign in to is not there. Throws pqxx::failure.
  [[nodiscard]] result<void> use_providers(const std::vector<identity::oidc_settings>& providers,
                                           const std::string& auth_conninfo, records::id_source& ids);
  /// nullptr: by no provider.
  [[nodiscard]] identity::oidc_service* oidc() { return oidc_.get(); }
  [[nodiscard]] identity::member_service& members() { return members_; }
  /// The document at /.well-known/jwks.json.
  [[nodiscard]] std::string public_keys() { return identity::to_jwks(*keys_.current(), clock_.now()); }

  /// What waits is answered with 503. Blocks until what has begun is done.
  void stop();

 private:
  [[nodiscard]] std::function<timestamp()> time() {
    return [&clock = clock_] { return clock.now(); };
  }
  [[nodiscard]] identity::sign_in_dependencies dependencies(records::id_source& ids);

  records::clock& clock_;
  std::function<void()> committed_;
  db::worker_session_pool pool_;
  identity::password_hasher passwords_;
  identity::sign_in_limits limits_;
  identity::key_ring keys_;
  identity::standing_register standings_;
  identity::identity_keeper keeper_;
  identity::access_tokens tokens_;
  identity::token_principal principals_;
  identity::log_messenger messages_;
  identity::sign_in_service service_;
  identity::api_key_service api_keys_;
  identity::link_service links_;
  std::unique_ptr<identity::oidc_service> oidc_;
  identity::member_service members_;
};

}  // namespace dossier::app
