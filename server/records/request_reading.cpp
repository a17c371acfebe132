#include "server/records/request_reading.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "server/http/etag.hpp"
#include "server/http/field_text.hpp"
#include "server/records/controller.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/describe/validate.hpp"
#include "shared/text/utf8.hpp"

namespace dossier::records {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// nullopt where a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return std::nullopt;
    decoded += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
    i += 2;
  }
  return decoded;
}

/// The version in a tag of ours; -1, which no record has, for another text.
std::int64_t version_in(std::string_view tag) {
  const std::string_view digits = tag.substr(0, tag.find('-'));
  std::int64_t version = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '-';
  return whole ? version : -1;
}

}  // namespace

result<void> check_parameters(const http::request& from, std::initializer_list<std::string_view> known) {
  for (std::size_t i = 0; i < from.query.size(); ++i) {
    const std::string& name = from.query[i].name;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return problems::malformed("Unknown query parameter `" + name + "`");
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (from.query[j].name == name)
        return problems::malformed("The query parameter `" + name + "` stands twice");
    }
  }
  return {};
}

result<std::int64_t> read_page_size(const http::request& from) {
  const auto text = from.parameter("page_size");
  if (!text) return page_size_default;
  std::int64_t size = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return problems::malformed("`page_size` must be a whole number, 1 or more");
    size = std::min<std::int64_t>(size * 10 + (c - '0'), page_size_max);
  }
  if (size < 1) return problems::malformed("`page_size` must be a whole number, 1 or more");
  return size;
}

result<std::int64_t> read_skip(const http::request& from) {
  const auto text = from.parameter("skip");
  if (!text) return 0;
  const auto refuse = [] {
    return problems::malformed("`skip` must be a whole number, 0 to " + std::to_string(skip_max));
  };
  if (text->empty()) return refuse();
  std::int64_t rows = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return refuse();
    rows = rows * 10 + (c - '0');
    if (rows > skip_max) return refuse();
  }
  return rows;
}

result<bool> read_flag(const http::request& from, std::string_view name) {
  const auto text = from.parameter(name);
  if (!text || *text == "false") return false;
  if (*text == "true") return true;
  return problems::malformed("`" + std::string(name) + "` must be `true` or `false`");
}

result<std::optional<row_fields>> read_fields(const http::request& from, const describe::record_type& type) {
  const auto text = from.parameter("fields");
  if (!text) return std::optional<row_fields>();
  row_fields fields;
  for (std::size_t at = 0; at <= text->size();) {
    const std::size_t end = std::min(text->find(',', at), text->size());
    const std::string_view name = http::trimmed(text->substr(at, end - at));
    const std::size_t name_at = name.empty() ? at : static_cast<std::size_t>(name.data() - text->data());
    const auto refuse = [&](const std::string& why) {
      return problems::malformed("`fields` is not understood: " + why, name_at);
    };
    if (name.empty()) return refuse("a field's name is missing");
    const describe::field* named = type.find(name);
    if (named == nullptr) {
      return refuse("`" + std::string(name) + "` is not a field of " + std::string(type.names.resource));
    }
    if (std::find(fields.begin(), fields.end(), named) != fields.end()) {
      return refuse("`" + std::string(name) + "` stands twice");
    }
    fields.push_back(named);
    at = end + 1;
  }
  return std::optional(std::move(fields));
}

result<uuid> read_id(const http::request& from) {
  const auto id = from.path_parameters.empty() ? std::nullopt : parse_uuid(from.path_parameters.front());
  if (!id) return problems::not_found("There is no record with this id");
  return *id;
}

result<precondition> read_if_match(const http::request& from) {
  const auto field = from.header("if-match");
  if (!field) return precondition{};
  const auto tags = http::parse_if_match(*field);
  if (!tags)
    return problems::malformed("`If-Match` must be `*` or a list of entity tags such as \"3-811c9dc5\"");
  precondition read{true, tags->any, {}};
  for (const std::string& tag : tags->tags) read.versions.push_back(version_in(tag));
  return read;
}

result<std::optional<std::string>> read_change_reason(const http::request& from) {
  const auto field = from.header("change-reason");
  if (!field) return std::optional<std::string>();
  auto reason = percent_decoded(http::trimmed(*field));
  if (!reason)
    return problems::malformed("`Change-Reason` must be percent-encoded: `%` needs two hexadecimal digits");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; };
  if (text::find_unstorable(*reason) || std::any_of(reason->begin(), reason->end(), is_control)) {
    return problems::malformed("`Change-Reason` must be one line of percent-encoded UTF-8");
  }
  if (describe::count_characters(*reason) > change_reason_max) {
    return problems::malformed("`Change-Reason` must have at most " + std::to_string(change_reason_max) +
                               " characters");
  }
  if (reason->empty()) return std::optional<std::string>();
  return reason;
}

result<boost::json::object> read_body(const http::request& from,
                                      std::initializer_list<std::string_view> types) {
  const std::string_view field = from.header("content-type").value_or(std::string_view{});
  const std::string_view type = http::trimmed(field.substr(0, field.find(';')));
  const bool fits = std::any_of(types.begin(), types.end(), [&](std::string_view wanted) {
    return http::same_without_case(type, wanted);
  });
  if (!fits) {
    return problems::unsupported_media_type("The body's `Content-Type` must be " +
                                            std::string(*types.begin()));
  }
  if (from.body.empty()) return problems::malformed("The body is empty", 0);
  return codec::parse_json_object(from.body);
}

}  // namespace dossier::records
