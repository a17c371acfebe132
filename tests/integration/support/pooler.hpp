#pragma once
#include <memory>
#include <pqxx/pqxx>

#include "server/db/child_process.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {

/// A pgbouncer before a test's database, in transaction mode and with one connection a role: whoever begins a
/// transaction gets the connection that somebody else's has just ended on. Ends with this object.
class pooler {
 public:
  explicit pooler(const test_database& before);
  ~pooler();
  pooler(const pooler&) = delete;
  pooler& operator=(const pooler&) = delete;

  [[nodiscard]] const db::connection_settings& settings() const { return settings_; }
  [[nodiscard]] std::unique_ptr<pqxx::connection> connect(db::role as) const;

 private:
  void write_configuration(const test_database& before) const;

  temporary_folder folder_;
  db::connection_settings settings_;
  db::process_handle process_;
};

}  // namespace dossier::tests
