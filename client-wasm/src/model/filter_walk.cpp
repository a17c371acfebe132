#include "client-wasm/src/model/filter_walk.hpp"

#include <algorithm>
#include <array>

#include "shared/describe/registry.hpp"

namespace dossier::model {
namespace {

using describe::kind;
using query::comparison_operator;

constexpr std::array<std::pair<comparison_operator, std::string_view>, 9> symbols{
    {{comparison_operator::equal, "="},
     {comparison_operator::not_equal, "!="},
     {comparison_operator::less, "<"},
     {comparison_operator::less_equal, "<="},
     {comparison_operator::greater, ">"},
     {comparison_operator::greater_equal, ">="},
     {comparison_operator::has, ":"},
     {comparison_operator::present, ":*"},
     {comparison_operator::in, "IN"}}};

std::optional<comparison_operator> operator_of(std::string_view text) {
  const auto found =
      std::find_if(symbols.begin(), symbols.end(), [&](const auto& one) { return one.second == text; });
  if (found == symbols.end()) return std::nullopt;
  return found->first;
}

bool is_symbol(std::string_view text) {
  return text != "(" && text != ")" && text != "," && text != "*" && operator_of(text).has_value() &&
         text != "IN";
}

bool is_sign(std::string_view text) {
  return text == "+" || text == "-";
}

}  // namespace

std::vector<filter_piece> filter_pieces(std::string_view filter) {
  std::vector<filter_piece> pieces;
  bool after_now = false;
  for (const filter_token& token : filter_tokens(filter)) {
    const std::string_view text = filter.substr(token.begin, token.size);
    if (token.kind == filter_token_kind::space) {
      after_now = false;
    } else if (after_now && (token.kind == filter_token_kind::number || is_sign(text))) {
      pieces.back().end = token.begin + token.size;
    } else {
      after_now = text == "now";
      pieces.push_back({token.kind, token.begin, token.begin + token.size});
    }
  }
  return pieces;
}

std::string to_string(const filter_path& path) {
  std::string text;
  if (path.through != nullptr) text = std::string(path.through->short_form_name()) + ".";
  return text + std::string(path.field->name);
}

std::optional<filter_path> find_path(const describe::record_type& type, std::string_view text) {
  const std::size_t dot = text.find('.');
  const describe::record_type* of = &type;
  filter_path path;
  if (dot != std::string_view::npos) {
    const auto reference =
        std::find_if(type.fields.begin(), type.fields.end(), [&](const describe::field& field) {
          return !field.references.empty() && field.is_filterable &&
                 field.short_form_name() == text.substr(0, dot);
        });
    if (reference == type.fields.end()) return std::nullopt;
    path.through = &*reference;
    of = describe::find_record(reference->references);
    text.remove_prefix(dot + 1);
  }
  path.field = of == nullptr ? nullptr : of->find(text);
  if (path.field == nullptr || !path.field->is_filterable) return std::nullopt;
  return path;
}

std::vector<comparison_operator> operators_of(const describe::field& field) {
  if (field.kind == kind::text_list) return {comparison_operator::has, comparison_operator::present};
  std::vector<comparison_operator> all{comparison_operator::equal, comparison_operator::not_equal};
  const bool ordered = field.kind == kind::text || field.kind == kind::integer ||
                       field.kind == kind::number || field.kind == kind::timestamp;
  if (field.kind == kind::text) all.push_back(comparison_operator::has);
  if (ordered) {
    all.insert(all.end(), {comparison_operator::greater_equal, comparison_operator::less_equal,
                           comparison_operator::greater, comparison_operator::less});
  }
  all.insert(all.end(), {comparison_operator::in, comparison_operator::present});
  return all;
}

std::string_view symbol_of(comparison_operator op) {
  return std::find_if(symbols.begin(), symbols.end(), [&](const auto& one) { return one.first == op; })
      ->second;
}

void filter_walk::step(const filter_piece& piece, std::string_view filter) {
  const std::string_view text = filter.substr(piece.begin, piece.end - piece.begin);
  if (text == "AND" || text == "OR") {
    drop_negations();
    path_.reset();
    place_ = filter_place::condition;
    return;
  }
  switch (place_) {
    case filter_place::condition:
      return step_condition(text);
    case filter_place::operation:
      return step_operation(text);
    case filter_place::value:
      return step_value(text);
    case filter_place::list_open:
    case filter_place::list_value:
    case filter_place::list_next:
      return step_list(text);
    case filter_place::next:
      break;
  }
  if (text == ")") return close();
  const bool begins = piece.kind == filter_token_kind::field || text == "NOT" || text == "(";
  if (begins) step_condition(text);
}

void filter_walk::step_condition(std::string_view text) {
  if (text == "NOT") {
    nesting_ += 'N';
  } else if (text == "(") {
    open();
  } else if (text == ")") {
    close();
  } else if (is_symbol(text)) {
    step_operation(text);
  } else {
    path_ = find_path(*type_, text);
    ++comparisons_;
    place_ = filter_place::operation;
  }
}

void filter_walk::step_operation(std::string_view text) {
  if (text == "IN") {
    op_ = comparison_operator::in;
    place_ = filter_place::list_open;
  } else if (is_symbol(text)) {
    op_ = *operator_of(text);
    place_ = filter_place::value;
  } else if (text == ")") {
    close();
  } else if (text == "(") {
    open();
  } else {
    step_condition(text);
  }
}

void filter_walk::step_value(std::string_view text) {
  if (text == ")") {
    close();
  } else if (text == "(") {
    open();
  } else if (is_symbol(text)) {
    step_operation(text);
  } else {
    end_condition();
  }
}

void filter_walk::step_list(std::string_view text) {
  if (text == ")" && place_ != filter_place::list_open) {
    end_condition();
  } else if (text == ")") {
    close();
  } else if (text == "(") {
    values_ = 0;
    place_ = filter_place::list_value;
  } else if (text == ",") {
    place_ = filter_place::list_value;
  } else if (!is_sign(text)) {
    if (place_ != filter_place::list_next) ++values_;
    place_ = filter_place::list_next;
  }
}

void filter_walk::open() {
  nesting_ += '(';
  path_.reset();
  place_ = filter_place::condition;
}

void filter_walk::close() {
  drop_negations();
  if (!nesting_.empty()) nesting_.pop_back();
  end_condition();
}

void filter_walk::end_condition() {
  drop_negations();
  path_.reset();
  place_ = filter_place::next;
}

void filter_walk::drop_negations() {
  while (!nesting_.empty() && nesting_.back() == 'N') nesting_.pop_back();
}

bool filter_walk::fits(const filter_piece& piece, std::string_view filter) const {
  const std::string_view text = filter.substr(piece.begin, piece.end - piece.begin);
  switch (place_) {
    case filter_place::condition:
      return text == "NOT" || text == "(" || find_path(*type_, text).has_value();
    case filter_place::operation: {
      const auto op = operator_of(text);
      if (!op || !path_) return false;
      const auto all = operators_of(*path_->field);
      // `:` begins `:*`, which suits every field.
      return *op == comparison_operator::has || std::find(all.begin(), all.end(), *op) != all.end();
    }
    case filter_place::value:
    case filter_place::list_value: {
      if (!path_) return false;
      std::string alone = to_string(*path_);
      const bool in = place_ == filter_place::list_value;
      alone.append(in ? " IN (" : " ").append(in ? "" : symbol_of(op_)).append(" ").append(text);
      return query::parse_filter(*type_, in ? alone + ")" : alone).ok();
    }
    case filter_place::list_open:
      return text == "(";
    case filter_place::list_next:
      return text == "," || text == ")";
    case filter_place::next:
      break;
  }
  return text == "AND" || text == "OR" || text == ")";
}

}  // namespace dossier::model
