#include "shared/text/markdown_links.hpp"

#include <algorithm>

namespace dossier::text::markdown {
namespace {

constexpr int max_parentheses = 32;  ///< in one another in a link's target, as CommonMark has it

[[nodiscard]] std::size_t skip_spaces(std::string_view source, std::size_t at, std::size_t line_end) {
  const std::size_t limit = std::min(line_end, at + max_target);
  while (at < limit && is_space(source[at])) ++at;
  return at;
}

/// Returns the place after the target, 0 when there is none.
[[nodiscard]] std::size_t read_target(std::string_view source, std::size_t at, std::size_t line_end,
                                      source_range& target) {
  const std::size_t limit = std::min(line_end, at + max_target);
  if (at < limit && source[at] == '<') {
    const std::size_t begin = ++at;
    while (at < limit && source[at] != '>' && source[at] != '<') ++at;
    if (at >= limit || source[at] == '<') return 0;
    target = {begin, at};
    return at + 1;
  }
  const std::size_t begin = at;
  int depth = 0;
  for (; at < limit && !is_space(source[at]) && !is_control(source[at]); ++at) {
    if (source[at] == '(' && ++depth > max_parentheses) return 0;
    if (source[at] == ')' && --depth < 0) break;
  }
  target = {begin, at};
  return at;
}

[[nodiscard]] std::size_t read_title(std::string_view source, std::size_t at, std::size_t line_end) {
  const char open = source[at];
  if (open != '"' && open != '\'' && open != '(') return 0;
  const char close = open == '(' ? ')' : open;
  const std::size_t limit = std::min(line_end, at + max_target);
  for (++at; at < limit; ++at) {
    if (source[at] == '\\')
      ++at;
    else if (source[at] == close)
      return at + 1;
  }
  return 0;
}

}  // namespace

std::size_t read_link_tail(std::string_view source, std::size_t at, std::size_t line_end,
                           source_range& target) {
  if (at >= line_end || source[at] != '(') return 0;
  at = read_target(source, skip_spaces(source, at + 1, line_end), line_end, target);
  if (at == 0) return 0;
  const std::size_t title = skip_spaces(source, at, line_end);
  if (title > at && title < line_end && source[title] != ')') {
    at = read_title(source, title, line_end);
    if (at == 0) return 0;
  }
  at = skip_spaces(source, at, line_end);
  return at < line_end && source[at] == ')' ? at + 1 : 0;
}

std::size_t bare_link_end(std::string_view source, std::size_t at, std::size_t line_end) {
  std::size_t end = at;
  std::ptrdiff_t unbalanced = 0;  // closing parentheses more than opening ones
  while (end < line_end && !is_space(source[end]) && !is_control(source[end]) &&
         std::string_view("<>[]`").find(source[end]) == std::string_view::npos) {
    if (source[end] == '(') --unbalanced;
    if (source[end] == ')') ++unbalanced;
    ++end;
  }
  for (; end > at; --end) {
    const char last = source[end - 1];
    if (last == ')' && unbalanced > 0)
      --unbalanced;
    else if (std::string_view("?!.,:;*_~'\"").find(last) == std::string_view::npos)
      break;
  }
  return end;
}

bool allowed_target(std::string_view target) {
  for (const char c : target) {
    if (is_control(c) || c == ' ' || c == '\\') return false;
  }
  if (starts_with(target, "/")) return !starts_with(target, "//");
  if (starts_with(target, "#/")) return true;
  for (const std::string_view scheme : {"http://", "https://", "mailto:"}) {
    if (target.size() <= scheme.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
      const char c = target[i];
      same = same && scheme[i] == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (same) return true;
  }
  return false;
}

}  // namespace dossier::text::markdown
