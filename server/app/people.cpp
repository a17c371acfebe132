#include "server/app/people.hpp"

#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/local_installation.hpp"

namespace dossier::app {

people::people(const db::database& database, std::string_view installation, records::clock& clock,
               records::id_source& ids, std::size_t io_threads, bool demo, std::function<void()> committed)
    : clock_(clock),
      committed_(std::move(committed)),
      pool_(database.target(db::role::auth, "sign-in"), sign_in_threads),
      keeper_(database.settings().conninfo(db::role::auth, "identity"), time(), keys_, standings_),
      tokens_(installation, keys_),
      principals_({pool_, tokens_, standings_, time()}, io_threads),
      messages_(demo),
      service_(dependencies(ids)),
      api_keys_(dependencies(ids)),
      links_(dependencies(ids), messages_),
      members_(dependencies(ids)) {}

identity::sign_in_dependencies people::dependencies(records::id_source& ids) {
  return {.sessions = pool_,
          .passwords = passwords_,
          .limits = limits_,
          .tokens = tokens_,
          .now = time(),
          .next_id = [&ids] { return ids.next(); },
          .changed =
              [this] {
                keeper_.look();
                committed_();
              }};
}

result<void> people::use_providers(const std::vector<identity::oidc_settings>& providers,
                                   const std::string& auth_conninfo, records::id_source& ids) {
  std::vector<std::unique_ptr<identity::oidc_provider>> made;
  for (const identity::oidc_settings& each : providers) {
    const std::string name = each.tenant.empty() ? identity::local_installation().tenant_name : each.tenant;
    const auto tenant = identity::tenant_called(auth_conninfo, name);
    if (!tenant) {
      return problems::unavailable(
          "there is no tenant called " + name + ", which the sign-in provider " + each.name + " is for", 0);
    }
    made.push_back(std::make_unique<identity::oidc_provider>(each, *tenant, time()));
  }
  if (made.empty()) return {};
  oidc_ = std::make_unique<identity::oidc_service>(
      dependencies(ids), service_, std::move(made),
      identity::oidc_state_seal(identity::installation_key(auth_conninfo, "sign-in by providers")));
  return {};
}

void people::stop() {
  passwords_.stop();
  pool_.stop();
  keeper_.stop();
}

}  // namespace dossier::app
