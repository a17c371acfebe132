#include "shared/text/markdown_lines.hpp"

namespace dossier::text::markdown {

std::vector<source_range> split_row(std::string_view source, source_range row,
                                    std::vector<std::size_t>& bars) {
  std::vector<source_range> cells;
  std::size_t begin = row.begin;
  const auto take = [&](std::size_t end) {
    std::size_t from = begin;
    while (from < end && is_blank(source[from])) ++from;
    while (end > from && is_blank(source[end - 1])) --end;
    cells.push_back({from, end});
  };
  for (std::size_t at = row.begin; at < row.end; ++at) {
    if (source[at] == '\\') {
      ++at;
    } else if (source[at] == '|') {
      bars.push_back(at);
      if (at != row.begin) take(at);
      begin = at + 1;
    }
  }
  if (begin < row.end) take(row.end);
  return cells;
}

std::optional<cell_align> read_delimiter(std::string_view cell) {
  const bool left = !cell.empty() && cell.front() == ':';
  if (left) cell.remove_prefix(1);
  const bool right = !cell.empty() && cell.back() == ':';
  if (right) cell.remove_suffix(1);
  if (cell.empty() || cell.find_first_not_of('-') != std::string_view::npos) return {};
  if (right) return left ? cell_align::center : cell_align::right;
  return cell_align::left;
}

}  // namespace dossier::text::markdown
