#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "server/domains/identity/messenger.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

struct invitation {
  std::string email;
  std::string name;
  dossier::role role = dossier::role::analyst;
  uuid brand_id{};  ///< of a client-viewer: whose
};

/// Links that let people choose a password: invitations, and resets. Thread-safe.
class link_service {
 public:
  /// A reset is made for an account this often at most.
  static constexpr std::int64_t reset_pause_micros = 60LL * 1'000'000;

  /// Resets that are under way at once; beyond: 503.
  static constexpr int resets_max = 64;

  /// `way` outlives it.
  link_service(sign_in_dependencies with, messenger& way) : with_(std::move(with)), way_(way) {}

  /// Makes somebody one of the caller's tenant, and sends a link to who has no password yet. 403 unless the
  /// caller may invite, and for an owner by anybody but an owner; 409 for who belongs to it. Who has a
  /// password belongs to it at once: `expires_at` is nil then.
  boost::asio::awaitable<result<open_invitation>> invite(http::principal who, invitation asked, visitor from);
  /// Those whose link nobody has used.
  boost::asio::awaitable<result<std::vector<open_invitation>>> list(http::principal who);
  /// Takes an invitation back: the person belongs to the tenant no more. 404 for none of its open ones.
  boost::asio::awaitable<result<void>> withdraw(http::principal who, uuid account_id, visitor from);

  /// Sends a link to set another password to who has the address and a password, if anybody has. Answers
  /// before it looks, so that neither the answer nor its time tells whether anybody has. It ends no link but
  /// an earlier one of its own kind.
  boost::asio::awaitable<result<void>> reset(std::string email, visitor from);
  /// Resets that were answered and are not done yet. They use this object.
  [[nodiscard]] int resets_under_way() const { return *resets_; }

 private:
  class slot;
  boost::asio::awaitable<void> send_reset(slot taken, std::string email, visitor from);

  sign_in_dependencies with_;
  messenger& way_;
  /// Of the slots too: one may be given back when this object is gone already.
  std::shared_ptr<std::atomic<int>> resets_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace dossier::identity
