#include "client-wasm/src/model/filter_words.hpp"

#include <algorithm>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/filter_completion.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::model {
namespace {

using describe::kind;
using query::comparison;
using query::comparison_operator;
using query::literal;

/// Values of one IN that a chip names.
constexpr std::size_t values_told = 3;
/// Characters of an id whose name is not known.
constexpr std::size_t id_told = 8;

constexpr std::int64_t micros_per_second = 1'000'000;
/// A whole number that cannot be larger is a year, which has no separators.
constexpr std::int64_t last_year = 9999;

bool is_past(const literal& value) {
  const auto* moment = std::get_if<query::relative_time>(&value);
  return moment != nullptr && moment->micros < 0;
}

/// "7 days", of `now-7d` and `now+7d`.
std::string span_words(std::int64_t micros, const formats& how) {
  const std::int64_t seconds = (micros < 0 ? -micros : micros) / micros_per_second;
  const auto say = [&](std::int64_t count, std::string_view unit) {
    std::string text = count_text(count, how) + " ";
    return text.append(unit).append(count == 1 ? "" : "s");
  };
  if (seconds % 86400 == 0) return say(seconds / 86400, "day");
  if (seconds % 3600 == 0) return say(seconds / 3600, "hour");
  if (seconds % 60 == 0) return say(seconds / 60, "minute");
  return say(seconds, "second");
}

std::string moment_words(const query::relative_time& moment, const formats& how) {
  if (moment.micros == 0) return "now";
  return moment.micros < 0 ? span_words(moment.micros, how) + " ago" : "in " + span_words(moment.micros, how);
}

/// "20 Nov 2026", "20 Nov 2026, 14:28:21".
std::string time_words(const timestamp& at, const formats& how) {
  std::string text = exact_time_text(at, {0, 0, how});
  constexpr std::string_view midnight = ", 00:00:00";
  if (text.size() > midnight.size() && text.substr(text.size() - midnight.size()) == midnight) {
    text.resize(text.size() - midnight.size());
  }
  return text;
}

struct literal_reader {
  const filter_path& path;
  const id_names& names;
  const formats& how;

  std::string operator()(std::monostate) const { return "empty"; }
  std::string operator()(const query::text_literal& text) const { return text.text; }
  std::string operator()(std::int64_t number) const {
    return path.field->max <= last_year ? std::to_string(number) : count_text(number, how);
  }
  std::string operator()(double number) const {
    std::string text;
    codec::append_json_number(text, number);
    return shown_number(grouped(text), how);
  }
  std::string operator()(bool flag) const { return flag ? "Yes" : "No"; }
  std::string operator()(const uuid& id) const {
    std::string name = names ? names(path, id) : "";
    return name.empty() ? to_string(id).substr(0, id_told) + "…" : name;
  }
  std::string operator()(const timestamp& at) const { return time_words(at, how); }
  std::string operator()(query::choice_literal choice) const {
    return choice_text(path.field->choices[choice.index]);
  }
  std::string operator()(const query::relative_time& moment) const { return moment_words(moment, how); }
  std::string operator()(query::caller_literal) const { return "me"; }
};

}  // namespace

std::string path_words(const filter_path& path) {
  std::string own(path.field->label);
  if (path.through == nullptr) return own;
  if (!own.empty() && own.front() >= 'A' && own.front() <= 'Z')
    own.front() = static_cast<char>(own.front() | 0x20);
  return std::string(path.through->label) + " " + own;
}

filter_path path_of(const comparison& compared) {
  return {compared.through, compared.field};
}

chip_operator operator_of(const comparison& compared) {
  switch (compared.op) {
    case comparison_operator::equal:
      if (!compared.values.empty() && std::holds_alternative<std::monostate>(compared.values.front()))
        return chip_operator::is_empty;
      return chip_operator::is;
    case comparison_operator::not_equal:
      return chip_operator::is_not;
    case comparison_operator::less:
      return chip_operator::below;
    case comparison_operator::less_equal:
      return chip_operator::at_most;
    case comparison_operator::greater:
      return chip_operator::above;
    case comparison_operator::greater_equal:
      if (!compared.values.empty() && is_past(compared.values.front())) return chip_operator::in_the_last;
      return chip_operator::at_least;
    case comparison_operator::has:
      return chip_operator::contains;
    case comparison_operator::present:
      return chip_operator::is_set;
    case comparison_operator::in:
      break;
  }
  return chip_operator::is_one_of;
}

namespace {

comparison_operator language_of(chip_operator op) {
  switch (op) {
    case chip_operator::is:
    case chip_operator::is_empty:
      return comparison_operator::equal;
    case chip_operator::is_not:
      return comparison_operator::not_equal;
    case chip_operator::contains:
      return comparison_operator::has;
    case chip_operator::is_one_of:
      return comparison_operator::in;
    case chip_operator::at_least:
    case chip_operator::in_the_last:
      return comparison_operator::greater_equal;
    case chip_operator::at_most:
      return comparison_operator::less_equal;
    case chip_operator::above:
      return comparison_operator::greater;
    case chip_operator::below:
      return comparison_operator::less;
    case chip_operator::is_set:
      break;
  }
  return comparison_operator::present;
}

}  // namespace

