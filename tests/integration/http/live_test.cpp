// Live connections on the wire: the handshake, frames, limits, slow consumers, stopping.
#include <gtest/gtest.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <condition_variable>
#include <set>

#include "tests/integration/http/live_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;

/// What the sessions of a server have seen.
struct live_room {
  std::mutex mutex;
  std::condition_variable changed;
  std::set<net::live_socket*> sockets;
  int refused = 0;
  int drained = 0;
  int closed = 0;
  int ticks = 0;

  int count(int live_room::*of) {
    const std::lock_guard lock(mutex);
    return this->*of;
  }
  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, patience, condition);
  }
};

/// Echoes texts; `flood N SIZE` sends N messages of SIZE bytes in one turn; `close CODE` closes; `throw`
/// throws.
class echo_session final : public net::live_session {
 public:
  echo_session(net::live_socket& socket, live_room& room) : socket_(socket), room_(room) {
    const std::lock_guard lock(room_.mutex);
    room_.sockets.insert(&socket_);
  }
  boost::asio::awaitable<void> received(std::string text) override {
    if (text == "throw") throw std::runtime_error("broken");
    std::istringstream words(text);
    std::string word;
    words >> word;
    if (word == "flood") {
      std::size_t count = 0;
      std::size_t size = 0;
      words >> count >> size;
      flood(count, size);
    } else if (word == "close") {
      int code = 0;
      words >> code;
      socket_.close(static_cast<std::uint16_t>(code), "as asked");
    } else {
      socket_.send("echo ", std::make_shared<const std::string>(text));
    }
    co_return;
  }
  void drained() override {
    note([](live_room& room) { ++room.drained; });
    socket_.send("drained");
  }
  void tick(std::chrono::steady_clock::time_point /*now*/) override {
    note([](live_room& room) { ++room.ticks; });
  }
  void closed() override {
    note([this](live_room& room) {
      ++room.closed;
      room.sockets.erase(&socket_);
    });
  }

 private:
  void flood(std::size_t count, std::size_t size) {
    const auto tail = std::make_shared<const std::string>(size, 'x');
    for (std::size_t i = 0; i < count; ++i) {
      if (socket_.send(std::to_string(i) + " ", tail)) continue;
      note([](live_room& room) { ++room.refused; });
      return;
    }
  }
  template <class Change>
  void note(Change change) {
    {
      const std::lock_guard lock(room_.mutex);
      change(room_);
    }
    room_.changed.notify_all();
  }
  net::live_socket& socket_;
  live_room& room_;
};

class live_connections : public testing::Test {
 protected:
  std::unique_ptr<test_server> serve(net::limits limits = {}, http::pipeline_options pipeline = {}) {
    limits.tick = 10ms;
    return std::make_unique<test_server>(
        test_server::setup{.limits = limits,
                           .pipeline = std::move(pipeline),
                           .live = [this](net::live_socket& socket, const auto&) {
                             return std::make_shared<echo_session>(socket, room_);
                           }});
  }
  live_room room_;
};

