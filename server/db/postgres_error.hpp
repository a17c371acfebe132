#pragma once
#include <string>
#include <string_view>

#include "server/db/lanes.hpp"

namespace dossier::db {

/// What an error of PostgreSQL's means for whoever asked.
struct postgres_error {
  enum class kind : std::uint8_t {
    refused,  ///< the statement or its values: asking again would fail again
    delayed,  ///< a lock, a timeout, a deadlock, a full resource: asking again may succeed
    lost,     ///< the connection is gone with it
  };
  kind what = kind::refused;
  std::string state;       ///< SQLSTATE, five characters
  std::string constraint;  ///< the violated constraint's name, when one was
  std::string loggable;    ///< for the log: the state, and the message where it cannot hold a record's values

  [[nodiscard]] refusal as_refusal() const;
};

[[nodiscard]] postgres_error error_of(const pg_result* result);
[[nodiscard]] postgres_error classify_error(std::string state, std::string constraint, std::string message);

}  // namespace dossier::db
