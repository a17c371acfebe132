#include "client-wasm/src/model/filter_parts.hpp"

#include "client-wasm/src/model/filter_walk.hpp"

namespace dossier::model {

namespace {

struct cut_filter {
  std::vector<filter_part> parts;
  std::vector<std::size_t> ends;  ///< of each part: where the AND behind it begins
  bool joined_by_or = false;
};

/// Cuts a filter, right or not, where an AND stands outside of all parentheses.
cut_filter cut(std::string_view filter) {
  cut_filter made;
  int depth = 0;
  bool begins = true;
  for (const filter_piece& piece : filter_pieces(filter)) {
    const std::string_view text = filter.substr(piece.begin, piece.end - piece.begin);
    if (text == "(") ++depth;
    if (text == ")") --depth;
    made.joined_by_or = made.joined_by_or || (depth == 0 && text == "OR");
    if (depth == 0 && text == "AND") {
      if (!begins) made.ends.back() = piece.begin;
      begins = true;
      continue;
    }
    if (begins) {
      made.parts.push_back({piece.begin, piece.end, std::nullopt});
      made.ends.push_back(filter.size() + 1);
    }
    made.parts.back().end = piece.end;
    begins = false;
  }
  return made;
}

}  // namespace

std::vector<filter_part> filter_parts(const describe::record_type& type, std::string_view filter) {
  const auto whole = query::parse_filter(type, filter);
  if (!whole || whole->empty()) return {};
  auto [parts, ends, joined_by_or] = cut(filter);
  if (joined_by_or) parts = {{parts.front().begin, parts.back().end, std::nullopt}};
  for (filter_part& part : parts) {
    auto alone = query::parse_filter(type, filter.substr(part.begin, part.end - part.begin));
    if (!alone || !alone->root) continue;
    if (auto* one = std::get_if<query::comparison>(&alone->root->what)) part.compared = std::move(*one);
  }
  return parts;
}

std::string rest_of_filter(const describe::record_type& type, std::string_view filter, std::size_t caret) {
  const auto [parts, ends, joined_by_or] = cut(filter);
  std::string rest;
  if (joined_by_or) return rest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (caret >= parts[i].begin && caret < ends[i]) continue;
    if (!rest.empty()) rest += " AND ";
    rest += filter.substr(parts[i].begin, parts[i].end - parts[i].begin);
  }
  return query::parse_filter(type, rest) ? rest : std::string();
}

std::string without_part(std::string_view filter, const std::vector<filter_part>& parts, std::size_t index) {
  std::size_t begin = parts[index].begin;
  std::size_t end = parts[index].end;
  if (index + 1 < parts.size()) {
    end = parts[index + 1].begin;
  } else if (index > 0) {
    begin = parts[index - 1].end;
  } else {
    return {};
  }
  return std::string(filter.substr(0, begin)).append(filter.substr(end));
}

std::string with_part(const describe::record_type& type, std::string_view filter, const filter_part& part,
                      const query::comparison& compared) {
  return std::string(filter.substr(0, part.begin))
      .append(to_text(type, compared))
      .append(filter.substr(part.end));
}

std::string with_comparison(const describe::record_type& type, std::string_view filter,
                            const query::comparison& compared) {
  const auto parsed = query::parse_filter(type, filter);
  std::string text(filter);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (parsed && parsed->root && std::holds_alternative<query::disjunction>(parsed->root->what)) {
    text = "(" + text + ")";
  }
  if (parsed && parsed->empty()) text.clear();
  if (!text.empty()) text += " AND ";
  return text + to_text(type, compared);
}

std::string to_text(const describe::record_type& type, const query::comparison& compared) {
  return query::to_string(query::filter{&type, query::node{compared}});
}

}  // namespace dossier::model
