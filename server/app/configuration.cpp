#include "server/app/configuration.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <iostream>

#include "server/app/oidc_options.hpp"
#include "server/app/version.hpp"
#include "server/domains/identity/email_address.hpp"
#include "server/http/site_check.hpp"

namespace dossier::app {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// A numeric address, and the port on it.
struct endpoint {
  std::string address;
  std::uint16_t port = 0;
};

/// Reads ADDRESS:PORT, [ADDRESS]:PORT or a bare PORT (then both loopback addresses). Throws
/// CLI::ValidationError.
std::vector<endpoint> parse_listen(const std::string& text) {
  const auto refuse = [&](const std::string& why) -> CLI::ValidationError {
    return CLI::ValidationError("--listen",
                                "'" + text + "': " + why + " (as in 127.0.0.1:8080, [::1]:8080 or 8080)");
  };
  const std::size_t colon = text.rfind(':');
  const std::string port_text = colon == std::string::npos ? text : text.substr(colon + 1);
  if (port_text.empty() || port_text.size() > 5 ||
      port_text.find_first_not_of("0123456789") != std::string::npos) {
    throw refuse("the port must be a number");
  }
  const unsigned long port = std::stoul(port_text);
  if (port > 65535) throw refuse("the port must be at most 65535");
  if (colon == std::string::npos) {
    return {{"127.0.0.1", static_cast<std::uint16_t>(port)}, {"::1", static_cast<std::uint16_t>(port)}};
  }
  std::string address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(address, error);
  if (error) throw refuse("the address must be numeric");
  return {{address, static_cast<std::uint16_t>(port)}};
}

/// What the options write to before it is checked.
struct raw_options {
  std::vector<std::string> listen;
  std::uint16_t port = default_port;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  std::vector<std::string> trusted_proxies;
  http::rate_quotas rates;
  std::string tls_certificate;
  std::string tls_key;
  std::string data_dir;
  std::string database_url;
  std::string pooler_url;
  std::string assets_dir;
  unsigned threads = 0;
  bool no_demo = false;
  bool live_demo = false;
  std::string sign_in = "local";
  std::string owner_email = serve_configuration{}.owner_email;
  oidc_options oidc;
  std::string log_level = "info";
  std::string email;
  std::string name;
  std::string role = "analyst";
  std::string tenant;
  bool makes_tenant = false;
  std::string audit_heads_file;
  std::string audit_key_file;
  unsigned audit_heads_seconds = serve_configuration{}.audit_heads_seconds;
  std::string heads;
  std::vector<std::string> public_keys;
};

void add_database(CLI::App& command, raw_options& raw) {
  command.add_option("--data-dir", raw.data_dir, "Directory of the embedded PostgreSQL")
      ->envname("DOSSIER_DATA_DIR")
      ->default_str(default_data_dir().string());
  command
      .add_option(
          "--database-url", raw.database_url,
          "Another PostgreSQL instead: postgresql://OWNER@HOST/DATABASE. Others see a command line, so "
          "put one with a password into the variable or the configuration file")
      ->envname("DOSSIER_DATABASE_URL");
}

void add_audit_key(CLI::App& command, raw_options& raw) {
  command
      .add_option("--audit-key-file", raw.audit_key_file,
                  "Key that audit heads are signed with; default: audit-heads.key in the data directory")
      ->envname("DOSSIER_AUDIT_KEY_FILE");
}

void add_audit_options(CLI::App& command, raw_options& raw) {
  command
      .add_option("--audit-heads-file", raw.audit_heads_file,
                  "File that signed heads of the change logs are appended to, for `audit verify --heads`")
      ->envname("DOSSIER_AUDIT_HEADS_FILE");
  command
      .add_option("--audit-heads-interval", raw.audit_heads_seconds, "Seconds between two exports of heads")
      ->envname("DOSSIER_AUDIT_HEADS_INTERVAL")
      ->check(CLI::Range(1U, audit_heads_seconds_max))
      ->default_val(serve_configuration{}.audit_heads_seconds);
  add_audit_key(command, raw);
}

void add_limits(CLI::App& command, raw_options& raw) {
  command
      .add_option(
          "--trusted-proxies", raw.trusted_proxies,
          "Addresses and networks (10.0.0.0/8) of proxies whose Forwarded or X-Forwarded-For is believed")
      ->envname("DOSSIER_TRUSTED_PROXIES")
      ->delimiter(',');
  const auto add = [&command](const char* flag, const char* variable, std::uint32_t& into,
                              const char* whose) {
    command
        .add_option(
            flag, into,
            "Requests of one " + std::string(whose) + " that are answered in 10 seconds; 0: as many as come")
        ->envname(variable)
        ->check(CLI::Range(0U, http::requests_max))
        ->default_val(into);
  };
  add("--user-requests", "DOSSIER_USER_REQUESTS", raw.rates.user, "person");
  add("--key-requests", "DOSSIER_KEY_REQUESTS", raw.rates.key, "API key");
  add("--address-requests", "DOSSIER_ADDRESS_REQUESTS", raw.rates.address, "address");
}

void add_serve_options(CLI::App& command, raw_options& raw) {
  add_limits(command, raw);
  add_database(command, raw);
  add_audit_options(command, raw);
  command
      .add_option("--database-pooler-url", raw.pooler_url,
                  "PgBouncer or the like in transaction mode before the database of --database-url: requests "
                  "go through it")
      ->envname("DOSSIER_DATABASE_POOLER_URL");
  command.add_option("--listen", raw.listen, "ADDRESS:PORT to listen on; may be given several times")
      ->envname("DOSSIER_LISTEN")
      ->default_str("127.0.0.1:8080 and [::1]:8080");
  command.add_option("--port", raw.port, "Port on both loopback addresses, when no --listen is given")
      ->envname("DOSSIER_PORT")
      ->default_val(default_port);
  command
      .add_option("--allow-host", raw.allowed_hosts,
                  "Host name to answer to, beside localhost and loopback addresses")
      ->envname("DOSSIER_ALLOW_HOST");
  command
      .add_option(
          "--allow-origin", raw.allowed_origins,
          "Origin (https://crm.example) whose pages may send requests and open live connections, beside the "
          "server's own")
      ->envname("DOSSIER_ALLOW_ORIGIN");
  command
      .add_option(
          "--tls-cert", raw.tls_certificate,
          "PEM file of the certificate to serve https:// with, intermediate ones behind it; read anew "
          "on SIGHUP")
      ->envname("DOSSIER_TLS_CERT");
  command.add_option("--tls-key", raw.tls_key, "PEM file of the certificate's key")
      ->envname("DOSSIER_TLS_KEY");
  command
      .add_option("--assets", raw.assets_dir,
                  "Directory of the built dashboard; without it only the API is served")
      ->envname("DOSSIER_ASSETS");
  command.add_option("--threads", raw.threads, "I/O threads, 0 for one a core")
      ->envname("DOSSIER_THREADS")
      ->check(CLI::Range(0U, max_threads));
  command.add_flag("--no-demo", raw.no_demo, "Do not load demo data into an empty installation")
      ->envname("DOSSIER_NO_DEMO");
  command
      .add_flag("--live-demo", raw.live_demo, "A simulated colleague keeps editing, so that one sees it live")
      ->envname("DOSSIER_LIVE_DEMO");
  command
      .add_option(
          "--sign-in", raw.sign_in,
          "local: this machine's requests are served, as one built-in person; required: people sign in")
      ->envname("DOSSIER_SIGN_IN")
      ->check(CLI::IsMember({"local", "required"}))
      ->default_val("local");
  command
      .add_option("--owner-email", raw.owner_email,
                  "E-mail address of the first account; its one-time link is printed at the first start")
      ->envname("DOSSIER_OWNER_EMAIL")
      ->default_val(serve_configuration{}.owner_email);
  add_oidc_options(command, raw.oidc);
  command.add_option("--log-level", raw.log_level, "How much to log")
      ->envname("DOSSIER_LOG_LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}))
      ->default_val("info");
}

void add_verify_options(CLI::App& command, raw_options& raw) {
  add_database(command, raw);
  command.add_option(
      "--heads", raw.heads,
      "File of exported heads: finds an end that was cut off, and a log that was written anew");
  command.add_option(
      "--public-key", raw.public_keys,
      "Key that the heads must be signed by (64 hexadecimal digits); default: of the key file");
  add_audit_key(command, raw);
}

void add_user_options(CLI::App& command, raw_options& raw) {
  add_database(command, raw);
  std::vector<std::string> roles;
  for (const role each : all_roles) roles.emplace_back(to_string(each));
  command.add_option("email", raw.email, "E-mail address")->required();
  command.add_option("--name", raw.name, "Name; default: the address up to its @");
  command.add_option("--role", raw.role, "What the person is in the tenant")
      ->check(CLI::IsMember(roles))
      ->default_val("analyst");
  command.add_option("--tenant", raw.tenant, "The tenant's name; default: the built-in one's");
  command.add_flag("--new-tenant", raw.makes_tenant, "Make the tenant unless it is there");
}

database_place database_of(const raw_options& raw) {
  return {raw.data_dir.empty() ? default_data_dir() : std::filesystem::absolute(raw.data_dir),
          raw.database_url};
}

std::filesystem::path audit_key_of(const raw_options& raw) {
  if (!raw.audit_key_file.empty()) return std::filesystem::absolute(raw.audit_key_file);
  return database_of(raw).data_dir / "audit-heads.key";
}

verify_configuration to_verify(const raw_options& raw) {
  verify_configuration made;
  made.database = database_of(raw);
  if (!raw.heads.empty()) made.heads_file = std::filesystem::absolute(raw.heads);
  made.key_file = audit_key_of(raw);
  made.public_keys = raw.public_keys;
  return made;
}

bool is_email(std::string_view text) {
  return text.size() <= identity::email_max_bytes && identity::looks_like_email(text);
}

user_add_configuration to_user(const raw_options& raw) {
  if (!is_email(raw.email)) throw CLI::ValidationError("email", "'" + raw.email + "' is no e-mail address");
  if (raw.makes_tenant && raw.tenant.empty()) throw CLI::ValidationError("--new-tenant", "needs --tenant");
  user_add_configuration made;
  made.database = database_of(raw);
  made.email = raw.email;
  made.name = raw.name.empty() ? raw.email.substr(0, raw.email.find('@')) : raw.name;
  made.role = parse_role(raw.role).value_or(made.role);
  made.tenant = raw.tenant;
  made.makes_tenant = raw.makes_tenant;
  return made;
}

/// A scheme and a name, with or without a port, and nothing behind it (RFC 6454).
bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view host = text.substr(scheme.size());
    return !http::host_name(host).empty() && host.find_first_of("/?#@ ") == std::string_view::npos;
  }
  return false;
}

