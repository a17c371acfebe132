#include "shared/codec/json_text.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace dossier::codec {
namespace {

namespace json = boost::json;

/// Builds a value while the parser reads, and refuses a member name that its object has already.
class strict_handler {
 public:
  static constexpr std::size_t max_object_size = 1U << 16U;
  static constexpr std::size_t max_array_size = 1U << 20U;
  static constexpr std::size_t max_key_size = 1U << 10U;
  static constexpr std::size_t max_string_size = 1U << 26U;

  [[nodiscard]] json::value take() { return std::move(root_); }
  [[nodiscard]] const std::string& repeated() const { return repeated_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(json::object{}); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(json::array{}); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return append(key_, part); }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    append(key_, part);
    if (levels_.back().as_object().contains(key_)) {
      repeated_ = key_;
      error = json::error::syntax;
      return false;
    }
    keys_.push_back(std::move(key_));
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return append(text_, part); }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    append(text_, part);
    json::value made(json::string(text_.data(), text_.size()));
    text_.clear();
    return put(std::move(made));
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code&) { return put(value); }
  bool on_uint64(std::uint64_t value, json::string_view, json::error_code&) { return put(value); }
  /// Boost.JSON 1.81 computes a double that may be off by its last bit; a number must come back as it was
  /// sent.
  bool on_double(double, json::string_view text, json::error_code&) {
    number_.assign(text.data(), text.size());
    return put(std::strtod(number_.c_str(), nullptr));
  }
  bool on_bool(bool value, json::error_code&) { return put(value); }
  bool on_null(json::error_code&) { return put(nullptr); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  static bool append(std::string& to, json::string_view part) {
    to.append(part.data(), part.size());
    return true;
  }
  bool open(json::value container) {
    levels_.push_back(std::move(container));
    return true;
  }
  bool close() {
    json::value done = std::move(levels_.back());
    levels_.pop_back();
    return put(std::move(done));
  }
  bool put(json::value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (json::array* array = levels_.back().if_array()) {
      array->push_back(std::move(value));
    } else {
      levels_.back().as_object().emplace(keys_.back(), std::move(value));
      keys_.pop_back();
    }
    return true;
  }

  json::value root_;
  std::vector<json::value> levels_;
  std::vector<std::string> keys_;
  std::string key_;
  std::string text_;
  std::string number_;
  std::string repeated_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view utf8) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(utf8, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += hex[c >> 4U];
        out += hex[c & 15U];
    }
  }
  out.append(utf8, plain, utf8.size() - plain);
  out += '"';
}

void append_json_number(std::string& out, std::int64_t value) {
  out += std::to_string(value);
}

void append_json_number(std::string& out, double value) {
  char text[32];
  for (const int digits : {15, 16, 17}) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  out += text;
}

result<json::object> parse_json_object(std::string_view text) {
  json::parse_options options;
  options.max_depth = json_max_depth;
  json::basic_parser<strict_handler> parser(options);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!parser.handler().repeated().empty()) {
    return problems::malformed(
        "The member \"" + parser.handler().repeated() + "\" stands twice in one object", read);
  }
  if (error) return problems::malformed("The body is not valid JSON: " + error.message(), read);
  const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
  if (rest != std::string_view::npos)
    return problems::malformed("The JSON body is followed by other text", rest);
  json::value value = parser.handler().take();
  if (!value.is_object()) return problems::malformed("The body must be a JSON object", 0);
  return std::move(value.as_object());
}

}  // namespace dossier::codec
