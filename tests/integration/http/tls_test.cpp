// What clients may do to an encrypted connection before there is any request.
#include <gtest/gtest.h>

#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_certificate.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

/// A server that speaks TLS, with a handshake's deadline that a test can wait for.
struct tls_server {
  test_certificate certificate;
  std::unique_ptr<net::tls_context> tls = net::tls_context::load(certificate.files()).value();
  net::limits limits = [] {
    net::limits made;
    made.tick = 10ms;
    made.handshake = 200ms;
    return made;
  }();
  test_server server{{.limits = limits, .tls = tls.get()}};
};

TEST(http_tls, a_client_that_never_begins_the_handshake_is_cut_at_its_deadline) {
  tls_server with;
  const auto began = clock::now();
  raw_client silent(with.server.port());
  EXPECT_TRUE(silent.closed_within(patience));
  EXPECT_GE(clock::now() - began, 200ms);
}

TEST(http_tls, a_client_that_drips_its_handshake_is_cut_all_the_same) {
  tls_server with;
  raw_client dripping(with.server.port());
  const auto began = clock::now();
  // The beginning of a record that says it has 512 bytes of handshake.
  const std::string_view begins("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
  ASSERT_TRUE(dripping.send(begins));
  while (!dripping.closed_within(20ms) && clock::now() - began < 5s) dripping.send("x");
  EXPECT_GE(clock::now() - began, 200ms);
  EXPECT_LT(clock::now() - began, 3s);
}

TEST(http_tls, what_is_no_tls_at_all_is_closed_at_once_and_the_server_serves_on) {
  tls_server with;
  for (const std::string_view nonsense :
       {std::string_view("\0\0\0\0\0\0\0\0", 8), std::string_view("\x16\x03\x01\xff\xff", 5),
        std::string_view("\x80\x2e\x01\x00\x02", 5), std::string_view("SSH-2.0-client\r\n")}) {
    raw_client client(with.server.port());
    client.send(nonsense);
    EXPECT_TRUE(client.closed_within(patience));
  }
  raw_client plain(with.server.port());
  const auto told = plain.get("/hello");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, 400);
}

}  // namespace
}  // namespace dossier::test
