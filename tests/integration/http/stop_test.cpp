// Stopping: no request that was taken in is lost.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;

TEST(http_stop, requests_in_hand_are_finished_with_connection_close) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("GET", "/slow/300")));
  raw_client probe(server.port());
  ASSERT_TRUE(probe.get("/hello"));
  EXPECT_EQ(server.stop(), 0U);
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "slow");
  EXPECT_EQ(answer->headers.at("connection"), "close");
}

TEST(http_stop, what_takes_longer_than_the_deadline_is_cut_and_counted) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("GET", "/slow/60000")));
  raw_client probe(server.port());
  ASSERT_TRUE(probe.get("/hello", "Connection: close\r\n"));
  ASSERT_TRUE(probe.closed_within(patience));
  probe.reset();
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(server.stop(500ms), 1U);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
  EXPECT_FALSE(client.read_answer());
}

TEST(http_stop, a_stopped_server_takes_no_connection) {
  test_server server;
  const std::uint16_t port = server.port();
  server.stop();
  EXPECT_THROW(raw_client client(port), std::runtime_error);
}

/// Keeps asking on one connection until the server says that it closes; a request that was sent must be
/// answered.
struct load_report {
  int answered = 0;
  int lost = 0;
  bool told = false;
};

load_report load(std::uint16_t port) {
  load_report report;
  raw_client client(port);
  for (;;) {
    const bool sent = client.send(request_text("GET", "/hello") + post_text("/echo", "x"));
    for (int i = 0; sent && i < 2; ++i) {
      const auto answer = client.read_answer();
      if (answer) ++report.answered;
      if (answer && answer->headers.contains("connection")) {
        report.told = true;
        return report;  // what stood behind it in the pipeline was not taken in, and the client knows
      }
      if (!answer) ++report.lost;
    }
    if (!sent || report.lost > 0) return report;
  }
}

TEST(http_stop, under_load_every_request_that_was_taken_in_is_answered) {
  test_server server({.threads = 2});
  constexpr std::size_t clients = 16;
  std::vector<load_report> reports(clients);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] { reports[i] = load(server.port()); });
  }
  const auto until = std::chrono::steady_clock::now() + patience;
  while (server.server().connections() < clients && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  std::this_thread::sleep_for(100ms);  // some load, not a condition
  EXPECT_EQ(server.stop(), 0U);
  for (std::thread& thread : threads) thread.join();
  for (const load_report& report : reports) {
    EXPECT_GT(report.answered, 0);
    EXPECT_EQ(report.lost, 0);
    EXPECT_TRUE(report.told);
  }
}

TEST(http_stop, connections_that_wait_to_be_accepted_are_served) {
  test_server server;
  raw_client busy(server.port());
  std::vector<raw_client> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.emplace_back(server.port());
    ASSERT_TRUE(waiting.back().send(request_text("GET", "/hello")));
  }
  EXPECT_EQ(server.stop(), 0U);
  for (raw_client& client : waiting) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
  }
}

}  // namespace
}  // namespace dossier::test
