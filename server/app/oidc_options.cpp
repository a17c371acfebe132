#include "server/app/oidc_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>

#include "server/domains/identity/oidc_metadata.hpp"

namespace dossier::app {
namespace {

constexpr std::size_t name_max = 40;
constexpr std::size_t label_max = 60;
constexpr std::size_t secret_max_bytes = 4096;

using named = std::map<std::string, std::string>;

CLI::ValidationError wrong(const std::string& option, const std::string& why) {
  return CLI::ValidationError(option, why);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

named read_named(const std::string& option, const std::vector<std::string>& values) {
  named made;
  for (const std::string& each : values) {
    const std::size_t cut = each.find('=');
    if (cut == std::string::npos || cut + 1 == each.size() || !is_name(each.substr(0, cut)))
      throw wrong(option, "'" + each + "' is not NAME=VALUE with a name of small letters, digits and dashes");
    if (!made.emplace(each.substr(0, cut), each.substr(cut + 1)).second)
      throw wrong(option, "the provider " + each.substr(0, cut) + " has it twice");
  }
  return made;
}

/// DOSSIER_OIDC_SECRET_MY_NAME
std::string variable_of(const std::string& name) {
  std::string made = "DOSSIER_OIDC_SECRET_";
  for (const char c : name) {
    if (c == '-') {
      made += '_';
    } else {
      made += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return made;
}

std::string secret_in(const std::string& file) {
  std::ifstream from(file, std::ios::binary);
  std::string text(secret_max_bytes, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(from.gcount()));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) throw wrong("--oidc-secret-file", "'" + file + "' cannot be read, or is empty");
  return text;
}

void read_provision(identity::oidc_settings& to, const std::string& text) {
  const std::string option = "--oidc-provision";
  const std::size_t cut = text.find('@');
  const auto role = cut == std::string::npos ? std::nullopt : parse_role(text.substr(0, cut));
  if (!role) throw wrong(option, "'" + text + "' is not ROLE@DOMAIN[,DOMAIN…]");
  if (*role == role::owner) throw wrong(option, "an owner is made by people, not by a provider");
  to.provision_role = role;
  std::string rest = text.substr(cut + 1) + ",";
  for (std::size_t end = rest.find(','); end != std::string::npos; end = rest.find(',')) {
    std::string domain = rest.substr(0, end);
    rest.erase(0, end + 1);
    std::transform(domain.begin(), domain.end(), domain.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (domain.find('.') == std::string::npos || domain.find_first_of("@ *") != std::string::npos)
      throw wrong(option, "'" + domain + "' is no domain");
    to.provision_domains.push_back(std::move(domain));
  }
}

std::string checked_public_url(std::string text) {
  if (text.empty()) return text;
  if (text.ends_with('/')) text.pop_back();
  const auto url = net::parse_outgoing_url(text);
  if (!url || url->target != "/" || (!url->tls && !net::is_loopback(*url)))
    throw wrong("--public-url", "'" + text + "' is not https://NAME[:PORT]");
  return text;
}

/// Every name has to be a provider's.
void set(std::vector<identity::oidc_settings>& all, const std::string& option,
         const std::vector<std::string>& values,
         const std::function<void(identity::oidc_settings&, const std::string&)>& put) {
  for (const auto& each : read_named(option, values)) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == each.first; });
    if (found == all.end()) throw wrong(option, "there is no --oidc-provider " + each.first + "=…");
    put(*found, each.second);
  }
}

}  // namespace

void add_oidc_options(CLI::App& command, oidc_options& raw) {
  const auto add = [&](const char* flag, std::vector<std::string>& to, const char* variable,
                       const char* help) { command.add_option(flag, to, help)->envname(variable); };
  command
      .add_option("--public-url", raw.public_url,
                  "Address that browsers reach this server by, as in https://book.example; sign-in providers "
                  "send people back to it")
      ->envname("DOSSIER_PUBLIC_URL");
  add("--oidc-provider", raw.issuers, "DOSSIER_OIDC_PROVIDER",
      "NAME=ISSUER: a provider that people may sign in by (OpenID Connect); may be given several times, as "
      "the options about it, each of which names the provider. Its client secret is read from the variable "
      "DOSSIER_OIDC_SECRET_NAME, or from a file");
  add("--oidc-client", raw.clients, "DOSSIER_OIDC_CLIENT", "NAME=ID: this server's client id there");
  add("--oidc-secret-file", raw.secret_files, "DOSSIER_OIDC_SECRET_FILE",
      "NAME=FILE: file of the client secret; without one this server is a public client");
  add("--oidc-label", raw.labels, "DOSSIER_OIDC_LABEL",
      "NAME=TEXT: the sign-in page's button; default: NAME");
  add("--oidc-scopes", raw.scopes, "DOSSIER_OIDC_SCOPES", "NAME=SCOPES: default: openid email profile");
  add("--oidc-tenant", raw.tenants, "DOSSIER_OIDC_TENANT",
      "NAME=TENANT: the tenant's name that it signs in to; default: the built-in one's");
  add("--oidc-provision", raw.provisions, "DOSSIER_OIDC_PROVISION",
      "NAME=ROLE@DOMAIN[,DOMAIN…]: whoever has a verified address there gets an account and that role; "
      "default: nobody");
}

identity::oidc_configuration read_oidc(const oidc_options& raw) {
  using identity::oidc_settings;
  identity::oidc_configuration made;
  made.public_url = checked_public_url(raw.public_url);
  std::vector<oidc_settings>& all = made.providers;
  for (const auto& [name, issuer] : read_named("--oidc-provider", raw.issuers)) {
    if (!identity::oidc_metadata_place(issuer))
      throw wrong("--oidc-provider", "'" + issuer + "' is no https:// address");
    oidc_settings one;
    one.name = one.label = name;
    one.issuer = issuer;
    if (const char* secret = std::getenv(variable_of(name).c_str())) one.client_secret = secret;
    all.push_back(std::move(one));
  }
  set(all, "--oidc-client", raw.clients,
      [](oidc_settings& to, const std::string& text) { to.client_id = text; });
  set(all, "--oidc-secret-file", raw.secret_files,
      [](oidc_settings& to, const std::string& text) { to.client_secret = secret_in(text); });
  set(all, "--oidc-label", raw.labels, [](oidc_settings& to, const std::string& text) {
    if (text.size() > label_max) throw wrong("--oidc-label", "'" + text + "' is too long for a button");
    to.label = text;
  });
  set(all, "--oidc-scopes", raw.scopes, [](oidc_settings& to, const std::string& text) {
    if ((" " + text + " ").find(" openid ") == std::string::npos)
      throw wrong("--oidc-scopes", "'" + text + "' lacks openid");
    to.scopes = text;
  });
  set(all, "--oidc-tenant", raw.tenants,
      [](oidc_settings& to, const std::string& text) { to.tenant = text; });
  set(all, "--oidc-provision", raw.provisions, read_provision);
  for (const oidc_settings& one : all) {
    if (one.client_id.empty()) throw wrong("--oidc-client", "the provider " + one.name + " has none");
  }
  return made;
}

}  // namespace dossier::app
