// A client's frames as bytes: how they are cut on their way changes nothing, and messages are bounded texts.
#include "server/net/websocket_frames.hpp"
#include "shared/text/utf8.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {
namespace {

constexpr std::size_t message_max = 64;
constexpr std::size_t hard_max = 256;

std::string outcome(std::string_view bytes, std::size_t step) {
  using kind = net::frame_reader::event::kind;
  net::frame_reader reader(message_max, hard_max);
  std::string made;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, step);
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      const net::frame_reader::event found = reader.next(piece);
      if (found.what == kind::none) continue;
      made +=
          std::to_string(static_cast<int>(found.what)) + ":" + std::to_string(found.code) + ":" + found.text;
      made += '\n';
      if (found.what == kind::message) {
        expect(found.text.size() <= message_max && !text::find_invalid_utf8(found.text), "a bounded text");
      }
      if (found.what == kind::ping || found.what == kind::pong || found.what == kind::close) {
        expect(found.text.size() <= net::control_payload_max_bytes, "a bounded control frame");
      }
      if (found.what == kind::error) {
        expect(!net::close_frame(found.code, found.text).empty(), "a code to close with");
        return made;
      }
    }
  }
  return made;
}

}  // namespace

void run(std::string_view input) {
  const std::string whole = outcome(input, input.size() + 1);
  expect(outcome(input, 1) == whole, "the same byte by byte");
  expect(outcome(input, 5) == whole, "the same in pieces");
}

}  // namespace dossier::fuzz
