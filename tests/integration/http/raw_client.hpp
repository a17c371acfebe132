#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dossier::test {

/// An answer as it stood on the wire.
struct raw_answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// How long a test waits for anything before it fails.
inline constexpr std::chrono::milliseconds patience{10'000};

/// A TCP connection to the server that sends exactly what it is told. Blocking; every wait is bounded.
class raw_client {
 public:
  /// `receive_buffer`: bytes of the kernel's, for clients that are slow to read; 0 = as it is.
  explicit raw_client(std::uint16_t port, int receive_buffer = 0);
  ~raw_client();
  raw_client(raw_client&& other) noexcept;
  raw_client& operator=(raw_client&&) = delete;

  /// False when the server has closed.
  bool send(std::string_view bytes);
  /// No more will be sent.
  void finish_sending();
  /// Ends with a reset instead of an orderly close.
  void reset();

  /// The next answer; nullopt when the server closed or nothing whole came within `wait`. `to_head` when the
  /// request was a HEAD: no body follows.
  std::optional<raw_answer> read_answer(std::chrono::milliseconds wait = patience, bool to_head = false);
  /// Sends one GET and reads its answer. `fields` are whole lines with CRLF.
  std::optional<raw_answer> get(std::string_view target, std::string_view fields = {});

  /// Exactly `count` bytes, or nullopt.
  std::optional<std::string> read_exactly(std::size_t count, std::chrono::milliseconds wait = patience);
  /// Whether the server closes within `wait`; what comes until then is dropped.
  bool closed_within(std::chrono::milliseconds wait);
  /// Waits until bytes are there; false after `wait`.
  bool readable(std::chrono::milliseconds wait);

 private:
  bool fill(std::chrono::steady_clock::time_point until);

  int socket_ = -1;
  std::string received_;
};

/// A request without a body; `fields` are whole lines with CRLF.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target,
                                       std::string_view fields = {});
[[nodiscard]] std::string post_text(std::string_view target, std::string_view body,
                                    std::string_view fields = {});

}  // namespace dossier::test
