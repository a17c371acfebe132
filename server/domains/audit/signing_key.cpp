#include "server/domains/audit/signing_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace dossier::audit {
namespace {

/// Of the public key's hash: enough to tell a few keys apart.
constexpr std::size_t id_bytes = 8;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

std::string_view text_of(const unsigned char* bytes, std::size_t count) {
  return {static_cast<const char*>(static_cast<const void*>(bytes)), count};
}

template <std::size_t Count>
std::optional<std::array<unsigned char, Count>> array_of(std::string_view hex) {
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != Count) return std::nullopt;
  std::array<unsigned char, Count> made{};
  std::copy(bytes->begin(), bytes->end(), made.begin());
  return made;
}

problem cannot(const std::filesystem::path& file, const std::string& why) {
  return problems::malformed("the key of the audit heads, " + file.string() + ": " + why);
}

result<void> write_key(const std::filesystem::path& file) {
  std::array<unsigned char, seed_bytes> seed{};
  randombytes_buf(seed.data(), seed.size());
  const std::string text = to_hex(text_of(seed.data(), seed.size())) + "\n";
  const int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made < 0) return cannot(file, std::generic_category().message(errno));
  const bool whole =
      write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(made) == 0;
  const int error = errno;
  close(made);
  if (!whole) return cannot(file, std::generic_category().message(error));
  return {};
}

}  // namespace

std::string public_key::id() const {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return to_hex(text_of(hash.data(), id_bytes));
}

std::string public_key::hex() const {
  return to_hex(text_of(bytes.data(), bytes.size()));
}

bool public_key::verifies(std::string_view text, std::string_view signature) const {
  return signature.size() == signature_bytes &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(text), text.size(), bytes.data()) == 0;
}

std::optional<public_key> parse_public_key(std::string_view hex) {
  const auto bytes = array_of<public_key_bytes>(hex);
  if (!bytes) return std::nullopt;
  return public_key{*bytes};
}

signing_key::signing_key(const std::array<unsigned char, seed_bytes>& seed) {
  static_assert(seed_bytes == crypto_sign_SEEDBYTES && sizeof(secret_) == crypto_sign_SECRETKEYBYTES &&
                public_key_bytes == crypto_sign_PUBLICKEYBYTES && signature_bytes == crypto_sign_BYTES);
  crypto_sign_seed_keypair(open_.bytes.data(), secret_.data(), seed.data());
}

std::string signing_key::sign(std::string_view text) const {
  std::array<unsigned char, signature_bytes> signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes_of(text), text.size(), secret_.data());
  return std::string(text_of(signature.data(), signature.size()));
}

result<signing_key> read_signing_key(const std::filesystem::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return cannot(file, std::generic_category().message(errno));
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) return cannot(file, "others may read it; chmod 600 it");
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  const auto seed = array_of<seed_bytes>(text);
  if (!seed) return cannot(file, "it does not hold 64 hexadecimal digits");
  return signing_key(*seed);
}

result<signing_key> ensure_signing_key(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) {
    if (const auto written = write_key(file); !written) return written.error();
  }
  return read_signing_key(file);
}

std::string to_hex(std::string_view bytes) {
  std::string made(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(made.data(), made.size(), bytes_of(bytes), bytes.size());
  made.pop_back();
  return made;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string made(text.size() / 2, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  auto* const to = static_cast<unsigned char*>(static_cast<void*>(made.data()));
  if (sodium_hex2bin(to, made.size(), text.data(), text.size(), nullptr, &length, &end) != 0 ||
      length != made.size() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return made;
}

}  // namespace dossier::audit
