#include "client-wasm/src/model/formats.hpp"

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::model {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view narrow_space = "\u202F";
constexpr std::string_view apostrophe = "\u2019";
constexpr std::size_t group_size = 3;
constexpr std::size_t short_month = 3;  ///< letters of a month's short name

/// Signs that are exchanged between a plain number and a shown one, `second` being how `first` is shown. Each
/// sign stands once on either side: whatever is written can be taken back.
using sign_pairs = std::array<std::pair<std::string_view, std::string_view>, 3>;
constexpr std::array<sign_pairs, 4> exchanged{
    sign_pairs{},
    sign_pairs{{{",", "."}, {".", ","}, {}}},
    sign_pairs{{{",", narrow_space}, {".", ","}, {narrow_space, "."}}},
    sign_pairs{{{",", apostrophe}, {apostrophe, ","}, {}}},
};

std::string exchange(std::string_view text, const formats& how, bool to_shown) {
  std::string out;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [plain, shown] : exchanged.at(static_cast<std::size_t>(how.numbers))) {
      const std::string_view from = to_shown ? plain : shown;
      if (from.empty() || !text.starts_with(from)) continue;
      out += to_shown ? shown : plain;
      taken = from.size();
      break;
    }
    if (taken == 0) {
      out += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

std::string two_digits(int value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

/// Length of a sign that may stand between groups of a plain number; 0 where there is none.
std::size_t group_sign_length(std::string_view text) {
  for (const std::string_view sign : {",", " ", "'", "\u00A0"}) {
    if (text.starts_with(sign)) return sign.size();
  }
  return 0;
}

/// Moves the digits of the whole part to `out`; false when they are not grouped by threes.
bool take_whole(std::string_view& text, std::string& out) {
  std::size_t digits = count_digits(text);
  out += text.substr(0, digits);
  text.remove_prefix(digits);
  const bool may_be_grouped = digits >= 1 && digits <= group_size;
  std::string_view sign;
  while (const std::size_t length = group_sign_length(text)) {
    if (!may_be_grouped || (!sign.empty() && text.substr(0, length) != sign)) return false;
    sign = text.substr(0, length);
    text.remove_prefix(length);
    digits = count_digits(text);
    if (digits != group_size) return false;
    out += text.substr(0, digits);
    text.remove_prefix(digits);
  }
  return true;
}

/// "e-7", as numbers near zero are written by programs.
bool take_exponent(std::string_view& text, std::string& out) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return true;
  std::size_t length = 1;
  if (length < text.size() && (text[length] == '-' || text[length] == '+')) ++length;
  const std::size_t digits = count_digits(text.substr(length));
  if (digits == 0) return false;
  out += text.substr(0, length + digits);
  text.remove_prefix(length + digits);
  return true;
}

/// Runs of digits and of letters; what stands between them only parts them. Empty where there is another
/// sign.
std::vector<std::string> date_parts(std::string_view typed) {
  std::vector<std::string> parts;
  bool goes_on = false;
  for (const char c : typed) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && !is_digit(c)) {
      if (c != ' ' && c != ',' && c != '.' && c != '-') return {};
      goes_on = false;
      continue;
    }
    if (goes_on && is_digit(parts.back().front()) != is_digit(c)) return {};
    if (!goes_on) parts.emplace_back();
    parts.back() += c;
    goes_on = true;
  }
  return parts;
}

/// 1 to 12; 0 where it is no month.
int month_number(std::string_view part, bool named) {
  if (!named) return part.size() <= 2 && is_digit(part.front()) ? std::stoi(std::string(part)) : 0;
  if (part.size() < short_month || is_digit(part.front())) return 0;
  std::string name(part.substr(0, short_month));
  for (char& c : name) c = static_cast<char>(c | 0x20);
  name.front() = static_cast<char>(name.front() & ~0x20);
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (months.at(i) == name) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::optional<std::string> day_of_year(const std::string& year, int month, const std::string& day) {
  const bool numbers = year.size() == 4 && is_digit(year.front()) && day.size() <= 2 && is_digit(day.front());
  if (!numbers || month < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{std::stoi(year)},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(std::stoi(day))}};
  if (!date.ok()) return std::nullopt;
  return year + "-" + two_digits(month) + "-" + two_digits(std::stoi(day));
}

}  // namespace

formats formats_of(const workspace_settings& settings) {
  return {settings.number_format, settings.date_format};
}

