// How requests follow each other on one connection.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;

TEST(http_connection, pipelined_requests_are_answered_in_order_also_when_the_first_is_the_slowest) {
  test_server server;
  raw_client client(server.port());
  std::string all =
      request_text("GET", "/slow/100") + post_text("/echo", "second") + request_text("GET", "/hello");
  for (int i = 0; i < 100; ++i) all += post_text("/echo", std::to_string(i));
  ASSERT_TRUE(client.send(all));
  EXPECT_EQ(client.read_answer()->body, "slow");
  EXPECT_EQ(client.read_answer()->body, "second");
  EXPECT_EQ(client.read_answer()->body, "hello");
  for (int i = 0; i < 100; ++i) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->body, std::to_string(i));
  }
}

TEST(http_connection, a_request_split_at_any_byte_is_the_same_request) {
  test_server server;
  const std::string chunked =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  raw_client client(server.port());
  for (std::size_t cut = 1; cut < chunked.size(); ++cut) {
    ASSERT_TRUE(client.send(chunked.substr(0, cut)));
    std::this_thread::yield();
    ASSERT_TRUE(client.send(chunked.substr(cut)));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer) << "cut at " << cut;
    ASSERT_EQ(answer->body, "abcde") << "cut at " << cut;
  }
}

TEST(http_connection, connection_close_is_honored) {
  test_server server;
  raw_client client(server.port());
  const auto answer = client.get("/hello", "Connection: close\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_TRUE(client.closed_within(patience));
}

TEST(http_connection, http_1_0_is_closed_after_its_answer_unless_it_asks_to_be_kept) {
  test_server server;
  raw_client once(server.port());
  ASSERT_TRUE(once.send("GET /hello HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(once.read_answer()->body, "hello");
  EXPECT_TRUE(once.closed_within(patience));
  raw_client kept(server.port());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    const auto answer = kept.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.at("connection"), "keep-alive");
  }
}

TEST(http_connection, head_answers_as_get_would_without_the_body) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("HEAD", "/hello")));
  const auto head = client.read_answer(patience, true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->headers.at("content-length"), "5");
  EXPECT_EQ(client.get("/hello")->body, "hello") << "a body followed";
}

TEST(http_connection, options_names_the_methods_of_an_address) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("OPTIONS", "/hello")));
  const auto one = client.read_answer();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->status, 204);
  EXPECT_EQ(one->headers.at("allow"), "GET, HEAD, OPTIONS");
  ASSERT_TRUE(client.send(request_text("OPTIONS", "*")));
  EXPECT_EQ(client.read_answer()->status, 204);
}

TEST(http_connection, a_method_that_an_address_does_not_take_is_405_with_those_it_takes) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("DELETE", "/hello")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->headers.at("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(client.get("/nowhere")->status, 404);
}

TEST(http_connection, a_client_that_expects_continue_is_told_so_before_its_body) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("POST", "/echo", "Content-Length: 3\r\nExpect: 100-continue\r\n")));
  const auto interim = client.read_answer();
  ASSERT_TRUE(interim);
  EXPECT_EQ(interim->status, 100);
  ASSERT_TRUE(client.send("abc"));
  EXPECT_EQ(client.read_answer()->body, "abc");
}

TEST(http_connection, a_client_that_expects_continue_for_too_much_is_refused_without_it) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("POST", "/echo", "Content-Length: 9999\r\nExpect: 100-continue\r\n")));
  EXPECT_EQ(client.read_answer()->status, 413);
}

TEST(http_connection, a_client_that_closes_its_half_still_gets_the_answer) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(post_text("/echo", "last words")));
  client.finish_sending();
  EXPECT_EQ(client.read_answer()->body, "last words");
}

TEST(http_connection, a_thousand_clients_that_reset_leave_nothing_behind) {
  test_server server;
  for (int i = 0; i < 1000; ++i) {
    raw_client client(server.port());
    client.send(i % 2 == 0 ? request_text("GET", "/hello") : "GET /hel");
    client.reset();
  }
  const auto until = std::chrono::steady_clock::now() + patience;
  while (server.server().connections() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  EXPECT_EQ(server.server().connections(), 0U);
}

TEST(http_connection, a_port_that_another_server_has_is_refused_with_a_sentence) {
  test_server server;
  http::health health;
  http::router routes;
  header_principals principals;
  const http::pipeline pipeline({}, {routes, principals});
  net::server second({.port = server.port()}, {pipeline, health});
  boost::asio::io_context context;
  boost::asio::io_context* const one = &context;
  try {
    second.start({&one, 1});
    FAIL() << "two servers share a port";
  } catch (const std::runtime_error& refused) {
    EXPECT_NE(std::string(refused.what()).find("Another program listens on 127.0.0.1 port"),
              std::string::npos)
        << refused.what();
  }
}

}  // namespace
}  // namespace dossier::test
