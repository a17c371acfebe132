#pragma once
#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace dossier::net {

/// Where a request's head ends in what was received.
struct head_scan {
  enum class state : std::uint8_t { incomplete, complete, malformed };
  state is = state::incomplete;
  std::size_t size = 0;      ///< bytes of the complete head
  std::size_t position = 0;  ///< of what is malformed
};

/// Looks for the empty line that ends a head and refuses on the way what parsers disagree about: a line feed
/// without carriage return or the reverse, folded lines, NUL. `scanned` bytes are known to be fine (as
/// returned in `size` while incomplete). `text` begins with the request line.
[[nodiscard]] head_scan scan_head(std::string_view text, std::size_t scanned);

/// Beast's parser writing straight into our request: head and body, without Beast's containers. A new one a
/// message. Fields are lower-cased, repeated ones joined; trailer fields are read and dropped, never taken
/// for header fields.
class request_parser final : public boost::beast::http::basic_parser<true> {
 public:
  request_parser(http::request& into, std::size_t fields_max) : into_(into), fields_max_(fields_max) {
    this->body_limit(boost::none);
    this->header_limit(static_cast<std::uint32_t>(-1));  // the session bounds the head before it gets here
  }

  /// What the head says that Beast lets pass: repeated or listed lengths, a length beside an encoding,
  /// encodings other than chunked, a missing or repeated Host. To be asked once the head is complete.
  [[nodiscard]] std::optional<problem> head_problem() const;

  [[nodiscard]] bool http_1_0() const { return version_ < 11; }
  [[nodiscard]] bool too_many_fields() const { return fields_ > fields_max_; }
  [[nodiscard]] bool expects_continue() const;

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, string_view method_text, string_view target,
                       int version, error_code& error) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field name, string_view name_text, string_view value,
                     error_code& error) override;
  void on_header_impl(error_code&) override { in_head_ = false; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override;
  std::size_t on_body_impl(string_view bytes, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override;
  void on_finish_impl(error_code&) override {}

  http::request& into_;
  std::size_t fields_max_;
  std::size_t fields_ = 0;
  std::size_t lengths_ = 0;
  std::size_t encodings_ = 0;
  std::size_t hosts_ = 0;
  int version_ = 11;
  bool in_head_ = true;
};

}  // namespace dossier::net