std::string_view group_sign(const formats& how) {
  switch (how.numbers) {
    case number_format::comma_point:
      return ",";
    case number_format::point_comma:
      return ".";
    case number_format::space_comma:
      return narrow_space;
    case number_format::apostrophe_point:
      break;
  }
  return apostrophe;
}

char decimal_sign(const formats& how) {
  const bool comma = how.numbers == number_format::point_comma || how.numbers == number_format::space_comma;
  return comma ? ',' : '.';
}

std::string grouped(std::string_view plain) {
  std::size_t begin = 0;
  while (begin < plain.size() && !is_digit(plain[begin])) ++begin;
  std::string out(plain);
  for (std::size_t at = begin + count_digits(plain.substr(begin)); at > begin + group_size;) {
    at -= group_size;
    out.insert(at, ",");
  }
  return out;
}

std::string shown_number(std::string_view plain, const formats& how) {
  return exchange(plain, how, true);
}

std::string plain_number(std::string_view typed, const formats& how) {
  return exchange(typed, how, false);
}

std::optional<std::string> read_plain(std::string_view plain) {
  std::string out;
  for (const std::string_view minus : {"-", "\u2212"}) {
    if (!out.empty() || !plain.starts_with(minus)) continue;
    out = "-";
    plain.remove_prefix(minus.size());
  }
  const std::size_t before = out.size();
  if (!take_whole(plain, out)) return std::nullopt;
  const bool has_whole = out.size() > before;
  bool has_decimals = false;
  if (plain.starts_with(".")) {
    const std::size_t digits = count_digits(plain.substr(1));
    has_decimals = digits > 0;
    if (!has_decimals) return std::nullopt;
    if (!has_whole) out += '0';
    out += plain.substr(0, 1 + digits);
    plain.remove_prefix(1 + digits);
  }
  if (!has_whole && !has_decimals) return std::nullopt;
  if (!take_exponent(plain, out) || !plain.empty()) return std::nullopt;
  return out;
}

std::string date_text(int year, int month, int day, bool with_year, const formats& how) {
  const std::string name(months.at(static_cast<std::size_t>(month - 1) % months.size()));
  const std::string in_year = std::to_string(year);
  switch (how.dates) {
    case date_format::day_month_year:
      return std::to_string(day) + " " + name + (with_year ? " " + in_year : "");
    case date_format::month_day_year:
      return name + " " + std::to_string(day) + (with_year ? ", " + in_year : "");
    case date_format::iso:
      return (with_year ? in_year + "-" : "") + two_digits(month) + "-" + two_digits(day);
    case date_format::day_dot_month:
      break;
  }
  return two_digits(day) + "." + two_digits(month) + "." + (with_year ? in_year : "");
}

std::optional<std::string> read_date(std::string_view typed, const formats& how) {
  const std::vector<std::string> parts = date_parts(typed);
  if (parts.size() != 3) return std::nullopt;
  const bool iso = parts[0].size() == 4;
  const bool dotted = how.dates == date_format::day_dot_month && typed.find('.') != std::string_view::npos;
  const bool named = how.dates == date_format::day_month_year || how.dates == date_format::month_day_year;
  if (iso) return day_of_year(parts[0], month_number(parts[1], false), parts[2]);
  if (dotted) return day_of_year(parts[2], month_number(parts[1], false), parts[0]);
  if (!named) return std::nullopt;
  const bool month_first = how.dates == date_format::month_day_year;
  return day_of_year(parts[2], month_number(parts[month_first ? 0 : 1], true), parts[month_first ? 1 : 0]);
}

std::string number_example(number_format numbers) {
  return shown_number("1,234.56", {numbers, {}});
}

std::string date_example(date_format dates) {
  return date_text(2025, 11, 20, true, {{}, dates});
}

std::string to_json(const formats& how) {
  return "{\"number_format\":\"" +
         std::string(number_format_names.at(static_cast<std::size_t>(how.numbers))) +
         "\",\"date_format\":\"" + std::string(date_format_names.at(static_cast<std::size_t>(how.dates))) +
         "\"}";
}

formats read_formats(std::string_view json) {
  formats out;
  const auto object = codec::parse_json_object(json);
  if (!object) return out;
  codec::read_choice(*object, "number_format", number_format_names, out.numbers);
  codec::read_choice(*object, "date_format", date_format_names, out.dates);
  return out;
}

}  // namespace dossier::model
