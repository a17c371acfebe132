#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace dossier::net {

/// Where a request of ours goes.
struct outgoing_url {
  bool tls = true;
  std::string host;    ///< a name or a numeric address, without brackets
  std::string port;    ///< digits
  std::string target;  ///< path and query; at least "/"
};

/// An absolute http or https address without user, fragment, blanks or control characters; else nullopt.
[[nodiscard]] std::optional<outgoing_url> parse_outgoing_url(std::string_view text);

/// Whether the host is this machine itself: its name or address says so, without a look-up.
[[nodiscard]] bool is_loopback(const outgoing_url& where);

/// `text` as a value of a form or query: everything but unreserved characters is escaped.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace dossier::net