bool is_loopback(const std::string& address) {
  return boost::asio::ip::make_address(address).is_loopback();
}

serve_configuration to_serve(const raw_options& raw) {
  serve_configuration made;
  std::vector<std::string> listen = raw.listen;
  if (listen.empty()) listen.push_back(std::to_string(raw.port));
  for (std::size_t i = 0; i < listen.size(); ++i) {
    for (endpoint& parsed : parse_listen(listen[i])) {
      if (i > 0 && parsed.port != made.port) {
        throw CLI::ValidationError("--listen", "all addresses must have one port, not " +
                                                   std::to_string(made.port) + " and " +
                                                   std::to_string(parsed.port));
      }
      made.port = parsed.port;
      made.addresses.push_back(std::move(parsed.address));
    }
  }
  made.allowed_hosts = raw.allowed_hosts;
  for (const std::string& origin : raw.allowed_origins) {
    if (!is_origin(origin))
      throw CLI::ValidationError("--allow-origin",
                                 "'" + origin + "' is no origin (as in https://crm.example:8443)");
  }
  made.allowed_origins = raw.allowed_origins;
  auto proxies = http::trusted_proxies::parse(raw.trusted_proxies);
  if (!proxies) throw CLI::ValidationError("--trusted-proxies", proxies.error().detail);
  made.proxies = std::move(proxies).value();
  made.rates = raw.rates;
  if (raw.tls_certificate.empty() != raw.tls_key.empty())
    throw CLI::ValidationError("--tls-cert",
                               "certificate and key are given together: --tls-cert and --tls-key");
  if (!raw.tls_certificate.empty()) {
    made.tls_certificate = std::filesystem::absolute(raw.tls_certificate);
    made.tls_key = std::filesystem::absolute(raw.tls_key);
  }
  made.database = database_of(raw);
  made.pooler_url = raw.pooler_url;
  if (!made.pooler_url.empty() && made.database.url.empty())
    throw CLI::ValidationError("--database-pooler-url",
                               "needs --database-url, the same database reached directly");
  if (!raw.assets_dir.empty()) made.assets_dir = std::filesystem::absolute(raw.assets_dir);
  made.threads = raw.threads;
  made.demo = !raw.no_demo;
  made.live_demo = raw.live_demo;
  made.sign_in = raw.sign_in == "required" ? sign_in_mode::required : sign_in_mode::local;
  if (!is_email(raw.owner_email))
    throw CLI::ValidationError("--owner-email", "'" + raw.owner_email + "' is no e-mail address");
  made.owner_email = raw.owner_email;
  if (!raw.audit_heads_file.empty()) made.audit_heads_file = std::filesystem::absolute(raw.audit_heads_file);
  made.audit_key_file = audit_key_of(raw);
  made.audit_heads_seconds = raw.audit_heads_seconds;
  const bool only_here = std::all_of(made.addresses.begin(), made.addresses.end(), is_loopback);
  if (made.sign_in == sign_in_mode::local && !only_here) {
    throw CLI::ValidationError(
        "--listen", "an address that other machines reach needs people to sign in: add --sign-in required");
  }
  made.oidc = read_oidc(raw.oidc);
  const bool is_asked = made.sign_in == sign_in_mode::required;
  if (!made.oidc.providers.empty() && !is_asked)
    throw CLI::ValidationError("--oidc-provider", "nobody signs in here: add --sign-in required");
  if (!made.oidc.providers.empty() && made.oidc.public_url.empty() && !only_here)
    throw CLI::ValidationError("--oidc-provider", "needs --public-url, where providers send people back to");
  made.log_level = raw.log_level;
  return made;
}

}  // namespace

