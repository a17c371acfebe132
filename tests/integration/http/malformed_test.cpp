// What is not HTTP/1.1, and what parsers are known to disagree about (request smuggling), is refused with 400
// and the connection is closed: nothing behind it is ever taken for a second request.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

struct malformed_case {
  const char* name;
  std::string bytes;
  int status = 400;
};

/// What an attacker hopes to have taken for a request of its own.
const std::string smuggled = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string with_fields(const std::string& fields, const std::string& body = {}) {
  return request_text("POST", "/echo", fields) + body;
}

std::vector<malformed_case> corpus() {
  using namespace std::string_literals;
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      {"not_http", "hello there\r\n\r\n"},
      {"no_version", "GET /hello\r\nHost: localhost\r\n\r\n"},
      {"two_blanks", "GET  /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"method_with_a_separator", "GE(T /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"leading_blank", " GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"bare_line_feeds", "GET /hello HTTP/1.1\nHost: localhost\n\n"},
      {"one_bare_line_feed", "GET /hello HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n"},
      {"bare_carriage_return", "GET /hello HTTP/1.1\r\nHost: localhost\rX: 1\r\n\r\n"},
      {"folded_line", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: 1\r\n 2\r\n\r\n"},
      {"nul_in_a_value", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"s},
      {"nul_in_the_address", "GET /he\0llo HTTP/1.1\r\nHost: localhost\r\n\r\n"s},
      {"control_character_in_a_value", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\x01\r\n\r\n"},
      {"blank_before_the_colon", "GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n"},
      {"field_without_a_name", "GET /hello HTTP/1.1\r\nHost: localhost\r\n: 1\r\n\r\n"},
      {"field_without_a_colon", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n"},
      {"no_host", "GET /hello HTTP/1.1\r\n\r\n"},
      {"two_hosts", "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"},
      {"absolute_form", "GET http://localhost/hello HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"star_without_options", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"fragment", "GET /hello#x HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"bad_escape", "GET /he%2 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"bad_escape_in_the_query", "GET /hello?q=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"escaped_nul", "GET /hello?q=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"escapes_that_are_not_utf8", "GET /hello?q=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"parameter_twice", "GET /hello?q=1&q=2 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"unknown_version", "GET /hello HTTP/2.0\r\nHost: localhost\r\n\r\n", 505},
      {"old_version", "GET /hello HTTP/0.9\r\nHost: localhost\r\n\r\n", 505},
      {"two_equal_lengths", with_fields("Content-Length: 1\r\nContent-Length: 1\r\n", "a" + smuggled)},
      {"two_different_lengths", with_fields("Content-Length: 1\r\nContent-Length: 2\r\n", "ab" + smuggled)},
      {"a_list_of_lengths", with_fields("Content-Length: 1, 1\r\n", "a" + smuggled)},
      {"negative_length", with_fields("Content-Length: -1\r\n", smuggled)},
      {"length_with_a_plus", with_fields("Content-Length: +1\r\n", "a" + smuggled)},
      {"hexadecimal_length", with_fields("Content-Length: 0x1\r\n", "a" + smuggled)},
      {"length_over_64_bits", with_fields("Content-Length: 18446744073709551617\r\n", "a" + smuggled)},
      {"empty_length", with_fields("Content-Length: \r\n", smuggled)},
      {"length_then_encoding", with_fields("Content-Length: 4\r\n" + chunked, "0\r\n\r\n" + smuggled)},
      {"encoding_then_length", with_fields(chunked + "Content-Length: 4\r\n", "0\r\n\r\n" + smuggled)},
      {"encoding_twice", with_fields(chunked + chunked, "0\r\n\r\n" + smuggled)},
      {"unknown_encoding", with_fields("Transfer-Encoding: gzip\r\n", smuggled), 501},
      {"chunked_not_last", with_fields("Transfer-Encoding: chunked, gzip\r\n", smuggled), 501},
      {"chunked_misspelt", with_fields("Transfer-Encoding: xchunked\r\n", smuggled), 501},
      {"chunked_in_http_1_0",
       "POST /echo HTTP/1.0\r\nHost: localhost\r\n" + chunked + "\r\n0\r\n\r\n" + smuggled},
      {"chunk_size_not_hexadecimal", with_fields(chunked, "x\r\na\r\n0\r\n\r\n" + smuggled)},
      {"negative_chunk_size", with_fields(chunked, "-1\r\na\r\n0\r\n\r\n" + smuggled)},
      {"empty_chunk_size", with_fields(chunked, "\r\na\r\n0\r\n\r\n" + smuggled)},
      {"chunk_size_over_64_bits", with_fields(chunked, "10000000000000001\r\na\r\n0\r\n\r\n" + smuggled)},
      {"chunk_longer_than_it_says", with_fields(chunked, "1\r\nab\r\n0\r\n\r\n" + smuggled)},
      {"chunk_line_with_a_bare_line_feed", with_fields(chunked, "1\na\r\n0\r\n\r\n" + smuggled)},
      {"endless_chunk_line", with_fields(chunked, "1;x=" + std::string(10'000, 'a'))},
      {"length_in_the_trailer", with_fields(chunked, "0\r\nContent-Length: 5\r\n\r\n" + smuggled)},
      {"unknown_expectation", with_fields("Content-Length: 1\r\nExpect: miracles\r\n", "a"), 417},
      {"unknown_method", "BREW /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
      {"connect", "CONNECT /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
  };
}

class malformed_requests : public testing::TestWithParam<malformed_case> {
 protected:
  test_server server_;
};

TEST_P(malformed_requests, are_refused_with_a_problem) {
  raw_client client(server_.port());
  client.send(GetParam().bytes);
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status) << answer->body;
  EXPECT_EQ(answer->headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(answer->headers.at("x-content-type-options"), "nosniff");
  EXPECT_NE(answer->body.find("\"trace_id\":\""), std::string::npos);
  EXPECT_FALSE(client.read_answer(std::chrono::milliseconds(30))) << "something after it was answered";
}

TEST_P(malformed_requests, are_refused_also_when_they_come_byte_by_byte) {
  raw_client client(server_.port());
  for (const char byte : GetParam().bytes) {
    if (!client.send({&byte, 1})) break;  // closed already
  }
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status) << answer->body;
}

INSTANTIATE_TEST_SUITE_P(corpus, malformed_requests, testing::ValuesIn(corpus()),
                         [](const auto& one) { return one.param.name; });

TEST(http_parsing, trailer_fields_are_read_and_never_become_header_fields) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3;ext=1\r\nabc\r\n0\r\nX-Nobody: 1\r\n\r\n"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << "X-Nobody in the trailer counted";
  EXPECT_EQ(answer->body, "abc");
  EXPECT_EQ(client.get("/hello")->status, 200);
}

TEST(http_parsing, an_empty_line_before_a_request_is_skipped) {
  test_server server;
  raw_client client(server.port());
  ASSERT_TRUE(client.send("\r\n" + request_text("GET", "/hello")));
  EXPECT_EQ(client.read_answer()->status, 200);
}

TEST(http_parsing, random_bytes_never_stop_the_server) {
  test_server server;
  std::uint64_t state = 20261120;
  for (int round = 0; round < 300; ++round) {
    raw_client client(server.port());
    std::string bytes =
        round % 3 == 0 ? "" : "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n";
    if (round % 3 == 2) bytes += "\r\n";
    for (int i = 0; i < 200; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      constexpr std::string_view likely = "\r\n\r\n: 0123456789abcdef;GET / HTTP/1.1";
      const auto pick = static_cast<unsigned>(state >> 40U);
      bytes += pick % 4 == 0 ? static_cast<char>(pick >> 8U) : likely[(pick >> 4U) % likely.size()];
    }
    client.send(bytes);
    client.finish_sending();
    client.closed_within(patience);
  }
  raw_client client(server.port());
  EXPECT_EQ(client.get("/hello")->status, 200);
}

}  // namespace
}  // namespace dossier::test
