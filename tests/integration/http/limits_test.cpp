// Every limit of the transport, crossed: just under passes, just over is refused in the way it promises.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

void expect_problem(const std::optional<raw_answer>& answer, int status, std::string_view type) {
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, status) << answer->body;
  EXPECT_EQ(answer->headers.at("content-type"), "application/problem+json");
  EXPECT_NE(answer->body.find("\"type\":\"/problems/" + std::string(type) + "\""), std::string::npos)
      << answer->body;
  EXPECT_NE(answer->body.find("\"status\":" + std::to_string(status)), std::string::npos);
}

TEST(http_limits, an_address_of_exactly_the_limit_passes_and_one_byte_more_is_414) {
  test_server server({.limits = {.target_bytes = 100}});
  const std::string prefix = "/hello?q=";
  raw_client client(server.port());
  const auto passes = client.get(prefix + std::string(100 - prefix.size(), 'a'));
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->status, 200);
  expect_problem(client.get(prefix + std::string(101 - prefix.size(), 'a')), 414, "uri-too-long");
}

TEST(http_limits, an_endless_address_is_414_before_its_line_ends) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send("GET /" + std::string(net::request_target_max_bytes + 100, 'a')));
  expect_problem(client.read_answer(), 414, "uri-too-long");
  EXPECT_TRUE(client.closed_within(patience));
}

TEST(http_limits, header_fields_of_exactly_the_limit_pass_and_one_byte_more_is_431) {
  test_server server;
  const auto request_of = [](std::size_t size) {
    const std::string without = request_text("GET", "/hello", "X-Pad: \r\n");
    return request_text("GET", "/hello", "X-Pad: " + std::string(size - without.size(), 'a') + "\r\n");
  };
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_of(net::request_head_max_bytes)));
  const auto passes = client.read_answer();
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->status, 200);
  ASSERT_TRUE(client.send(request_of(net::request_head_max_bytes + 1)));
  expect_problem(client.read_answer(), 431, "headers-too-large");
  EXPECT_TRUE(client.closed_within(patience));
}

TEST(http_limits, as_many_header_fields_as_allowed_pass_and_one_more_is_431) {
  test_server server;
  const auto fields_of = [](std::size_t count) {
    std::string fields;
    for (std::size_t i = 0; i < count; ++i) fields += "X-" + std::to_string(i) + ": 1\r\n";
    return fields;
  };
  raw_client client(server.port());
  const auto passes = client.get("/hello", fields_of(net::request_fields_max - 1));  // beside Host
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->status, 200);
  expect_problem(client.get("/hello", fields_of(net::request_fields_max)), 431, "headers-too-large");
}

TEST(http_limits, ten_thousand_header_fields_are_431) {
  test_server server;
  raw_client client(server.port());
  std::string fields;
  for (int i = 0; i < 10'000; ++i) fields += "X: 1\r\n";
  client.send(request_text("GET", "/hello", fields));
  expect_problem(client.read_answer(), 431, "headers-too-large");
}

TEST(http_limits, a_body_of_exactly_its_routes_limit_passes_and_one_byte_more_is_413) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(post_text("/echo", std::string(1024, 'a'))));
  const auto passes = client.read_answer();
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->status, 200);
  EXPECT_EQ(passes->body.size(), 1024U);
  ASSERT_TRUE(client.send(post_text("/echo", std::string(1025, 'a'))));
  expect_problem(client.read_answer(), 413, "too-large");
  EXPECT_TRUE(client.closed_within(patience));
}

TEST(http_limits, each_route_has_its_own_body_limit) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(post_text("/large", std::string(1024 * 1024, 'a'))));
  const auto passes = client.read_answer();
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->body.size(), 1024U * 1024U);
}

TEST(http_limits, a_too_long_body_is_refused_by_its_length_before_any_of_it_is_sent) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send(request_text("POST", "/echo", "Content-Length: 99999999999\r\n")));
  expect_problem(client.read_answer(), 413, "too-large");
}

