#include "server/db/connection_settings.hpp"

#include <libpq-fe.h>

#include <memory>

namespace dossier::db {

namespace {

/// Seconds that one attempt to connect may take.
constexpr std::string_view connect_timeout_seconds = "5";

/// One `keyword='value'` of libpq's connection string; quotes and backslashes are escaped as it asks.
void append_setting(std::string& out, std::string_view keyword, std::string_view value) {
  if (value.empty()) return;
  if (!out.empty()) out += ' ';
  out += keyword;
  out += "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  out += '\'';
}

struct options_freer {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

}  // namespace

std::string_view role_name(role which) {
  switch (which) {
    case role::owner:
      return "dossier_owner";
    case role::app:
      return "dossier_app";
    case role::sequencer:
      return "dossier_sequencer";
    case role::auth:
      return "dossier_auth";
    case role::finder:
      return "dossier_finder";
  }
  return "";
}

connection_settings connection_settings::local(const std::filesystem::path& socket_directory, int port,
                                               std::string_view database) {
  connection_settings made;
  made.place_ = {{"host", socket_directory.string()}, {"port", std::to_string(port)}};
  made.administrator_ = "postgres";
  made.database_ = database;
  return made;
}

result<connection_settings> connection_settings::from_url(std::string_view url) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, options_freer> options(
      PQconninfoParse(std::string(url).c_str(), &message));
  if (message != nullptr) PQfreemem(message);  // it may repeat the text, and with it a password
  if (!options) {
    return problems::malformed(
        "the database URL cannot be read; it looks like postgresql://user:password@host:5432/name");
  }
  connection_settings made;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || *option->val == '\0') continue;
    const std::string_view keyword = option->keyword;
    if (keyword == "user") {
      made.administrator_ = option->val;
    } else if (keyword == "password") {
      made.password_ = option->val;
    } else if (keyword == "dbname") {
      made.database_ = option->val;
    } else if (keyword != "application_name" && keyword != "connect_timeout" && keyword != "options") {
      made.place_.emplace_back(keyword, option->val);
    }
  }
  if (made.database_.empty()) return problems::malformed("the database URL names no database");
  if (made.administrator_.empty()) return problems::malformed("the database URL names no user");
  return made;
}

std::string connection_settings::conninfo(role as, std::string_view purpose) const {
  std::string text;
  for (const auto& [keyword, value] : place_) append_setting(text, keyword, value);
  append_setting(text, "user", role_name(as));
  append_setting(text, "password", password_);
  append_setting(text, "dbname", database_);
  append_setting(text, "application_name", "dossier " + std::string(purpose));
  append_setting(text, "connect_timeout", connect_timeout_seconds);
  return text;
}

std::string connection_settings::administrator_conninfo(std::string_view database) const {
  std::string text;
  for (const auto& [keyword, value] : place_) append_setting(text, keyword, value);
  append_setting(text, "user", administrator_);
  append_setting(text, "password", password_);
  append_setting(text, "dbname", database);
  append_setting(text, "application_name", "dossier administrator");
  append_setting(text, "connect_timeout", connect_timeout_seconds);
  return text;
}

connection_settings connection_settings::with_database(std::string_view name) const {
  auto copy = *this;
  copy.database_ = name;
  return copy;
}

}  // namespace dossier::db
