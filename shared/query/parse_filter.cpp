#include <algorithm>
#include <limits>

#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/filter_lexer.hpp"
#include "shared/query/filter_literals.hpp"
#include "shared/text/utf8.hpp"

namespace dossier::query {
namespace {

using describe::field;
using detail::refused_filter;
using detail::token;
using detail::token_kind;

/// A word that people write where a keyword belongs.
bool is_like(const token& found, std::string_view keyword) {
  return found.kind == token_kind::word && found.text.size() == keyword.size() &&
         std::equal(keyword.begin(), keyword.end(), found.text.begin(),
                    [](char wanted, char c) { return (c & ~0x20) == wanted; });
}

bool is_letter_first(std::string_view name) {
  return !name.empty() && (name.front() < '0' || name.front() > '9');
}

/// Puts `part` into a list of parts; one of the same sort as the list is dissolved in it.
template <class List>
void add_part(List& list, node part) {
  if (auto* same = std::get_if<List>(&part.what)) {
    std::move(same->parts.begin(), same->parts.end(), std::back_inserter(list.parts));
  } else {
    list.parts.push_back(std::move(part));
  }
}

/// Reads a filter by recursive descent, `found_` being the token that is looked at.
class parser {
 public:
  parser(const describe::record_type& type, std::string_view text) : type_(type), lexer_(text) {}

  result<filter> run() {
    filter parsed{&type_, std::nullopt};
    if (auto read = advance(); !read) return std::move(read).error();
    if (found_.kind == token_kind::end) return parsed;
    auto root = read_list<disjunction>("OR");
    if (!root) return std::move(root).error();
    if (found_.kind != token_kind::end) return unexpected();
    parsed.root = *std::move(root);
    return parsed;
  }

 private:
  result<void> advance() {
    auto next = lexer_.next();
    if (!next) return std::move(next).error();
    found_ = *std::move(next);
    return {};
  }
  [[nodiscard]] bool at_symbol(std::string_view text) const { return found_.is(token_kind::symbol, text); }

  /// What is wrong with a token that no condition goes on with.
  [[nodiscard]] problem unexpected() const {
    for (const std::string_view keyword : {"AND", "OR", "IN", "NOT"}) {
      if (is_like(found_, keyword) && found_.text != keyword) {
        return refused_filter(found_.position, std::string(keyword) + " is written in capital letters");
      }
    }
    if (at_symbol(")")) return refused_filter(found_.position, "this parenthesis closes none");
    return refused_filter(found_.position, "AND or OR is expected between two conditions");
  }

  /// Conditions joined by `keyword`; a single one stands for itself.
  template <class List>
  result<node> read_list(std::string_view keyword) {
    List list;
    while (true) {
      auto part = read_part<List>();
      if (!part) return std::move(part).error();
      add_part(list, *std::move(part));
      if (!found_.is(token_kind::word, keyword)) break;
      if (auto read = advance(); !read) return std::move(read).error();
    }
    if (list.parts.size() == 1) return node{std::move(list.parts.front())};
    return node{std::move(list)};
  }
  template <class List>
  result<node> read_part() {
    if constexpr (std::is_same_v<List, disjunction>) {
      return read_list<conjunction>("AND");
    } else {
      return read_condition();
    }
  }

  result<node> read_condition() {
    const bool negated = found_.is(token_kind::word, "NOT");
    if (!negated && !at_symbol("(")) return read_comparison();
    if (depth_ == filter_max_depth) {
      return refused_filter(found_.position,
                            "it is nested more than " + std::to_string(filter_max_depth) + " levels deep");
    }
    ++depth_;
    auto inner = negated ? read_negation() : read_parentheses();
    --depth_;
    return inner;
  }
  result<node> read_negation() {
    if (auto read = advance(); !read) return std::move(read).error();
    auto inner = read_condition();
    if (!inner) return inner;
    negation made;
    made.part.push_back(*std::move(inner));
    return node{std::move(made)};
  }
  result<node> read_parentheses() {
    const std::size_t opened = found_.position;
    if (auto read = advance(); !read) return std::move(read).error();
    auto inner = read_list<disjunction>("OR");
    if (!inner) return inner;
    if (found_.kind == token_kind::end) {
      return refused_filter(opened, "the parenthesis that opens here is not closed");
    }
    if (!at_symbol(")")) return unexpected();
    if (auto read = advance(); !read) return std::move(read).error();
    return inner;
  }

  result<node> read_comparison() {
    if (comparisons_ == filter_max_comparisons) {
      return refused_filter(found_.position,
                            "it has more than " + std::to_string(filter_max_comparisons) + " comparisons");
    }
    ++comparisons_;
    comparison made;
    if (auto read = read_path(made); !read) return std::move(read).error();
    const token operation = found_;
    if (operation.is(token_kind::word, "IN")) {
      made.op = comparison_operator::in;
    } else if (const auto op = detail::operator_of(operation)) {
      made.op = *op;
    } else {
      return no_operator();
    }
    if (auto suits = detail::check_operator(*made.field, made.op, operation.position); !suits) {
      return std::move(suits).error();
    }
    if (auto read = advance(); !read) return std::move(read).error();
    auto read = made.op == comparison_operator::in ? read_values(made) : read_value(made);
    if (!read) return std::move(read).error();
    return node{std::move(made)};
  }

