#include "server/net/request_parser.hpp"

#include <algorithm>
#include <cstring>

#include "server/http/transport_problems.hpp"

namespace dossier::net {

namespace {

namespace beast_http = boost::beast::http;

/// Room that a body's declared length is given at once; more grows as it arrives, so that a lie costs
/// nothing.
constexpr std::size_t body_reserve_max_bytes = 256 * 1024;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

http::method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return http::method::get;
    case beast_http::verb::head:
      return http::method::head;
    case beast_http::verb::post:
      return http::method::post;
    case beast_http::verb::put:
      return http::method::put;
    case beast_http::verb::patch:
      return http::method::patch;
    case beast_http::verb::delete_:
      return http::method::del;
    case beast_http::verb::options:
      return http::method::options;
    default:
      return http::method::other;
  }
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

head_scan scan_head(std::string_view text, std::size_t scanned) {
  // One line at a time; a line is looked at only once it is complete, so `scanned` stands at a line's
  // beginning.
  std::size_t at = scanned;
  while (at < text.size()) {
    const auto* found = static_cast<const char*>(std::memchr(text.data() + at, '\n', text.size() - at));
    if (found == nullptr) return {head_scan::state::incomplete, at, 0};
    const auto end = static_cast<std::size_t>(found - text.data());
    const std::string_view line = text.substr(at, end - at);
    if (line.empty() || line.back() != '\r') return {head_scan::state::malformed, 0, end};
    const std::string_view content = line.substr(0, line.size() - 1);
    if (content.empty()) return {head_scan::state::complete, end + 1, 0};
    if (content.front() == ' ' || content.front() == '\t') return {head_scan::state::malformed, 0, at};
    for (const char bad : {'\r', '\0'}) {
      if (const auto place = content.find(bad); place != std::string_view::npos) {
        return {head_scan::state::malformed, 0, at + place};
      }
    }
    at = end + 1;
  }
  return {head_scan::state::incomplete, at, 0};
}

void request_parser::on_request_impl(beast_http::verb method, string_view, string_view target, int version,
                                     error_code&) {
  into_.method = method_of(method);
  into_.target.assign(target.data(), target.size());
  version_ = version;
}

void request_parser::on_field_impl(beast_http::field name, string_view name_text, string_view value,
                                   error_code& error) {
  if (!in_head_) return;
  if (++fields_ > fields_max_) {
    error = beast_http::error::header_limit;
    return;
  }
  lengths_ += name == beast_http::field::content_length ? 1U : 0U;
  encodings_ += name == beast_http::field::transfer_encoding ? 1U : 0U;
  hosts_ += name == beast_http::field::host ? 1U : 0U;
  std::string key(name_text.data(), name_text.size());
  std::transform(key.begin(), key.end(), key.begin(), lower);
  for (auto& [known, known_value] : into_.headers) {
    if (known != key) continue;
    known_value += name == beast_http::field::cookie ? "; " : ", ";
    known_value.append(value.data(), value.size());
    return;
  }
  into_.headers.emplace_back(std::move(key), std::string(value.data(), value.size()));
}

void request_parser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
  if (length) into_.body.reserve(std::min<std::size_t>(*length, body_reserve_max_bytes));
}

std::size_t request_parser::on_body_impl(string_view bytes, error_code&) {
  into_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) {
  into_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::optional<problem> request_parser::head_problem() const {
  if (hosts_ > 1) return problems::malformed("A request names its Host once.");
  if (hosts_ == 0 && !http_1_0()) return problems::malformed("A request names its Host.");
  if (lengths_ > 1) return problems::malformed("A request says its Content-Length once.");
  if (lengths_ != 0 && !all_digits(*into_.header("content-length"))) {
    return problems::malformed("Content-Length is one number.");
  }
  if (encodings_ == 0) return std::nullopt;
  if (lengths_ != 0) return problems::malformed("Content-Length and Transfer-Encoding exclude each other.");
  if (http_1_0()) return problems::malformed("HTTP/1.0 has no Transfer-Encoding.");
  if (encodings_ > 1 || !same_word(*into_.header("transfer-encoding"), "chunked")) {
    return problems::not_implemented("The only Transfer-Encoding understood is chunked.");
  }
  return std::nullopt;
}

bool request_parser::expects_continue() const {
  const auto expect = into_.header("expect");
  return expect && !http_1_0() && same_word(*expect, "100-continue");
}

}  // namespace dossier::net
