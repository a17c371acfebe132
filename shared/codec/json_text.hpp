#pragma once
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/core/result.hpp"

namespace dossier::codec {

/// Nesting that a request body may have; deeper ones are refused.
inline constexpr std::size_t json_max_depth = 32;

/// Appends `utf8` as a JSON string, quoted and escaped (RFC 8259, 7).
void append_json_string(std::string& out, std::string_view utf8);

/// Appends a finite number in the shortest decimal form that reads back to the same double.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);

/// Parses a text that must be one JSON object: UTF-8, at most `json_max_depth` deep, no member named twice
/// (which most parsers would silently drop). The problem is a 400 with the position in bytes.
[[nodiscard]] result<boost::json::object> parse_json_object(std::string_view text);

}  // namespace dossier::codec
