#include "server/domains/identity/secrets.hpp"

#include <sodium.h>

namespace dossier::identity {
namespace {

constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}
unsigned char* bytes_of(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string made(count, '\0');
  randombytes_buf(made.data(), made.size());
  return made;
}

std::string hash_of(std::string_view secret) {
  std::string made(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(made), bytes_of(secret), secret.size());
  return made;
}

std::string derive(std::string_view key, std::string_view text) {
  std::string made(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, bytes_of(made));
  return made;
}

bool same_secret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string to_base64url(std::string_view bytes) {
  std::string made(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(made.data(), made.size(), bytes_of(bytes), bytes.size(), base64_variant);
  made.pop_back();  // the terminating zero
  return made;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string made(text.size() / 4 * 3 + 3, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(made), made.size(), text.data(), text.size(), nullptr, &length, &end,
                        base64_variant) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  made.resize(length);
  return made;
}

std::string to_hex(std::string_view bytes) {
  std::string made(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(made.data(), made.size(), bytes_of(bytes), bytes.size());
  made.pop_back();
  return made;
}

}  // namespace dossier::identity
