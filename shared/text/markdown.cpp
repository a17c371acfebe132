#include "shared/text/markdown.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "shared/text/markdown_inline.hpp"
#include "shared/text/markdown_lines.hpp"

namespace dossier::text::markdown {
namespace {

constexpr std::size_t max_marker_indent = 3;  ///< columns before a marker; further in it is text
constexpr std::size_t max_number_digits = 9;  ///< of an ordered item
constexpr std::uint8_t max_level = 3;

[[nodiscard]] bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct open_container {
  container_kind kind{};
  char mark = '>';          ///< '-', '*', '+', '.' or ')': another one begins another list
  std::size_t content = 0;  ///< columns that an item's lines are indented by
  std::int32_t number = 0;
  std::uint32_t id = 0;
  bool begins = true;  ///< no block stands in it yet
};

struct open_fence {
  char mark = '`';
  std::size_t length = 3;
  std::size_t indent = 0;
};

struct list_marker {
  container_kind kind = container_kind::bullet;
  char mark = '-';
  std::size_t width = 1;
  std::int32_t number = 0;
};

/// "***", "- - -": three or more of one character and nothing else.
[[nodiscard]] bool is_rule(std::string_view line) {
  const char mark = line.empty() ? ' ' : line.front();
  if (mark != '*' && mark != '-' && mark != '_') return false;
  std::size_t count = 0;
  for (const char c : line) {
    if (c == mark)
      ++count;
    else if (!is_blank(c))
      return false;
  }
  return count >= 3;
}

[[nodiscard]] std::optional<list_marker> find_marker(const line_cursor& line) {
  list_marker found;
  if (line[0] == '-' || line[0] == '*' || line[0] == '+') {
    found.mark = line[0];
  } else {
    std::size_t digits = 0;
    while (digits <= max_number_digits && is_digit(line[digits])) {
      if (digits < max_number_digits) found.number = found.number * 10 + (line[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits > max_number_digits || (line[digits] != '.' && line[digits] != ')')) return {};
    found = {container_kind::ordered, line[digits], digits + 1, found.number};
  }
  const char after = line[found.width];
  if (!is_blank(after) && after != '\n') return {};
  return found;
}

class block_reader {
 public:
  explicit block_reader(std::string_view source) : source_(source) {}

  document read() {
    std::size_t at = 0;
    while (at < source_.size()) {
      const std::size_t end = std::min(source_.find_first_of("\r\n", at), source_.size());
      read_line({source_, at, end});
      at = end;
      if (at < source_.size()) at += source_.substr(at, 2) == "\r\n" ? 2 : 1;
    }
    close_to(0);
    finish_tokens();
    return std::move(out_);
  }

 private:
  enum class leaf : std::uint8_t { none, paragraph, code, table };

  void read_line(line_cursor line) {
    const std::size_t matched = match_containers(line);
    const bool all_matched = matched == open_.size();
    if (leaf_ == leaf::code && all_matched) return read_code_line(line);
    if (line.blank()) return read_blank(matched);
    if (leaf_ == leaf::table && all_matched && !begins_block(line)) return add_row(line);
    if (leaf_ == leaf::paragraph && all_matched && begins_table(line)) return;
    last_closed_ = matched < open_.size() ? std::optional(open_[matched]) : std::nullopt;
    bool opened = false;
    while (line.indent() <= max_marker_indent &&
           open_container_at(line, opened ? open_.size() : matched, opened)) {
      opened = true;
    }
    if (line.blank()) {  // a marker with nothing after it
      empty_line_ = false;
      return;
    }
    if (!opened && leaf_ == leaf::paragraph && !begins_leaf(line)) return add_paragraph_line(line);
    if (!opened) close_to(matched);
    start_leaf(line);
    empty_line_ = false;
  }

  /// Passes the marks and indents of the containers that go on in this line; returns how many do.
  std::size_t match_containers(line_cursor& line) {
    std::size_t matched = 0;
    for (; matched < open_.size(); ++matched) {
      const open_container& c = open_[matched];
      if (c.kind == container_kind::quote) {
        if (line.indent() > max_marker_indent || !at_quote(line)) break;
        pass_quote(line);
      } else if (line.blank()) {
        if (c.begins) break;  // an item that begins with an empty line ends with the second one
      } else {
        if (line.indent() < c.content) break;
        line.skip_columns(c.content);
      }
    }
    return matched;
  }

  [[nodiscard]] static bool at_quote(line_cursor line) {
    line.skip_indent();
    return line[0] == '>';
  }
  void pass_quote(line_cursor& line) {
    line.skip_indent();
    color(token_kind::quote, line.pos(), line.pos() + 1);
    line.skip(1);
    if (is_blank(line[0])) line.skip_columns(1);
  }

  void read_blank(std::size_t matched) {
    close_leaf();
    close_to(matched);
    empty_line_ = true;
  }

  /// Whether a line that goes on in the open containers begins a block of another kind than a paragraph.
  [[nodiscard]] bool begins_block(line_cursor line) const {
    if (line.indent() > max_marker_indent) return false;
    line.skip_indent();
    return line[0] == '>' || find_marker(line) || begins_leaf(line);
  }
  [[nodiscard]] bool begins_leaf(line_cursor line) const {
    if (line.indent() > max_marker_indent) return false;
    line.skip_indent();
    return is_rule(line.rest()) || heading_level(line) > 0 || fence_length(line) > 0;
  }

  /// Opens the quote or item that begins at the line's place, inside of the first `keep` containers.
  bool open_container_at(line_cursor& line, std::size_t keep, bool opened) {
    line_cursor at = line;
    at.skip_indent();
    if (keep >= max_depth) return false;
    if (at[0] == '>') {
      close_to(keep);
      pass_quote(line);
      push({container_kind::quote, '>', 0, 0, 0, true}, line.pos());
      return true;
    }
    const auto marker = find_marker(at);
    if (!marker || is_rule(at.rest())) return false;
    const bool continues =
        !opened && last_closed_ && last_closed_->kind == marker->kind && last_closed_->mark == marker->mark;
    if (leaf_ == leaf::paragraph && !opened && keep == open_.size()) {
      // Only what is surely a list breaks a paragraph: "… in\n2024. That was" does not.
      line_cursor after = at;
      after.skip(marker->width);
      if (after.blank() || (marker->kind == container_kind::ordered && marker->number != 1)) return false;
    }
    const std::size_t indent = line.indent();
    const std::int32_t number = continues ? last_closed_->number + 1 : marker->number;
    close_to(keep);
    color(token_kind::list_marker, at.pos(), at.pos() + marker->width);
    line = at;
    line.skip(marker->width);
    const std::size_t spaces = line.indent();
    const std::size_t used = line.blank() || spaces > tab_stop ? 1 : spaces;
    line.skip_columns(used);
    push({marker->kind, marker->mark, indent + marker->width + used, number, 0, true}, line.pos());
    return true;
  }

  void push(open_container c, std::size_t place) {
    place_ = {place, place};
    c.id = next_id_++;
    open_.push_back(c);
  }

  /// Closes the leaf and all containers but the first `keep`. An item that nothing stands in shows as an
  /// empty paragraph.
  void close_to(std::size_t keep) {
    close_leaf();
    if (open_.size() > keep && open_.back().begins) add_block(block_kind::paragraph, place_);
    open_.resize(std::min(keep, open_.size()));
  }

  void close_leaf() {
    if (leaf_ == leaf::paragraph) {
      block& b = out_.blocks.back();
      std::size_t& end = lines_.back().end;
      while (end > lines_.back().begin && is_blank(source_[end - 1])) --end;
      b.range.end = end;
      b.spans = parse_inline(source_, lines_, around(), out_);
    }
    if (leaf_ == leaf::code && fence_) {
      out_.warnings.push_back({warning_kind::open_code, out_.blocks.back().range});
      fence_.reset();
    }
    leaf_ = leaf::none;
    lines_.clear();
  }

  [[nodiscard]] surroundings around() const {
    for (const container& c : out_.blocks.back().within) {
      if (c.kind == container_kind::quote) return surroundings::quote;
    }
    return surroundings::body;
  }

  block& add_block(block_kind kind, source_range range) {
    block b;
    b.kind = kind;
    b.range = range;
    b.spaced = empty_line_ && !out_.blocks.empty();
    b.within.reserve(open_.size());
    for (open_container& c : open_) {
      b.within.push_back({c.kind, c.begins, c.id, c.number});
      c.begins = false;
    }
    out_.blocks.push_back(std::move(b));
    empty_line_ = false;
    return out_.blocks.back();
  }

  void start_leaf(line_cursor line) {
    const std::size_t indent = line.indent();
    line.skip_indent();
    const source_range whole = trimmed(line);
    if (indent <= max_marker_indent) {
      if (is_rule(line.rest())) {
        add_block(block_kind::rule, whole);
        return color(token_kind::rule, whole.begin, whole.end);
      }
      if (heading_level(line) > 0) return add_heading(line, whole);
      if (fence_length(line) > 0) return open_code(line, whole, indent);
    }
    add_block(block_kind::paragraph, whole);
    leaf_ = leaf::paragraph;
    lines_.push_back({line.pos(), line.end()});
  }

  [[nodiscard]] source_range trimmed(const line_cursor& line) const {
    std::size_t end = line.end();
    while (end > line.pos() && is_blank(source_[end - 1])) --end;
    return {line.pos(), end};
  }

  [[nodiscard]] static std::size_t heading_level(const line_cursor& line) {
    std::size_t level = 0;
    while (level < 7 && line[level] == '#') ++level;
    const char after = line[level];
    return level >= 1 && level <= 6 && (is_blank(after) || after == '\n') ? level : 0;
  }

  void add_heading(line_cursor line, source_range whole) {
    const std::size_t level = heading_level(line);
    const std::size_t marks = line.pos() + level;
    source_range text{std::min(marks + 1, whole.end), whole.end};
    while (text.begin < text.end && is_blank(source_[text.begin])) ++text.begin;
    std::size_t end = text.end;
    while (end > text.begin && source_[end - 1] == '#') --end;
    if (end < text.end && (end == text.begin || is_blank(source_[end - 1]))) text.end = end;
    while (text.end > text.begin && is_blank(source_[text.end - 1])) --text.end;
    block& b = add_block(block_kind::heading, whole);
    b.level = static_cast<std::uint8_t>(std::min<std::size_t>(level, max_level));
    color(token_kind::heading, whole.begin, text.begin);
    b.spans = parse_inline(source_, {text}, surroundings::heading, out_);
    color(token_kind::heading, text.end, whole.end);
  }

  [[nodiscard]] static std::size_t fence_length(const line_cursor& line) {
    const char mark = line[0];
    if (mark != '`' && mark != '~') return 0;
    std::size_t length = 0;
    while (line[length] == mark) ++length;
    if (length < 3) return 0;
    // "```a```" in one line is code within a text.
    if (mark == '`' && line.rest().substr(length).find('`') != std::string_view::npos) return 0;
    return length;
  }

  void open_code(line_cursor line, source_range whole, std::size_t indent) {
    fence_ = open_fence{line[0], fence_length(line), indent};
    block& b = add_block(block_kind::code, whole);
    b.info = {std::min(line.pos() + fence_->length, whole.end), whole.end};
    while (b.info.begin < b.info.end && is_blank(source_[b.info.begin])) ++b.info.begin;
    leaf_ = leaf::code;
    color(token_kind::code, whole.begin, whole.end);
  }

  void read_code_line(line_cursor line) {
    block& b = out_.blocks.back();
    line_cursor at = line;
    at.skip_indent();
    std::size_t length = 0;
    while (at[length] == fence_->mark) ++length;
    const source_range whole = trimmed(line);
    b.range.end = std::max(b.range.end, whole.end);
    color(token_kind::code, whole.begin, whole.end);
    if (line.indent() <= max_marker_indent && length >= fence_->length && at.pos() + length == whole.end) {
      fence_.reset();
      leaf_ = leaf::none;
      return;
    }
    line.skip_columns(std::min(line.indent(), fence_->indent));
    b.lines.push_back({line.pos(), line.end()});
  }

  void add_paragraph_line(line_cursor line) {
    line.skip_indent();
    lines_.push_back({line.pos(), line.end()});
    out_.blocks.back().range.end = trimmed(line).end;
  }

  /// Turns a paragraph of one line into a table when the line below it says so.
  bool begins_table(line_cursor line) {
    if (lines_.size() != 1 || line.indent() > max_marker_indent) return false;
    line.skip_indent();
    const source_range below = trimmed(line);
    if (below.of(source_).find_first_not_of("|-: \t") != std::string_view::npos ||
        below.of(source_).find('|') == std::string_view::npos) {
      return false;
    }
    std::vector<std::size_t> bars;
    const auto delimiters = split_row(source_, below, bars);
    std::vector<std::size_t> header_bars;
    block& b = out_.blocks.back();
    const auto header = split_row(source_, b.range, header_bars);
    if (delimiters.size() != header.size() || header.size() > max_columns) return false;
    std::vector<cell_align> columns;
    for (const source_range& cell : delimiters) {
      const auto align = read_delimiter(cell.of(source_));
      if (!align) return false;
      columns.push_back(*align);
    }
    b.kind = block_kind::table;
    b.columns = std::move(columns);
    leaf_ = leaf::table;
    lines_.clear();
    take_cells(header, header_bars);
    color(token_kind::rule, below.begin, below.end);
    out_.blocks.back().range.end = below.end;
    return true;
  }

  void add_row(line_cursor line) {
    line.skip_indent();
    std::vector<std::size_t> bars;
    const source_range row = trimmed(line);
    take_cells(split_row(source_, row, bars), bars);
    out_.blocks.back().range.end = row.end;
  }

  void take_cells(const std::vector<source_range>& cells, const std::vector<std::size_t>& bars) {
    for (const std::size_t bar : bars) color(token_kind::rule, bar, bar + 1);
    block& b = out_.blocks.back();
    const surroundings where = around();
    std::vector<table_cell> row;
    for (const source_range& range : cells) {
      if (row.size() == b.columns.size()) break;
      row.push_back(parse_inline(source_, {range}, where, out_));
    }
    b.rows.push_back(std::move(row));
  }

  void color(token_kind kind, std::size_t begin, std::size_t end) {
    if (begin < end) out_.tokens.push_back({kind, {begin, end}});
  }

  /// Blocks color their text when they end: puts all into order and joins what touches.
  void finish_tokens() {
    const auto before = [](const auto& a, const auto& b) { return a.range.begin < b.range.begin; };
    std::stable_sort(out_.tokens.begin(), out_.tokens.end(), before);
    std::stable_sort(out_.warnings.begin(), out_.warnings.end(), before);
    std::vector<token> joined;
    for (const token& t : out_.tokens) {
      if (!joined.empty() && joined.back().kind == t.kind && joined.back().range.end == t.range.begin) {
        joined.back().range.end = t.range.end;
      } else {
        joined.push_back(t);
      }
    }
    out_.tokens = std::move(joined);
  }

  std::string_view source_;
  document out_;
  std::vector<open_container> open_;
  std::optional<open_container> last_closed_;  ///< the first container that does not go on in this line
  leaf leaf_ = leaf::none;
  std::optional<open_fence> fence_;
  std::vector<source_range> lines_;  ///< of the open paragraph
  source_range place_;               ///< after the last marker, for items without a block
  std::uint32_t next_id_ = 1;
  bool empty_line_ = false;
};

}  // namespace

document parse(std::string_view source) {
  return block_reader(source).read();
}

}  // namespace dossier::text::markdown
