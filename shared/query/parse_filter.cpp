#include <cmath>
#include <cstdlib>

#include "shared/query/filter.hpp"
#include "shared/text/fold.hpp"
#include "shared/text/utf8.hpp"

namespace dossier::query {
namespace {

using describe::field;

enum class token_kind : std::uint8_t { word, string, number, equals, end };

struct token {
  token_kind kind = token_kind::end;
  std::size_t position = 0;
  std::string text;  ///< of a string: without quotes and escapes
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

problem refused(std::size_t position, std::string detail) {
  return problems::malformed("The filter is not understood: " + std::move(detail), position);
}

/// Cuts a filter into tokens, one look-ahead at a time.
class lexer {
 public:
  explicit lexer(std::string_view text) : text_(text) {}

  result<token> next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    token made;
    made.position = at_;
    if (at_ == text_.size()) return made;
    const char c = text_[at_];
    if (c == '=') return single(token_kind::equals, std::move(made));
    if (c == '"') return string(std::move(made));
    if (is_digit(c) || c == '-') return number(std::move(made));
    if (is_word(c)) return word(std::move(made));
    return refused(
        at_, std::string(std::string_view("()<>!:,").find(c) != std::string_view::npos
                             ? "only conditions of the form `field = value` joined by AND may stand here"
                             : "this character cannot stand here"));
  }

 private:
  result<token> single(token_kind kind, token made) {
    made.kind = kind;
    made.text = text_[at_++];
    return made;
  }
  result<token> word(token made) {
    made.kind = token_kind::word;
    while (at_ < text_.size() && is_word(text_[at_])) made.text += text_[at_++];
    return made;
  }
  result<token> string(token made) {
    made.kind = token_kind::string;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return made;
      }
      if (c == '\\') {
        const char escaped = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (escaped != '"' && escaped != '\\') {
          return refused(at_, "a backslash in a string stands only before a quote or a backslash");
        }
        ++at_;
      }
      made.text += text_[at_];
    }
    return refused(made.position, "the string that begins here has no end");
  }
  /// RFC 8259's number, but that leading zeros do no harm.
  result<token> number(token made) {
    made.kind = token_kind::number;
    const auto digits = [&] {
      const std::size_t before = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) made.text += text_[at_++];
      return at_ != before;
    };
    const auto take = [&](std::string_view any_of) {
      if (at_ == text_.size() || any_of.find(text_[at_]) == std::string_view::npos) return false;
      made.text += text_[at_++];
      return true;
    };
    take("-");
    bool whole = digits();
    if (whole && take(".")) whole = digits();
    if (whole && take("eE")) {
      take("+-");
      whole = digits();
    }
    if (!whole || (at_ < text_.size() && is_word(text_[at_]))) {
      return refused(made.position, "this is not a number");
    }
    return made;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string about(const field& described, std::string_view what) {
  std::string text = "`";
  text += described.name;
  text += "` ";
  text += what;
  return text;
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
    return refused(from.position, about(described, "is compared with a whole number"));
  }
  const bool negative = from.text.front() == '-';
  std::uint64_t value = 0;
  for (const char digit : std::string_view(from.text).substr(negative ? 1 : 0)) {
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return refused(from.position, "this number is out of range");
    }
  }
  const auto positive = static_cast<std::int64_t>(value);
  return literal(negative ? -positive : positive);
}

result<literal> read_number(const field& described, const token& from) {
  if (from.kind != token_kind::number) {
    return refused(from.position, about(described, "is compared with a number"));
  }
  if (described.kind == describe::kind::integer) return read_integer(described, from);
  const double value = std::strtod(from.text.c_str(), nullptr);
  if (!std::isfinite(value)) return refused(from.position, "this number is out of range");
  return literal(value == 0.0 ? 0.0 : value);  // -0 is 0
}

result<literal> read_choice(const field& described, const token& from) {
  const std::string wanted = text::fold(from.text);
  for (std::size_t i = 0; i < described.choices.size(); ++i) {
    if (text::fold(described.choices[i]) == wanted) {
      return literal(choice_literal{static_cast<std::uint8_t>(i)});
    }
  }
  return refused(from.position, about(described, "is one of " + join_choices(described)));
}