TEST(http_limits, a_chunked_body_is_413_as_soon_as_it_crosses_the_limit) {
  test_server server;
  raw_client client(server.port());
  const std::string head = request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n");
  ASSERT_TRUE(client.send(head + "400\r\n" + std::string(1024, 'a') + "\r\n0\r\n\r\n"));
  const auto passes = client.read_answer();
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->body.size(), 1024U);
  ASSERT_TRUE(client.send(head + "400\r\n" + std::string(1024, 'a') + "\r\n1\r\na"));
  expect_problem(client.read_answer(), 413, "too-large");
}

TEST(http_limits, a_refused_large_upload_still_gets_its_answer) {
  test_server server;
  raw_client client(server.port());
  client.send(
      post_text("/echo", std::string(500 * 1024, 'a')));  // all of it, though the answer is out already
  expect_problem(client.read_answer(), 413, "too-large");
}

TEST(http_limits, a_body_where_none_is_taken_is_413) {
  test_server server;
  raw_client client(server.port());
  client.send(request_text("GET", "/healthz", "Content-Length: 1\r\n") + "a");
  expect_problem(client.read_answer(), 413, "too-large");
}

TEST(http_limits, connections_over_the_cap_are_told_503_and_room_comes_back) {
  test_server server({.limits = {.connections = 3}});
  std::vector<raw_client> held;
  for (int i = 0; i < 3; ++i) {
    held.emplace_back(server.port());
    ASSERT_TRUE(held.back().get("/hello"));
  }
  raw_client over(server.port());
  expect_problem(over.read_answer(), 503, "unavailable");
  EXPECT_TRUE(over.closed_within(patience));
  held.pop_back();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (server.server().connections() >= 3 && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  raw_client again(server.port());
  const auto passes = again.get("/hello");
  ASSERT_TRUE(passes);
  EXPECT_EQ(passes->status, 200);
}

TEST(http_limits, connections_of_one_address_have_a_cap_of_their_own) {
  test_server server({.limits = {.connections_per_address = 2}});
  raw_client first(server.port());
  raw_client second(server.port());
  ASSERT_TRUE(first.get("/hello"));
  ASSERT_TRUE(second.get("/hello"));
  raw_client third(server.port());
  expect_problem(third.read_answer(), 503, "unavailable");
}

TEST(http_limits, requests_in_hand_over_the_bound_are_503_with_retry_after) {
  test_server server({.pipeline = {.in_flight = 2}});
  raw_client first(server.port());
  raw_client second(server.port());
  ASSERT_TRUE(first.send(request_text("GET", "/slow/300")));
  ASSERT_TRUE(second.send(request_text("GET", "/slow/300")));
  raw_client third(server.port());
  std::optional<raw_answer> refused = third.get("/hello");
  const auto until = std::chrono::steady_clock::now() + patience;
  while (refused && refused->status == 200 && std::chrono::steady_clock::now() < until)
    refused = third.get("/hello");
  expect_problem(refused, 503, "unavailable");
  EXPECT_EQ(refused->headers.at("retry-after"), "1");
  raw_client health(server.port());
  EXPECT_EQ(health.get("/healthz")->status, 200) << "health is answered under overload";
  EXPECT_EQ(first.read_answer()->status, 200);
  EXPECT_EQ(second.read_answer()->status, 200);
  raw_client after(server.port());
  EXPECT_EQ(after.get("/hello")->status, 200);
}

TEST(http_limits, one_tenant_at_its_bound_leaves_the_others_alone) {
  test_server server({.pipeline = {.in_flight_per_tenant = 1}});
  raw_client busy(server.port());
  ASSERT_TRUE(busy.send(request_text("GET", "/slow/300", "X-Tenant: a\r\n")));
  raw_client same(server.port());
  std::optional<raw_answer> refused = same.get("/hello", "X-Tenant: a\r\n");
  const auto until = std::chrono::steady_clock::now() + patience;
  while (refused && refused->status == 200 && std::chrono::steady_clock::now() < until) {
    refused = same.get("/hello", "X-Tenant: a\r\n");
  }
  expect_problem(refused, 503, "unavailable");
  raw_client other(server.port());
  EXPECT_EQ(other.get("/hello", "X-Tenant: b\r\n")->status, 200);
  EXPECT_EQ(busy.read_answer()->status, 200);
  EXPECT_EQ(same.get("/hello", "X-Tenant: a\r\n")->status, 200);
}

}  // namespace
}  // namespace dossier::test