TEST_F(live_connections, open_with_the_handshake_of_the_rfc) {
  const auto server = serve();
  raw_client client(server->port());
  const auto answer = client.get("/api/v1/live", upgrade_fields());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 101);
  EXPECT_EQ(answer->headers.at("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer->headers.at("sec-websocket-protocol"), "dossier.v1");
  EXPECT_EQ(answer->headers.at("connection"), "Upgrade");
  EXPECT_FALSE(answer->headers.contains("sec-websocket-extensions"));
}

TEST_F(live_connections, are_refused_in_the_way_of_http_when_the_handshake_is_wrong) {
  const auto server = serve({}, {.origins = {"https://crm.example"}});
  const auto status_for = [&](std::string_view remove, std::string_view replacement) {
    std::string fields = upgrade_fields();
    const auto at = fields.find(remove);
    if (at != std::string::npos) fields.replace(at, remove.size(), replacement);
    raw_client client(server->port());
    return client.get("/api/v1/live", fields + std::string(at == std::string::npos ? replacement : ""))
        ->status;
  };
  EXPECT_EQ(status_for("Upgrade: websocket\r\n", ""), 426);
  EXPECT_EQ(status_for("Version: 13", "Version: 8"), 426);
  EXPECT_EQ(status_for("dGhlIHNhbXBsZSBub25jZQ==", "short"), 400);
  EXPECT_EQ(status_for("dossier.v1", "chat"), 400);
  EXPECT_EQ(status_for("Sec-WebSocket-Protocol: dossier.v1\r\n", ""), 400);
  EXPECT_EQ(status_for("dossier.v1", "chat, dossier.v1"), 101);
  EXPECT_EQ(status_for("none", "Origin: http://evil.example\r\n"), 403);
  EXPECT_EQ(status_for("none", "Origin: http://localhost:3000\r\n"), 403);
  EXPECT_EQ(status_for("none", "Origin: http://localhost\r\n"), 101);
  EXPECT_EQ(status_for("none", "Origin: https://crm.example\r\n"), 101);
  raw_client poster(server->port());
  poster.send(post_text("/api/v1/live", ""));
  EXPECT_EQ(poster.read_answer()->status, 405);
  raw_client unknown(server->port());
  unknown.send("GET /api/v1/live HTTP/1.1\r\nHost: evil.example\r\n" + upgrade_fields() + "\r\n");
  EXPECT_EQ(unknown.read_answer()->status, 421);
}

TEST_F(live_connections, are_not_there_where_nothing_serves_them) {
  test_server server;
  raw_client client(server.port());
  EXPECT_EQ(client.get("/api/v1/live", upgrade_fields())->status, 404);
}

TEST_F(live_connections, carry_messages_of_every_size_whole_and_in_order) {
  const auto server = serve();
  live_client client(server->port());
  for (const std::size_t size :
       {0UL, 1UL, 119UL, 120UL, 121UL, 125UL, 126UL, 4096UL, 65529UL, 65530UL, 65531UL, 65536UL}) {
    const std::string text(size, 'a');
    ASSERT_TRUE(client.send_text(text));
    const auto echoed = client.read_text();
    ASSERT_TRUE(echoed) << size;
    EXPECT_EQ(*echoed, "echo " + text) << size;
  }
}

TEST_F(live_connections, take_frames_that_came_with_the_upgrade_or_byte_by_byte) {
  const auto server = serve();
  raw_client raw(server->port());
  ASSERT_TRUE(raw.send(request_text("GET", "/api/v1/live", upgrade_fields()) + client_frame(0x81, "early")));
  ASSERT_EQ(raw.read_answer()->status, 101);
  EXPECT_EQ(raw.read_exactly(12),
            "\x81\x0a"
            "echo early");
  for (const char byte : client_frame(0x81, std::string(200, 'b'))) ASSERT_TRUE(raw.send({&byte, 1}));
  EXPECT_EQ(raw.read_exactly(4 + 205)->substr(4), "echo " + std::string(200, 'b'));
}

TEST_F(live_connections, put_fragmented_messages_together_with_control_frames_between_them) {
  const auto server = serve();
  live_client client(server->port());
  ASSERT_TRUE(client.send(0x01, "one "));
  ASSERT_TRUE(client.send(0x89, "are you there"));
  ASSERT_TRUE(client.send(0x00, "two \xe2\x82"));  // a character split between two fragments
  ASSERT_TRUE(client.send(0x80, "\xac"));
  const auto pong = client.read_frame();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->first, 0x8aU);
  EXPECT_EQ(pong->payload, "are you there");
  EXPECT_EQ(client.read_text(), "echo one two \xe2\x82\xac");
}

