#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "server/domains/identity/messenger.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

struct invitation {
  std::string email;
  std::string name;
  dossier::role role = dossier::role::analyst;
};

/// Links that let people choose a password: invitations, and resets. Thread-safe.
class link_service {
 public:
  /// A reset is made for an account this often at most.
  static constexpr std::int64_t reset_pause_micros = 60LL * 1'000'000;

  /// `way` outlives it.
  link_service(sign_in_dependencies with, messenger& way) : with_(std::move(with)), way_(way) {}

  /// Makes somebody one of the caller's tenant, and sends a link to who has no password yet. 403 unless the
  /// caller is owner or admin there, and for an owner by anybody but an owner; 409 for who belongs to it.
  boost::asio::awaitable<result<void>> invite(http::principal who, invitation asked, visitor from);

  /// Sends a link to set another password to who has the address, if anybody has.
  boost::asio::awaitable<result<void>> reset(std::string email, visitor from);

 private:
  sign_in_dependencies with_;
  messenger& way_;
};

}  // namespace dossier::identity
