// What the pipeline does with every request, whatever its handler.
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <zlib.h>

#include <regex>
#include <sstream>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

std::string unzip(const std::string& packed) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  std::string in = packed;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = inflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  return end == Z_STREAM_END ? out : "";
}

TEST(http_pipeline, without_tls_only_loopback_and_configured_names_are_answered) {
  test_server server({.pipeline = {.hosts = {"crm.example"}}});
  const auto status_for = [&server](const std::string& host) {
    raw_client client(server.port());
    client.send("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return client.read_answer()->status;
  };
  for (const char* ours : {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "[::1]", "localhost.",
                           "crm.example", "CRM.example:80"}) {
    EXPECT_EQ(status_for(ours), 200) << ours;
  }
  for (const char* theirs : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                             "localhost:x", "10.0.0.1", "", "localhost@evil.example", "[::1].evil"}) {
    EXPECT_EQ(status_for(theirs), 421) << theirs;
  }
}

TEST(http_pipeline, another_sites_page_cannot_write_and_our_own_can) {
  test_server server({.pipeline = {.origins = {"https://crm.example"}}});
  const auto status_for = [&server](const std::string& fields) {
    raw_client client(server.port());
    client.send(post_text("/echo", "x", fields));
    return client.read_answer()->status;
  };
  EXPECT_EQ(status_for(""), 200) << "no browser";
  EXPECT_EQ(status_for("Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n"), 200);
  EXPECT_EQ(status_for("Sec-Fetch-Site: none\r\n"), 200);
  EXPECT_EQ(status_for("Origin: http://localhost\r\n"), 200);
  EXPECT_EQ(status_for("Sec-Fetch-Site: cross-site\r\nOrigin: https://crm.example\r\n"), 200) << "configured";
  EXPECT_EQ(status_for("Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n"), 403);
  EXPECT_EQ(status_for("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(status_for("Sec-Fetch-Site: same-site\r\nOrigin: http://localhost:3000\r\n"), 403)
      << "another port";
  EXPECT_EQ(status_for("Origin: http://localhost:3000\r\n"), 403) << "another port";
  EXPECT_EQ(status_for("Origin: null\r\n"), 403);
  raw_client reader(server.port());
  const std::string elsewhere = "Sec-Fetch-Site: cross-site\r\n";
  EXPECT_EQ(
      reader.get("/hello", elsewhere + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n")->status,
      200)
      << "a link to us may be followed";
  EXPECT_EQ(reader.get("/hello", elsewhere + "Sec-Fetch-Mode: no-cors\r\n")->status, 403)
      << "and nothing of us loaded into another page";
}

TEST(http_pipeline, a_trace_is_carried_on_or_begun_and_always_answered) {
  test_server server;
  raw_client client(server.port());
  const std::string id = "0af7651916cd43dd8448eb211c80319c";
  const auto carried = client.get("/nowhere", "traceparent: 00-" + id + "-b7ad6b7169203331-01\r\n");
  ASSERT_TRUE(carried);
  EXPECT_NE(carried->body.find("\"trace_id\":\"" + id + "\""), std::string::npos);
  EXPECT_EQ(carried->headers.at("traceresponse").substr(0, 36), "00-" + id + "-");
  const std::regex form("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  std::string before;
  for (const char* bad : {"", "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n",
                          "traceparent: nonsense\r\n"}) {
    const auto begun = client.get("/hello", bad);
    ASSERT_TRUE(begun);
    EXPECT_TRUE(std::regex_match(begun->headers.at("traceresponse"), form))
        << begun->headers.at("traceresponse");
    EXPECT_NE(begun->headers.at("traceresponse"), before);
    before = begun->headers.at("traceresponse");
  }
}

TEST(http_pipeline, every_answer_carries_the_security_headers) {
  test_server server;
  for (const char* target : {"/hello", "/nowhere", "/throw", "/he%zz"}) {
    raw_client client(server.port());
    const auto answer = client.get(target);
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->headers.at("x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(answer->headers.at("referrer-policy"), "no-referrer") << target;
    EXPECT_EQ(answer->headers.at("cross-origin-opener-policy"), "same-origin") << target;
    EXPECT_EQ(answer->headers.at("cross-origin-resource-policy"), "same-origin") << target;
    EXPECT_TRUE(answer->headers.contains("date")) << target;
  }
}

TEST(http_pipeline, an_exception_is_a_500_without_its_text_and_the_connection_goes_on) {
  std::ostringstream lines;
  auto log =
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines));
  std::string trace;
  {
    test_server server({.log = log});
    raw_client client(server.port());
    const auto answer = client.get("/throw?token=hidden");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->body.find("secret"), std::string::npos);
    trace = answer->headers.at("traceresponse").substr(3, 32);
    EXPECT_NE(answer->body.find(trace), std::string::npos);
    EXPECT_EQ(client.get("/hello")->status, 200);
    server.stop();
  }
  EXPECT_NE(lines.str().find("secret of the database"), std::string::npos) << "operators see the cause";
  EXPECT_NE(lines.str().find(trace), std::string::npos);
  EXPECT_EQ(lines.str().find("hidden"), std::string::npos) << "a query reached the log";
}

TEST(http_pipeline, who_is_not_signed_in_is_told_how) {
  test_server server;
  raw_client client(server.port());
  const auto answer = client.get("/hello", "X-Nobody: 1\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 401);
  EXPECT_EQ(answer->headers.at("www-authenticate"), "Bearer");
  EXPECT_EQ(client.get("/healthz", "X-Nobody: 1\r\n")->status, 200);
}

TEST(http_pipeline, long_json_is_compressed_for_who_asks_and_only_then) {
  test_server server;
  raw_client client(server.port());
  const auto plain = client.get("/items");
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->headers.contains("content-encoding"));
  EXPECT_EQ(plain->headers.at("vary"), "Accept-Encoding");
  const auto packed = client.get("/items", "Accept-Encoding: br;q=0, gzip;q=0.5\r\n");
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->headers.at("content-encoding"), "gzip");
  EXPECT_LT(packed->body.size(), plain->body.size() / 4);
  EXPECT_EQ(unzip(packed->body), plain->body);
  EXPECT_FALSE(client.get("/items", "Accept-Encoding: gzip;q=0\r\n")->headers.contains("content-encoding"));
  EXPECT_FALSE(client.get("/healthz", "Accept-Encoding: gzip\r\n")->headers.contains("content-encoding"));
}

TEST(http_pipeline, readyz_says_why_not) {
  std::atomic<bool> ready = false;
  test_server server({.ready = [&ready]() -> http::readiness {
    return {ready, ready ? "" : "The database is away."};
  }});
  raw_client client(server.port());
  const auto away = client.get("/readyz");
  ASSERT_TRUE(away);
  EXPECT_EQ(away->status, 503);
  EXPECT_TRUE(away->headers.contains("retry-after"));
  EXPECT_NE(away->body.find("The database is away."), std::string::npos);
  EXPECT_EQ(client.get("/healthz")->status, 200);
  ready = true;
  EXPECT_EQ(client.get("/readyz")->status, 200);
}

TEST(http_pipeline, every_request_is_counted_once_with_its_route) {
  struct counting final : http::request_observer {
    void finished(const http::finished_request& what) noexcept override {
      const std::lock_guard lock(mutex);
      ++seen[std::string(what.route) + " " + std::to_string(what.status)];
    }
    std::mutex mutex;
    std::map<std::string, int> seen;
  } observer;
  {
    test_server server({.observer = &observer});
    raw_client client(server.port());
    client.get("/hello");
    client.get("/bytes/3");
    client.get("/bytes/4");
    client.get("/nowhere");
    client.send("nonsense\r\n\r\n");
    client.read_answer();
    server.stop();
  }
  const std::map<std::string, int> expected = {
      {"/hello 200", 1}, {"/bytes/{} 200", 2}, {"none 404", 1}, {"none 400", 1}};
  EXPECT_EQ(observer.seen, expected);
}

}  // namespace
}  // namespace dossier::test
