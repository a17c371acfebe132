#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/ui/draw.hpp"

namespace dossier::ui {

using model::text_range;

/// A stretch of a flow's text in one look.
struct flow_run {
  std::size_t begin = 0;
  std::size_t end = 0;
  face type = face::body;
  bool emphasis = false;   ///< dotted underline: the product has no italic
  bool code = false;       ///< on a filled ground
  std::int32_t link = -1;  ///< which one; drawn in link color
};

/// What a run becomes on one line.
struct flow_piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t run = 0;
  float x = 0;
  float width = 0;
};

struct flow_line {
  float y = 0;
  std::size_t begin = 0;  ///< bytes of the text, the line end included
  std::size_t end = 0;
  std::uint32_t first_piece = 0;
  std::uint32_t end_piece = 0;
};

/// How to draw a flow.
struct flow_ink {
  color text = 0;
  const std::vector<text_range>* hits = nullptr;           ///< ascending, marked
  std::size_t current_hit = static_cast<std::size_t>(-1);  ///< index in `hits` of the one with an outline
  text_range selection{};                                  ///< empty for none
};

/// Text of several looks in lines of one width. Laid out once, drawn often. Points and rectangles are in CSS
/// pixels from the flow's top left; runs cover the text without gaps, ascending.
class text_flow {
 public:
  std::string text;
  std::vector<flow_run> runs;

  /// Breaks at spaces, and at '\n'; a word wider than a line anywhere. With `max_lines` > 0 what does not fit
  /// is cut, with an ellipsis.
  void lay_out(const painter& p, float width, float line_height, int max_lines = 0);

  [[nodiscard]] float height() const { return static_cast<float>(lines_.size()) * line_height_; }
  [[nodiscard]] float line_height() const { return line_height_; }
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] const std::vector<flow_line>& lines() const { return lines_; }
  [[nodiscard]] const std::vector<flow_piece>& pieces() const { return pieces_; }
  /// Right end of what is on a line.
  [[nodiscard]] float line_width(const flow_line& line) const;
  /// The part of each line that a range takes.
  [[nodiscard]] std::vector<rect> places(const painter& p, text_range range) const;
  /// The place between two characters nearest to a point.
  [[nodiscard]] std::size_t byte_at(const painter& p, point at) const;
  /// The piece under a point, nullptr for none.
  [[nodiscard]] const flow_piece* piece_at(point at) const;

  void draw(painter& p, const theme& t, point origin, const flow_ink& ink) const;

 private:
  struct breaker;
  void draw_piece(painter& p, const theme& t, point origin, float y, const flow_piece& piece,
                  const flow_ink& ink) const;
  void end_with_ellipsis(const painter& p, float width);
  [[nodiscard]] float x_of(const painter& p, const flow_line& line, std::size_t byte) const;

  std::vector<flow_piece> pieces_;
  std::vector<flow_line> lines_;
  float line_height_ = 20;
  bool cut_ = false;
};

/// The ground of a hit: as high as the letters' box, 1 px wider at both sides.
void draw_mark(painter& p, const theme& t, rect letters, face f, bool current);

}  // namespace dossier::ui
