#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/core/result.hpp"

namespace dossier::db {

/// The roles of the installation in PostgreSQL; each has the least it needs (see the migrations' grants).
enum class role : std::uint8_t {
  owner,      ///< owns the tables and migrates; row-level security binds it, too
  app,        ///< serves requests
  sequencer,  ///< moves the outbox into the change log
  auth,       ///< signs people in, before a tenant is known
  finder,     ///< owns the search functions
};

/// The role's name in PostgreSQL: `dossier_app`, …
[[nodiscard]] std::string_view role_name(role which);

/// Where PostgreSQL is, and how each role gets there. A value: copy it freely.
class connection_settings {
 public:
  /// PostgreSQL on this machine behind a socket in a private directory; no passwords.
  [[nodiscard]] static connection_settings local(const std::filesystem::path& socket_directory, int port,
                                                 std::string_view database);

  /// Somebody else's PostgreSQL, as `postgresql://user:password@host:port/database?sslmode=…`, or any other
  /// text libpq takes. The named user prepares the installation (makes the roles on the first start); then
  /// every role logs in under its own name with the same password and options. 400 when the text cannot be
  /// read; the problem never repeats the text, since it may hold a password.
  [[nodiscard]] static result<connection_settings> from_url(std::string_view url);

  /// libpq's connection string for `as`. `purpose` shows in pg_stat_activity. May hold a password: never log
  /// it.
  [[nodiscard]] std::string conninfo(role as, std::string_view purpose) const;

  /// The same for the user who prepares the installation, in this or another database of the cluster.
  [[nodiscard]] std::string administrator_conninfo(std::string_view database) const;

  [[nodiscard]] const std::string& database() const { return database_; }
  [[nodiscard]] const std::string& password() const { return password_; }

  /// The same place, another database.
  [[nodiscard]] connection_settings with_database(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> place_;  ///< host, port, sslmode, … as libpq names them
  std::string administrator_;
  std::string password_;
  std::string database_;
};

}  // namespace dossier::db
