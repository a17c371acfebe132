#include "shared/query/filter_literals.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "shared/text/fold.hpp"

namespace dossier::query::detail {
namespace {

using describe::field;
using describe::kind;

std::string about(const field& described, std::string_view what) {
  return "`" + std::string(described.name) + "` " + std::string(what);
}

std::string join_choices(const field& described) {
  std::string text;
  for (const std::string_view choice : described.choices) {
    if (!text.empty()) text += ", ";
    text += choice;
  }
  return text;
}

result<literal> read_integer(const field& described, const token& from) {
  if (from.text.find_first_of(".eE") != std::string::npos) {
    return refused_filter(from.position, about(described, "is compared with a whole number"));
  }
  const bool negative = from.text.front() == '-';
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t value = 0;
  for (const char digit : std::string_view(from.text).substr(negative ? 1 : 0)) {
    const auto next = static_cast<std::uint64_t>(digit - '0');
    if (value > (most - next) / 10) return refused_filter(from.position, "this number is out of range");
    value = value * 10 + next;
  }
  const auto positive = static_cast<std::int64_t>(value);
  return literal(negative ? -positive : positive);
}

result<literal> read_number(const field& described, const token& from) {
  if (from.kind != token_kind::number) {
    return refused_filter(from.position, about(described, "is compared with a number"));
  }
  if (described.kind == kind::integer) return read_integer(described, from);
  const double value = std::strtod(from.text.c_str(), nullptr);
  if (!std::isfinite(value)) return refused_filter(from.position, "this number is out of range");
  return literal(value == 0.0 ? 0.0 : value);  // -0 is 0
}

result<literal> read_choice(const field& described, const token& from) {
  const std::string wanted = text::fold(from.text);
  for (std::size_t i = 0; i < described.choices.size(); ++i) {
    if (text::fold(described.choices[i]) == wanted) {
      return literal(choice_literal{static_cast<std::uint8_t>(i)});
    }
  }
  return refused_filter(from.position, about(described, "is one of " + join_choices(described)));
}

result<literal> read_id(const field& described, const token& from) {
  if (from.is(token_kind::word, "me")) return literal(caller_literal{});
  const auto id = from.kind == token_kind::string ? parse_uuid(from.text) : std::nullopt;
  if (id) return literal(*id);
  return refused_filter(from.position,
                        about(described, "is compared with an id (a UUID in double quotes) or `me`"));
}

result<literal> read_moment(const field& described, const token& from) {
  if (from.kind == token_kind::string) {
    const bool is_date = from.text.size() == 10;
    if (const auto moment = parse_timestamp(is_date ? from.text + "T00:00:00Z" : from.text)) {
      return literal(*moment);
    }
  }
  return refused_filter(
      from.position,
      about(described,
            "is compared with a time in double quotes, as in RFC 3339 (\"2026-11-20T21:22:03Z\") or a date "
            "(\"2026-11-20\"), or with one relative to now, such as now-7d"));
}

result<literal> read_boolean(const field& described, const token& from) {
  const bool is_true = from.is(token_kind::word, "true");
  if (is_true || from.is(token_kind::word, "false")) return literal(is_true);
  return refused_filter(from.position, about(described, "is compared with true or false"));
}

result<literal> read_text(const comparison& compared, const token& from) {
  if (from.kind != token_kind::string) {
    return refused_filter(from.position, about(*compared.field, "is compared with a text in double quotes"));
  }
  if (compared.field->kind == kind::choice) return read_choice(*compared.field, from);
  text_literal made = make_text(from.text);
  const bool by_words = compared.op == comparison_operator::has && compared.field->kind == kind::text;
  if (by_words && made.words.empty()) {
    return refused_filter(from.position, "`:` looks for words, and there is none in this text");
  }
  return literal(std::move(made));
}

result<literal> read_null(const comparison& compared, const token& from) {
  const bool allowed = compared.op == comparison_operator::equal ||
                       compared.op == comparison_operator::not_equal ||
                       compared.op == comparison_operator::in;
  if (!allowed) {
    return refused_filter(from.position,
                          "null stands only with =, != and IN; `:*` asks whether a field is set");
  }
  if (compared.field->nullable || compared.through != nullptr) return literal(std::monostate{});
  return refused_filter(from.position, about(*compared.field, "is never null"));
}

bool is_ordered(kind of) {
  return of == kind::text || of == kind::integer || of == kind::number || of == kind::timestamp;
}

}  // namespace

std::optional<comparison_operator> operator_of(const token& from) {
  struct symbol {
    std::string_view text;
    comparison_operator op;
  };
  static constexpr std::array<symbol, 7> symbols{{{"=", comparison_operator::equal},
                                                  {"!=", comparison_operator::not_equal},
                                                  {"<", comparison_operator::less},
                                                  {"<=", comparison_operator::less_equal},
                                                  {">", comparison_operator::greater},
                                                  {">=", comparison_operator::greater_equal},
                                                  {":", comparison_operator::has}}};
  for (const symbol& one : symbols) {
    if (from.is(token_kind::symbol, one.text)) return one.op;
  }
  return std::nullopt;
}

result<void> check_operator(const field& described, comparison_operator op, std::size_t position) {
  switch (op) {
    case comparison_operator::has:  // or `:*`, which suits everything
    case comparison_operator::present:
      return {};
    case comparison_operator::equal:
    case comparison_operator::not_equal:
    case comparison_operator::in:
      if (described.kind != kind::text_list) return {};
      return refused_filter(position, about(described, "is a list, which only `:` looks into, as in " +
                                                           std::string(described.name) + ":\"a\""));
    default:
      if (described.kind == kind::text_list) {
        return check_operator(described, comparison_operator::equal, position);
      }
      if (is_ordered(described.kind)) return {};
      return refused_filter(position, about(described, "has no order; =, !=, IN and `:*` suit it"));
  }
}

result<literal> read_literal(const comparison& compared, const token& from) {
  const field& described = *compared.field;
  if (from.kind == token_kind::end) return refused_filter(from.position, "a value is missing");
  if (from.is(token_kind::word, "null")) return read_null(compared, from);
  if (compared.op == comparison_operator::has && described.kind != kind::text &&
      described.kind != kind::text_list) {
    return refused_filter(from.position,
                          about(described, is_ordered(described.kind)
                                               ? "has no words; `:` takes only `*` there, compare it with = "
                                                 "!= < <= > >= or IN"
                                               : "has no words; `:` takes only `*` there, compare it with "
                                                 "=, != or IN"));
  }
  switch (described.kind) {
    case kind::integer:
    case kind::number:
      return read_number(described, from);
    case kind::boolean:
      return read_boolean(described, from);
    case kind::uuid:
      return read_id(described, from);
    case kind::timestamp:
      return read_moment(described, from);
    case kind::text:
    case kind::choice:
    case kind::text_list:
      break;
  }
  return read_text(compared, from);
}

}  // namespace dossier::query::detail
