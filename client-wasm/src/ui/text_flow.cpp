#include "client-wasm/src/ui/text_flow.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "client-wasm/src/ui/fonts.hpp"

namespace dossier::ui {
namespace {

constexpr std::string_view ellipsis = " \xE2\x80\xA6";
constexpr float letters_box = 1.21F;  ///< ascent and descent of the faces, by their size
constexpr float mark_side = 1;
constexpr float selection_alpha = 0.35F;
constexpr float code_side = 2;
constexpr float dot = 2;        ///< of the dotted underline, and the gap after it
constexpr float slack = 0.01F;  ///< sums of widths are not exact

std::string_view cut_of(const std::string& text, std::size_t begin, std::size_t end) {
  return std::string_view(text).substr(begin, end - begin);
}

bool overlaps(const text_range& a, std::size_t begin, std::size_t end) {
  return a.begin < end && a.end > begin;
}

std::size_t next_character(const std::string& text, std::size_t at) {
  const char* here = text.data() + at;
  static_cast<void>(next_code(here, text.data() + text.size()));
  return static_cast<std::size_t>(here - text.data());
}

}  // namespace

/// Fills lines with one word after the other.
struct text_flow::breaker {
  text_flow& flow;
  const painter& p;
  float width;
  float x = 0;
  std::uint32_t run = 0;  ///< of the text reached so far

  void begin_line(std::size_t at) {
    const auto piece = static_cast<std::uint32_t>(flow.pieces_.size());
    flow.lines_.push_back({static_cast<float>(flow.lines_.size()) * flow.line_height_, at, at, piece, piece});
    x = 0;
  }
  void end_line(std::size_t at) {
    flow.lines_.back().end = at;
    flow.lines_.back().end_piece = static_cast<std::uint32_t>(flow.pieces_.size());
  }
  std::uint32_t run_at(std::size_t at) {
    while (run + 1 < flow.runs.size() && flow.runs[run].end <= at) ++run;
    return run;
  }
  float measure(std::size_t begin, std::size_t end) {
    float w = 0;
    const std::uint32_t before = run;
    for (std::size_t at = begin; at < end;) {
      const flow_run& of = flow.runs[run_at(at)];
      const std::size_t stop = std::min(end, of.end);
      w += p.width(of.type, cut_of(flow.text, at, stop));
      at = stop;
    }
    run = before;
    return w;
  }
  /// Puts [begin, end) at the end of the line.
  void put(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end;) {
      const std::uint32_t index = run_at(at);
      const flow_run& of = flow.runs[index];
      const std::size_t stop = std::min(end, of.end);
      const float w = p.width(of.type, cut_of(flow.text, at, stop));
      const bool first = flow.pieces_.size() == flow.lines_.back().first_piece;
      if (!first && flow.pieces_.back().run == index && flow.pieces_.back().end == at) {
        flow.pieces_.back().end = stop;
        flow.pieces_.back().width += w;
      } else {
        flow.pieces_.push_back({at, stop, index, x, w});
      }
      x += w;
      at = stop;
    }
  }
  /// A word that no line can hold is cut between characters.
  void put_long(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end;) {
      const std::size_t next = next_character(flow.text, at);
      if (x > 0 && x + measure(at, next) > width + slack) {
        end_line(at);
        begin_line(at);
      }
      put(at, next);
      at = next;
    }
  }
  void word(std::size_t begin, std::size_t end, std::size_t spaces_end) {
    const float w = measure(begin, end);
    if (x > 0 && x + w > width + slack) {
      end_line(begin);
      begin_line(begin);
    }
    if (w > width + slack) {
      put_long(begin, end);
    } else {
      put(begin, end);
    }
    put(end, spaces_end);
  }
};

