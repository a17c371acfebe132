#include "server/net/websocket_frames.hpp"

#include <algorithm>
#include <utility>

#include "shared/text/utf8.hpp"

namespace dossier::net {

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned kind_bits = 0x0f;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7f;
constexpr unsigned length_16 = 126;  // a 16-bit length follows
constexpr unsigned length_64 = 127;  // a 64-bit length follows
constexpr std::uint16_t no_code = 1005;

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 0xffU);
}

bool is_control(frame_kind kind) {
  return (static_cast<unsigned>(kind) & 0x8U) != 0;
}

bool is_known(unsigned kind) {
  return kind <= 0x2 || (kind >= 0x8 && kind <= 0xa);
}

/// Codes that may stand in a frame (RFC 6455, 7.4).
bool may_be_sent(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

void unmask(char* bytes, std::size_t size, std::uint32_t mask, unsigned& mask_at) {
  const auto key = [mask](unsigned i) { return static_cast<char>((mask >> (8 * (3 - i % 4))) & 0xffU); };
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] ^ key(mask_at++));
  mask_at %= 4;
}

}  // namespace

std::string frame(frame_kind kind, std::string_view payload, std::size_t payload_size) {
  std::string made;
  made.reserve(10 + payload.size());
  made += static_cast<char>(final_bit | static_cast<unsigned>(kind));
  if (payload_size < length_16) {
    made += static_cast<char>(payload_size);
  } else if (payload_size <= 0xffff) {
    made += static_cast<char>(length_16);
    append_big_endian(made, payload_size, 2);
  } else {
    made += static_cast<char>(length_64);
    append_big_endian(made, payload_size, 8);
  }
  made += payload;
  return made;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, code, 2);
  payload += reason.substr(0, control_payload_max_bytes - 2);
  while (text::find_invalid_utf8(payload.substr(2))) payload.pop_back();  // cut inside a character
  return frame(frame_kind::close, payload, payload.size());
}

frame_reader::event frame_reader::fail(std::uint16_t code, std::string_view why) {
  failed_ = true;
  message_.clear();
  return {event::kind::error, code, std::string(why)};
}

/// Collects the frame's header. True when it is whole.
bool frame_reader::read_header(std::string_view& input, event& found) {
  const auto wanted = [this]() -> std::size_t {
    if (header_.size() < 2) return 2;
    const unsigned length = byte_at(header_, 1) & length_bits;
    return 2 + (length == length_16 ? 2U : 0U) + (length == length_64 ? 8U : 0U) + 4U;
  };
  while (header_.size() < wanted()) {
    if (input.empty()) return false;
    header_ += input.front();
    input.remove_prefix(1);
    if (header_.size() == 2 && (byte_at(header_, 1) & mask_bit) == 0) {
      found = fail(close_codes::protocol_error, "Frames of a client are masked.");
      return false;
    }
  }
  return true;
}

frame_reader::event frame_reader::begin_frame() {
  const unsigned first = byte_at(header_, 0);
  std::uint64_t length = byte_at(header_, 1) & length_bits;
  const std::size_t mask_at = header_.size() - 4;
  if (mask_at > 2) {
    const std::uint64_t shortest = length == length_16 ? length_16 : 0x10000;
    length = 0;
    for (std::size_t i = 2; i < mask_at; ++i) length = (length << 8U) | byte_at(header_, i);
    if (length < shortest || (length >> 63U) != 0) {
      return fail(close_codes::protocol_error, "A frame's length must be in its shortest form.");
    }
  }
  mask_ = 0;
  for (std::size_t i = mask_at; i < header_.size(); ++i) mask_ = (mask_ << 8U) | byte_at(header_, i);
  mask_at_ = 0;
  header_.clear();
  if ((first & reserved_bits) != 0 || !is_known(first & kind_bits)) {
    return fail(close_codes::protocol_error, "A frame of an unknown kind.");
  }
  kind_ = static_cast<frame_kind>(first & kind_bits);
  final_ = (first & final_bit) != 0;
  left_ = length;
  in_payload_ = true;
  if (is_control(kind_)) {
    control_.clear();
    if (!final_ || length > control_payload_max_bytes) {
      return fail(close_codes::protocol_error, "Control frames are short and whole.");
    }
    return {};
  }
  if (kind_ == frame_kind::binary) return fail(close_codes::unsupported_data, "Messages are text.");
  if ((kind_ == frame_kind::continuation) != in_message_) {
    return fail(close_codes::protocol_error, "A fragment out of place.");
  }
  in_message_ = true;
  message_size_ += length;
  if (message_size_ > hard_max_) return fail(close_codes::too_big, "The message is too big.");
  if (message_size_ > message_max_) {  // nothing of it is kept
    message_.clear();
    message_.shrink_to_fit();
  }
  return {};
}

void frame_reader::take_payload(std::string_view& input) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
  left_ -= size;
  if (is_control(kind_)) {
    const std::size_t at = control_.size();
    control_ += input.substr(0, size);
    unmask(control_.data() + at, size, mask_, mask_at_);
  } else if (message_size_ <= message_max_) {
    const std::size_t at = message_.size();
    message_ += input.substr(0, size);
    unmask(message_.data() + at, size, mask_, mask_at_);
  }
  input.remove_prefix(size);
}

frame_reader::event frame_reader::end_control() {
  if (kind_ == frame_kind::ping) return {event::kind::ping, 0, std::move(control_)};
  if (kind_ == frame_kind::pong) return {event::kind::pong, 0, std::move(control_)};
  if (control_.empty()) return {event::kind::close, no_code, {}};
  if (control_.size() == 1) return fail(close_codes::protocol_error, "A close frame with half a code.");
  const auto code = static_cast<std::uint16_t>(byte_at(control_, 0) << 8U | byte_at(control_, 1));
  if (!may_be_sent(code)) return fail(close_codes::protocol_error, "A close code that must not be sent.");
  std::string reason = control_.substr(2);
  if (text::find_invalid_utf8(reason)) return fail(close_codes::not_utf8, "The reason is not UTF-8.");
  return {event::kind::close, code, std::move(reason)};
}

frame_reader::event frame_reader::end_frame() {
  in_payload_ = false;
  if (is_control(kind_)) return end_control();
  if (!final_) return {};
  in_message_ = false;
  const bool dropped = message_size_ > message_max_;
  message_size_ = 0;
  if (dropped) return {event::kind::too_big, 0, {}};
  std::string text = std::exchange(message_, {});
  if (text::find_invalid_utf8(text)) return fail(close_codes::not_utf8, "The message is not UTF-8.");
  return {event::kind::message, 0, std::move(text)};
}

frame_reader::event frame_reader::next(std::string_view& input) {
  while (!failed_) {
    event found;
    if (!in_payload_) {
      if (!read_header(input, found)) return found;
      found = begin_frame();
      if (found.what != event::kind::none) return found;
    }
    take_payload(input);
    if (left_ > 0) return {};
    found = end_frame();
    if (found.what != event::kind::none) return found;
  }
  return {};
}

}  // namespace dossier::net
