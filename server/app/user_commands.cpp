#include <sysexits.h>

#include <cstdio>
#include <pqxx/pqxx>

#include "server/app/commands.hpp"
#include "server/app/signals.hpp"
#include "server/db/database.hpp"
#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/installation_repository.hpp"
#include "server/records/clock.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {
namespace {

bool reachable(const db::connection_settings& settings) {
  try {
    const pqxx::connection connection(settings.conninfo(db::role::auth, "user"));
    return connection.is_open();
  } catch (const pqxx::failure&) {
    return false;
  }
}

int add_to(const db::connection_settings& settings, const user_add_configuration& asked) {
  const std::string as_auth = settings.conninfo(db::role::auth, "user");
  records::system_clock clock;
  records::random_id_source ids;
  const identity::installation here = identity::local_installation();
  const std::string name = asked.tenant.empty() ? here.tenant_name : asked.tenant;
  auto tenant = identity::tenant_called(as_auth, name);
  if (!tenant && asked.makes_tenant) {
    tenant = ids.next();
    identity::ensure_tenant(settings.conninfo(db::role::owner, "user"), *tenant, name);
  }
  if (!tenant) {
    std::fprintf(stderr, "dossier: there is no tenant called %s; --new-tenant makes it\n", name.c_str());
    return EX_DATAERR;
  }
  const auto link =
      identity::add_person(as_auth, {asked.email, asked.name, asked.role, *tenant}, ids.next(), clock.now());
  if (!link) {
    std::fprintf(stderr, "dossier: %s\n", explanation(link.error()).c_str());
    return EX_DATAERR;
  }
  std::printf("dossier: %s is %s of %s\n", asked.email.c_str(), std::string(to_string(asked.role)).c_str(),
              name.c_str());
  if (!link->empty())
    std::printf("dossier: to choose a password, once and within 24 h: %s\n",
                identity::link_path(*link).c_str());
  return EX_OK;
}

int link_in(const db::connection_settings& settings, const user_link_configuration& asked) {
  records::system_clock clock;
  const std::string link =
      identity::link_for(settings.conninfo(db::role::auth, "user"), asked.email, clock.now());
  if (link.empty()) {
    std::fprintf(stderr, "dossier: nobody has the address %s\n", asked.email.c_str());
    return EX_NOUSER;
  }
  std::printf("dossier: to choose a password, once and within 24 h: %s\n", identity::link_path(link).c_str());
  return EX_OK;
}

/// Runs `what` on the database, whether a server runs on it already or not.
template <class What>
int with_database(const database_place& place, const What& what) {
  const stop_signals signals;
  telemetry::start_logging("warn");
  db::database_options options;
  options.data_directory = place.data_dir;
  options.url = place.url;
  const auto settings = db::database::settings_of(options);
  if (!settings) {
    std::fprintf(stderr, "dossier: %s\n", settings.error().detail.c_str());
    return EX_USAGE;
  }
  try {
    if (reachable(*settings)) return what(*settings);  // a server runs on it
    auto opened = db::database::open(options);
    if (!opened) {
      std::fprintf(stderr, "dossier: %s\n", opened.error().detail.c_str());
      return EX_UNAVAILABLE;
    }
    const int code = what((*opened)->settings());
    (*opened)->stop();
    return code;
  } catch (const pqxx::failure& error) {
    std::fprintf(stderr, "dossier: the database refused: %s\n", error.what());
    return EX_UNAVAILABLE;
  }
}

}  // namespace

int add_user(const user_add_configuration& configuration) {
  return with_database(configuration.database, [&](const db::connection_settings& settings) {
    return add_to(settings, configuration);
  });
}

int link_user(const user_link_configuration& configuration) {
  return with_database(configuration.database, [&](const db::connection_settings& settings) {
    return link_in(settings, configuration);
  });
}

}  // namespace dossier::app