/// Converts a string literal for a field that is written as one.
result<literal> read_string(const field& described, const token& from) {
  if (from.kind != token_kind::string) {
    return refused(from.position, about(described, "is compared with a value in double quotes"));
  }
  switch (described.kind) {
    case describe::kind::uuid:
      if (const auto id = parse_uuid(from.text)) return literal(*id);
      return refused(from.position, about(described, "is compared with an id (a UUID)"));
    case describe::kind::timestamp:
      if (const auto moment = parse_timestamp(from.text)) return literal(*moment);
      return refused(
          from.position,
          about(described, "is compared with a time as in RFC 3339, such as 2026-11-20T21:22:03Z"));
    case describe::kind::choice:
      return read_choice(described, from);
    default:
      return literal(text_literal{from.text, text::fold(from.text)});
  }
}

result<literal> read_literal(const field& described, const token& from) {
  if (from.kind == token_kind::end) return refused(from.position, "a value is missing after `=`");
  if (from.kind == token_kind::word && from.text == "null") {
    if (described.nullable) return literal(std::monostate{});
    return refused(from.position, about(described, "is never null"));
  }
  switch (described.kind) {
    case describe::kind::integer:
    case describe::kind::number:
      return read_number(described, from);
    case describe::kind::boolean:
      if (from.kind == token_kind::word && (from.text == "true" || from.text == "false")) {
        return literal(from.text == "true");
      }
      return refused(from.position, about(described, "is compared with true or false"));
    default:
      return read_string(described, from);
  }
}

class parser {
 public:
  parser(const describe::record_type& type, std::string_view text) : type_(type), lexer_(text) {}

  result<filter> run() {
    filter parsed{&type_, std::nullopt};
    conjunction all;
    auto head = lexer_.next();
    if (!head) return std::move(head).error();
    if (head->kind == token_kind::end) return parsed;
    while (true) {
      if (all.parts.size() == filter_max_depth) {
        return refused(head->position,
                       "it joins more than " + std::to_string(filter_max_depth) + " conditions");
      }
      auto condition = read_comparison(*head);
      if (!condition) return std::move(condition).error();
      all.parts.push_back(node{std::move(*condition)});
      head = lexer_.next();
      if (!head) return std::move(head).error();
      if (head->kind == token_kind::end) break;
      if (head->kind != token_kind::word || head->text != "AND") {
        return refused(head->position, "AND is expected between two conditions");
      }
      head = lexer_.next();
      if (!head) return std::move(head).error();
    }
    parsed.root = all.parts.size() == 1 ? std::move(all.parts.front()) : node{std::move(all)};
    return parsed;
  }

 private:
  result<comparison> read_comparison(const token& name) {
    if (name.kind != token_kind::word || is_digit(name.text.front())) {
      return refused(name.position, "a field's name is expected");
    }
    const field* described = type_.find(name.text);
    if (described == nullptr) {
      return refused(name.position,
                     "`" + name.text + "` is not a field of " + std::string(type_.names.resource));
    }
    if (!described->is_filterable) {
      return refused(name.position, about(*described, "cannot be filtered by"));
    }
    if (described->kind == describe::kind::text_list) {
      return refused(name.position, about(*described, "is a list, which `=` cannot compare"));
    }
    auto equals = lexer_.next();
    if (!equals) return std::move(equals).error();
    if (equals->kind != token_kind::equals) {
      return refused(equals->position, "`=` is expected after the field's name");
    }
    auto from = lexer_.next();
    if (!from) return std::move(from).error();
    auto value = read_literal(*described, *from);
    if (!value) return std::move(value).error();
    return comparison{described, comparison_operator::equal, std::move(*value)};
  }

  const describe::record_type& type_;
  lexer lexer_;
};

}  // namespace

result<filter> parse_filter(const describe::record_type& type, std::string_view text) {
  if (text.size() > filter_max_length) {
    return refused(filter_max_length, "it is longer than " + std::to_string(filter_max_length) + " bytes");
  }
  if (const auto bad = text::find_unstorable(text)) {
    return refused(*bad, "this byte is not part of a UTF-8 text without NUL");
  }
  return parser(type, text).run();
}

}  // namespace dossier::query
