#include "server/http/proxies.hpp"

#include <gtest/gtest.h>

namespace dossier::http {
namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

trusted_proxies trusting(const std::vector<std::string>& networks) {
  return trusted_proxies::parse(networks).value();
}

bool trusts(const std::vector<std::string>& networks, const char* address) {
  return trusting(networks).trust(boost::asio::ip::make_address(address));
}

result<std::optional<passed_on>> read(fields headers,
                                      const std::vector<std::string>& networks = {"10.0.0.0/8"}) {
  request of;
  of.headers = std::move(headers);
  return read_passed_on(of, trusting(networks));
}

/// The client that the fields name; "" where they name none, "400" where they are refused.
std::string client(fields headers, const std::vector<std::string>& networks = {"10.0.0.0/8"}) {
  const auto got = read(std::move(headers), networks);
  if (!got) return std::to_string(got.error().status);
  return *got ? (**got).client.to_string() : "";
}

TEST(trusted_proxies, a_network_holds_its_addresses_and_no_others) {
  EXPECT_TRUE(trusts({"10.0.0.0/8"}, "10.255.0.1"));
  EXPECT_FALSE(trusts({"10.0.0.0/8"}, "11.0.0.1"));
  EXPECT_TRUE(trusts({"192.0.2.128/25"}, "192.0.2.128"));
  EXPECT_FALSE(trusts({"192.0.2.128/25"}, "192.0.2.127"));
  EXPECT_TRUE(trusts({"127.0.0.1"}, "127.0.0.1"));
  EXPECT_FALSE(trusts({"127.0.0.1"}, "127.0.0.2"));
  EXPECT_TRUE(trusts({"2001:db8::/33"}, "2001:db8:7fff::1"));
  EXPECT_FALSE(trusts({"2001:db8::/33"}, "2001:db8:8000::1"));
  EXPECT_TRUE(trusts({"0.0.0.0/0"}, "203.0.113.9"));
  EXPECT_FALSE(trusts({"0.0.0.0/0"}, "2001:db8::1"));
  EXPECT_FALSE(trusts({}, "127.0.0.1"));
}

TEST(trusted_proxies, an_address_is_the_same_inside_ipv6) {
  EXPECT_TRUE(trusts({"10.0.0.0/8"}, "::ffff:10.1.2.3"));
  EXPECT_TRUE(trusts({"::ffff:10.0.0.0/104"}, "10.1.2.3"));
}

TEST(trusted_proxies, what_is_no_network_is_named) {
  for (const char* wrong :
       {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "localhost", "10.0.0"}) {
    const auto got = trusted_proxies::parse({"127.0.0.1", wrong});
    ASSERT_FALSE(got) << wrong;
    EXPECT_NE(got.error().detail.find("'" + std::string(wrong) + "'"), std::string::npos);
  }
}

TEST(passed_on, the_client_is_the_nearest_address_that_is_no_trusted_proxy) {
  EXPECT_EQ(client({{"x-forwarded-for", "203.0.113.7"}}), "203.0.113.7");
  EXPECT_EQ(client({{"x-forwarded-for", "203.0.113.7, 10.1.1.1,10.2.2.2"}}), "203.0.113.7");
  EXPECT_EQ(client({{"forwarded", "for=203.0.113.7;proto=https, for=10.1.1.1"}}), "203.0.113.7");
}

TEST(passed_on, what_a_stranger_wrote_before_the_proxy_is_not_believed) {
  EXPECT_EQ(client({{"x-forwarded-for", "127.0.0.1, 198.51.100.1, 203.0.113.7, 10.1.1.1"}}), "203.0.113.7");
  EXPECT_EQ(client({{"forwarded", "for=127.0.0.1, for=203.0.113.7"}}), "203.0.113.7");
  EXPECT_EQ(client({{"forwarded", "for=\"nonsense, for=127.0.0.1\", for=203.0.113.7"}}), "203.0.113.7");
}

TEST(passed_on, where_all_are_trusted_it_is_the_outermost) {
  EXPECT_EQ(client({{"x-forwarded-for", "10.3.3.3, 10.1.1.1"}}), "10.3.3.3");
}

TEST(passed_on, addresses_may_carry_ports_and_brackets) {
  EXPECT_EQ(client({{"forwarded", R"(For="[2001:db8::17]:4711")"}}), "2001:db8::17");
  EXPECT_EQ(client({{"forwarded", R"(for="203.0.113.7:80")"}}), "203.0.113.7");
  EXPECT_EQ(client({{"x-forwarded-for", "203.0.113.7:4711"}}), "203.0.113.7");
  EXPECT_EQ(client({{"x-forwarded-for", "2001:db8::17"}}), "2001:db8::17");
  EXPECT_EQ(client({{"x-forwarded-for", "::ffff:203.0.113.7"}}), "203.0.113.7");
}

TEST(passed_on, a_hop_without_an_address_ends_the_walk) {
  EXPECT_EQ(client({{"forwarded", "for=unknown"}}), "");
  EXPECT_EQ(client({{"forwarded", "for=_hidden, for=10.1.1.1"}}), "10.1.1.1");
  EXPECT_EQ(client({{"forwarded", "for=203.0.113.7, proto=http, for=10.1.1.1"}}), "10.1.1.1");
  EXPECT_EQ(client({{"x-forwarded-for", ""}}), "");
  EXPECT_EQ(client({{"x-forwarded-proto", "https"}}), "");
}

TEST(passed_on, fields_that_are_not_well_formed_are_refused) {
  for (const char* wrong : {"for", "for=", "for=\"203.0.113.7", "=x", "for=a b", "for=\"\\", "for=[::1]"}) {
    EXPECT_EQ(client({{"forwarded", wrong}}), "400") << wrong;
  }
  EXPECT_EQ(client({{"forwarded", " , ;for=203.0.113.7; , "}}), "");  // an empty last hop says nothing
}

TEST(passed_on, two_kinds_of_fields_that_disagree_are_refused) {
  EXPECT_EQ(client({{"forwarded", "for=127.0.0.1"}, {"x-forwarded-for", "203.0.113.7"}}), "400");
  EXPECT_EQ(client({{"forwarded", "for=203.0.113.7"}, {"x-forwarded-for", "203.0.113.7"}}), "203.0.113.7");
}

TEST(passed_on, says_how_and_by_which_name_the_client_came) {
  const auto of = [](fields headers) { return *read(std::move(headers)).value(); };
  const passed_on one = of({{"forwarded", R"(for=203.0.113.7;proto=HTTPS;host="crm.example:8443")"}});
  EXPECT_EQ(one.secure, true);
  EXPECT_EQ(one.host, "crm.example:8443");
  const passed_on two = of({{"x-forwarded-for", "203.0.113.7"},
                            {"x-forwarded-proto", "https, http"},
                            {"x-forwarded-host", "evil.example, crm.example"}});
  EXPECT_EQ(two.secure, false);
  EXPECT_EQ(two.host, "crm.example");
  const passed_on three = of({{"x-forwarded-for", "203.0.113.7"}});
  EXPECT_EQ(three.secure, std::nullopt);
  EXPECT_EQ(three.host, "");
}

TEST(passed_on, an_endless_list_is_walked_a_bounded_way) {
  std::string list = "203.0.113.7";
  for (std::size_t i = 0; i < forwarded_hops_max; ++i) list += ",10.1.1.1";
  EXPECT_EQ(client({{"x-forwarded-for", list}}), "10.1.1.1");
  EXPECT_EQ(client({{"x-forwarded-for", list.substr(0, list.rfind(','))}}), "203.0.113.7");
}

}  // namespace
}  // namespace dossier::http
