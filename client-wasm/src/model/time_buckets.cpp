#include "client-wasm/src/model/time_buckets.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>

namespace dossier::model {
namespace {

constexpr std::int64_t micros_per_day = 86'400'000'000;
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::size_t short_month = 3;

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

struct civil {
  std::int64_t year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;
};

civil civil_of(day_number number) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{number}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

day_number number_of(const civil& date) {
  const std::chrono::year_month_day made{std::chrono::year{static_cast<int>(date.year)},
                                         std::chrono::month{static_cast<unsigned>(date.month)},
                                         std::chrono::day{static_cast<unsigned>(date.day)}};
  return std::chrono::sys_days{made}.time_since_epoch().count();
}

std::string two_digits(int value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string_view month_name(int month) {
  return months[static_cast<std::size_t>(month - 1)];
}

int read_number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Keeps every n-th so that at most `most` stay, the last one among them.
std::vector<axis_label> thinned(std::vector<axis_label> labels, std::size_t most) {
  if (labels.size() <= most || most == 0) return labels;
  const std::size_t every = (labels.size() + most - 1) / most;
  std::vector<axis_label> kept;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if ((labels.size() - 1 - i) % every == 0) kept.push_back(std::move(labels[i]));
  }
  return kept;
}

}  // namespace

day_number day_of(timestamp moment) {
  return floor_div(moment.micros, micros_per_day);
}

day_number bucket_start(day_number day, bucket_unit unit) {
  switch (unit) {
    case bucket_unit::week:
      return day - (day + 3 - floor_div(day + 3, 7) * 7);  // 1970-01-01 was a Thursday
    case bucket_unit::month: {
      civil date = civil_of(day);
      date.day = 1;
      return number_of(date);
    }
    case bucket_unit::day:
      break;
  }
  return day;
}

day_number bucket_after(day_number start, bucket_unit unit, std::int64_t steps) {
  if (unit == bucket_unit::day) return start + steps;
  if (unit == bucket_unit::week) return start + 7 * steps;
  civil date = civil_of(start);
  const std::int64_t month = date.year * 12 + date.month - 1 + steps;
  date.year = floor_div(month, 12);
  date.month = static_cast<int>(month - date.year * 12) + 1;
  return number_of(date);
}

std::string date_text(day_number day) {
  const civil date = civil_of(day);
  return std::to_string(date.year) + "-" + two_digits(date.month) + "-" + two_digits(date.day);
}

day_number parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return 0;
  const civil date{read_number(text.substr(0, 4)), read_number(text.substr(5, 2)),
                   read_number(text.substr(8, 2))};
  const bool is_date =
      date.year >= 0 && date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  return is_date ? number_of(date) : 0;
}

std::string bucket_name(day_number start, bucket_unit unit, const formats& how) {
  const civil date = civil_of(start);
  const std::string year = std::to_string(date.year);
  if (unit == bucket_unit::month) return std::string(month_name(date.month)) + " " + year;
  const std::string day = date_text(static_cast<int>(date.year), date.month, date.day, true, how);
  return unit == bucket_unit::week ? "Week of " + day : day;
}

bucket_axis bucket_axis::ending(day_number today, bucket_unit unit, int count) {
  bucket_axis made{unit, {}};
  const day_number last = bucket_start(today, unit);
  for (int back = count - 1; back >= 0; --back) made.starts.push_back(bucket_after(last, unit, -back));
  return made;
}

bucket_axis bucket_axis::before() const {
  bucket_axis made{unit, {}};
  const auto count = static_cast<std::int64_t>(starts.size());
  for (std::int64_t back = count; back > 0; --back)
    made.starts.push_back(bucket_after(starts.front(), unit, -back));
  return made;
}

bucket_axis bucket_axis::and_then(const bucket_axis& next) const {
  bucket_axis made = *this;
  made.starts.insert(made.starts.end(), next.starts.begin(), next.starts.end());
  return made;
}

std::vector<double> bucket_axis::spread(const bucket_counts& counts) const {
  std::vector<double> values;
  values.reserve(starts.size());
  for (const day_number start : starts) {
    const auto found = counts.find(start);
    values.push_back(found == counts.end() ? 0 : static_cast<double>(found->second));
  }
  return values;
}

std::vector<axis_label> axis_labels(const bucket_axis& of, std::size_t most, const formats& how) {
  constexpr std::size_t few_days = 14;
  std::vector<axis_label> labels;
  const bool each_day = of.unit == bucket_unit::day && of.size() <= few_days;
  const bool by_day = of.unit == bucket_unit::day;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const civil date = civil_of(of.starts[i]);
    const std::string month(month_name(date.month).substr(0, short_month));
    const bool new_month = i > 0 && civil_of(of.starts[i - 1]).month != date.month;
    const bool monday = bucket_start(of.starts[i], bucket_unit::week) == of.starts[i];
    if (each_day || (by_day && monday)) {
      // There is no room for the year.
      labels.push_back({i, date_text(static_cast<int>(date.year), date.month, date.day, false, how)});
    } else if (!by_day && (new_month || of.unit == bucket_unit::month)) {
      labels.push_back({i, month});
    }
  }
  return thinned(std::move(labels), most);
}

std::vector<double> running_totals(const std::vector<double>& added, double total) {
  std::vector<double> totals(added.size());
  double left = total;
  for (std::size_t i = added.size(); i-- > 0;) {
    totals[i] = left;
    left -= added[i];
  }
  return totals;
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace dossier::model
