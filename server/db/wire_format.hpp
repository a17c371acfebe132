#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

/// PostgreSQL's binary format: integers in network byte order, timestamps in microseconds since 2000-01-01.
/// (src/backend/utils/adt/*send functions; types' ids from src/include/catalog/pg_type.dat.)
namespace dossier::db::wire {

inline constexpr unsigned oid_bool = 16;
inline constexpr unsigned oid_bytea = 17;
inline constexpr unsigned oid_name = 19;
inline constexpr unsigned oid_int8 = 20;
inline constexpr unsigned oid_int2 = 21;
inline constexpr unsigned oid_int4 = 23;
inline constexpr unsigned oid_text = 25;
inline constexpr unsigned oid_json = 114;
inline constexpr unsigned oid_float4 = 700;
inline constexpr unsigned oid_float8 = 701;
inline constexpr unsigned oid_text_array = 1009;
inline constexpr unsigned oid_int8_array = 1016;
inline constexpr unsigned oid_float8_array = 1022;
inline constexpr unsigned oid_timestamptz_array = 1185;
inline constexpr unsigned oid_bpchar = 1042;
inline constexpr unsigned oid_varchar = 1043;
inline constexpr unsigned oid_varchar_array = 1015;
inline constexpr unsigned oid_timestamptz = 1184;
inline constexpr unsigned oid_uuid = 2950;
inline constexpr unsigned oid_uuid_array = 2951;
inline constexpr unsigned oid_xid8 = 5069;

/// 2000-01-01T00:00:00Z in microseconds since 1970.
inline constexpr std::int64_t postgres_epoch_micros = 946684800'000000LL;

/// Reads an integer in network byte order from `at`, which holds at least sizeof(T) bytes.
template <class T>
[[nodiscard]] T load(const char* at) {
  std::make_unsigned_t<T> value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<std::make_unsigned_t<T>>((value << 8U) | static_cast<unsigned char>(at[i]));
  }
  return static_cast<T>(value);
}

/// Appends an integer in network byte order.
template <class T>
void store(std::string& out, T value) {
  const auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (int shift = static_cast<int>(sizeof(T) - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xFFU));
  }
}

}  // namespace dossier::db::wire
