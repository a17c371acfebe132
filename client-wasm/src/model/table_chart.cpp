#include "client-wasm/src/model/table_chart.hpp"

#include <algorithm>
#include <cstdlib>

#include "client-wasm/src/model/formats.hpp"

namespace dossier::model {
namespace {

namespace md = text::markdown;

constexpr std::size_t most_digits = 15;  ///< what a double holds exactly

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

/// A currency sign or "≈" before the number.
std::size_t sign_length(std::string_view text) {
  for (const std::string_view sign : {"$", "\xE2\x82\xAC", "\xC2\xA3", "\xE2\x89\x88"}) {
    if (text.substr(0, sign.size()) == sign) return sign.size();
  }
  return 0;
}

bool is_stressed(const md::table_cell& cell) {
  return !cell.empty() && std::all_of(cell.begin(), cell.end(), [](const md::span& one) {
    return (one.styles & md::style_strong) != 0;
  });
}

}  // namespace

std::optional<double> chart_value(std::string_view text) {
  const std::string_view rest = text.substr(sign_length(text));
  const std::size_t end = std::min(rest.find_first_not_of("0123456789,."), rest.size());
  const auto number = read_plain(rest.substr(0, end));
  if (!number || count_digits(*number) > most_digits) return std::nullopt;
  // A unit may follow ("%", " pt", "m"), another number may not ("2 to 3").
  const std::string_view unit = rest.substr(end);
  if (unit.size() > 4 || count_digits(unit) > 0) return std::nullopt;
  return std::strtod(number->c_str(), nullptr);
}

std::optional<table_chart> read_chart(const md::block& table, std::string_view source) {
  constexpr std::size_t columns = 2;
  if (table.kind != md::block_kind::table || table.columns.size() != columns) return std::nullopt;
  if (table.rows.size() < 2 || table.rows.size() - 1 > most_chart_bars) return std::nullopt;
  table_chart made;
  std::size_t stressed = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::vector<md::table_cell>& row = table.rows[i];
    if (row.size() != columns) return std::nullopt;
    chart_bar bar{md::plain_text(row[0], source), md::plain_text(row[1], source), 0, is_stressed(row[1])};
    if (i == 0) {
      made.caption = std::move(bar.value_text);
      continue;
    }
    const auto value = chart_value(bar.value_text);
    if (!value) return std::nullopt;
    bar.value = *value;
    made.most = std::max(made.most, *value);
    stressed += bar.stressed ? 1 : 0;
    made.bars.push_back(std::move(bar));
  }
  if (made.most <= 0) return std::nullopt;
  made.stresses = stressed > 0 && stressed < made.bars.size();
  return made;
}

}  // namespace dossier::model
