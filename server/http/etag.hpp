#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Entity tags (RFC 9110, 8.8.3 and 13.1). A tag's text is what stands between the quotes.
namespace dossier::http {

/// `"text"`, a strong tag as sent in `ETag`.
[[nodiscard]] std::string strong_etag(std::string_view text);

/// Whether `If-None-Match: field` holds for a representation with the tag `text`: `*` or any listed tag, weak
/// or strong, with that text (weak comparison). True means: answer 304 to a GET. Malformed lists match
/// nothing.
[[nodiscard]] bool if_none_match_holds(std::string_view field, std::string_view text);

/// The strong tags of `If-Match: field`, in order. `any` for `*`. nullopt when it is not a list of tags.
/// Weak tags are left out, since If-Match compares strongly.
struct etag_list {
  bool any = false;
  std::vector<std::string> tags;
};
[[nodiscard]] std::optional<etag_list> parse_if_match(std::string_view field);

}  // namespace dossier::http
