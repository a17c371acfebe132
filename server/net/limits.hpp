#pragma once
#include <chrono>
#include <cstddef>

/// Every bound of the transport, with its unit. `limits` carries them so that a test can set shorter ones;
/// the program uses these values.
namespace dossier::net {

using std::chrono::milliseconds;

/// The part of a header block before the fields: method, target and version. A filter may have 4 KiB, three
/// times that when percent-encoded, and other parameters stand beside it.
inline constexpr std::size_t request_target_max_bytes = 16 * 1024;
/// Request line and header fields together; beyond: 431.
inline constexpr std::size_t request_head_max_bytes = 32 * 1024;
/// Header fields of one request; beyond: 431.
inline constexpr std::size_t request_fields_max = 100;
/// Bytes of one chunk's size line, and of all trailer fields together; beyond: 400.
inline constexpr std::size_t chunk_line_max_bytes = 4 * 1024;

/// Connections the server holds at once, and from one address; beyond: 503 and the connection is closed.
inline constexpr std::size_t connections_max = 20'000;
inline constexpr std::size_t connections_per_address_max = 4'000;

/// From an encrypted connection's beginning until both sides have agreed on how (TLS handshake).
inline constexpr milliseconds handshake_deadline{10'000};
/// How long a kept-alive connection may say nothing between two requests.
inline constexpr milliseconds idle_deadline{75'000};
/// From a request's first byte (or the connection's beginning) until its head is complete. Absolute, so that
/// a client that drips bytes cannot stretch it.
inline constexpr milliseconds head_deadline{10'000};
/// A body has this long, plus the time its bytes take at `body_min_bytes_per_second`; and no pause may be
/// longer.
inline constexpr milliseconds body_grace{10'000};
inline constexpr std::size_t body_min_bytes_per_second = 8 * 1024;
/// A handler's time to answer; beyond: 503 and the connection is closed.
inline constexpr milliseconds handler_deadline{30'000};
/// A read whose handler runs longer than this is broken off once its client has closed. Not at once: a client
/// may close its sending half and still wait for the answer.
inline constexpr milliseconds departure_grace{1'000};
/// An answer has this long to be taken, plus the time its bytes take at `write_min_bytes_per_second`.
inline constexpr milliseconds write_grace{15'000};
inline constexpr std::size_t write_min_bytes_per_second = 8 * 1024;
/// After an answer that ends a connection, what the client still sends is read and dropped this long and this
/// far: closing at once would reset the connection and could take the answer from it.
inline constexpr milliseconds linger_deadline{2'000};
inline constexpr std::size_t linger_max_bytes = 1024 * 1024;
/// How often deadlines are looked at: each is kept to this precision.
inline constexpr milliseconds deadline_tick{100};

/// Stopping: idle connections are kept this long for requests that are already on their way.
inline constexpr milliseconds stop_idle_grace{300};
/// Stopping: what is not finished by then is cut.
inline constexpr milliseconds stop_deadline{10'000};

/// Bytes waiting for one live connection; beyond: `live_socket::send` answers false.
inline constexpr std::size_t live_queue_bytes = 1024 * 1024;
/// Age of the oldest waiting message at which a live connection is closed with 1013.
inline constexpr milliseconds live_queue_age{30'000};
/// A live message of a client; a bigger one is answered by an `error`, and nothing of it is kept.
inline constexpr std::size_t live_message_max_bytes = 64 * 1024;
/// A live message at which the connection is closed with 1009.
inline constexpr std::size_t live_message_hard_max_bytes = 1024 * 1024;
/// Messages of one live connection that are taken in this time; beyond, each is answered by an `error` and
/// dropped.
inline constexpr std::size_t live_messages_max = 2'000;
inline constexpr milliseconds live_messages_window{10'000};
/// The kernel's part of a live connection's memory (bytes): left alone it would grow to megabytes.
inline constexpr int live_send_buffer_bytes = 256 * 1024;
/// Pings go out this often; a connection that says nothing for `live_pong_deadline` after one is closed.
inline constexpr milliseconds live_ping_interval{20'000};
inline constexpr milliseconds live_pong_deadline{10'000};
/// From our close frame to the end of the connection, whatever the client does.
inline constexpr milliseconds live_close_deadline{3'000};

/// The bounds one server runs with.
struct limits {
  std::size_t target_bytes = request_target_max_bytes;
  std::size_t head_bytes = request_head_max_bytes;
  std::size_t fields = request_fields_max;
  std::size_t connections = connections_max;
  std::size_t connections_per_address = connections_per_address_max;

  milliseconds handshake = handshake_deadline;
  milliseconds idle = idle_deadline;
  milliseconds head = head_deadline;
  milliseconds body = body_grace;
  std::size_t body_bytes_per_second = body_min_bytes_per_second;
  milliseconds handler = handler_deadline;
  milliseconds departure = departure_grace;
  milliseconds write = write_grace;
  std::size_t write_bytes_per_second = write_min_bytes_per_second;
  milliseconds linger = linger_deadline;
  milliseconds tick = deadline_tick;
  milliseconds stop_idle = stop_idle_grace;

  std::size_t live_queue = live_queue_bytes;
  milliseconds live_age = live_queue_age;
  std::size_t live_message = live_message_max_bytes;
  std::size_t live_message_hard = live_message_hard_max_bytes;
  std::size_t live_messages = live_messages_max;
  milliseconds live_messages_in = live_messages_window;
  int live_send_buffer = live_send_buffer_bytes;
  milliseconds live_ping = live_ping_interval;
  milliseconds live_pong = live_pong_deadline;
  milliseconds live_close = live_close_deadline;
};

}  // namespace dossier::net
