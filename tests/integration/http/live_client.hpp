#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tests/integration/http/raw_client.hpp"

namespace dossier::test {

/// A frame as the server sent it.
struct raw_frame {
  unsigned first = 0;  ///< final and reserved bits, kind
  std::string payload;
  [[nodiscard]] unsigned kind() const { return first & 0xfU; }
  /// Of a close frame.
  [[nodiscard]] int close_code() const {
    return payload.size() < 2
               ? 1005
               : static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
  }
};

/// The upgrade request's fields.
[[nodiscard]] std::string upgrade_fields();

/// A client's frame: masked, unless `mask` is false. `first` as it stands on the wire: 0x81 = one whole text.
[[nodiscard]] std::string client_frame(unsigned first, std::string_view payload, bool mask = true);

/// A WebSocket client that sends exactly the frames it is told.
class live_client {
 public:
  explicit live_client(std::uint16_t port, int receive_buffer = 0);
  [[nodiscard]] bool upgraded() const { return upgraded_; }
  raw_client& raw() { return raw_; }

  bool send(unsigned first, std::string_view payload) { return raw_.send(client_frame(first, payload)); }
  bool send_text(std::string_view text) { return send(0x81, text); }
  std::optional<raw_frame> read_frame(std::chrono::milliseconds wait = patience);
  /// The next text message; answers pings on the way.
  std::optional<std::string> read_text(std::chrono::milliseconds wait = patience);
  /// The code of the server's close frame, after whatever comes before it; 0 when the connection just ended.
  int read_close(std::chrono::milliseconds wait = patience);

 private:
  raw_client raw_;
  bool upgraded_ = false;
};

}  // namespace dossier::test