void text_flow::lay_out(const painter& p, float width, float line_height, int max_lines) {
  pieces_.clear();
  lines_.clear();
  line_height_ = line_height;
  cut_ = false;
  if (text.empty() || runs.empty()) return;
  breaker b{*this, p, width};
  b.begin_line(0);
  std::size_t at = 0;
  while (at < text.size()) {
    if (max_lines > 0 && lines_.size() > static_cast<std::size_t>(max_lines)) break;
    if (text[at] == '\n') {
      b.end_line(at + 1);
      b.begin_line(++at);
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    std::size_t spaces = end;
    while (spaces < text.size() && text[spaces] == ' ') ++spaces;
    b.word(at, end, spaces);
    at = spaces;
  }
  b.end_line(at);
  if (max_lines > 0 && lines_.size() > static_cast<std::size_t>(max_lines)) {
    lines_.resize(static_cast<std::size_t>(max_lines));
    pieces_.resize(lines_.back().end_piece);
    end_with_ellipsis(p, width);
  }
}

void text_flow::end_with_ellipsis(const painter& p, float width) {
  cut_ = true;
  flow_line& line = lines_.back();
  const auto trimmed = [&](flow_piece& piece) {
    piece.width = p.width(runs[piece.run].type, cut_of(text, piece.begin, piece.end));
  };
  while (pieces_.size() > line.first_piece) {
    flow_piece& last = pieces_.back();
    while (last.end > last.begin && text[last.end - 1] == ' ') --last.end;
    trimmed(last);
    const float room = width - p.width(runs[last.run].type, ellipsis);
    while (last.end > last.begin && last.x + last.width > room) {
      // Whole words go: what is left of a cut one reads as another.
      const std::size_t space = cut_of(text, last.begin, last.end).rfind(' ');
      last.end = last.begin + (space == std::string_view::npos ? 0 : space);
      trimmed(last);
    }
    if (last.end > last.begin || pieces_.size() == line.first_piece + 1) break;
    pieces_.pop_back();
  }
  line.end_piece = static_cast<std::uint32_t>(pieces_.size());
  if (!pieces_.empty()) line.end = pieces_.back().end;
}

float text_flow::line_width(const flow_line& line) const {
  if (line.end_piece == line.first_piece) return 0;
  const flow_piece& last = pieces_[line.end_piece - 1];
  return last.x + last.width;
}

float text_flow::x_of(const painter& p, const flow_line& line, std::size_t byte) const {
  for (std::uint32_t i = line.first_piece; i < line.end_piece; ++i) {
    const flow_piece& piece = pieces_[i];
    if (byte <= piece.begin) return piece.x;
    if (byte < piece.end) return piece.x + p.width(runs[piece.run].type, cut_of(text, piece.begin, byte));
  }
  return line_width(line);
}

std::vector<rect> text_flow::places(const painter& p, text_range range) const {
  std::vector<rect> found;
  for (const flow_line& line : lines_) {
    if (!overlaps(range, line.begin, line.end)) continue;
    const float from = x_of(p, line, std::max(range.begin, line.begin));
    const float to = x_of(p, line, std::min(range.end, line.end));
    found.push_back({from, line.y, to - from, line_height_});
  }
  return found;
}

std::size_t text_flow::byte_at(const painter& p, point at) const {
  if (lines_.empty()) return 0;
  const auto last = static_cast<std::ptrdiff_t>(lines_.size()) - 1;
  const auto index =
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(std::floor(at.y / line_height_)), 0, last);
  const flow_line& line = lines_[static_cast<std::size_t>(index)];
  std::size_t nearest = line.begin;
  for (std::uint32_t i = line.first_piece; i < line.end_piece; ++i) {
    const flow_piece& piece = pieces_[i];
    float x = piece.x;
    for (std::size_t byte = piece.begin; byte < piece.end;) {
      const std::size_t next = next_character(text, byte);
      const float w = p.width(runs[piece.run].type, cut_of(text, byte, next));
      if (at.x < x + w / 2) return byte;
      x += w;
      nearest = byte = next;
    }
  }
  // Behind the last character of a line is before the line's end, not on the next line.
  return nearest == line.end && nearest > line.begin && text[nearest - 1] == '\n' ? nearest - 1 : nearest;
}

const flow_piece* text_flow::piece_at(point at) const {
  for (const flow_line& line : lines_) {
    if (at.y < line.y || at.y >= line.y + line_height_) continue;
    for (std::uint32_t i = line.first_piece; i < line.end_piece; ++i) {
      const flow_piece& piece = pieces_[i];
      if (at.x >= piece.x && at.x < piece.x + piece.width) return &piece;
    }
  }
  return nullptr;
}

