#include "client-wasm/src/model/filter_chips.hpp"

#include "client-wasm/src/model/display.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/describe/validate.hpp"

namespace dossier::model {
namespace {

using query::comparison_operator;

/// Values of one IN that a chip names.
constexpr std::size_t values_told = 3;

std::string value_text(const describe::field& field, const query::literal& value) {
  struct reader {
    const describe::field& field;
    std::string operator()(std::monostate) const { return "empty"; }
    std::string operator()(const query::text_literal& text) const { return text.text; }
    std::string operator()(std::int64_t number) const { return count_text(number); }
    std::string operator()(double number) const {
      std::string text;
      codec::append_json_number(text, number);
      return text;
    }
    std::string operator()(bool flag) const { return flag ? "Yes" : "No"; }
    std::string operator()(const uuid& id) const { return to_string(id); }
    std::string operator()(const timestamp& at) const { return to_string(at); }
    std::string operator()(query::choice_literal choice) const {
      return choice_text(field.choices[choice.index]);
    }
    std::string operator()(query::relative_time time) const { return query::to_string(time); }
    std::string operator()(query::caller_literal) const { return "me"; }
  };
  return std::visit(reader{field}, value);
}

std::string_view operator_text(const query::comparison& compared) {
  const bool is_time = compared.field->kind == describe::kind::timestamp;
  switch (compared.op) {
    case comparison_operator::equal:
    case comparison_operator::present:
      return "is";
    case comparison_operator::not_equal:
      return "is not";
    case comparison_operator::less:
      return is_time ? "before" : "<";
    case comparison_operator::less_equal:
      return "≤";
    case comparison_operator::greater:
      return is_time ? "after" : ">";
    case comparison_operator::greater_equal:
      return "≥";
    case comparison_operator::has:
      return "has";
    case comparison_operator::in:
      break;
  }
  return "is one of";
}

std::string label_of(const query::comparison& compared) {
  if (compared.through == nullptr) return std::string(compared.field->label);
  std::string of(compared.field->label);
  if (!of.empty()) of.front() = static_cast<char>(of.front() | 0x20);
  return std::string(compared.through->label) + " " + of;
}

filter_chip chip_of(const query::comparison& compared) {
  filter_chip made{label_of(compared), operator_text(compared), {}};
  if (compared.op == comparison_operator::present) made.value = "set";
  for (std::size_t i = 0; i < compared.values.size(); ++i) {
    if (i == values_told && compared.values.size() > values_told + 1) {
      made.value += " and " + count_text(static_cast<std::int64_t>(compared.values.size() - i)) + " more";
      break;
    }
    if (i != 0) made.value += ", ";
    made.value += value_text(*compared.field, compared.values[i]);
  }
  return made;
}

}  // namespace

std::vector<filter_chip> filter_chips(const query::filter& filter) {
  std::vector<filter_chip> chips;
  if (!query::is_conjunction_of_comparisons(filter)) return chips;
  for (const query::comparison* one : query::comparisons_of(filter)) chips.push_back(chip_of(*one));
  return chips;
}

std::string without_comparison(const query::filter& filter, std::size_t index) {
  std::string text;
  const auto parts = query::comparisons_of(filter);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == index) continue;
    if (!text.empty()) text += " AND ";
    text += query::to_string(query::filter{filter.type, query::node{*parts[i]}});
  }
  return text;
}

std::string with_condition(const describe::record_type& type, std::string_view filter,
                           const describe::field& field) {
  std::string text(filter);
  const auto parsed = query::parse_filter(type, filter);
  if (parsed && parsed->root && std::holds_alternative<query::disjunction>(parsed->root->what)) {
    text = "(" + text + ")";
  }
  if (!text.empty()) text += " AND ";
  text += field.name;
  if (field.kind == describe::kind::text_list) return text + ":\"\"";
  const bool quoted = !is_numeric(field) && field.kind != describe::kind::boolean;
  return text + (quoted ? " = \"\"" : " = ");
}

std::string fault_text(const problem& why, std::string_view filter) {
  std::string text = why.detail.empty() ? why.title : why.detail;
  if (!why.position || *why.position > filter.size()) return text;
  if (*why.position == filter.size()) return text + ", at its end";
  const std::size_t before = describe::count_characters(filter.substr(0, *why.position));
  return text + ", at character " + std::to_string(before + 1);
}

}  // namespace dossier::model
