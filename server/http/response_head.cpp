#include "server/http/response_head.hpp"

#include <array>
#include <charconv>

namespace dossier::http {

namespace {

constexpr std::string_view security_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

/// A year; other names of the same domain are none of ours.
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";

struct status_text {
  int status;
  std::string_view text;
};

constexpr std::array<status_text, 33> status_texts = {{
    {200, "OK"},
    {101, "Switching Protocols"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
}};

void append_number(std::string& out, std::size_t value) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  const std::size_t begin = out.size();
  out += value;
  for (std::size_t i = begin; i < out.size(); ++i) {
    if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
  }
  out += "\r\n";
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x | 0x20) == (y | 0x20);  // field names are letters and dashes
  });
}

/// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-09).
void append_rate(std::string& out, const rate_verdict& stands) {
  out += "RateLimit-Policy: \"";
  out += stands.name;
  out += "\";q=";
  append_number(out, stands.quota);
  out += ";w=";
  append_number(out, static_cast<std::size_t>(rate_window.count()));
  out += "\r\nRateLimit: \"";
  out += stands.name;
  out += "\";r=";
  append_number(out, stands.left);
  out += ";t=";
  append_number(out, stands.reset_seconds);
  out += "\r\n";
}

/// 1xx and 204 have no body and no length; a 304's length would be that of the answer it stands for.
bool says_length(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string_view reason_phrase(int status) {
  for (const auto& [known, text] : status_texts) {
    if (known == status) return text;
  }
  return status == 505 ? "HTTP Version Not Supported" : "Status";
}

std::string_view body_of(const response& what) {
  return what.shared_body ? std::string_view(*what.shared_body) : std::string_view(what.body);
}

void append_head(std::string& out, const response& what, const head_details& details) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(what.status));
  out += ' ';
  out += reason_phrase(what.status);
  out += "\r\n";
  if (!details.date.empty()) {
    out += "Date: ";
    out += details.date;
    out += "\r\n";
  }
  out += security_fields;
  if (details.secure) out += strict_transport;
  if (!details.trace_id.empty()) {
    out += "traceresponse: 00-";
    out += details.trace_id;
    out += '-';
    out += details.span_id;
    out += "-01\r\n";
  }
  bool has_cache_control = false;
  bool has_policy = false;
  bool has_rate = details.rate == nullptr || details.rate->name.empty();
  for (const auto& [name, value] : what.headers) {
    append_field(out, name, value);
    has_cache_control |= same_word(name, "Cache-Control");
    has_policy |= same_word(name, "Content-Security-Policy");
    has_rate |= same_word(name, "RateLimit");
  }
  if (!has_rate) append_rate(out, *details.rate);
  // Answers are someone's own; they may be kept, but must be asked for again each time (ETag, 304).
  if (!has_cache_control) out += "Cache-Control: private, no-cache\r\n";
  // A 304's fields take the place of those that the browser keeps: a policy would be another document's.
  if (!has_policy && what.status != 304) {
    const bool is_document = what.content_type.starts_with("text/html");
    append_field(out, "Content-Security-Policy", is_document ? document_policy : data_policy);
  }
  if (!what.content_type.empty()) append_field(out, "Content-Type", what.content_type);
  if (says_length(what.status)) {
    out += "Content-Length: ";
    append_number(out, body_of(what).size());
    out += "\r\n";
  }
  if (what.status != 101) {
    if (!details.keep_alive) {
      out += "Connection: close\r\n";
    } else if (details.http_1_0) {
      out += "Connection: keep-alive\r\n";
    }
  }
  out += "\r\n";
}

}  // namespace dossier::http
