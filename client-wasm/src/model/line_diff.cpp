#include "client-wasm/src/model/line_diff.hpp"

#include <algorithm>

namespace dossier::model {
namespace {

using lines = std::vector<std::string_view>;

/// The furthest places reached with a number of edits, by diagonal.
class edit_graph {
 public:
  edit_graph(const lines& first, const lines& second, std::size_t begin, std::size_t first_end,
             std::size_t second_end)
      : a_(first), b_(second), begin_(begin), n_(first_end - begin), m_(second_end - begin) {}

  /// Matches of single lines, ascending; none when the texts are too far apart.
  std::vector<line_match> solve() {
    const auto n = static_cast<std::ptrdiff_t>(n_);
    const auto m = static_cast<std::ptrdiff_t>(m_);
    const auto most = static_cast<std::ptrdiff_t>(std::min(n_ + m_, max_line_edits));
    std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
    const auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t& {
      return reach[static_cast<std::size_t>(diagonal + most + 1)];
    };
    for (std::ptrdiff_t edits = 0; edits <= most; ++edits) {
      trace_.emplace_back(reach.begin() + (most + 1 - edits), reach.begin() + (most + 2 + edits));
      for (std::ptrdiff_t k = -edits; k <= edits; k += 2) {
        const bool down = k == -edits || (k != edits && at(k - 1) < at(k + 1));
        std::ptrdiff_t x = down ? at(k + 1) : at(k - 1) + 1;
        while (x < n && x - k < m && same(x, x - k)) ++x;
        at(k) = x;
        if (x >= n && x - k >= m) return walk_back(edits);
      }
    }
    return {};
  }

 private:
  [[nodiscard]] bool same(std::ptrdiff_t x, std::ptrdiff_t y) const {
    return a_[begin_ + static_cast<std::size_t>(x)] == b_[begin_ + static_cast<std::size_t>(y)];
  }

  std::vector<line_match> walk_back(std::ptrdiff_t edits) {
    std::vector<line_match> found;
    auto x = static_cast<std::ptrdiff_t>(n_);
    auto y = static_cast<std::ptrdiff_t>(m_);
    for (; edits >= 0; --edits) {
      const std::vector<std::ptrdiff_t>& before = trace_[static_cast<std::size_t>(edits)];
      // What `reach` held for diagonals -edits to edits before this round.
      const auto at = [&](std::ptrdiff_t k) { return before[static_cast<std::size_t>(k + edits)]; };
      const std::ptrdiff_t k = x - y;
      const bool down = k == -edits || (k != edits && at(k - 1) < at(k + 1));
      const std::ptrdiff_t from_x = edits == 0 ? 0 : down ? at(k + 1) : at(k - 1) + 1;
      while (x > from_x && x > 0 && y > 0) {
        --x, --y;
        found.push_back({begin_ + static_cast<std::size_t>(x), begin_ + static_cast<std::size_t>(y), 1});
      }
      if (edits == 0) break;
      if (down)
        --y;
      else
        --x;
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

  const lines& a_;
  const lines& b_;
  std::size_t begin_;
  std::size_t n_;
  std::size_t m_;
  std::vector<std::vector<std::ptrdiff_t>> trace_;
};

void append(std::vector<line_match>& out, const line_match& next) {
  if (next.count == 0) return;
  if (!out.empty() && out.back().first + out.back().count == next.first &&
      out.back().second + out.back().count == next.second) {
    out.back().count += next.count;
  } else {
    out.push_back(next);
  }
}

/// For every line of the base the line of the other that it became, or none.
std::vector<std::size_t> map_lines(const lines& base, const lines& other) {
  constexpr auto gone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> to(base.size(), gone);
  for (const line_match& m : match_lines(base, other)) {
    for (std::size_t i = 0; i < m.count; ++i) to[m.first + i] = m.second + i;
  }
  return to;
}

bool equal(const lines& a, line_range in_a, const lines& b, line_range in_b) {
  return in_a.size() == in_b.size() && std::equal(a.begin() + static_cast<std::ptrdiff_t>(in_a.begin),
                                                  a.begin() + static_cast<std::ptrdiff_t>(in_a.end),
                                                  b.begin() + static_cast<std::ptrdiff_t>(in_b.begin));
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  lines out;
  for (;;) {
    const std::size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::vector<line_match> match_lines(const lines& first, const lines& second) {
  std::size_t begin = 0;
  const std::size_t shorter = std::min(first.size(), second.size());
  while (begin < shorter && first[begin] == second[begin]) ++begin;
  std::size_t tail = 0;
  while (tail < shorter - begin && first[first.size() - 1 - tail] == second[second.size() - 1 - tail]) ++tail;
  std::vector<line_match> out;
  append(out, {0, 0, begin});
  for (const line_match& m :
       edit_graph(first, second, begin, first.size() - tail, second.size() - tail).solve()) {
    append(out, m);
  }
  append(out, {first.size() - tail, second.size() - tail, tail});
  return out;
}

text_merge merge_texts(std::string_view base, std::string_view yours, std::string_view theirs) {
  text_merge out{split_lines(base), split_lines(yours), split_lines(theirs), {}};
  const std::vector<std::size_t> to_yours = map_lines(out.base, out.yours);
  const std::vector<std::size_t> to_theirs = map_lines(out.base, out.theirs);
  constexpr auto gone = static_cast<std::size_t>(-1);
  std::size_t b = 0;
  std::size_t y = 0;
  std::size_t t = 0;
  while (b < out.base.size() || y < out.yours.size() || t < out.theirs.size()) {
    merge_chunk next{merge_kind::same, {b, b}, {y, y}, {t, t}};
    while (b < out.base.size() && to_yours[b] == y && to_theirs[b] == t) ++b, ++y, ++t;
    if (b == next.base.begin) {
      // Up to the next line that both kept.
      while (b < out.base.size() && (to_yours[b] == gone || to_theirs[b] == gone)) ++b;
      y = b < out.base.size() ? to_yours[b] : out.yours.size();
      t = b < out.base.size() ? to_theirs[b] : out.theirs.size();
    }
    next.base.end = b;
    next.yours.end = y;
    next.theirs.end = t;
    const bool mine = !equal(out.base, next.base, out.yours, next.yours);
    const bool other = !equal(out.base, next.base, out.theirs, next.theirs);
    if (mine && other && !equal(out.yours, next.yours, out.theirs, next.theirs))
      next.kind = merge_kind::conflict;
    else if (mine && !other)
      next.kind = merge_kind::yours;
    else if (other && !mine)
      next.kind = merge_kind::theirs;
    out.chunks.push_back(next);
  }
  return out;
}

std::size_t text_merge::conflicts() const {
  return static_cast<std::size_t>(std::count_if(
      chunks.begin(), chunks.end(), [](const merge_chunk& c) { return c.kind == merge_kind::conflict; }));
}

std::string text_merge::both() const {
  std::string text;
  bool first = true;
  const auto add = [&](const lines& from, line_range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (!first) text += '\n';
      first = false;
      text += from[i];
    }
  };
  for (const merge_chunk& chunk : chunks) {
    if (chunk.kind == merge_kind::theirs || chunk.kind == merge_kind::conflict) add(theirs, chunk.theirs);
    if (chunk.kind != merge_kind::theirs) add(yours, chunk.yours);
  }
  return text;
}

}  // namespace dossier::model
