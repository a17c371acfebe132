#include "server/db/postgres_error.hpp"

#include <libpq-fe.h>

namespace dossier::db {

namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text != nullptr ? text : "";
}

postgres_error::kind kind_of(std::string_view state) {
  const auto group = state.substr(0, 2);
  if (state.empty() || group == "08" || state == "57P01" || state == "57P02" || state == "57P03" ||
      state == "57P04" || state == "57P05" || state == "25P03") {
    return postgres_error::kind::lost;
  }
  // 57014 canceled (statement_timeout), 55P03 lock_timeout, 40… deadlock and serialization, 53… resources.
  if (state == "57014" || state == "55P03" || group == "40" || group == "53")
    return postgres_error::kind::delayed;
  return postgres_error::kind::refused;
}

}  // namespace

postgres_error classify_error(std::string state, std::string constraint, std::string message) {
  postgres_error made;
  made.what = kind_of(state);
  // Messages of data exceptions (22…) and violated constraints (23…) may quote what a person wrote.
  const bool quotes_values = state.starts_with("22") || state.starts_with("23");
  made.loggable = state.empty() ? message : state;
  if (!quotes_values && !state.empty()) made.loggable += " " + message;
  made.state = std::move(state);
  made.constraint = std::move(constraint);
  return made;
}

postgres_error error_of(const pg_result* result) {
  auto made = classify_error(field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_CONSTRAINT_NAME),
                             field(result, PG_DIAG_MESSAGE_PRIMARY));
  const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC") made.what = postgres_error::kind::lost;
  return made;
}

refusal postgres_error::as_refusal() const {
  refusal made;
  made.constraint = constraint;
  if (state == "23505") made.what = refusal::kind::unique_violation;
  if (state == "23503") made.what = refusal::kind::foreign_key_violation;
  if (state == "23514") made.what = refusal::kind::check_violation;
  return made;
}

}  // namespace dossier::db