TEST_F(live_connections, answer_a_message_over_the_limit_with_an_error_and_stay) {
  const auto server = serve();
  live_client client(server->port());
  ASSERT_TRUE(client.send_text(std::string(net::live_message_max_bytes + 1, 'a')));
  const auto error = client.read_text();
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("\"op\":\"error\""), std::string::npos) << *error;
  EXPECT_NE(error->find("\"status\":413"), std::string::npos) << *error;
  ASSERT_TRUE(client.send(0x01, std::string(40'000, 'a')));  // in two fragments, each below it
  ASSERT_TRUE(client.send(0x80, std::string(40'000, 'a')));
  EXPECT_NE(client.read_text()->find("\"status\":413"), std::string::npos);
  ASSERT_TRUE(client.send_text("still here"));
  EXPECT_EQ(client.read_text(), "echo still here");
}

TEST_F(live_connections, take_so_many_messages_at_once_and_answer_each_one_more_with_an_error) {
  net::limits limits;
  limits.live_messages = 5;
  limits.live_messages_in = 1000ms;
  const auto server = serve(limits);
  live_client client(server->port());
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(client.send_text("say"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.read_text(), "echo say");
  const auto error = client.read_text();
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("\"status\":429"), std::string::npos) << *error;
  std::optional<std::string> later;  // the bucket fills up again
  for (int i = 0; i < 100 && later != "echo again"; ++i) {
    ASSERT_TRUE(client.send_text("again"));
    later = client.read_text();
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(later, "echo again");
}

TEST_F(live_connections, close_1009_for_a_message_over_the_hard_limit_before_it_is_sent) {
  const auto server = serve();
  live_client client(server->port());
  ASSERT_TRUE(client.raw().send(
      client_frame(0x81, std::string(net::live_message_hard_max_bytes + 1, 'a')).substr(0, 100)));
  EXPECT_EQ(client.read_close(), 1009);
}

TEST_F(live_connections, close_with_the_code_that_tells_what_was_wrong) {
  const auto server = serve();
  using namespace std::string_literals;
  const std::vector<std::tuple<const char*, std::string, int>> cases = {
      {"text that is not UTF-8", client_frame(0x81, "\xff\xfe"), 1007},
      {"a cut character", client_frame(0x81, "\xe2\x82"), 1007},
      {"a surrogate", client_frame(0x81, "\xed\xa0\x80"), 1007},
      {"no mask", client_frame(0x81, "x", false), 1002},
      {"a reserved bit", client_frame(0xc1, "x"), 1002},
      {"an unknown kind", client_frame(0x83, "x"), 1002},
      {"an unknown control kind", client_frame(0x8b, "x"), 1002},
      {"binary", client_frame(0x82, "x"), 1003},
      {"a fragment without a beginning", client_frame(0x80, "x"), 1002},
      {"a beginning inside a message", client_frame(0x01, "x") + client_frame(0x81, "y"), 1002},
      {"a fragmented ping", client_frame(0x09, "x"), 1002},
      {"a long ping", client_frame(0x89, std::string(126, 'x')), 1002},
      {"a length not in its shortest form", "\x81\xfe\x00\x05zzzzabcde"s, 1002},
      {"a close with one byte", client_frame(0x88, "x"), 1002},
      {"a close with a forbidden code", client_frame(0x88, "\x03\xed"), 1002},
      {"a close whose reason is not UTF-8", client_frame(0x88, "\x03\xe8\xff"), 1007},
      {"a close",
       client_frame(0x88,
                    "\x03\xe8"
                    "bye"),
       1000},
      {"a close of its own code", client_frame(0x88, "\x0f\xa1"), 4001},
      {"an empty close", client_frame(0x88, ""), 1000},
      {"a session that throws", client_frame(0x81, "throw"), 1011},
      {"a session that closes", client_frame(0x81, "close 4401"), 4401},
  };
  for (const auto& [what, bytes, code] : cases) {
    live_client client(server->port());
    ASSERT_TRUE(client.upgraded());
    client.raw().send(bytes + client_frame(0x81, "after"));
    EXPECT_EQ(client.read_close(), code) << what;
    client.raw().send(client_frame(0x88, "\x03\xe8"));
    EXPECT_TRUE(client.raw().closed_within(patience)) << what;
  }
  EXPECT_TRUE(room_.wait([&] { return room_.closed == static_cast<int>(cases.size()); }))
      << "a session was not told";
}

TEST_F(live_connections, are_pinged_and_closed_when_nothing_comes_back) {
  net::limits limits;
  limits.live_ping = 50ms;
  limits.live_pong = 200ms;
  const auto server = serve(limits);
  live_client mute(server->port());
  live_client alive(server->port());
  const auto ping = mute.read_frame();
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->first, 0x89U);
  const auto until = std::chrono::steady_clock::now() + 600ms;
  while (std::chrono::steady_clock::now() < until) alive.read_text(20ms);  // answers pings
  EXPECT_TRUE(mute.raw().closed_within(3s));
  ASSERT_TRUE(alive.send_text("x"));
  EXPECT_EQ(alive.read_text(), "echo x");
}

TEST_F(live_connections, tell_the_session_when_time_passes) {
  const auto server = serve();
  live_client client(server->port());
  EXPECT_TRUE(room_.wait([&] { return room_.ticks > 3; }));
}

TEST_F(live_connections, queue_no_more_than_their_bound_and_say_when_it_is_empty) {
  net::limits limits;
  limits.live_queue = 100'000;
  limits.live_send_buffer = 4096;
  const auto server = serve(limits);
  live_client slow(server->port(), 4096);
  ASSERT_TRUE(slow.send_text("flood 1000 10000"));  // ten times the bound and more
  ASSERT_TRUE(room_.wait([&] { return room_.refused == 1; }));
  int messages = 0;
  for (auto text = slow.read_text(); text && *text != "drained"; text = slow.read_text()) {
    EXPECT_EQ(text->substr(0, text->find(' ')), std::to_string(messages)) << "lost or out of order";
    ++messages;
  }
  EXPECT_GE(messages, 9);
  EXPECT_LE(messages, 12);
  EXPECT_EQ(room_.count(&live_room::drained), 1);
}

TEST_F(live_connections, end_a_consumer_that_is_too_slow_for_too_long_while_others_go_on) {
  net::limits limits;
  limits.live_age = 200ms;
  limits.live_close = 200ms;
  limits.live_send_buffer = 4096;
  limits.live_messages = 1'000'000;  // the other one asks as fast as it can
  const auto server = serve(limits);
  live_client slow(server->port(), 4096);
  live_client other(server->port());
  ASSERT_TRUE(slow.send_text("flood 90 10000"));
  const auto until = std::chrono::steady_clock::now() + patience;
  while (room_.count(&live_room::closed) == 0 && std::chrono::steady_clock::now() < until) {
    ASSERT_TRUE(other.send_text("x"));
    ASSERT_EQ(other.read_text(), "echo x");
  }
  EXPECT_TRUE(room_.wait([&] { return room_.closed == 1; })) << "the slow one is still there";
}

TEST_F(live_connections, tell_a_slow_consumer_1013_when_it_reads_on) {
  net::limits limits;
  limits.live_age = 200ms;
  limits.live_close = 5s;
  limits.live_send_buffer = 4096;
  const auto server = serve(limits);
  live_client slow(server->port(), 4096);
  ASSERT_TRUE(slow.send_text("flood 90 10000"));
  ASSERT_TRUE(room_.wait([&] { return !room_.sockets.empty(); }));
  std::this_thread::sleep_for(400ms);  // the time it is too slow for
  EXPECT_EQ(slow.read_close(), 1013);
}

TEST_F(live_connections, of_clients_that_ping_without_reading_cost_bounded_memory) {
  net::limits limits;
  limits.live_send_buffer = 4096;
  const auto server = serve(limits);
  live_client greedy(server->port(), 4096);
  ASSERT_TRUE(greedy.send_text("flood 90 10000"));
  const std::string ping = client_frame(0x89, std::string(125, 'p'));
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(greedy.raw().send(ping));
  int pongs = 0;
  int texts = 0;
  while (texts < 90) {
    const auto frame = greedy.read_frame();
    ASSERT_TRUE(frame);
    texts += frame->kind() == 0x1 ? 1 : 0;
    pongs += frame->kind() == 0xa ? 1 : 0;
  }
  EXPECT_LT(pongs, 1000) << "each ping's answer was kept";
}

TEST_F(live_connections, are_closed_1012_when_the_server_stops) {
  const auto server = serve();
  live_client polite(server->port());
  live_client silent(server->port());
  ASSERT_TRUE(room_.wait([&] { return room_.sockets.size() == 2; }));
  std::size_t cut = 99;
  std::thread stopper([&] { cut = server->stop(); });
  EXPECT_EQ(polite.read_close(), 1012);
  polite.send(0x88, "\x03\xf4");
  EXPECT_TRUE(polite.raw().closed_within(patience));
  stopper.join();
  EXPECT_EQ(cut, 0U) << "a client that does not answer the close is ended by the close's own deadline";
  EXPECT_EQ(room_.count(&live_room::closed), 2);
}

TEST_F(live_connections, speak_with_another_implementation_of_the_protocol) {
  namespace asio = boost::asio;
  namespace websocket = boost::beast::websocket;
  const auto server = serve();
  asio::io_context context;
  websocket::stream<asio::ip::tcp::socket> stream(context);
  stream.next_layer().connect({asio::ip::address_v4::loopback(), server->port()});
  stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
    request.set(boost::beast::http::field::sec_websocket_protocol, "dossier.v1");
  }));
  stream.handshake("localhost", "/api/v1/live");
  for (const std::size_t size : {0UL, 10UL, 5000UL, 65000UL}) {
    stream.write(asio::buffer(std::string(size, 'z')));
    boost::beast::flat_buffer buffer;
    stream.read(buffer);
    EXPECT_EQ(boost::beast::buffers_to_string(buffer.data()), "echo " + std::string(size, 'z'));
  }
  stream.close(websocket::close_code::normal);
  EXPECT_EQ(stream.reason().code, 1000);
}

}  // namespace
}  // namespace dossier::test
