#include "client-wasm/src/model/field_text.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "client-wasm/src/model/display.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string quoted(std::string_view text) {
  std::string out;
  codec::append_json_string(out, text);
  return out;
}

typed_value read_integer(std::string_view text) {
  const std::optional<std::string> digits = read_plain(text);
  if (!digits) return {{}, std::string(enter_whole_number)};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), value);
  if (error == std::errc::result_out_of_range) return {{}, "Enter a smaller number"};
  if (error != std::errc{} || end != digits->data() + digits->size())
    return {{}, std::string(enter_whole_number)};
  return {std::to_string(value), {}};
}

typed_value read_number(std::string_view text) {
  const std::optional<std::string> digits = read_plain(text);
  if (!digits) return {{}, std::string(enter_number)};
  const double value = std::strtod(digits->c_str(), nullptr);
  if (!std::isfinite(value)) return {{}, "Enter a smaller number"};
  typed_value read;
  codec::append_json_number(read.json, value);
  return read;
}

typed_value read_list(std::string_view text) {
  std::string out = "[";
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = trimmed(text.substr(0, comma));
    if (!item.empty()) {
      if (out.size() > 1) out += ',';
      codec::append_json_string(out, item);
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return {out + "]", {}};
}

}  // namespace

bool is_number(const describe::field& field) {
  return field.kind == describe::kind::integer || field.kind == describe::kind::number;
}

std::string shown_text(const describe::field& field, std::string_view text, const formats& how) {
  return is_number(field) ? shown_number(text, how) : std::string(text);
}

std::string plain_text(const describe::field& field, std::string_view typed, const formats& how) {
  return is_number(field) ? plain_number(typed, how) : std::string(typed);
}

std::string shown_fault(std::string_view fault, const formats& how) {
  std::string out(fault);
  if (fault == enter_whole_number) out += ", such as " + shown_number("1,234", how);
  if (fault == enter_number) out += ", such as " + number_example(how.numbers);
  return out;
}

std::string edit_text(const describe::field& field, const void* record) {
  if (field.kind == describe::kind::integer) return value_text(field, record, {});
  if (field.kind == describe::kind::uuid && !field.nullable &&
      static_cast<const uuid*>(field.read(record))->is_nil()) {
    return {};  // of a new record
  }
  std::string text;
  codec::append_value(text, field, record);
  return edit_text_of_json(text);
}

std::string edit_text_of_json(std::string_view text) {
  json::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || value.is_null()) return {};
  if (value.is_string()) return {value.get_string().data(), value.get_string().size()};
  if (!value.is_array()) return std::string(text);
  std::string out;
  for (const json::value& item : value.get_array()) {
    if (!item.is_string()) continue;
    if (!out.empty()) out += ", ";
    out.append(item.get_string().data(), item.get_string().size());
  }
  return out;
}

typed_value read_typed(const describe::field& field, std::string_view text) {
  // A text area keeps its line breaks and spaces; a line of text loses those around it.
  const std::string_view typed = field.is_multiline ? text : trimmed(text);
  const bool blank = trimmed(text).empty();
  if (field.kind == describe::kind::text_list) return read_list(text);
  if (blank && field.nullable) return {"null", {}};
  switch (field.kind) {
    case describe::kind::integer:
      return blank ? typed_value{{}, std::string(enter_whole_number)} : read_integer(typed);
    case describe::kind::number:
      return blank ? typed_value{{}, std::string(enter_number)} : read_number(typed);
    case describe::kind::boolean:
      return {typed == "true" ? "true" : "false", {}};
    default:
      return {quoted(typed), {}};
  }
}

}  // namespace dossier::model
