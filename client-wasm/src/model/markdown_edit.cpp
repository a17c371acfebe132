#include "client-wasm/src/model/markdown_edit.hpp"

#include <algorithm>
#include <vector>

#include "client-wasm/src/model/line_diff.hpp"

namespace dossier::model {
namespace {

constexpr std::string_view link_target = "https://";
constexpr std::string_view new_table = "| Column | Column |\n| --- | --- |\n|  |  |";

bool is_word_end(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// The word around a caret; the selection where there is one, without spaces at its ends.
void grow_to_word(std::string_view source, std::size_t& begin, std::size_t& end) {
  if (begin == end) {
    while (begin > 0 && !is_word_end(source[begin - 1])) --begin;
    while (end < source.size() && !is_word_end(source[end])) ++end;
    return;
  }
  while (begin < end && is_word_end(source[begin])) ++begin;
  while (end > begin && is_word_end(source[end - 1])) --end;
}

/// Whether runs of a mark's character of these lengths hold the mark: "***both***" is bold and italic,
/// "**bold**" is not italic.
bool holds(std::size_t before, std::size_t after, std::string_view mark) {
  return mark.size() == 1 ? before % 2 == 1 && after % 2 == 1 : before >= 2 && after >= 2;
}

/// How often `c` stands at the begin (or the end) of a text.
std::size_t leading(std::string_view text, char c) {
  return std::min(text.find_first_not_of(c), text.size());
}
std::size_t trailing(std::string_view text, char c) {
  const std::size_t last = text.find_last_not_of(c);
  return text.size() - (last == std::string_view::npos ? 0 : last + 1);
}

text_edit toggle_mark(std::string_view source, std::size_t begin, std::size_t end, std::string_view mark) {
  grow_to_word(source, begin, end);
  const std::string_view inside = source.substr(begin, end - begin);
  const std::size_t n = mark.size();
  if (inside.size() >= 2 * n && holds(leading(inside, mark[0]), trailing(inside, mark[0]), mark)) {
    return {begin, end, std::string(inside.substr(n, inside.size() - 2 * n)), begin, end - 2 * n};
  }
  if (holds(trailing(source.substr(0, begin), mark[0]), leading(source.substr(end), mark[0]), mark)) {
    return {begin - n, end + n, std::string(inside), begin - n, end - n};
  }
  return {begin, end, std::string(mark) + std::string(inside) + std::string(mark), begin + n, end + n};
}

/// The whole lines that a selection touches.
void grow_to_lines(std::string_view source, std::size_t& begin, std::size_t& end) {
  while (begin > 0 && source[begin - 1] != '\n') --begin;
  while (end < source.size() && source[end] != '\n') ++end;
}

/// Puts `mark` before every line, or takes it away where all have it.
text_edit toggle_lines(std::string_view source, std::size_t begin, std::size_t end, std::string_view mark) {
  const std::size_t caret = begin;
  const bool was_caret = begin == end;
  grow_to_lines(source, begin, end);
  const std::vector<std::string_view> lines = split_lines(source.substr(begin, end - begin));
  const bool all = std::all_of(lines.begin(), lines.end(),
                               [&](std::string_view line) { return line.substr(0, mark.size()) == mark; });
  std::string text;
  for (const std::string_view line : lines) {
    if (line.data() != lines.front().data()) text += '\n';
    if (!all) text += mark;
    text += all ? line.substr(mark.size()) : line;
  }
  const std::size_t text_end = begin + text.size();
  if (!was_caret) return {begin, end, std::move(text), begin, text_end};
  const std::size_t moved = all ? caret - std::min(caret - begin, mark.size()) : caret + mark.size();
  return {begin, end, std::move(text), moved, moved};
}

text_edit insert_link(std::string_view source, std::size_t begin, std::size_t end) {
  const std::string label = begin == end ? "link" : std::string(source.substr(begin, end - begin));
  text_edit edit{begin, end, "[" + label + "](" + std::string(link_target) + ")", 0, 0};
  edit.select_begin = begin + label.size() + 3;  // the target is what comes to be typed
  edit.select_end = edit.select_begin + link_target.size();
  return edit;
}

/// On lines of its own, with an empty line around it; the first header is selected.
text_edit insert_table(std::string_view source, std::size_t end) {
  std::size_t unused = end;
  grow_to_lines(source, unused, end);
  const std::string_view before = source.substr(0, end);
  std::string text;
  if (!before.empty() && before.back() != '\n')
    text += "\n\n";
  else if (before.size() >= 2 && before.substr(before.size() - 2) != "\n\n")
    text += "\n";
  const std::size_t first = end + text.size() + 2;
  text += new_table;
  if (end < source.size()) text += '\n';
  return {end, end, std::move(text), first, first + std::string_view("Column").size()};
}

}  // namespace

text_edit edit_markdown(markdown_command what, std::string_view source, std::size_t begin, std::size_t end) {
  end = std::min(end, source.size());
  begin = std::min(begin, end);
  switch (what) {
    case markdown_command::bold:
      return toggle_mark(source, begin, end, "**");
    case markdown_command::italic:
      return toggle_mark(source, begin, end, "*");
    case markdown_command::code:
      return toggle_mark(source, begin, end, "`");
    case markdown_command::link:
      return insert_link(source, begin, end);
    case markdown_command::heading:
      return toggle_lines(source, begin, end, "## ");
    case markdown_command::list:
      return toggle_lines(source, begin, end, "- ");
    case markdown_command::quote:
      return toggle_lines(source, begin, end, "> ");
    case markdown_command::table:
      return insert_table(source, end);
  }
  return {begin, end, std::string(source.substr(begin, end - begin)), begin, end};
}

std::string applied(const text_edit& edit, std::string_view source) {
  return std::string(source.substr(0, edit.begin)) + edit.text + std::string(source.substr(edit.end));
}

}  // namespace dossier::model
