#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

/// A moment, in microseconds since 1970-01-01T00:00:00Z, leap seconds ignored (as PostgreSQL's timestamptz).
struct timestamp {
  std::int64_t micros = 0;
  auto operator<=>(const timestamp&) const = default;
};

/// Range that can be written in RFC 3339: the years 0001 to 9999.
inline constexpr std::int64_t timestamp_min_micros = -62135596800'000000LL;
inline constexpr std::int64_t timestamp_max_micros = 253402300799'999999LL;

/// Reads RFC 3339 with `Z` or a numeric offset and up to 6 digits of a second; more digits, a missing offset
/// or a date that does not exist are refused rather than rounded. Second 60 is refused: the storage has none.
[[nodiscard]] std::optional<timestamp> parse_timestamp(std::string_view text);

/// RFC 3339 in UTC with exactly six digits: `2026-11-20T21:22:03.123456Z`.
[[nodiscard]] std::string to_string(timestamp moment);
void append_timestamp(std::string& out, timestamp moment);

}  // namespace dossier
