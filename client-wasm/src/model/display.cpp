#include "client-wasm/src/model/display.hpp"

#include <array>
#include <boost/json.hpp>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::model {
namespace {

constexpr std::int64_t ms_per_second = 1'000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;
constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;
constexpr std::int64_t ms_per_day = 24 * ms_per_hour;
constexpr std::int64_t largest_year =
    9'999;  ///< a number bounded by it is a year and is written without separators

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// Date and time of day in the person's zone.
struct local_time {
  std::int64_t day = 0;  ///< since 1970-01-01
  int year = 0, month = 0, day_of_month = 0, hour = 0, minute = 0, second = 0;
};

local_time to_local(std::int64_t unix_ms, int utc_offset_minutes) {
  const std::int64_t ms = unix_ms + utc_offset_minutes * ms_per_minute;
  local_time t;
  t.day = floor_div(ms, ms_per_day);
  const auto in_day = static_cast<int>((ms - t.day * ms_per_day) / ms_per_second);
  t.hour = in_day / 3600;
  t.minute = in_day / 60 % 60;
  t.second = in_day % 60;
  // Days to a civil date: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
  const std::int64_t z = t.day + 719'468;
  const std::int64_t era = floor_div(z, 146'097);
  const std::int64_t doe = z - era * 146'097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  t.day_of_month = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  t.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  t.year = static_cast<int>(yoe + era * 400 + (t.month <= 2 ? 1 : 0));
  return t;
}

std::int64_t unix_ms_of(timestamp at) {
  return floor_div(at.micros, 1'000);
}

std::string two_digits(int value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string date_text(const local_time& t, bool with_year, const formats& how) {
  return date_text(t.year, t.month, t.day_of_month, with_year, how);
}

/// Yesterday and before; empty when `at` is today (or later).
std::string past_day_text(timestamp at, const wall_time& now) {
  const local_time then = to_local(unix_ms_of(at), now.utc_offset_minutes);
  const local_time today = to_local(now.unix_ms, now.utc_offset_minutes);
  if (then.day >= today.day) return {};
  if (then.day == today.day - 1) return "Yesterday";
  return date_text(then, then.year != today.year, now.how);
}

struct value_reader {
  const describe::field& field;
  const wall_time& now;

  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t value) const {
    return field.max == largest_year ? std::to_string(value) : count_text(value, now.how);
  }
  std::string operator()(double value) const {
    std::string text;
    codec::append_json_number(text, value);
    if (!text.empty() && text.front() == '-') text.replace(0, 1, "\u2212");
    return shown_number(grouped(text), now.how);
  }
  std::string operator()(bool value) const { return value ? "Yes" : "No"; }
  std::string operator()(const uuid& id) const {
    return id.is_nil() ? std::string() : dossier::to_string(id);
  }
  std::string operator()(const timestamp& at) const { return age_text(at, now); }
  std::string operator()(std::uint8_t choice) const {
    return choice < field.choices.size() ? choice_text(field.choices[choice]) : std::string();
  }
  std::string operator()(const std::vector<std::string>& list) const {
    std::string text;
    for (const std::string& item : list) {
      if (!text.empty()) text += ", ";
      text += item;
    }
    return text;
  }
  template <class T>
  std::string operator()(const std::optional<T>& value) const {
    return value ? (*this)(*value) : std::string();
  }
};

}  // namespace

std::string count_text(std::int64_t value, const formats& how) {
  std::string plain = grouped(std::to_string(value));
  if (value < 0) plain.replace(0, 1, "\u2212");
  return shown_number(plain, how);
}

std::string position_text(std::int64_t first, std::int64_t last, std::int64_t total, bool exact,
                          const formats& how) {
  return count_text(first, how) + "\u2013" + count_text(last, how) + " of " + (exact ? "" : "\u2248") +
         count_text(total, how);
}

std::string choice_text(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c == '_') c = ' ';
  }
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string lower_first(std::string_view label) {
  std::string out(label);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

std::string age_text(timestamp at, const wall_time& now) {
  const std::int64_t age = now.unix_ms - unix_ms_of(at);
  if (age < ms_per_second) return "Now";
  if (age < ms_per_minute) return std::to_string(age / ms_per_second) + " s";
  if (age < ms_per_hour) return std::to_string(age / ms_per_minute) + " min";
  if (const std::string day = past_day_text(at, now); !day.empty() && age >= ms_per_day / 2) return day;
  return std::to_string(age / ms_per_hour) + " h";
}

std::string ago_text(timestamp at, const wall_time& now) {
  const std::int64_t age = now.unix_ms - unix_ms_of(at);
  if (age < ms_per_second) return "Now";
  if (age < ms_per_hour) return age_text(at, now) + " ago";
  const std::string day = past_day_text(at, now);
  return day.empty() ? clock_text(at, now) : day;
}

std::string clock_text(timestamp at, const wall_time& now) {
  const local_time t = to_local(unix_ms_of(at), now.utc_offset_minutes);
  return two_digits(t.hour) + ":" + two_digits(t.minute);
}

std::string exact_time_text(timestamp at, const wall_time& now) {
  const local_time t = to_local(unix_ms_of(at), now.utc_offset_minutes);
  return date_text(t, true, now.how) + ", " + two_digits(t.hour) + ":" + two_digits(t.minute) + ":" +
         two_digits(t.second);
}

std::string value_text(const describe::field& field, const void* record, const wall_time& now) {
  return describe::visit(field, record, value_reader{field, now});
}

std::string json_value_text(const describe::field& field, std::string_view json, const wall_time& now) {
  namespace bj = boost::json;
  bj::error_code error;
  const bj::value value = bj::parse(bj::string_view(json.data(), json.size()), error);
  if (error || value.is_null()) return {};
  switch (field.kind) {
    case describe::kind::integer:
      if (value.is_int64()) return value_reader{field, now}(value.get_int64());
      break;
    case describe::kind::number:
      if (value.is_number()) return value_reader{field, now}(value.to_number<double>());
      break;
    case describe::kind::boolean:
      if (value.is_bool()) return value_reader{field, now}(value.get_bool());
      break;
    case describe::kind::choice:
      if (value.is_string()) return choice_text({value.get_string().data(), value.get_string().size()});
      break;
    case describe::kind::timestamp:
      if (value.is_string()) {
        const auto at = parse_timestamp({value.get_string().data(), value.get_string().size()});
        if (at) return exact_time_text(*at, now);
      }
      break;
    case describe::kind::text_list:
      if (value.is_array()) {
        std::vector<std::string> items;
        for (const bj::value& item : value.get_array()) {
          if (item.is_string()) items.emplace_back(item.get_string().data(), item.get_string().size());
        }
        return value_reader{field, now}(items);
      }
      break;
    case describe::kind::text:
    case describe::kind::uuid:
      break;
  }
  if (value.is_string()) return {value.get_string().data(), value.get_string().size()};
  return bj::serialize(value);
}

bool is_numeric(const describe::field& field) {
  return field.kind == describe::kind::integer || field.kind == describe::kind::number ||
         field.kind == describe::kind::timestamp;
}

}  // namespace dossier::model
