#include "shared/text/markdown_inline.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include "shared/text/markdown_links.hpp"

namespace dossier::text::markdown {
namespace {

[[nodiscard]] bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What stands beside a run of "*" or "_", for the rules of left and right flanking.
enum class neighbor : std::uint8_t { space, punctuation, other };

[[nodiscard]] neighbor classify(char32_t c) {
  if (c == 0 || c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
      c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000) {
    return neighbor::space;
  }
  if (c < 0x80) return is_ascii_punctuation(static_cast<char>(c)) ? neighbor::punctuation : neighbor::other;
  const bool punctuation = c == 0xA1 || c == 0xA7 || c == 0xAB || c == 0xB6 || c == 0xB7 || c == 0xBB ||
                           c == 0xBF || (c >= 0x2010 && c <= 0x205E) || (c >= 0x3001 && c <= 0x3003) ||
                           (c >= 0x3008 && c <= 0x3011);
  return punctuation ? neighbor::punctuation : neighbor::other;
}

/// The character that begins at `at`; bytes that are not UTF-8 count as letters.
[[nodiscard]] char32_t decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<char32_t>(static_cast<unsigned char>(text[i])) : char32_t{0};
  };
  const char32_t first = byte(at);
  if (first < 0x80) return first;
  if (first < 0xE0) return (first & 0x1FU) << 6U | (byte(at + 1) & 0x3FU);
  return (first & 0x0FU) << 12U | (byte(at + 1) & 0x3FU) << 6U | (byte(at + 2) & 0x3FU);
}

class inline_reader {
 public:
  inline_reader(std::string_view source, const std::vector<source_range>& lines, surroundings around,
                document& out)
      : source_(source), lines_(lines), around_(around), out_(out) {}

  std::vector<span> read() {
    find_backticks();
    while (line_ < lines_.size()) {
      pos_ = std::max(pos_, lines_[line_].begin);
      text_from_ = pos_;
      while (pos_ < lines_[line_].end) step();
      end_line();
    }
    settle_emphasis(0);
    return sweep();
  }

 private:
  enum class kind : std::uint8_t {
    text,
    code,
    soft_break,
    hard_break,
    marker,
    code_marker,
    run,
    link_open,
    link_close
  };
  struct node {
    kind what{};
    source_range range;
    std::int32_t link = -1;  ///< of text that is a link by itself, and of link_open
    std::size_t run = 0;     ///< of a run: its place in runs_
  };
  /// A run of "*" or "_": pieces that close something at its left, pieces that open at its right.
  struct run_pieces {
    std::vector<std::uint8_t> closing;
    std::vector<std::uint8_t> opening;  ///< the rightmost first
  };
  /// An entry of CommonMark's delimiter stack.
  struct delimiter {
    std::size_t run = 0;
    char mark = 0;
    std::size_t left = 0;  ///< characters not used yet
    std::size_t length = 0;
    bool can_open = false;
    bool can_close = false;
    std::size_t previous = 0;  ///< 1 + place in delimiters_, 0 for none
    std::size_t next = 0;
  };
  struct bracket {
    std::size_t node = 0;
    std::size_t delimiters = 0;  ///< how many there were before it
  };

  [[nodiscard]] std::size_t line_end() const { return lines_[line_].end; }

  void add(kind what, std::size_t begin, std::size_t end, std::int32_t link = -1) {
    if (begin < end) nodes_.push_back({what, {begin, end}, link, 0});
  }
  void flush_text(std::size_t end) { add(kind::text, text_from_, end); }
  /// Goes on after `end`, with what was before it dealt with.
  void resume(std::size_t end) { pos_ = text_from_ = end; }

