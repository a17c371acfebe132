#include "server/app/configuration.hpp"

#include <gtest/gtest.h>
#include <sysexits.h>

#include <cstdlib>

namespace dossier::app {
namespace {

command read(std::vector<const char*> words) {
  words.insert(words.begin(), "dossier");
  return read_configuration(static_cast<int>(words.size()), words.data());
}

serve_configuration served(std::vector<const char*> words) {
  const command got = read(std::move(words));
  EXPECT_TRUE(std::holds_alternative<serve_configuration>(got));
  return std::get<serve_configuration>(got);
}

int refused(std::vector<const char*> words) {
  const command got = read(std::move(words));
  EXPECT_TRUE(std::holds_alternative<finished>(got));
  return std::get<finished>(got).exit_code;
}

TEST(configuration, serves_on_both_loopback_addresses_when_nothing_is_said) {
  const serve_configuration got = served({});
  EXPECT_EQ(got.addresses, (std::vector<std::string>{"127.0.0.1", "::1"}));
  EXPECT_EQ(got.port, default_port);
  EXPECT_TRUE(got.demo);
  EXPECT_FALSE(got.live_demo);
}

TEST(configuration, takes_flags_without_a_command_as_those_of_serve) {
  EXPECT_EQ(served({"--port", "9000"}).port, 9000);
  EXPECT_FALSE(served({"serve", "--no-demo"}).demo);
}

TEST(configuration, reads_addresses_with_ports) {
  const serve_configuration got = served({"serve", "--listen", "127.0.0.1:81", "--listen", "[::1]:81"});
  EXPECT_EQ(got.addresses, (std::vector<std::string>{"127.0.0.1", "::1"}));
  EXPECT_EQ(got.port, 81);
}

TEST(configuration, takes_a_certificate_and_its_key_together) {
  const serve_configuration got = served({"--tls-cert", "/tls/crt", "--tls-key", "/tls/key"});
  EXPECT_EQ(got.tls_certificate, "/tls/crt");
  EXPECT_EQ(got.tls_key, "/tls/key");
  EXPECT_EQ(refused({"--tls-cert", "/tls/crt"}), EX_USAGE);
  EXPECT_EQ(refused({"--tls-key", "/tls/key"}), EX_USAGE);
}

TEST(configuration, takes_a_pooler_only_with_the_database_behind_it) {
  const serve_configuration got =
      served({"--database-url", "host=here", "--database-pooler-url", "host=pool"});
  EXPECT_EQ(got.database.url, "host=here");
  EXPECT_EQ(got.pooler_url, "host=pool");
  EXPECT_EQ(served({}).pooler_url, "");
  EXPECT_EQ(refused({"--database-pooler-url", "host=pool"}), EX_USAGE);
}

TEST(configuration, reads_the_proxies_that_are_trusted_and_refuses_what_is_no_network) {
  const serve_configuration got = served({"--trusted-proxies", "10.0.0.0/8,::1"});
  EXPECT_TRUE(got.proxies.trust(boost::asio::ip::make_address("10.1.2.3")));
  EXPECT_TRUE(got.proxies.trust(boost::asio::ip::make_address("::1")));
  EXPECT_FALSE(got.proxies.trust(boost::asio::ip::make_address("127.0.0.1")));
  EXPECT_TRUE(served({}).proxies.none());
  EXPECT_EQ(refused({"--trusted-proxies", "10.0.0.0/99"}), EX_USAGE);
}

TEST(configuration, takes_whole_origins_and_nothing_else_for_origins) {
  EXPECT_EQ(served({"--allow-origin", "https://crm.example:8443"}).allowed_origins,
            std::vector<std::string>{"https://crm.example:8443"});
  for (const char* wrong : {"crm.example", "https://", "https://crm.example/", "null", "ftp://crm.example"}) {
    EXPECT_EQ(refused({"--allow-origin", wrong}), EX_USAGE) << wrong;
  }
}

TEST(configuration, reads_how_many_requests_are_answered) {
  const serve_configuration got =
      served({"--user-requests", "7", "--key-requests", "0", "--address-requests", "1000000"});
  EXPECT_EQ(got.rates.user, 7U);
  EXPECT_EQ(got.rates.key, 0U);
  EXPECT_EQ(got.rates.address, http::requests_max);
  EXPECT_EQ(served({}).rates.user, http::user_requests_max);
  EXPECT_EQ(refused({"--user-requests", "1000001"}), EX_USAGE);
  EXPECT_EQ(refused({"--user-requests", "-1"}), EX_USAGE);
}

TEST(configuration, keeps_the_key_of_the_audit_heads_in_the_data_folder_unless_told_otherwise) {
  EXPECT_EQ(served({"--data-dir", "/data"}).audit_key_file, "/data/audit-heads.key");
  EXPECT_TRUE(served({}).audit_heads_file.empty());
  const serve_configuration told =
      served({"--audit-heads-file", "/heads", "--audit-key-file", "/key", "--audit-heads-interval", "86400"});
  EXPECT_EQ(told.audit_heads_file, "/heads");
  EXPECT_EQ(told.audit_key_file, "/key");
  EXPECT_EQ(told.audit_heads_seconds, audit_heads_seconds_max);
  EXPECT_EQ(refused({"--audit-heads-interval", "0"}), EX_USAGE);
  EXPECT_EQ(refused({"--audit-heads-interval", "86401"}), EX_USAGE);
}

TEST(configuration, verifies_logs_against_heads_when_given_some) {
  const command got =
      read({"audit", "verify", "--data-dir", "/data", "--heads", "/heads", "--public-key", "ab"});
  ASSERT_TRUE(std::holds_alternative<verify_configuration>(got));
  const auto& told = std::get<verify_configuration>(got);
  EXPECT_EQ(told.heads_file, "/heads");
  EXPECT_EQ(told.key_file, "/data/audit-heads.key");
  EXPECT_EQ(told.public_keys, std::vector<std::string>{"ab"});
  EXPECT_EQ(refused({"audit"}), EX_USAGE);
}

TEST(configuration, refuses_what_it_does_not_know_with_the_exit_code_for_usage) {
  EXPECT_EQ(refused({"serve", "--listen", "localhost:80"}), EX_USAGE);
  EXPECT_EQ(refused({"serve", "--listen", "127.0.0.1:99999"}), EX_USAGE);
  EXPECT_EQ(refused({"serve", "--listen", "127.0.0.1:80", "--listen", "[::1]:81"}), EX_USAGE);
  EXPECT_EQ(refused({"serve", "--threads", "65"}), EX_USAGE);
  EXPECT_EQ(refused({"--frobnicate"}), EX_USAGE);
  EXPECT_EQ(refused({"frobnicate"}), EX_USAGE);
  EXPECT_EQ(refused({"serve", "--log-level", "loud"}), EX_USAGE);
}

TEST(configuration, lets_a_flag_win_over_the_environment) {
  ::setenv("DOSSIER_PORT", "9001", 1);
  EXPECT_EQ(served({}).port, 9001);
  EXPECT_EQ(served({"--port", "9002"}).port, 9002);
  ::unsetenv("DOSSIER_PORT");
}

TEST(configuration, prints_help_and_succeeds) {
  EXPECT_EQ(refused({"--help"}), EX_OK);
  EXPECT_EQ(refused({"serve", "--help"}), EX_OK);
  EXPECT_EQ(refused({"--version"}), EX_OK);
}

TEST(configuration, takes_sign_in_providers_each_by_its_name) {
  ::setenv("DOSSIER_OIDC_SECRET_MY_IDP", "of the environment", 1);
  const auto got = served({"--sign-in", "required", "--oidc-provider", "my-idp=https://id.example",
                           "--oidc-client", "my-idp=abc", "--oidc-label", "my-idp=Acme & Sons",
                           "--oidc-provision", "my-idp=intern@Acme.example,acme.test"})
                       .oidc.providers;
  ::unsetenv("DOSSIER_OIDC_SECRET_MY_IDP");
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].issuer, "https://id.example");
  EXPECT_EQ(got[0].client_id, "abc");
  EXPECT_EQ(got[0].client_secret, "of the environment");
  EXPECT_EQ(got[0].label, "Acme & Sons");
  EXPECT_EQ(got[0].provision_role, role::intern);
  EXPECT_EQ(got[0].provision_domains, (std::vector<std::string>{"acme.example", "acme.test"}));
}

TEST(configuration, refuses_sign_in_providers_that_cannot_work) {
  const auto with = [](std::vector<const char*> more) {
    std::vector<const char*> words{"--sign-in",     "required", "--oidc-provider", "a=https://id.example",
                                   "--oidc-client", "a=abc"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  EXPECT_EQ(served(with({})).oidc.providers.size(), 1U);
  EXPECT_EQ(refused({"--oidc-provider", "a=https://id.example", "--oidc-client", "a=abc"}), EX_USAGE);
  EXPECT_EQ(refused({"--sign-in", "required", "--oidc-provider", "a=https://id.example"}), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-provider", "b=http://id.example"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-client", "b=abc"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-client", "a=again"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-label", "nothing"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-scopes", "a=email"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-provision", "a=owner@acme.example"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-provision", "a=intern@*"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--oidc-secret-file", "a=/nowhere"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--public-url", "http://book.example"})), EX_USAGE);
  EXPECT_EQ(refused(with({"--listen", "0.0.0.0:80"})), EX_USAGE);
  EXPECT_EQ(served(with({"--listen", "0.0.0.0:80", "--public-url", "https://book.example/"})).oidc.public_url,
            "https://book.example");
}

}  // namespace
}  // namespace dossier::app
