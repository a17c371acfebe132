#include "server/db/rows.hpp"

#include <libpq-fe.h>

#include <bit>
#include <charconv>
#include <stdexcept>

#include "server/db/wire_format.hpp"

namespace dossier::db {

namespace {

[[noreturn]] void wrong_type(const PGresult* result, int column, const char* wanted) {
  const char* name = PQfname(result, column);
  throw std::logic_error("column " + std::to_string(column) + " (" + (name != nullptr ? name : "none") +
                         ", type " + std::to_string(PQftype(result, column)) + ") read as " + wanted);
}

/// The value's bytes; a null has none and throws for every type, since a caller that may meet one asks
/// is_null first.
std::string_view value_of(const PGresult* result, int row, int column, const char* wanted) {
  if (result == nullptr || row < 0 || row >= PQntuples(result) || column < 0 || column >= PQnfields(result)) {
    throw std::logic_error("row " + std::to_string(row) + ", column " + std::to_string(column) +
                           " is outside the answer");
  }
  if (PQgetisnull(result, row, column) != 0) wrong_type(result, column, wanted);
  return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

std::string_view typed(const PGresult* result, int row, int column, unsigned type, std::size_t length,
                       const char* wanted) {
  const auto value = value_of(result, row, column, wanted);
  if (PQftype(result, column) != type || value.size() != length) wrong_type(result, column, wanted);
  return value;
}

}  // namespace

rows::rows(pg_result* owned) : result_(owned, [](pg_result* result) { PQclear(result); }) {}

int rows::size() const {
  return result_ ? PQntuples(result_.get()) : 0;
}

std::int64_t rows::affected() const {
  if (!result_) return 0;
  const std::string_view count = PQcmdTuples(result_.get());
  std::int64_t value = 0;
  std::from_chars(count.data(), count.data() + count.size(), value);
  return value;
}

bool rows::is_null(int row, int column) const {
  if (row < 0 || row >= size() || column < 0 || column >= PQnfields(result_.get())) {
    throw std::logic_error("row " + std::to_string(row) + ", column " + std::to_string(column) +
                           " is outside the answer");
  }
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view rows::text(int row, int column) const {
  const auto value = value_of(result_.get(), row, column, "text");
  switch (PQftype(result_.get(), column)) {
    case wire::oid_text:
    case wire::oid_varchar:
    case wire::oid_bpchar:
    case wire::oid_name:
    case wire::oid_json:
      return value;
    default:
      wrong_type(result_.get(), column, "text");
  }
}

std::int64_t rows::integer(int row, int column) const {
  const auto value = value_of(result_.get(), row, column, "integer");
  switch (PQftype(result_.get(), column)) {
    case wire::oid_int8:
    case wire::oid_xid8:
      return wire::load<std::int64_t>(value.data());
    case wire::oid_int4:
      return wire::load<std::int32_t>(value.data());
    case wire::oid_int2:
      return wire::load<std::int16_t>(value.data());
    default:
      wrong_type(result_.get(), column, "integer");
  }
}

double rows::number(int row, int column) const {
  const auto value = value_of(result_.get(), row, column, "number");
  switch (PQftype(result_.get(), column)) {
    case wire::oid_float8:
      return std::bit_cast<double>(wire::load<std::int64_t>(value.data()));
    case wire::oid_float4:
      return static_cast<double>(std::bit_cast<float>(wire::load<std::int32_t>(value.data())));
    default:
      wrong_type(result_.get(), column, "number");
  }
}

bool rows::boolean(int row, int column) const {
  return typed(result_.get(), row, column, wire::oid_bool, 1, "boolean")[0] != 0;
}

uuid rows::id(int row, int column) const {
  uuid read;
  const auto value = typed(result_.get(), row, column, wire::oid_uuid, read.bytes.size(), "uuid");
  std::memcpy(read.bytes.data(), value.data(), read.bytes.size());
  return read;
}

timestamp rows::moment(int row, int column) const {
  const auto value = typed(result_.get(), row, column, wire::oid_timestamptz, 8, "timestamp");
  return {wire::load<std::int64_t>(value.data()) + wire::postgres_epoch_micros};
}

std::vector<std::string> rows::text_list(int row, int column) const {
  const auto value = value_of(result_.get(), row, column, "text list");
  const auto type = PQftype(result_.get(), column);
  if (type != wire::oid_text_array && type != wire::oid_varchar_array)
    wrong_type(result_.get(), column, "text list");
  // Head: dimensions, has-null flag, element type; then count and lower bound of each dimension.
  std::vector<std::string> list;
  const auto dimensions = wire::load<std::int32_t>(value.data());
  if (dimensions == 0) return list;
  if (dimensions != 1 || wire::load<std::int32_t>(value.data() + 4) != 0) {
    wrong_type(result_.get(), column, "list of one dimension without nulls");
  }
  const auto count = wire::load<std::int32_t>(value.data() + 12);
  list.reserve(static_cast<std::size_t>(count));
  const char* at = value.data() + 20;
  for (std::int32_t i = 0; i < count; ++i) {
    const auto length = static_cast<std::size_t>(wire::load<std::int32_t>(at));
    list.emplace_back(at + 4, length);
    at += 4 + length;
  }
  return list;
}

std::string_view rows::bytes(int row, int column) const {
  const auto value = value_of(result_.get(), row, column, "bytes");
  if (PQftype(result_.get(), column) != wire::oid_bytea) wrong_type(result_.get(), column, "bytes");
  return value;
}

}  // namespace dossier::db
