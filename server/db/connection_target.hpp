#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dossier::db {

/// Settings that hold in every transaction of a connection: PostgreSQL's names and values that need no
/// quotes.
using transaction_settings = std::vector<std::pair<std::string_view, std::string>>;

/// Where a lane connects to, and what it may rely on there.
struct connection_target {
  /// PostgreSQL itself, or where `is_pooled` a pooler in transaction mode before it: each transaction may run
  /// on another session, so nothing outlives one, neither settings nor prepared statements.
  connection_target(std::string to, bool pooled = false) : conninfo(std::move(to)), is_pooled(pooled) {}

  /// libpq's connection string for sessions with these settings. Poolers refuse settings there.
  [[nodiscard]] std::string conninfo_with(const transaction_settings& settings) const;
  /// The one statement that each transaction begins with instead; empty where the session has the settings.
  [[nodiscard]] std::string opening_with(const transaction_settings& settings) const;

  std::string conninfo;
  bool is_pooled = false;
};

}  // namespace dossier::db
