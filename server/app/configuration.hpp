#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "server/domains/identity/oidc_settings.hpp"
#include "server/http/proxies.hpp"
#include "server/http/rate_limits.hpp"
#include "shared/core/role.hpp"

namespace dossier::app {

/// Where the data lives.
struct database_place {
  std::filesystem::path data_dir;  ///< of the embedded PostgreSQL
  std::string url;  ///< somebody else's PostgreSQL instead, a libpq connection string; may hold a secret
};

/// Who may use the server.
enum class sign_in_mode : std::uint8_t {
  local,     ///< whoever is on this machine, as one built-in person
  required,  ///< who signs in
};

/// What `dossier serve` was told: flags first, then `DOSSIER_…` environment variables, then the configuration
/// file.
struct serve_configuration {
  std::vector<std::string> addresses;        ///< numeric, without brackets; default: 127.0.0.1 and ::1
  std::uint16_t port = 8080;                 ///< the same on every address; 0 = any free one
  std::vector<std::string> allowed_origins;  ///< whose pages may write and listen, beside our own
  std::vector<std::string> allowed_hosts;    ///< Host names answered beside the loopback ones
  std::filesystem::path tls_certificate;     ///< PEM; empty: connections are in the clear
  std::filesystem::path tls_key;             ///< PEM; there when the certificate is
  http::trusted_proxies proxies;             ///< whose word about a request's client counts
  http::rate_quotas rates;
  database_place database;
  std::string pooler_url{};          ///< pooler before that database, for the lanes; may hold a secret
  std::filesystem::path assets_dir;  ///< the built dashboard; empty: API only
  unsigned threads = 0;              ///< I/O threads; 0 = one a core
  bool demo = true;                  ///< load demo data into an empty installation
  bool live_demo = false;            ///< a simulated colleague keeps editing
  sign_in_mode sign_in = sign_in_mode::local;
  std::string owner_email = "owner@dossier.local";  ///< of the first account, where people sign in
  std::filesystem::path audit_heads_file;           ///< signed heads are appended to it; empty: none are
  std::filesystem::path audit_key_file;             ///< that they are signed with; made where there is none
  unsigned audit_heads_seconds = 300;               ///< between two exports
  identity::oidc_configuration oidc;                ///< providers that people may sign in by
  std::string log_level = "info";                   ///< trace, debug, info, warn, error
};

/// `dossier migrate`: bring the database up to date and stop.
struct migrate_configuration {
  database_place database;
};

/// `dossier audit verify`: walk the hash chain of every tenant's change log and say where it breaks.
struct verify_configuration {
  database_place database;
  std::filesystem::path heads_file;      ///< exported heads that the logs must still carry; empty: none
  std::filesystem::path key_file;        ///< whose public half signed them, unless that is given
  std::vector<std::string> public_keys;  ///< hexadecimal
};

/// `dossier user add`: make somebody one of a tenant's and print a link to choose a password by.
struct user_add_configuration {
  database_place database;
  std::string email;
  std::string name;
  dossier::role role = dossier::role::analyst;
  std::string tenant;         ///< its name; empty: the first one
  bool makes_tenant = false;  ///< unless it is there already
};

/// `dossier user link`: print a link by which somebody sets another password.
struct user_link_configuration {
  database_place database;
  std::string email;
};

/// `dossier openapi` and `dossier asyncapi`: print a document and stop. Needs no database.
enum class printed_document : std::uint8_t { openapi, asyncapi };
struct print_configuration {
  printed_document what = printed_document::openapi;
};

/// Nothing to run: help or version was printed, or the command line was wrong. `exit_code` follows
/// sysexits(3).
struct finished {
  int exit_code = 0;
};

using command = std::variant<serve_configuration, migrate_configuration, verify_configuration,
                             user_add_configuration, user_link_configuration, print_configuration, finished>;

inline constexpr std::uint16_t default_port = 8080;
inline constexpr unsigned max_threads = 64;
inline constexpr unsigned audit_heads_seconds_max = 86'400;

/// Reads the command line. Prints help, or one clear line about what is wrong, itself.
[[nodiscard]] command read_configuration(int argc, const char* const* argv);

/// `/var/lib/dossier` for root, else `$XDG_DATA_HOME/dossier` or `~/.local/share/dossier`.
[[nodiscard]] std::filesystem::path default_data_dir();

}  // namespace dossier::app
