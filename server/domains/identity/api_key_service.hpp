#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/domains/identity/api_key_repository.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

/// `dsk_`, then the digits that find the key, then its secret.
struct api_key_text {
  std::string prefix;
  std::string secret;
};
[[nodiscard]] std::string to_text(const api_key_text& what);
/// nullopt for whatever is not of that form.
[[nodiscard]] std::optional<api_key_text> parse_api_key(std::string_view text);
[[nodiscard]] bool looks_like_api_key(std::string_view text);

struct new_api_key {
  std::string name;
  bool may_write = false;
  std::optional<timestamp> expires_at;
};

/// A key that was just made; `text` is told once and kept nowhere.
struct made_api_key {
  api_key about;
  std::string text;
};

/// The rules of keys that let programs act for a person. Thread-safe.
class api_key_service {
 public:
  explicit api_key_service(sign_in_dependencies with) : with_(std::move(with)) {}

  /// 422 when the person has too many, or it would have ended already.
  boost::asio::awaitable<result<made_api_key>> make(http::principal who, new_api_key asked, visitor from);
  /// The caller's own, or everybody's in the tenant: 403 unless they may read all.
  boost::asio::awaitable<result<std::vector<api_key>>> list(http::principal who, bool everybodys = false);
  /// 404 unless it is a good one in this tenant, of the caller's own or of anybody for who may end all.
  boost::asio::awaitable<result<void>> revoke(http::principal who, uuid id, visitor from);

 private:
  sign_in_dependencies with_;
};

}  // namespace dossier::identity
