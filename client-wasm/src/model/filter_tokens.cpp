#include "client-wasm/src/model/filter_tokens.hpp"

#include <algorithm>
#include <array>

namespace dossier::model {
namespace {

constexpr std::array<std::string_view, 9> keywords{"AND",   "OR",   "NOT", "IN", "true",
                                                   "false", "null", "now", "me"};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

/// One past the end of the string literal that begins at `at`; an open one ends with the filter.
std::size_t end_of_text(std::string_view filter, std::size_t at) {
  for (++at; at < filter.size(); ++at) {
    if (filter[at] == '\\') {
      ++at;
    } else if (filter[at] == '"') {
      return at + 1;
    }
  }
  return filter.size();
}

}  // namespace

std::vector<filter_token> filter_tokens(std::string_view filter) {
  std::vector<filter_token> tokens;
  std::size_t at = 0;
  const auto run = [&](auto&& belongs) {
    std::size_t end = at + 1;
    while (end < filter.size() && belongs(filter[end])) ++end;
    return end;
  };
  while (at < filter.size()) {
    const char c = filter[at];
    std::size_t end = at + 1;
    filter_token_kind kind = filter_token_kind::operator_;
    if (is_space(c)) {
      kind = filter_token_kind::space;
      end = run(is_space);
    } else if (c == '"') {
      kind = filter_token_kind::text;
      end = end_of_text(filter, at);
    } else if ((c == '<' || c == '>' || c == '!') && at + 1 < filter.size() && filter[at + 1] == '=') {
      end = at + 2;
    } else if (is_digit(c) || (c == '-' && at + 1 < filter.size() && is_digit(filter[at + 1]))) {
      kind = filter_token_kind::number;
      end = run(is_word);
    } else if (is_word(c)) {
      end = run(is_word);
      const std::string_view word = filter.substr(at, end - at);
      const bool known = std::find(keywords.begin(), keywords.end(), word) != keywords.end();
      kind = known ? filter_token_kind::keyword : filter_token_kind::field;
    }
    tokens.push_back({kind, at, end - at});
    at = end;
  }
  return tokens;
}

}  // namespace dossier::model
