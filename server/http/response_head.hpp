#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/rate_limits.hpp"

namespace dossier::http {

/// The dashboard's Content-Security-Policy, sent with every HTML document.
inline constexpr std::string_view document_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' blob: "
    "data:; "
    "style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// That of every other answer: whoever shows it as a page of its own shows it alone.
inline constexpr std::string_view data_policy = "default-src 'none'; frame-ancestors 'none'";

/// What a response's head says beside the response itself.
struct head_details {
  std::string_view trace_id{};  ///< with `span_id`, for `traceresponse`; empty: left out
  std::string_view span_id{};
  std::string_view date{};  ///< IMF-fixdate (RFC 9110, 5.6.7); empty: left out
  bool http_1_0 = false;
  bool keep_alive = true;
  bool secure = false;                 ///< by TLS: says so for the next time as well (RFC 6797)
  const rate_verdict* rate = nullptr;  ///< null, or nobody counts: left out
};

/// The standard reason phrase of a status; "Status" for one without.
[[nodiscard]] std::string_view reason_phrase(int status);

/// Appends the status line and all fields with the empty line that ends them: ours (security, date, length,
/// connection) and the response's. Line breaks and NULs inside a field's value become blanks, so that no
/// value can forge a field.
void append_head(std::string& out, const response& what, const head_details& details);

/// Bytes of the response's body.
[[nodiscard]] std::string_view body_of(const response& what);

}  // namespace dossier::http