std::string_view operator_words(chip_operator op, const describe::field& field) {
  if (op == chip_operator::in_the_last) return "in the last";
  if (op == chip_operator::is_empty || op == chip_operator::is_set) return "is";
  return operator_words(language_of(op), field.kind);
}

std::string literal_words(const filter_path& path, const literal& value, const id_names& names,
                          const formats& how) {
  return std::visit(literal_reader{path, names, how}, value);
}

std::string value_words(const comparison& compared, const id_names& names, const formats& how) {
  const filter_path path = path_of(compared);
  if (compared.op == comparison_operator::present) return "set";
  if (operator_of(compared) == chip_operator::in_the_last) {
    return span_words(std::get<query::relative_time>(compared.values.front()).micros, how);
  }
  std::string text;
  const std::size_t count = compared.values.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i == values_told && count > values_told + 1) {
      return text + " and " + count_text(static_cast<std::int64_t>(count - i), how) + " more";
    }
    if (i != 0) text += ", ";
    text += literal_words(path, compared.values[i], names, how);
  }
  return text;
}

std::vector<chip_operator> operators_of(const filter_path& path) {
  const kind of = path.field->kind;
  if (of == kind::text_list) return {chip_operator::contains, chip_operator::is_set};
  std::vector<chip_operator> all;
  if (of == kind::timestamp) {
    all = {chip_operator::in_the_last, chip_operator::at_least, chip_operator::above, chip_operator::at_most,
           chip_operator::below,       chip_operator::is,       chip_operator::is_not};
  } else if (of == kind::boolean) {
    all = {chip_operator::is, chip_operator::is_not};
  } else if (of == kind::integer || of == kind::number) {
    all = {chip_operator::at_least, chip_operator::at_most, chip_operator::above,    chip_operator::below,
           chip_operator::is,       chip_operator::is_not,  chip_operator::is_one_of};
  } else {
    all = {chip_operator::is, chip_operator::is_not, chip_operator::is_one_of};
    if (of == kind::text) all.push_back(chip_operator::contains);
  }
  if (path.may_be_null()) all.insert(all.end(), {chip_operator::is_set, chip_operator::is_empty});
  return all;
}

bool takes_value(chip_operator op) {
  return op != chip_operator::is_set && op != chip_operator::is_empty;
}

comparison with_operator(comparison compared, chip_operator op) {
  const bool was_null = operator_of(compared) == chip_operator::is_empty;
  compared.op = language_of(op);
  if (op == chip_operator::is_set) {
    compared.values.clear();
    return compared;
  }
  if (op == chip_operator::is_empty) {
    compared.values = {literal(std::monostate{})};
    return compared;
  }
  if (was_null) compared.values.clear();
  const bool null_suits = op == chip_operator::is_not || op == chip_operator::is_one_of;
  std::erase_if(compared.values, [&](const literal& value) {
    if (op == chip_operator::in_the_last) return !is_past(value);
    if (op == chip_operator::at_least && is_past(value)) return true;  // it would read "in the last"
    return !null_suits && std::holds_alternative<std::monostate>(value);
  });
  if (op != chip_operator::is_one_of && compared.values.size() > 1) compared.values.resize(1);
  return compared;
}

comparison begun_comparison(const filter_path& path, chip_operator op) {
  comparison made;
  made.through = path.through;
  made.field = path.field;
  return with_operator(std::move(made), op);
}

bool is_whole(const comparison& compared) {
  return compared.op == comparison_operator::present || !compared.values.empty();
}

comparison with_values(comparison compared, std::vector<literal> values) {
  if (compared.op == comparison_operator::equal || compared.op == comparison_operator::in) {
    compared.op = values.size() > 1 ? comparison_operator::in : comparison_operator::equal;
  }
  compared.values = std::move(values);
  return compared;
}

std::optional<literal> read_literal(const describe::record_type& type, const comparison& compared,
                                    std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const kind of = compared.field->kind;
  std::string written(text);
  if (of == kind::integer || of == kind::number) {
    written = read_plain(text).value_or("");
  } else if (of != kind::timestamp || written.rfind("now", 0) != 0) {
    written = quoted_text(text);
  }
  if (of == kind::boolean) written = text;
  const bool has = compared.op == comparison_operator::has;
  const std::string alone = to_string(path_of(compared)) + (has ? ":" : " = ") + written;
  auto parsed = query::parse_filter(type, alone);
  const auto* one = parsed && parsed->root ? std::get_if<comparison>(&parsed->root->what) : nullptr;
  if (text.empty() || one == nullptr || one->values.size() != 1) return std::nullopt;
  return one->values.front();
}

std::string typed_literal(const describe::field& field, const literal& value) {
  struct reader {
    const describe::field& field;
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const query::text_literal& text) const { return text.text; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const {
      std::string text;
      codec::append_json_number(text, number);
      return text;
    }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const uuid& id) const { return to_string(id); }
    std::string operator()(const timestamp& at) const {
      constexpr std::size_t date = 10;
      const std::string text = to_string(at);
      return text.find("T00:00:00.000000") == date ? text.substr(0, date) : text;
    }
    std::string operator()(query::choice_literal choice) const {
      return std::string(field.choices[choice.index]);
    }
    std::string operator()(const query::relative_time& moment) const { return query::to_string(moment); }
    std::string operator()(query::caller_literal) const { return "me"; }
  };
  return std::visit(reader{field}, value);
}

}  // namespace dossier::model
