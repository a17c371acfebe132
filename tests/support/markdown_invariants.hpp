#pragma once
#include <string>
#include <string_view>

#include "shared/text/markdown.hpp"

namespace dossier::text::markdown {

/// What holds for every document that was read; empty when it does, else what does not. Shared by the unit
/// and the fuzz tests.
inline std::string broken_invariant(const document& read, std::string_view source) {
  const auto inside = [&](source_range r) { return r.begin <= r.end && r.end <= source.size(); };
  std::size_t behind = 0;  // blocks and the spans in them come in the order of the source
  const auto check_spans = [&](const std::vector<span>& spans) -> std::string {
    for (const span& s : spans) {
      if (!inside(s.range) || s.range.empty()) return "a span is a place in the text";
      if (s.range.begin < behind) return "spans ascend";
      behind = s.range.end;
      if (s.link >= 0 && static_cast<std::size_t>(s.link) >= read.links.size()) return "a link is there";
      if (s.kind == span_kind::text && s.range.of(source).find_first_of("\r\n") != std::string_view::npos) {
        return "text stands on one line";
      }
    }
    return {};
  };
  for (const block& b : read.blocks) {
    if (!inside(b.range) || !inside(b.info)) return "a block is a place in the text";
    if (b.within.size() > max_depth) return "depth is bounded";
    if (b.columns.size() > max_columns) return "columns are bounded";
    if (b.kind == block_kind::heading && (b.level < 1 || b.level > 3)) return "a heading has a level";
    if (auto broken = check_spans(b.spans); !broken.empty()) return broken;
    for (const source_range& line : b.lines) {
      if (!inside(line) || line.begin < behind) return "lines of code ascend";
      behind = line.end;
    }
    for (const auto& row : b.rows) {
      if (row.size() > b.columns.size()) return "a row has no more cells than there are columns";
      for (const table_cell& c : row) {
        if (auto broken = check_spans(c); !broken.empty()) return broken;
      }
    }
  }
  for (const source_range& target : read.links) {
    if (!inside(target) || !allowed_target(target.of(source))) return "a link leads where it may";
  }
  std::size_t colored = 0;
  for (const token& t : read.tokens) {
    if (!inside(t.range) || t.range.empty() || t.range.begin < colored) return "tokens ascend";
    colored = t.range.end;
  }
  for (const warning& w : read.warnings) {
    if (!inside(w.range)) return "a warning is a place in the text";
  }
  return {};
}

}  // namespace dossier::text::markdown
