#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/core/result.hpp"

/// The tokens of the filter language; a part of parse_filter.
namespace dossier::query::detail {

enum class token_kind : std::uint8_t { word, string, number, symbol, end };

struct token {
  token_kind kind = token_kind::end;
  std::size_t position = 0;  ///< bytes
  std::string text;          ///< of a string: without quotes and escapes; a path is one word

  [[nodiscard]] bool is(token_kind wanted, std::string_view as) const { return kind == wanted && text == as; }
};

/// The 400 for a filter, with the position of what is wrong.
[[nodiscard]] problem refused_filter(std::size_t position, std::string detail);

/// Cuts a filter into tokens, one at a time.
class filter_lexer {
 public:
  explicit filter_lexer(std::string_view text) : text_(text) {}

  [[nodiscard]] result<token> next();

  /// Reads what may follow the word `now`: terms such as `-7d` and `+ 12h`. Answers their sum in
  /// microseconds.
  [[nodiscard]] result<std::int64_t> relative();

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_space();
  result<token> symbol(token made);
  result<token> word(token made);
  result<token> string(token made);
  result<token> number(token made);
  result<std::int64_t> term();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace dossier::query::detail
