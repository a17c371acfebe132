#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"

namespace dossier::net {

/// One field that a change touched; both values are JSON texts ("null" where there was none).
struct history_change {
  std::string field;
  std::string before;
  std::string after;
};

/// One entry of a record's history, as the audit log holds it.
struct history_entry {
  std::int64_t seq = 0;
  std::int64_t version = 0;
  timestamp at;
  std::string kind;  ///< created, updated, deleted, restored
  std::string actor_id;
  std::string actor_name;
  std::string reason;  ///< why, where the writer said so
  std::vector<history_change> changes;
};

/// Entries, newest first.
struct history_page {
  std::vector<history_entry> items;
  std::optional<std::string> next_page_token;
};

/// Reads the body of `GET /R/{id}/history`; nullopt when it is not one.
[[nodiscard]] std::optional<history_page> read_history(std::string_view body);

}  // namespace dossier::net