  [[nodiscard]] problem no_operator() const {
    if (is_like(found_, "IN")) return unexpected();
    return refused_filter(found_.position,
                          "an operator is expected after the field's name: = != < <= > >= : or IN");
  }

  result<void> read_path(comparison& into) {
    if (found_.kind != token_kind::word || !is_letter_first(found_.text)) {
      if (found_.kind == token_kind::end) {
        return refused_filter(found_.position, "a condition is expected, such as name = \"Acme\"");
      }
      return refused_filter(found_.position, "a field's name is expected");
    }
    if (is_like(found_, "NOT")) return unexpected();
    const std::size_t dot = found_.text.find('.');
    if (dot == std::string::npos) {
      auto own = find_field(type_, found_.text, found_.position);
      if (!own) return std::move(own).error();
      into.field = *own;
      return advance();
    }
    const std::string_view first = std::string_view(found_.text).substr(0, dot);
    into.through = find_reference(first);
    const describe::record_type* referenced =
        into.through == nullptr ? nullptr : describe::find_record(into.through->references);
    if (referenced == nullptr) {
      return refused_filter(found_.position, "`" + std::string(first) + "` is not a reference of " +
                                                 std::string(type_.names.resource) + known_references());
    }
    auto beyond =
        find_field(*referenced, std::string_view(found_.text).substr(dot + 1), found_.position + dot + 1);
    if (!beyond) return std::move(beyond).error();
    into.field = *beyond;
    return advance();
  }

  [[nodiscard]] const field* find_reference(std::string_view short_name) const {
    const auto found = std::find_if(type_.fields.begin(), type_.fields.end(), [&](const field& candidate) {
      return !candidate.references.empty() && candidate.is_filterable &&
             candidate.short_form_name() == short_name;
    });
    return found == type_.fields.end() ? nullptr : &*found;
  }
  /// `, which has brand`; empty where there is none.
  [[nodiscard]] std::string known_references() const {
    std::string text;
    for (const field& candidate : type_.fields) {
      if (candidate.references.empty() || !candidate.is_filterable) continue;
      text += text.empty() ? ", which has " : ", ";
      text += candidate.short_form_name();
    }
    return text;
  }

  result<const field*> find_field(const describe::record_type& of, std::string_view name,
                                  std::size_t position) const {
    const std::string quoted = "`" + std::string(name) + "`";
    const field* described = of.find(name);
    if (described == nullptr) {
      std::string text = quoted + " is not a field of " + std::string(of.names.resource);
      if (const field* reference = &of == &type_ ? find_reference(name) : nullptr) {
        text += "; " + std::string(reference->name) + " compares its id, " + std::string(name) + "." +
                std::string(reference->reference_label) + " looks into it";
      }
      return refused_filter(position, std::move(text));
    }
    if (!described->is_filterable) return refused_filter(position, quoted + " cannot be filtered by");
    return described;
  }

  /// The value after an operator, `*` included.
  result<void> read_value(comparison& into) {
    if (into.op == comparison_operator::has && at_symbol("*")) {
      into.op = comparison_operator::present;
      return advance();
    }
    return read_literal(into);
  }

  result<void> read_literal(comparison& into) {
    if (found_.is(token_kind::word, "now") && into.field->kind == describe::kind::timestamp) {
      auto micros = lexer_.relative();
      if (!micros) return std::move(micros).error();
      into.values.emplace_back(relative_time{*micros});
    } else {
      auto value = detail::read_literal(into, found_);
      if (!value) return std::move(value).error();
      into.values.push_back(*std::move(value));
    }
    return advance();
  }

  /// `("a", "b")`.
  result<void> read_values(comparison& into) {
    if (!at_symbol("(")) {
      return refused_filter(found_.position,
                            "IN is followed by values in parentheses, such as (\"a\", \"b\")");
    }
    do {
      if (auto read = advance(); !read) return read;
      if (into.values.size() == filter_max_values) {
        return refused_filter(found_.position,
                              "more than " + std::to_string(filter_max_values) + " values stand in one IN");
      }
      if (auto read = read_literal(into); !read) return read;
    } while (at_symbol(","));
    if (!at_symbol(")")) return refused_filter(found_.position, "a comma or `)` is expected after a value");
    return advance();
  }

  const describe::record_type& type_;
  detail::filter_lexer lexer_;
  token found_;
  std::size_t depth_ = 0;
  std::size_t comparisons_ = 0;
};

}  // namespace

result<filter> parse_filter(const describe::record_type& type, std::string_view text) {
  const auto too_long = [](std::string_view how) {
    return refused_filter(filter_max_length,
                          std::string(how) + " longer than " + std::to_string(filter_max_length) + " bytes");
  };
  if (text.size() > filter_max_length) return too_long("it is");
  if (const auto bad = text::find_unstorable(text)) {
    return refused_filter(*bad, "this byte is not part of a UTF-8 text without NUL");
  }
  auto parsed = parser(type, text).run();
  // Printing grows a token at most sevenfold (`"2026-11-20"`, `1e14`, `a<1`), so short texts need no look.
  if (parsed && text.size() > filter_max_length / 8 && to_string(*parsed).size() > filter_max_length) {
    auto refused = too_long("with its values written out it is");
    refused.position = text.size();
    return refused;
  }
  return parsed;
}

}  // namespace dossier::query
