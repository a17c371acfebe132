#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/connection_target.hpp"
#include "server/db/postgres_error.hpp"
#include "server/db/rows.hpp"
#include "server/db/statement.hpp"

struct pg_conn;  // libpq's PGconn

namespace dossier::db {

/// A statement of a session was refused, or its connection is gone: its transaction can only be rolled back.
class statement_failed : public std::runtime_error {
 public:
  explicit statement_failed(postgres_error why) : std::runtime_error(why.loggable), why_(std::move(why)) {}
  [[nodiscard]] const postgres_error& why() const { return why_; }

 private:
  postgres_error why_;
};

/// One transaction on a connection of the session pool that runs the lanes' own statements, one after the
/// other: for work with logic between them. Blocks; used by one database thread. Everything throws
/// statement_failed.
class session {
 public:
  /// Connects. `settings` hold in every transaction.
  explicit session(const connection_target& where, const transaction_settings& settings = {});
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Whether the connection stands, outside of any transaction: only such a one is used again.
  [[nodiscard]] bool idle() const;

  void begin();
  void commit();
  void roll_back();

  /// Runs a tenant's statement with the parameters it asks for. Statements are those of repositories: a fixed
  /// number, prepared on first use and kept, unless they are to be planned anew or a pooler is there.
  rows run(const statement& what, const parameters& with);

 private:
  struct prepared {
    std::string name;
    std::vector<unsigned> types;
  };
  const prepared& preparation_of(const statement& what, const parameters& with);
  void execute(const char* sql);
  struct finish {
    void operator()(pg_conn* connection) const;
  };

  std::string begin_;
  bool is_pooled_;
  std::unique_ptr<pg_conn, finish> connection_;
  std::unordered_map<std::string, std::vector<prepared>> prepared_;
  int prepared_count_ = 0;
};

}  // namespace dossier::db
