#pragma once
#include <pqxx/pqxx>
#include <string>
#include <string_view>

#include "server/domains/identity/secrets.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

/// How values of ours stand in statements' texts and answers: bytes in hexadecimal digits, times in RFC 3339.
namespace dossier::identity::sql {

/// A column of times, as it is to be selected.
[[nodiscard]] inline std::string time_of(std::string_view column) {
  return "to_char(" + std::string(column) + R"( AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))";
}

[[nodiscard]] inline uuid id(const pqxx::field& from) {
  return parse_uuid(from.as<std::string>()).value();
}
[[nodiscard]] inline timestamp moment(const pqxx::field& from) {
  return parse_timestamp(from.as<std::string>()).value();
}
[[nodiscard]] inline std::string text(const pqxx::field& from) {
  return from.as<std::string>(std::string());
}

/// Of digits that PostgreSQL wrote.
[[nodiscard]] inline std::string bytes(const pqxx::field& from) {
  const std::string digits = text(from);
  std::string made(digits.size() / 2, '\0');
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i] = static_cast<char>(std::stoi(digits.substr(i * 2, 2), nullptr, 16));
  return made;
}

}  // namespace dossier::identity::sql
