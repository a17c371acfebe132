#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::net {

/// Kinds of frames (RFC 6455, 5.2).
enum class frame_kind : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xa,
};

/// Codes of the closing handshake that the transport itself uses (RFC 6455, 7.4.1).
namespace close_codes {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t not_utf8 = 1007;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t internal_error = 1011;
inline constexpr std::uint16_t restart = 1012;
inline constexpr std::uint16_t try_again = 1013;
}  // namespace close_codes

/// Most bytes of a control frame's payload.
inline constexpr std::size_t control_payload_max_bytes = 125;

/// Puts the head of an unmasked, final frame of `payload_size` bytes in front of `payload` (which may be the
/// beginning of it only).
[[nodiscard]] std::string frame(frame_kind kind, std::string_view payload, std::size_t payload_size);
[[nodiscard]] std::string close_frame(std::uint16_t code, std::string_view reason);

/// Reads a client's frames from bytes as they come and puts fragmented text messages together.
class frame_reader {
 public:
  /// What `next` found.
  struct event {
    enum class kind : std::uint8_t {
      none,     ///< more bytes are needed
      message,  ///< `text`: one whole text message, valid UTF-8
      too_big,  ///< a message over `message_max` ended; it was dropped as it came
      ping,     ///< `text`: its payload
      pong,
      close,  ///< `code` and `text`; 1005 when it carried none
      error,  ///< `code` and `text` to close with; nothing more can be read
    };
    kind what = kind::none;
    std::uint16_t code = 0;
    std::string text;
  };

  /// A message over `message_max` bytes is dropped, one over `hard_max` is an error.
  frame_reader(std::size_t message_max, std::size_t hard_max)
      : message_max_(message_max), hard_max_(hard_max) {}

  /// Takes bytes off the front of `input` until something is found.
  [[nodiscard]] event next(std::string_view& input);

 private:
  [[nodiscard]] bool read_header(std::string_view& input, event& found);
  [[nodiscard]] event begin_frame();
  [[nodiscard]] event end_frame();
  [[nodiscard]] event end_control();
  [[nodiscard]] event fail(std::uint16_t code, std::string_view why);
  void take_payload(std::string_view& input);

  std::size_t message_max_;
  std::size_t hard_max_;

  std::string header_;  ///< of the frame being read, at most 14 bytes
  bool in_payload_ = false;
  bool failed_ = false;
  bool final_ = false;
  frame_kind kind_ = frame_kind::text;
  std::uint64_t left_ = 0;  ///< payload bytes of this frame still to come
  std::uint32_t mask_ = 0;  ///< as its bytes stand in memory
  unsigned mask_at_ = 0;    ///< which of its bytes is next

  bool in_message_ = false;
  std::uint64_t message_size_ = 0;
  std::string message_;
  std::string control_;
};

}  // namespace dossier::net
