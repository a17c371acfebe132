#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/net/outgoing_url.hpp"
#include "shared/core/result.hpp"

namespace dossier::net {

struct outgoing_request {
  outgoing_url to;
  std::string form{};           ///< application/x-www-form-urlencoded, sent by POST; empty: a GET
  std::string authorization{};  ///< may be empty
};

struct outgoing_answer {
  int status = 0;
  std::string body;
};

/// Bounds of one request of ours; a test sets others.
struct outgoing_limits {
  std::chrono::milliseconds deadline{6'000};  ///< from the look-up of the name to the last byte
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 256 * 1024;
  int at_once = 16;  ///< requests; beyond: refused at once
};

/// Asks other servers, one request a connection. Certificates are checked against the system's authorities
/// and the host's name; plain http is for this machine alone; redirects are not followed. Thread-safe.
class outgoing {
 public:
  explicit outgoing(outgoing_limits limits = {});
  ~outgoing();
  outgoing(const outgoing&) = delete;
  outgoing& operator=(const outgoing&) = delete;

  /// Whatever the server answers, or a 503 when it did not within the limits; why is logged, by the host's
  /// name and nothing else of the request.
  boost::asio::awaitable<result<outgoing_answer>> fetch(outgoing_request what);

 private:
  struct tls;
  outgoing_limits limits_;
  std::unique_ptr<tls> tls_;
  std::atomic<int> running_ = 0;
};

}  // namespace dossier::net
