#pragma once
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

struct pg_conn;    // libpq's PGconn
struct pg_result;  // libpq's PGresult

namespace dossier::live {

/// A statement failed or the connection is gone. The text is for the log, never for a client.
class pg_error : public std::runtime_error {
 public:
  pg_error(const std::string& what, std::string sqlstate)
      : std::runtime_error(what), sqlstate_(std::move(sqlstate)) {}
  /// SQLSTATE, empty when the connection itself failed.
  [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

/// Rows of one statement in binary format. Columns are read as what the statement's text says they are.
class pg_rows {
 public:
  explicit pg_rows(pg_result* owned);

  [[nodiscard]] int size() const;
  [[nodiscard]] std::int64_t affected() const;
  [[nodiscard]] bool is_null(int row, int column) const;
  [[nodiscard]] std::string_view bytes(int row, int column) const;  ///< valid while this object lives
  [[nodiscard]] std::int64_t int8(int row, int column) const;
  [[nodiscard]] bool boolean(int row, int column) const;
  [[nodiscard]] uuid id(int row, int column) const;
  [[nodiscard]] timestamp moment(int row, int column) const;

 private:
  struct clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, clear> result_;
};

/// A blocking connection for one thread, in libpq's pipeline mode: `queue` statements, then `run` sends them
/// in one round trip and answers their rows in order. Any failure throws pg_error; the connection should be
/// dropped then, which also ends its transaction.
class pg_session {
 public:
  /// Connects; `conninfo` may hold a password and never shows in an error.
  explicit pg_session(const std::string& conninfo);
  ~pg_session();
  pg_session(const pg_session&) = delete;
  pg_session& operator=(const pg_session&) = delete;

  /// Runs `sql` as it stands: settings only.
  void execute(const char* sql);
  /// Prepares `sql` under `name`, which later calls use.
  void prepare(const char* name, const char* sql);
  /// Adds an execution of a prepared statement; parameters are in binary format.
  void queue(const char* name, const std::vector<std::string>& parameters = {});
  /// Runs what was queued.
  std::vector<pg_rows> run();

 private:
  [[noreturn]] void fail(std::string_view doing) const;
  struct finish {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, finish> connection_;
  std::size_t queued_ = 0;
};

}  // namespace dossier::live
