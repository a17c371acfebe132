#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/principal.hpp"

namespace dossier::http {

/// The request methods that routes exist for.
enum class method : std::uint8_t { get, head, post, put, patch, del, options, other };

/// One query parameter, decoded (`+` is a space, as in HTML forms).
struct query_parameter {
  std::string name;
  std::string value;
};

/// A request as handlers see it: parsed, within its limits, its principal known. No transport types.
struct request {
  http::method method = http::method::get;
  std::string target;  ///< as sent: path and query
  std::string path;    ///< percent-decoded, without the query
  std::vector<query_parameter> query;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  std::string trace_id;        ///< 32 hexadecimal digits, from `traceparent` or made here
  std::string remote_address;  ///< numeric, without the port; the client's, where a trusted proxy named it
  std::array<std::uint8_t, 16> remote_network{};  ///< that requests are counted under (`network_of`)
  bool remote_is_loopback = false;
  bool secure = false;  ///< came by TLS, to us or to a trusted proxy
  std::size_t io_thread =
      0;  ///< which of the I/O threads serves it, in the order given to `net::server::start`
  http::principal principal;                 ///< set by the pipeline before a handler that needs one runs
  std::vector<std::string> path_parameters;  ///< what the route's `{}` stood for, in order

  /// Value of a header named in lower case; nullopt when absent. Repeated headers are joined by ", ".
  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_name) const;
  /// Value of a query parameter; nullopt when absent.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// An answer. `body` or `shared_body` (immutable bytes that many answers may send without a copy).
struct response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;  ///< empty for answers without a body
  std::string body;
  std::shared_ptr<const std::string> shared_body;

  response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

[[nodiscard]] response json_response(int status, std::string json);

/// The problem as application/problem+json, with `Retry-After` where it says one.
[[nodiscard]] response problem_response(const problem& what, const request& of);

}  // namespace dossier::http
