#pragma once
#include <memory>
#include <pqxx/pqxx>
#include <random>
#include <string>

#include "server/db/connection_settings.hpp"
#include "server/db/embedded_cluster.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::tests {

/// A folder under the system's temporary one that PostgreSQL's user can enter; removed with its content at
/// the end.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The cluster that all tests of this process share, started on first use and stopped at the process's end.
/// Not durable. A test that stops or kills PostgreSQL starts one of its own instead.
[[nodiscard]] db::embedded_cluster& shared_cluster();

/// A fresh, migrated database, dropped at the end. Ids come from a fixed seed, so that a test repeats itself.
class test_database {
 public:
  test_database();
  ~test_database();
  test_database(const test_database&) = delete;
  test_database& operator=(const test_database&) = delete;

  [[nodiscard]] const db::connection_settings& settings() const { return settings_; }
  /// For `database_options::url`.
  [[nodiscard]] std::string url() const { return settings_.administrator_conninfo(settings_.database()); }

  /// A connection of its own: as the role, or as the superuser, who sees everything.
  [[nodiscard]] std::unique_ptr<pqxx::connection> connect(db::role as) const;
  [[nodiscard]] std::unique_ptr<pqxx::connection> connect_as_superuser() const;

  /// A new tenant, and a user in it.
  uuid make_tenant(const std::string& name = "Tenant");
  uuid make_user(const uuid& tenant, const std::string& name = "Ada Lovelace");
  /// A version 7 id, increasing from call to call.
  uuid make_id();

 private:
  db::connection_settings settings_;
  std::mt19937_64 random_{20261120};
  std::uint64_t clock_ms_ = 1'795'000'000'000;
};

}  // namespace dossier::tests
