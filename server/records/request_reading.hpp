#pragma once
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/records/service.hpp"

/// What controllers read out of requests. Every problem names its place.
namespace dossier::records {

/// 400 for a query parameter that is not one of `known`, or that stands twice.
[[nodiscard]] result<void> check_parameters(const http::request& from,
                                            std::initializer_list<std::string_view> known);

/// `page_size`: 1 and more; brought down to page_size_max. Absent: page_size_default. Else 400.
[[nodiscard]] result<std::int64_t> read_page_size(const http::request& from);

/// `skip`: 0 to skip_max. Absent: 0. Else 400.
[[nodiscard]] result<std::int64_t> read_skip(const http::request& from);

/// A parameter that is `true` or `false`. Absent: false. Else 400.
[[nodiscard]] result<bool> read_flag(const http::request& from, std::string_view name);

/// `fields`: names of the record's members, each once, separated by commas. Absent: nullopt. 400 with a
/// position for another name.
[[nodiscard]] result<std::optional<row_fields>> read_fields(const http::request& from,
                                                            const describe::record_type& type);

/// The record that the path names. What is not an id names no record: 404.
[[nodiscard]] result<uuid> read_id(const http::request& from);

/// `If-Match`. A tag's version is what stands before its first `-`; a tag without one matches nothing. 400
/// when the header is no list of tags.
[[nodiscard]] result<precondition> read_if_match(const http::request& from);

/// `Change-Reason`, decoded. 400 when it is too long, not UTF-8, or has control characters.
[[nodiscard]] result<std::optional<std::string>> read_change_reason(const http::request& from);

/// The body as a JSON object: 415 unless its media type is one of `types` (parameters such as `charset=utf-8`
/// are fine), 400 when it is empty or malformed.
[[nodiscard]] result<boost::json::object> read_body(const http::request& from,
                                                    std::initializer_list<std::string_view> types);

}  // namespace dossier::records