std::filesystem::path default_data_dir() {
  if (geteuid() == 0) return "/var/lib/dossier";
  if (const std::string xdg = environment("XDG_DATA_HOME"); !xdg.empty())
    return std::filesystem::path(xdg) / "dossier";
  const std::string home = environment("HOME");
  return std::filesystem::path(home.empty() ? "." : home) / ".local/share/dossier";
}

namespace {

constexpr std::array<std::string_view, 5> commands{"serve", "migrate", "audit", "openapi", "asyncapi"};

/// The words of the command line after the program's name, with `serve` put in where no command is named.
/// Help, version and the configuration file belong to the program itself and stay before it.
std::vector<std::string> with_default_command(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string& word = words[at];
    if (word == "--help" || word == "-h" || word == "--version") return words;
    if (std::find(commands.begin(), commands.end(), word) != commands.end()) return words;
    if (word == "--config") {
      at += 2;
    } else if (word.starts_with("--config=")) {
      ++at;
    } else {
      break;
    }
  }
  if (at >= words.size() || words[at].starts_with('-')) {
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())), "serve");
  }
  return words;
}

}  // namespace

command read_configuration(int argc, const char* const* argv) {
  CLI::App app{"Dossier: a live book of business. Without a command it serves.", "dossier"};
  app.set_version_flag("--version", std::string(version));
  app.set_config("--config", "", "Configuration file (TOML or INI); flags and environment win over it")
      ->envname("DOSSIER_CONFIG");
  app.require_subcommand(0, 1);
  app.footer(
      "Every flag has an environment variable DOSSIER_…. Exit codes follow sysexits(3): 64 for a wrong "
      "command\n"
      "line, 65 when a change log is not what was written, 66 when a file to read is missing, 69 when "
      "something\n"
      "needed is not available, 70 for a defect, 73 when the data directory cannot be used, 78 when a "
      "certificate\n"
      "or its key cannot.");

  raw_options raw;
  CLI::App* serve = app.add_subcommand("serve", "Serve API, live updates and dashboard (the default)");
  add_serve_options(*serve, raw);
  CLI::App* migrate = app.add_subcommand("migrate", "Bring the database up to date, then stop");
  add_database(*migrate, raw);
  CLI::App* audit = app.add_subcommand("audit", "Look after the change logs");
  audit->require_subcommand(1);
  CLI::App* verify =
      audit->add_subcommand("verify", "Walk the hash chain of every change log and say where it breaks");
  add_verify_options(*verify, raw);
  CLI::App* user = app.add_subcommand("user", "Manage who may sign in");
  user->require_subcommand(1);
  CLI::App* user_add = user->add_subcommand(
      "add",
      "Add somebody to a tenant, or change what they are there (its last owner stays one), and print a "
      "link to choose a password by");
  add_user_options(*user_add, raw);
  CLI::App* user_link = user->add_subcommand(
      "link", "Print a link by which somebody sets another password, once and within 24 h");
  add_database(*user_link, raw);
  user_link->add_option("email", raw.email, "E-mail address")->required();
  CLI::App* openapi = app.add_subcommand("openapi", "Print the API's description (OpenAPI 3.1), then stop");
  CLI::App* asyncapi =
      app.add_subcommand("asyncapi", "Print the live connection's description (AsyncAPI 3), then stop");
  try {
    std::vector<std::string> words = with_default_command(argc, argv);
    std::reverse(words.begin(), words.end());  // CLI11 reads a vector from its end
    app.parse(words);
    if (migrate->parsed()) return migrate_configuration{database_of(raw)};
    if (verify->parsed()) return to_verify(raw);
    if (user_add->parsed()) return to_user(raw);
    if (user_link->parsed()) return user_link_configuration{database_of(raw), raw.email};
    if (openapi->parsed()) return print_configuration{printed_document::openapi};
    if (asyncapi->parsed()) return print_configuration{printed_document::asyncapi};
    return to_serve(raw);
  } catch (const CLI::Success& told) {
    return finished{app.exit(told)};
  } catch (const CLI::ParseError& wrong) {
    std::cerr << "dossier: " << wrong.what() << "\nRun 'dossier --help' for all flags.\n";
    return finished{EX_USAGE};
  }
}

}  // namespace dossier::app
