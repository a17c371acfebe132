// Requests as bytes: how they are cut on their way changes nothing.
#include <boost/asio/buffer.hpp>

#include "server/net/request_parser.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {
namespace {

constexpr std::size_t fields_max = 20;

/// What a session makes of the bytes when it gets `step` of them at a time.
std::string outcome(std::string_view bytes, std::size_t step) {
  namespace beast_http = boost::beast::http;
  http::request request;
  net::request_parser parser(request, fields_max);
  std::string received;
  std::size_t scanned = 0;
  bool in_body = false;
  while (!bytes.empty()) {
    received += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    if (!in_body) {
      const net::head_scan head = net::scan_head(received, scanned);
      if (head.is == net::head_scan::state::malformed) return "malformed head";
      scanned = head.size;
      if (head.is == net::head_scan::state::incomplete) continue;
      boost::beast::error_code error;
      const std::size_t used = parser.put(boost::asio::buffer(received.data(), head.size), error);
      expect(used <= head.size, "no more is read than there is");
      if (error || !parser.is_header_done()) return "refused head";
      received.erase(0, used);
      if (parser.head_problem()) return "refused fields";
      in_body = true;
    }
    while (!parser.is_done() && !received.empty()) {
      boost::beast::error_code error;
      received.erase(0, parser.put(boost::asio::buffer(received.data(), received.size()), error));
      if (error == beast_http::error::need_more) break;
      if (error) return "refused body";
    }
    if (parser.is_done()) break;
  }
  if (!in_body) return "incomplete head";
  std::string made = parser.is_done() ? "done " : "incomplete body ";
  made += request.target;
  for (const auto& [name, value] : request.headers) made += "\n" + name + ": " + value;
  return parser.is_done() ? made + "\n\n" + request.body : made;
}

}  // namespace

void run(std::string_view input) {
  const std::string whole = outcome(input, input.size() + 1);
  expect(outcome(input, 1) == whole, "the same byte by byte");
  expect(outcome(input, 7) == whole, "the same in pieces");
}

}  // namespace dossier::fuzz
