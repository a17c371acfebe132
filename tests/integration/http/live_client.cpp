#include "tests/integration/http/live_client.hpp"

namespace dossier::test {

std::string upgrade_fields() {
  return "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: dossier.v1\r\n";
}

std::string client_frame(unsigned first, std::string_view payload, bool mask) {
  std::string made(1, static_cast<char>(first));
  const unsigned mask_bit = mask ? 0x80 : 0;
  const auto big_endian = [&made](std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) made += static_cast<char>((value >> (8 * i)) & 0xffU);
  };
  if (payload.size() < 126) {
    made += static_cast<char>(mask_bit | payload.size());
  } else if (payload.size() <= 0xffff) {
    made += static_cast<char>(mask_bit | 126U);
    big_endian(payload.size(), 2);
  } else {
    made += static_cast<char>(mask_bit | 127U);
    big_endian(payload.size(), 8);
  }
  if (!mask) return made.append(payload);
  const std::string key = "\x12\x34\x56\x78";
  made += key;
  for (std::size_t i = 0; i < payload.size(); ++i) made += static_cast<char>(payload[i] ^ key[i % 4]);
  return made;
}

live_client::live_client(std::uint16_t port, int receive_buffer) : raw_(port, receive_buffer) {
  raw_.send(request_text("GET", "/api/v1/live", upgrade_fields()));
  const auto answer = raw_.read_answer();
  upgraded_ = answer && answer->status == 101;
}

std::optional<raw_frame> live_client::read_frame(std::chrono::milliseconds wait) {
  const auto head = raw_.read_exactly(2, wait);
  if (!head) return std::nullopt;
  raw_frame frame;
  frame.first = static_cast<unsigned char>((*head)[0]);
  std::uint64_t length = static_cast<unsigned char>((*head)[1]);
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (more > 0) {
    const auto bytes = raw_.read_exactly(more, wait);
    if (!bytes) return std::nullopt;
    length = 0;
    for (const char byte : *bytes) length = length << 8U | static_cast<unsigned char>(byte);
  }
  auto payload = raw_.read_exactly(length, wait);
  if (!payload) return std::nullopt;
  frame.payload = std::move(*payload);
  return frame;
}

std::optional<std::string> live_client::read_text(std::chrono::milliseconds wait) {
  for (;;) {
    auto frame = read_frame(wait);
    if (!frame || frame->kind() == 0x8) return std::nullopt;
    if (frame->kind() == 0x9) send(0x8a, frame->payload);
    if (frame->kind() == 0x1) return std::move(frame->payload);
  }
}

int live_client::read_close(std::chrono::milliseconds wait) {
  for (;;) {
    const auto frame = read_frame(wait);
    if (!frame) return 0;
    if (frame->kind() == 0x8) return frame->close_code();
  }
}

}  // namespace dossier::test