  void find_backticks() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      std::size_t at = lines_[i].begin;
      while (at < lines_[i].end) {
        if (source_[at] != '`') {
          ++at;
          continue;
        }
        const std::size_t begin = at;
        while (at < lines_[i].end && source_[at] == '`') ++at;
        backticks_[at - begin].push_back({begin, i});
      }
    }
  }

  void step() {
    switch (source_[pos_]) {
      case '\\':
        return read_escape();
      case '`':
        return read_code();
      case '*':
      case '_':
        return read_run();
      case '[':
        flush_text(pos_);
        brackets_.push_back({nodes_.size(), delimiters_.size()});
        add(kind::text, pos_, pos_ + 1);
        return resume(pos_ + 1);
      case ']':
        return read_closing_bracket();
      case '<':
        return read_angle_link();
      case 'h':
        return read_bare_link();
      default:
        ++pos_;
    }
  }

  void read_escape() {
    if (pos_ + 1 < line_end() && is_ascii_punctuation(source_[pos_ + 1])) {
      flush_text(pos_);
      add(kind::marker, pos_, pos_ + 1);
      text_from_ = pos_ + 1;
      pos_ += 2;
    } else {
      ++pos_;  // a break at the end of a line is seen by end_line()
    }
  }

  void read_code() {
    const std::size_t begin = pos_;
    std::size_t open_end = begin;
    while (open_end < line_end() && source_[open_end] == '`') ++open_end;
    const std::size_t length = open_end - begin;
    const auto same = backticks_.find(length);
    if (same == backticks_.end()) {
      pos_ = open_end;
      return;
    }
    const auto& places = same->second;
    const auto closing = std::lower_bound(places.begin(), places.end(), open_end,
                                          [](const auto& place, std::size_t at) { return place.first < at; });
    if (closing == places.end()) {
      pos_ = open_end;
      return;
    }
    flush_text(begin);
    add_code(begin, open_end, closing->first, closing->second);
    resume(closing->first + length);
  }

  /// One space at both sides belongs to the marks, so that code can begin and end with a backtick.
  void add_code(std::size_t begin, std::size_t open_end, std::size_t close_begin, std::size_t close_line) {
    const std::size_t length = open_end - begin;
    std::size_t from = open_end;
    std::size_t to = close_begin;
    const bool padded = to > from + 1 && source_[from] == ' ' && source_[to - 1] == ' ';
    if (padded && source_.substr(from, to - from).find_first_not_of(" \r\n") != std::string_view::npos) {
      ++from;
      --to;
    }
    add(kind::code_marker, begin, from);
    std::size_t at = from;
    for (; line_ < close_line; ++line_) {
      add(kind::code, at, lines_[line_].end);
      add(kind::soft_break, std::max(at, lines_[line_].end), lines_[line_ + 1].begin);
      at = lines_[line_ + 1].begin;
    }
    add(kind::code, at, to);
    add(kind::code_marker, std::max(at, to), close_begin + length);
  }

  void read_run() {
    const char mark = source_[pos_];
    const std::size_t begin = pos_;
    std::size_t end = begin;
    while (end < line_end() && source_[end] == mark) ++end;
    flush_text(begin);
    const neighbor before = before_run(begin);
    const neighbor after = end < line_end() ? classify(decode(source_, end)) : neighbor::space;
    const bool left =
        after != neighbor::space && (after != neighbor::punctuation || before != neighbor::other);
    const bool right =
        before != neighbor::space && (before != neighbor::punctuation || after != neighbor::other);
    delimiter d;
    d.run = runs_.size();
    d.mark = mark;
    d.left = d.length = end - begin;
    d.can_open = left && (mark == '*' || !right || before == neighbor::punctuation);
    d.can_close = right && (mark == '*' || !left || after == neighbor::punctuation);
    delimiters_.push_back(d);
    runs_.emplace_back();
    nodes_.push_back({kind::run, {begin, end}, -1, d.run});
    resume(end);
  }

  [[nodiscard]] neighbor before_run(std::size_t begin) const {
    std::size_t at = begin;
    if (at <= lines_[line_].begin) return neighbor::space;
    do {
      --at;
    } while (at > lines_[line_].begin && (static_cast<unsigned char>(source_[at]) & 0xC0U) == 0x80U);
    return classify(decode(source_, at));
  }

  void read_closing_bracket() {
    const std::size_t at = pos_;
    ++pos_;
    if (brackets_.empty()) return;
    const bracket open = brackets_.back();
    brackets_.pop_back();
    source_range target;
    const std::size_t end = read_link_tail(source_, at + 1, line_end(), target);
    if (end == 0) return;
    const source_range whole{nodes_[open.node].range.begin, end};
    if (!allowed_target(target.of(source_))) {
      out_.warnings.push_back({warning_kind::refused_target, whole});
      return;
    }
    flush_text(at);
    nodes_[open.node].what = kind::link_open;
    nodes_[open.node].link = add_link(target);
    settle_emphasis(open.delimiters);
    add(kind::link_close, at, end);
    brackets_.clear();  // a link is in no other
    resume(end);
  }

  std::int32_t add_link(source_range target) {
    out_.links.push_back(target);
    return static_cast<std::int32_t>(out_.links.size() - 1);
  }

  void read_angle_link() {
    const std::string_view rest = source_.substr(pos_ + 1, line_end() - pos_ - 1);
    std::size_t end = pos_ + 1;
    if (starts_with(rest, "http://") || starts_with(rest, "https://") || starts_with(rest, "mailto:")) {
      const std::size_t limit = std::min(line_end(), end + max_target);
      while (end < limit && source_[end] != '>' && source_[end] != '<' && !is_space(source_[end])) ++end;
      const source_range target{pos_ + 1, end};
      if (end < limit && source_[end] == '>' && allowed_target(target.of(source_))) {
        flush_text(pos_);
        add(kind::marker, pos_, pos_ + 1);
        add(kind::text, target.begin, target.end, add_link(target));
        add(kind::marker, end, end + 1);
        return resume(end + 1);
      }
    }
    ++pos_;
  }

  /// "https://…" in the text is a link as far as GFM's extension says: without the punctuation that ends a
  /// sentence and without a parenthesis that was opened before it.
  void read_bare_link() {
    const std::string_view rest = source_.substr(pos_, line_end() - pos_);
    const bool inside = pos_ > lines_[line_].begin && is_alphanumeric(source_[pos_ - 1]);
    if (inside || (!starts_with(rest, "http://") && !starts_with(rest, "https://"))) {
      ++pos_;
      return;
    }
    const std::size_t end = bare_link_end(source_, pos_, line_end());
    const source_range target{pos_, end};
    if (target.size() > max_target || !allowed_target(target.of(source_))) {
      resume_text(end);
      return;
    }
    flush_text(pos_);
    add(kind::text, pos_, end, add_link(target));
    resume(end);
  }
  void resume_text(std::size_t end) { pos_ = std::max(end, pos_ + 1); }

  void end_line() {
    const std::size_t end = lines_[line_].end;
    const bool last = line_ + 1 == lines_.size();
    std::size_t shown = std::max(end, text_from_);
    while (shown > text_from_ && is_space(source_[shown - 1])) --shown;
    bool hard = !last && end - std::min(shown, end) >= 2;
    if (!last && shown == end && shown > text_from_ && source_[shown - 1] == '\\' && !escaped(shown - 1)) {
      hard = true;
      --shown;
    }
    flush_text(shown);
    if (!last) add(hard ? kind::hard_break : kind::soft_break, shown, lines_[line_ + 1].begin);
    ++line_;
  }
  /// Whether the character at `at` is text by an escape before it (its text begins with it then).
  [[nodiscard]] bool escaped(std::size_t at) const {
    return at == text_from_ && !nodes_.empty() && nodes_.back().what == kind::marker &&
           nodes_.back().range.end == at && source_[nodes_.back().range.begin] == '\\';
  }

  // CommonMark's "process emphasis" over the delimiters from `bottom` on, which it then forgets.
  void settle_emphasis(std::size_t bottom) {
    for (std::size_t i = bottom; i < delimiters_.size(); ++i) {
      delimiters_[i].previous = i == bottom ? 0 : i;
      delimiters_[i].next = i + 1 == delimiters_.size() ? 0 : i + 2;
    }
    std::array<std::size_t, 12> lowest{};  // by kind of closer: nothing before it opens one
    std::size_t closer = bottom < delimiters_.size() ? bottom + 1 : 0;
    while (closer != 0) {
      delimiter& c = delimiters_[closer - 1];
      if (!c.can_close) {
        closer = c.next;
        continue;
      }
      std::size_t& low = lowest[(c.mark == '*' ? 0U : 6U) + (c.can_open ? 3U : 0U) + c.length % 3];
      std::size_t opener = c.previous;
      while (opener > low && !matches(delimiters_[opener - 1], c)) opener = delimiters_[opener - 1].previous;
      if (opener > low) {
        closer = join(opener, closer);
      } else {
        low = c.previous;
        const std::size_t next = c.next;
        if (!c.can_open) unlink(closer);
        closer = next;
      }
    }
    delimiters_.resize(bottom);
  }

  [[nodiscard]] static bool matches(const delimiter& open, const delimiter& close) {
    if (open.mark != close.mark || !open.can_open) return false;
    const bool odd = (open.can_close || close.can_open) && (open.length + close.length) % 3 == 0 &&
                     (open.length % 3 != 0 || close.length % 3 != 0);
    return !odd;
  }

  /// Uses one or two characters of both; returns the closer to go on with.
  std::size_t join(std::size_t opener, std::size_t closer) {
    delimiter& open = delimiters_[opener - 1];
    delimiter& close = delimiters_[closer - 1];
    const std::uint8_t used = open.left >= 2 && close.left >= 2 ? 2 : 1;
    runs_[open.run].opening.push_back(used);
    runs_[close.run].closing.push_back(used);
    open.next = closer;  // what stood between them is text
    close.previous = opener;
    open.left -= used;
    close.left -= used;
    if (open.left == 0) unlink(opener);
    if (close.left != 0) return closer;
    const std::size_t next = close.next;
    unlink(closer);
    return next;
  }

  void unlink(std::size_t which) {
    const delimiter& d = delimiters_[which - 1];
    if (d.previous != 0) delimiters_[d.previous - 1].next = d.next;
    if (d.next != 0) delimiters_[d.next - 1].previous = d.previous;
  }

  // The last pass: nodes in order, with the styles and links that they stand in.
  std::vector<span> sweep() {
    for (const node& n : nodes_) {
      switch (n.what) {
        case kind::text:
          emit(span_kind::text, n.range, style_none, link_ >= 0 ? link_ : n.link);
          break;
        case kind::code:
          emit(span_kind::text, n.range, style_code, link_);
          break;
        case kind::soft_break:
          emit(span_kind::soft_break, n.range, style_none, link_);
          break;
        case kind::hard_break:
          emit(span_kind::hard_break, n.range, style_none, link_);
          break;
        case kind::marker:
          color(n.range, style_none, link_);
          break;
        case kind::code_marker:
          color(n.range, style_code, link_);
          break;
        case kind::run:
          emit_run(n);
          break;
        case kind::link_open:
          link_ = n.link;
          color(n.range, style_none, link_);
          break;
        case kind::link_close:
          color(n.range, style_none, link_);
          link_ = -1;
          break;
      }
    }
    return std::move(spans_);
  }

  void emit_run(const node& n) {
    const run_pieces& pieces = runs_[n.run];
    std::size_t at = n.range.begin;
    std::size_t text_end = n.range.end;
    for (const std::uint8_t length : pieces.opening) text_end -= length;
    for (const std::uint8_t length : pieces.closing) {
      color({at, at + length}, style_none, link_);
      at += length;
      --(length == 2 ? strong_ : emphasis_);
    }
    if (at < text_end) emit(span_kind::text, {at, text_end}, style_none, link_);
    at = text_end;
    for (auto length = pieces.opening.rbegin(); length != pieces.opening.rend(); ++length) {
      ++(*length == 2 ? strong_ : emphasis_);
      color({at, at + *length}, style_none, link_);
      at += *length;
    }
  }

  void emit(span_kind what, source_range range, std::uint8_t styles, std::int32_t link) {
    if (strong_ > 0) styles |= style_strong;
    if (emphasis_ > 0) styles |= style_emphasis;
    if (what == span_kind::text) color(range, styles, link);
    if (what == span_kind::text && !spans_.empty()) {
      span& last = spans_.back();
      if (last.kind == what && last.styles == styles && last.link == link && last.range.end == range.begin) {
        last.range.end = range.end;
        return;
      }
    }
    spans_.push_back({what, styles, link, range});
  }

  void color(source_range range, std::uint8_t styles, std::int32_t link) {
    if ((styles & style_code) != 0)
      out_.tokens.push_back({token_kind::code, range});
    else if (link >= 0)
      out_.tokens.push_back({token_kind::link, range});
    else if (strong_ > 0)
      out_.tokens.push_back({token_kind::strong, range});
    else if (emphasis_ > 0)
      out_.tokens.push_back({token_kind::emphasis, range});
    else if (around_ == surroundings::heading)
      out_.tokens.push_back({token_kind::heading, range});
    else if (around_ == surroundings::quote)
      out_.tokens.push_back({token_kind::quote, range});
  }

  std::string_view source_;
  const std::vector<source_range>& lines_;
  surroundings around_;
  document& out_;
  std::size_t line_ = 0;
  std::size_t pos_ = 0;
  std::size_t text_from_ = 0;
  std::map<std::size_t, std::vector<std::pair<std::size_t, std::size_t>>>
      backticks_;  ///< by length: place, line
  std::vector<node> nodes_;
  std::vector<run_pieces> runs_;
  std::vector<delimiter> delimiters_;
  std::vector<bracket> brackets_;
  std::vector<span> spans_;
  std::int32_t link_ = -1;
  int strong_ = 0;
  int emphasis_ = 0;
};

}  // namespace

std::vector<span> parse_inline(std::string_view source, const std::vector<source_range>& lines,
                               surroundings around, document& out) {
  return inline_reader(source, lines, around, out).read();
}

}  // namespace dossier::text::markdown
