#include "server/http/etag.hpp"

namespace dossier::http {

namespace {

struct parsed_tag {
  bool weak = false;
  std::string_view text;
};

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

/// Takes `W/"x"` or `"x"` off the front of `rest`.
std::optional<parsed_tag> take_tag(std::string_view& rest) {
  parsed_tag tag;
  if (rest.starts_with("W/")) {
    tag.weak = true;
    rest.remove_prefix(2);
  }
  if (rest.empty() || rest.front() != '"') return std::nullopt;
  const std::size_t end = rest.find('"', 1);
  if (end == std::string_view::npos) return std::nullopt;
  tag.text = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return tag;
}

/// Calls `use` for every tag of a list; false when it is not a list of tags.
template <class Use>
bool each_tag(std::string_view rest, Use use) {
  bool some = false;
  for (;;) {
    skip_blanks(rest);
    if (!rest.empty() && rest.front() == ',') {  // empty members are allowed (RFC 9110, 5.6.1)
      rest.remove_prefix(1);
      continue;
    }
    if (rest.empty()) return some;
    const auto tag = take_tag(rest);
    if (!tag) return false;
    some = true;
    use(*tag);
    skip_blanks(rest);
    if (!rest.empty() && rest.front() != ',') return false;
  }
}

bool is_star(std::string_view field) {
  skip_blanks(field);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\t')) field.remove_suffix(1);
  return field == "*";
}

}  // namespace

std::string strong_etag(std::string_view text) {
  std::string made;
  made.reserve(text.size() + 2);
  made += '"';
  made += text;
  made += '"';
  return made;
}

bool if_none_match_holds(std::string_view field, std::string_view text) {
  if (is_star(field)) return true;
  bool matches = false;
  const bool well_formed = each_tag(field, [&](const parsed_tag& tag) { matches |= tag.text == text; });
  return well_formed && matches;
}

std::optional<etag_list> parse_if_match(std::string_view field) {
  etag_list list;
  if (is_star(field)) {
    list.any = true;
    return list;
  }
  const bool well_formed = each_tag(field, [&](const parsed_tag& tag) {
    if (!tag.weak) list.tags.emplace_back(tag.text);
  });
  if (!well_formed) return std::nullopt;
  return list;
}

}  // namespace dossier::http
