#include "shared/core/timestamp.hpp"

#include <chrono>

namespace dossier {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;

/// Reads exactly `count` digits at `at` and moves on; -1 where one is missing.
int read_digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  at += count;
  return value;
}

bool read_char(std::string_view text, std::size_t& at, char lower, char upper) {
  if (at >= text.size() || (text[at] != lower && text[at] != upper)) return false;
  ++at;
  return true;
}

/// Fraction of a second in microseconds; nullopt where there are no digits or more than six.
std::optional<std::int64_t> read_fraction(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  ++at;
  std::int64_t value = 0;
  int digits = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
    if (digits == 6) return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) value *= 10;
  return value;
}

/// Offset from UTC in minutes.
std::optional<int> read_offset(std::string_view text, std::size_t& at) {
  if (read_char(text, at, 'z', 'Z')) return 0;
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  const int sign = text[at++] == '-' ? -1 : 1;
  const int hours = read_digits(text, at, 2);
  if (!read_char(text, at, ':', ':')) return std::nullopt;
  const int minutes = read_digits(text, at, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

void append_padded(std::string& out, std::int64_t value, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

}  // namespace

std::optional<timestamp> parse_timestamp(std::string_view text) {
  std::size_t at = 0;
  const int year = read_digits(text, at, 4);
  if (!read_char(text, at, '-', '-')) return std::nullopt;
  const int month = read_digits(text, at, 2);
  if (!read_char(text, at, '-', '-')) return std::nullopt;
  const int day = read_digits(text, at, 2);
  if (!read_char(text, at, 't', 'T')) return std::nullopt;
  const int hour = read_digits(text, at, 2);
  if (!read_char(text, at, ':', ':')) return std::nullopt;
  const int minute = read_digits(text, at, 2);
  if (!read_char(text, at, ':', ':')) return std::nullopt;
  const int second = read_digits(text, at, 2);
  const auto fraction = read_fraction(text, at);
  const auto offset = fraction ? read_offset(text, at) : std::nullopt;
  if (year < 1 || month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 ||
      second > 59 || !offset || at != text.size()) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - std::int64_t{*offset} * 60;
  const timestamp moment{seconds * micros_per_second + *fraction};
  if (moment.micros < timestamp_min_micros || moment.micros > timestamp_max_micros) return std::nullopt;
  return moment;
}

void append_timestamp(std::string& out, timestamp moment) {
  std::int64_t seconds = moment.micros / micros_per_second;
  std::int64_t fraction = moment.micros % micros_per_second;
  if (fraction < 0) {
    fraction += micros_per_second;
    --seconds;
  }
  std::int64_t days = seconds / 86400;
  std::int64_t of_day = seconds % 86400;
  if (of_day < 0) {
    of_day += 86400;
    --days;
  }
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<std::chrono::days::rep>(days)}}};
  append_padded(out, int{date.year()}, 4);
  out += '-';
  append_padded(out, static_cast<std::int64_t>(unsigned{date.month()}), 2);
  out += '-';
  append_padded(out, static_cast<std::int64_t>(unsigned{date.day()}), 2);
  out += 'T';
  append_padded(out, of_day / 3600, 2);
  out += ':';
  append_padded(out, of_day / 60 % 60, 2);
  out += ':';
  append_padded(out, of_day % 60, 2);
  out += '.';
  append_padded(out, fraction, 6);
  out += 'Z';
}

std::string to_string(timestamp moment) {
  std::string text;
  append_timestamp(text, moment);
  return text;
}

}  // namespace dossier
