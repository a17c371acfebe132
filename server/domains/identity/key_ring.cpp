#include "server/domains/identity/key_ring.hpp"

#include <sodium.h>

#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {
namespace {

/// Of the key's hash: enough to tell a few keys apart.
constexpr std::size_t kid_bytes = 8;

unsigned char* bytes_of(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

}  // namespace

key_pair make_key_pair(timestamp now) {
  key_pair made;
  made.open.bytes.resize(crypto_sign_PUBLICKEYBYTES);
  made.secret.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_keypair(bytes_of(made.open.bytes), bytes_of(made.secret));
  made.open.kid = to_hex(hash_of(made.open.bytes).substr(0, kid_bytes));
  made.open.created_at = now;
  made.open.expires_at = {now.micros + signing_micros + signing_grace_micros};
  return made;
}

const public_key* key_ring::keys::find(std::string_view kid) const {
  for (const public_key& one : known) {
    if (one.kid == kid) return &one;
  }
  return nullptr;
}

void key_ring::put(std::shared_ptr<const key_pair> own, std::vector<public_key> known) {
  keys_.store(std::make_shared<const keys>(keys{std::move(own), std::move(known)}));
}

std::string to_jwks(const key_ring::keys& of, timestamp now) {
  std::string made = R"({"keys":[)";
  bool first = true;
  for (const public_key& one : of.known) {
    if (one.expires_at <= now) continue;
    if (!first) made += ',';
    first = false;
    // Identifier and bytes need no escapes.
    made += R"({"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":")" + one.kid + R"(","x":")" +
            to_base64url(one.bytes) + "\"}";
  }
  return made + "]}";
}

}  // namespace dossier::identity
