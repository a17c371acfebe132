#include "shared/query/filter_lexer.hpp"

#include "shared/query/filter.hpp"

namespace dossier::query::detail {
namespace {

constexpr std::int64_t seconds_per_day = 86400;
constexpr std::int64_t relative_time_max_seconds = relative_time_max_days * seconds_per_day;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

/// Seconds of a unit; 0 for none.
std::int64_t unit_seconds(char name) {
  switch (name) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return seconds_per_day;
    case 'w':
      return 7 * seconds_per_day;
    default:
      return 0;
  }
}

}  // namespace

problem refused_filter(std::size_t position, std::string detail) {
  return problems::malformed("The filter is not understood: " + std::move(detail), position);
}

void filter_lexer::skip_space() {
  while (!at_end() && is_space(peek())) ++at_;
}

result<token> filter_lexer::next() {
  skip_space();
  token made;
  made.position = at_;
  if (at_end()) return made;
  const char c = peek();
  if (std::string_view("()<>!=:*,").find(c) != std::string_view::npos) return symbol(std::move(made));
  if (c == '"') return string(std::move(made));
  if (is_digit(c) || c == '-') return number(std::move(made));
  if (is_word(c)) return word(std::move(made));
  if (c == '\'') return refused_filter(at_, "a text stands in double quotes");
  return refused_filter(at_, "this character cannot stand here; texts stand in double quotes");
}

result<token> filter_lexer::symbol(token made) {
  made.kind = token_kind::symbol;
  made.text = text_[at_++];
  const bool may_be_long = made.text == "<" || made.text == ">" || made.text == "!";
  if (may_be_long && peek() == '=') made.text += text_[at_++];
  if (made.text == "!")
    return refused_filter(made.position, "`!` stands only in `!=`; NOT negates a condition");
  return made;
}

result<token> filter_lexer::word(token made) {
  made.kind = token_kind::word;
  while (is_word(peek()) || (peek() == '.' && is_word(peek(1)))) made.text += text_[at_++];
  return made;
}

result<token> filter_lexer::string(token made) {
  made.kind = token_kind::string;
  for (++at_; !at_end(); ++at_) {
    const char c = peek();
    if (c == '"') {
      ++at_;
      return made;
    }
    if (c == '\\') {
      if (peek(1) != '"' && peek(1) != '\\') {
        return refused_filter(at_, "a backslash in a text stands only before a quote or a backslash");
      }
      ++at_;
    }
    made.text += peek();
  }
  return refused_filter(made.position, "the text that begins here has no closing quote");
}

/// RFC 8259's number, but that leading zeros do no harm.
result<token> filter_lexer::number(token made) {
  made.kind = token_kind::number;
  const auto digits = [&] {
    const std::size_t before = at_;
    while (is_digit(peek())) made.text += text_[at_++];
    return at_ != before;
  };
  const auto take = [&](std::string_view any_of) {
    if (at_end() || any_of.find(peek()) == std::string_view::npos) return false;
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
  if (!whole || is_word(peek()) || peek() == '.')
    return refused_filter(made.position, "this is not a number");
  return made;
}

result<std::int64_t> filter_lexer::relative() {
  std::int64_t sum = 0;
  for (skip_space(); peek() == '+' || peek() == '-'; skip_space()) {
    const std::size_t position = at_;
    const bool back = text_[at_++] == '-';
    auto seconds = term();
    if (!seconds) return std::move(seconds).error();
    sum += back ? -*seconds : *seconds;
    if (sum > relative_time_max_seconds || sum < -relative_time_max_seconds) {
      return refused_filter(
          position, "it is more than " + std::to_string(relative_time_max_days) + " days away from now");
    }
  }
  return sum * 1'000'000;
}

/// Digits and a unit, in seconds; more than the limit is not told apart from any other number above it.
result<std::int64_t> filter_lexer::term() {
  skip_space();
  const std::size_t position = at_;
  std::int64_t count = 0;
  while (is_digit(peek())) {
    count = std::min(count * 10 + (text_[at_++] - '0'), relative_time_max_seconds + 1);
  }
  const std::int64_t unit = unit_seconds(peek());
  if (at_ == position || unit == 0 || is_word(peek(1))) {
    return refused_filter(position, "a number with a unit (s, m, h, d or w) is expected, such as now-7d");
  }
  ++at_;
  return std::min(count * unit, relative_time_max_seconds + 1);
}

}  // namespace dossier::query::detail