void draw_mark(painter& p, const theme& t, rect letters, face f, bool current) {
  const float h = std::ceil(metrics(f).size * letters_box);
  const float y = letters.y + std::floor((letters.h - h) / 2);
  const rect at{letters.x - mark_side, y, letters.w + 2 * mark_side, h};
  p.fill_round(at, t.colors.mark, radius::bar);
  if (current) p.outline(at.inset(-1), t.colors.focus, radius::bar);
}

void text_flow::draw_piece(painter& p, const theme& t, point origin, float y, const flow_piece& piece,
                           const flow_ink& ink) const {
  const flow_run& run = runs[piece.run];
  const palette& k = t.colors;
  const float x = origin.x + piece.x;
  // The line box of the piece's own face, centered on the line: all faces then share a baseline.
  const float text_y = y + (line_height_ - metrics(run.type).line) / 2;
  if (run.code) {
    const float h = metrics(run.type).line - 2;
    p.fill_round({x - code_side, y + (line_height_ - h) / 2, piece.width + 2 * code_side, h}, k.press,
                 radius::bar);
  }
  const color plain = run.link >= 0 ? k.link : ink.text;
  float pen = x;
  const auto put = [&](std::size_t begin, std::size_t end, color c) {
    if (begin >= end) return;
    p.text(run.type, pen, text_y, c, cut_of(text, begin, end));
    pen += p.width(run.type, cut_of(text, begin, end));
  };
  std::size_t at = piece.begin;
  if (ink.hits != nullptr) {
    for (const text_range& hit : *ink.hits) {
      if (!overlaps(hit, at, piece.end)) continue;
      put(at, std::max(at, hit.begin), plain);
      const std::size_t from = std::max(at, hit.begin);
      const std::size_t to = std::min(piece.end, hit.end);
      const auto index = static_cast<std::size_t>(&hit - ink.hits->data());
      const float w = p.width(run.type, cut_of(text, from, to));
      draw_mark(p, t, {pen, y, w, line_height_}, run.type, index == ink.current_hit);
      put(from, to, k.mark_text);
      at = to;
    }
  }
  put(at, piece.end, plain);
  const float base = y + std::floor(line_height_ / 2 + metrics(run.type).size * 0.3635F) + 2;
  if (run.link >= 0) p.hline(x, base, piece.width, with_alpha(k.link, 0.5F));
  if (run.emphasis) {
    for (float d = 0; d + dot <= piece.width; d += 2 * dot) p.fill({x + d, base, dot, 1}, k.text3);
  }
}

void text_flow::draw(painter& p, const theme& t, point origin, const flow_ink& ink) const {
  for (const flow_line& line : lines_) {
    const float y = origin.y + line.y;
    const rect whole{origin.x, y, line_width(line) + 1, line_height_};
    if (!p.visible(whole.inset(-4, 0))) continue;
    if (ink.selection.end > ink.selection.begin && overlaps(ink.selection, line.begin, line.end)) {
      const float from = x_of(p, line, std::max(ink.selection.begin, line.begin));
      // A selected line end shows as a little more.
      const float more = ink.selection.end >= line.end && &line != &lines_.back() ? 4 : 0;
      const float to = x_of(p, line, std::min(ink.selection.end, line.end)) + more;
      p.fill({origin.x + from, y, to - from, line_height_}, with_alpha(t.colors.focus, selection_alpha));
    }
    for (std::uint32_t i = line.first_piece; i < line.end_piece; ++i) {
      draw_piece(p, t, origin, y, pieces_[i], ink);
    }
    if (cut_ && &line == &lines_.back() && line.end_piece > line.first_piece) {
      const face f = runs[pieces_[line.end_piece - 1].run].type;
      p.text(f, origin.x + line_width(line), y + (line_height_ - metrics(f).line) / 2, ink.text, ellipsis);
    }
  }
}

}  // namespace dossier::ui
