// Each deadline on its own: a client that is too slow in one way is cut by that deadline, while others are
// served.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

/// Short, and swept often.
net::limits quick() {
  net::limits made;
  made.tick = 10ms;
  return made;
}

std::chrono::milliseconds since(clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began);
}

TEST(http_deadlines, a_head_that_drips_is_cut_at_its_deadline_while_another_client_is_served) {
  net::limits limits = quick();
  limits.head = 300ms;
  test_server server({.limits = limits});
  raw_client slow(server.port());
  raw_client other(server.port());
  const auto began = clock::now();
  const std::string drip = request_text("GET", "/hello", "X-Pad: " + std::string(100'000, 'a') + "\r\n");
  std::size_t at = 0;
  while (!slow.readable(5ms) && since(began) < 5s) {
    slow.send(drip.substr(at++, 1));  // each byte comes long before any idle deadline
    const auto served = other.get("/hello");
    ASSERT_TRUE(served);
    ASSERT_EQ(served->status, 200);
  }
  const auto answer = slow.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(slow.closed_within(patience));
  EXPECT_GE(since(began), 300ms);
  EXPECT_LT(since(began), 3s);
}

TEST(http_deadlines, a_connection_that_never_says_anything_is_closed_at_the_heads_deadline) {
  net::limits limits = quick();
  limits.head = 100ms;
  test_server server({.limits = limits});
  raw_client silent(server.port());
  EXPECT_TRUE(silent.closed_within(3s));
}

TEST(http_deadlines, a_body_that_drips_below_its_rate_is_cut_while_another_client_is_served) {
  net::limits limits = quick();
  limits.body = 300ms;
  limits.body_bytes_per_second = 100'000;
  test_server server({.limits = limits});
  raw_client slow(server.port());
  raw_client other(server.port());
  const auto began = clock::now();
  ASSERT_TRUE(slow.send(request_text("POST", "/large", "Content-Length: 100000\r\n")));
  while (!slow.readable(5ms) && since(began) < 5s) {
    slow.send("a");
    const auto served = other.get("/hello");
    ASSERT_TRUE(served);
    ASSERT_EQ(served->status, 200);
  }
  const auto answer = slow.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_GE(since(began), 300ms);
  EXPECT_LT(since(began), 3s);
}

TEST(http_deadlines, a_body_that_keeps_its_rate_may_take_longer_than_the_grace) {
  net::limits limits = quick();
  limits.body = 200ms;
  limits.body_bytes_per_second = 10'000;
  test_server server({.limits = limits});
  raw_client client(server.port());
  const auto began = clock::now();
  ASSERT_TRUE(client.send(request_text("POST", "/large", "Content-Length: 10000\r\n")));
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(client.send(std::string(1000, 'a')));
    EXPECT_FALSE(client.readable(50ms) && i < 9);
  }
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_GT(since(began), 200ms);
}

TEST(http_deadlines, a_body_that_stalls_after_a_fast_start_is_cut) {
  net::limits limits = quick();
  limits.body = 200ms;
  limits.body_bytes_per_second = 1'000;
  test_server server({.limits = limits});
  raw_client client(server.port());
  ASSERT_TRUE(
      client.send(request_text("POST", "/large", "Content-Length: 100000\r\n") + std::string(50'000, 'a')));
  const auto answer = client.read_answer(3s);  // by its rate alone it would have 50 seconds
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
}

TEST(http_deadlines, an_idle_connection_is_kept_for_its_time_and_then_closed) {
  net::limits limits = quick();
  limits.idle = 300ms;
  limits.head = 5s;
  test_server server({.limits = limits});
  raw_client client(server.port());
  ASSERT_TRUE(client.get("/hello"));
  const auto began = clock::now();
  EXPECT_TRUE(client.closed_within(3s));
  EXPECT_GE(since(began), 290ms);
}

TEST(http_deadlines, a_handler_that_takes_too_long_is_answered_503_for_and_the_connection_ends) {
  net::limits limits = quick();
  limits.handler = 100ms;
  test_server server({.limits = limits});
  raw_client client(server.port());
  const auto began = clock::now();
  const auto answer = client.get("/slow/3000");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_TRUE(answer->headers.contains("retry-after"));
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_LT(since(began), 2s);
  EXPECT_TRUE(client.closed_within(patience));
}

TEST(http_deadlines, a_write_whose_client_was_told_503_or_left_still_runs_to_its_end) {
  net::limits limits = quick();
  limits.handler = 50ms;
  test_server server({.limits = limits});
  raw_client client(server.port());
  ASSERT_TRUE(client.send(post_text("/slow_write/200", "")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  {
    raw_client leaver(server.port());
    ASSERT_TRUE(leaver.send(post_text("/slow_write/200", "")));
  }
  const auto until = clock::now() + patience;
  while (server.finished_writes < 2 && clock::now() < until) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(server.finished_writes, 2);
}

TEST(http_deadlines, a_client_that_leaves_ends_its_read_and_frees_its_place) {
  test_server server({.limits = quick(), .pipeline = {.in_flight = 1}});
  {
    raw_client leaver(server.port());
    ASSERT_TRUE(leaver.send(request_text("GET", "/slow/60000")));
    raw_client other(server.port());
    const auto until = clock::now() + patience;
    while (other.get("/hello")->status == 200 && clock::now() < until) std::this_thread::yield();
  }
  const auto until = clock::now() + 5s;
  int status = 503;
  while (status == 503 && clock::now() < until) {
    raw_client other(server.port());
    status = other.get("/hello")->status;
  }
  EXPECT_EQ(status, 200) << "the place of a client that left was not given back";
}

TEST(http_deadlines, a_client_that_does_not_read_its_answer_is_cut_while_another_is_served) {
  net::limits limits = quick();
  limits.write = 200ms;
  test_server server({.limits = limits});
  raw_client deaf(server.port(), 4096);
  ASSERT_TRUE(deaf.send(request_text("GET", "/bytes/50000000")));
  raw_client other(server.port());
  const auto until = clock::now() + 5s;
  while (server.server().connections() < 2 && clock::now() < until) ASSERT_TRUE(other.get("/hello"));
  while (server.server().connections() > 1 && clock::now() < until) {
    const auto served = other.get("/hello");
    ASSERT_TRUE(served);
    ASSERT_EQ(served->status, 200);
  }
  EXPECT_EQ(server.server().connections(), 1U);
}

TEST(http_deadlines, a_long_answer_to_a_client_that_reads_is_whole) {
  test_server server;
  raw_client client(server.port(), 4096);
  const auto answer = client.get("/bytes/20000000");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 20'000'000U);
  EXPECT_EQ(client.get("/hello")->status, 200);
}

}  // namespace
}  // namespace dossier::test
