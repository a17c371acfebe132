#include "server/domains/identity/oidc_state.hpp"

#include <sodium.h>

#include <boost/json.hpp>

#include "server/domains/identity/oidc_json.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// Longer than what is made here.
constexpr std::size_t sealed_max_bytes = 6 * 1024;
/// What the key is used for, and nothing else.
constexpr std::string_view purpose = "dossier oidc state 1";

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}
unsigned char* bytes_of(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

}  // namespace

std::string oidc_state_seal::seal(const oidc_state& what) const {
  const std::string plain = json::serialize(json::object{{"provider", what.provider},
                                                         {"state", what.state},
                                                         {"nonce", what.nonce},
                                                         {"verifier", what.verifier},
                                                         {"next", what.next},
                                                         {"until", what.expires_at.micros}});
  const std::string nonce = random_bytes(nonce_bytes);
  std::string made(plain.size() + tag_bytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(made), nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(purpose), purpose.size(), nullptr, bytes_of(nonce),
                                             bytes_of(key_));
  return to_base64url(nonce + made);
}

std::optional<oidc_state> oidc_state_seal::open(std::string_view sealed, timestamp now) const {
  if (sealed.size() > sealed_max_bytes) return std::nullopt;
  const auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
  const std::string_view nonce = std::string_view(*bytes).substr(0, nonce_bytes);
  const std::string_view rest = std::string_view(*bytes).substr(nonce_bytes);
  std::string plain(rest.size() - tag_bytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr, bytes_of(rest),
                                                 rest.size(), bytes_of(purpose), purpose.size(),
                                                 bytes_of(nonce), bytes_of(key_)) != 0)
    return std::nullopt;
  const auto read = codec::parse_json_object(plain);
  if (!read) return std::nullopt;
  const json::value* until = read->if_contains("until");
  if (until == nullptr || !until->is_int64() || until->get_int64() <= now.micros) return std::nullopt;
  oidc_state made;
  made.provider = codec::text_at(*read, "provider");
  made.state = codec::text_at(*read, "state");
  made.nonce = codec::text_at(*read, "nonce");
  made.verifier = codec::text_at(*read, "verifier");
  made.next = codec::text_at(*read, "next");
  made.expires_at = {until->get_int64()};
  return made;
}

}  // namespace dossier::identity
