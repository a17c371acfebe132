#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"
#include "shared/core/result.hpp"

namespace dossier::http {

/// Networks from which a request's `Forwarded` or `X-Forwarded-…` fields are believed; no others.
class trusted_proxies {
 public:
  /// Trusts nobody.
  trusted_proxies() = default;
  /// From addresses and networks: "10.0.0.0/8", "::1", "192.0.2.7". The problem names the one that is
  /// neither.
  [[nodiscard]] static result<trusted_proxies> parse(const std::vector<std::string>& networks);

  [[nodiscard]] bool none() const { return networks_.empty(); }
  [[nodiscard]] bool trust(const boost::asio::ip::address& one) const;

 private:
  struct network {
    boost::asio::ip::address_v6 base;  ///< IPv4 as ::ffff:a.b.c.d
    unsigned bits = 128;               ///< that count
  };
  std::vector<network> networks_;
};

/// What proxies say about the request they passed on.
struct passed_on {
  boost::asio::ip::address client;  ///< who asked the outermost proxy that is trusted
  std::optional<bool> secure;       ///< whether by TLS; nullopt: not said
  std::string host;                 ///< the Host that was asked for; empty: not said
};

/// Most hops that are looked at.
inline constexpr std::size_t forwarded_hops_max = 32;

/// Reads `Forwarded` (RFC 7239), else `X-Forwarded-For`, `-Proto` and `-Host`, of a request whose peer is
/// trusted. Hops are walked from the nearest on while they are trusted themselves: what stands beyond the
/// first stranger was written by that stranger. nullopt when the request was not passed on. A 400 for fields
/// that are not well-formed, and for both kinds at once that name different clients: proxies add one of them
/// and pass the other on as the client sent it.
[[nodiscard]] result<std::optional<passed_on>> read_passed_on(const request& of,
                                                              const trusted_proxies& trusted);

}  // namespace dossier::http
