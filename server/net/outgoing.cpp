#include "server/net/outgoing.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <spdlog/spdlog.h>

namespace dossier::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
using asio::use_awaitable;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using clock = std::chrono::steady_clock;

std::string host_field(const outgoing_url& of) {
  const bool bare = of.host.find(':') == std::string::npos;
  std::string made = bare ? of.host : "[" + of.host + "]";
  if (of.port != (of.tls ? "443" : "80")) made += ":" + of.port;
  return made;
}

beast::http::request<beast::http::string_body> message_of(const outgoing_request& what) {
  namespace http = beast::http;
  http::request<http::string_body> made{what.form.empty() ? http::verb::get : http::verb::post,
                                        what.to.target, 11};
  made.set(http::field::host, host_field(what.to));
  made.set(http::field::user_agent, "dossier");
  made.set(http::field::accept, "application/json");
  made.set(http::field::connection, "close");
  if (!what.authorization.empty()) made.set(http::field::authorization, what.authorization);
  if (!what.form.empty()) {
    made.set(http::field::content_type, "application/x-www-form-urlencoded");
    made.body() = what.form;
    made.prepare_payload();
  }
  return made;
}

template <class Stream>
asio::awaitable<outgoing_answer> exchange(Stream& stream, const outgoing_request& what,
                                          const outgoing_limits& limits) {
  const auto message = message_of(what);
  co_await beast::http::async_write(stream, message, use_awaitable);
  beast::http::response_parser<beast::http::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  parser.body_limit(limits.body_bytes);
  beast::flat_buffer buffer;
  co_await beast::http::async_read(stream, buffer, parser, use_awaitable);
  outgoing_answer made;
  made.status = static_cast<int>(parser.get().result_int());
  made.body = std::move(parser.get().body());
  co_return made;
}

/// A look-up that has begun cannot be broken off; the system's resolver has a limit of its own.
asio::awaitable<tcp::resolver::results_type> look_up(const outgoing_url& where, clock::time_point until) {
  // Shared: the timer may have gone off already when the coroutine ends.
  const auto resolver = std::make_shared<tcp::resolver>(co_await asio::this_coro::executor);
  asio::steady_timer timer(co_await asio::this_coro::executor, until);
  timer.async_wait([resolver](error_code stopped) {
    if (!stopped) resolver->cancel();
  });
  auto found = co_await resolver->async_resolve(where.host, where.port, use_awaitable);
  co_return found;
}

asio::awaitable<outgoing_answer> ask(const outgoing_request& what, const outgoing_limits& limits,
                                     ssl::context& context) {
  const auto until = clock::now() + limits.deadline;
  const auto places = co_await look_up(what.to, until);
  ssl::stream<beast::tcp_stream> stream(co_await asio::this_coro::executor, context);
  beast::tcp_stream& plain = beast::get_lowest_layer(stream);
  plain.expires_at(until);  // one deadline for all that follows
  co_await plain.async_connect(places, use_awaitable);
  if (!what.to.tls) {
    auto answered = co_await exchange(plain, what, limits);
    co_return answered;
  }
  error_code not_numeric;
  asio::ip::make_address(what.to.host, not_numeric);
  if (not_numeric) {
    std::string name = what.to.host;
    SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  stream.set_verify_callback(ssl::host_name_verification(what.to.host));
  co_await stream.async_handshake(ssl::stream_base::client, use_awaitable);
  auto answered = co_await exchange(stream, what, limits);
  co_return answered;
}

/// Counts while it lives.
class turn {
 public:
  explicit turn(std::atomic<int>& of) : of_(of), number_(of.fetch_add(1) + 1) {}
  ~turn() { --of_; }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  std::atomic<int>& of_;
  int number_;
};

}  // namespace

struct outgoing::tls {
  ssl::context context{ssl::context::tls_client};
};

outgoing::outgoing(outgoing_limits limits) : limits_(limits), tls_(std::make_unique<tls>()) {
  tls_->context.set_default_verify_paths();
  tls_->context.set_verify_mode(ssl::verify_peer);
  SSL_CTX_set_min_proto_version(tls_->context.native_handle(), TLS1_2_VERSION);
}

outgoing::~outgoing() = default;

asio::awaitable<result<outgoing_answer>> outgoing::fetch(outgoing_request what) {
  const turn mine(running_);
  if (mine.number() > limits_.at_once)
    co_return problems::unavailable("Too many requests to other servers at once. Try again in a moment.", 1);
  std::string why;
  if (!what.to.tls && !is_loopback(what.to)) {
    why = "plain http is for this machine alone";
  } else {
    try {
      auto answered = co_await ask(what, limits_, tls_->context);
      co_return answered;
    } catch (const boost::system::system_error& failed) {
      why = failed.code().message();
    }
  }
  spdlog::warn("no answer from {}: {}", what.to.host, why);
  co_return problems::unavailable("A server that this one asks does not answer.", 5);
}

}  // namespace dossier::net
