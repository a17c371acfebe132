#include "server/records/page_tokens.hpp"

#include <sodium.h>

#include <cstring>
#include <memory>

namespace dossier::records {
namespace {

constexpr std::size_t mac_bytes = crypto_auth_hmacsha256_BYTES;
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
/// Longer than any token of ours: a folded key of 4,000 characters.
constexpr std::size_t token_length_max = 24 * 1024;

using mac = std::array<unsigned char, mac_bytes>;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

mac sign(const std::array<unsigned char, page_token_signer::key_bytes>& key, std::string_view payload,
         std::string_view binding) {
  mac made{};
  const std::uint64_t length = payload.size();  // so that no byte can move from one part to the other
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(
      &state, bytes_of({static_cast<const char*>(static_cast<const void*>(&length)), sizeof length}),
      sizeof length);
  crypto_auth_hmacsha256_update(&state, bytes_of(payload), payload.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(binding), binding.size());
  crypto_auth_hmacsha256_final(&state, made.data());
  return made;
}

}  // namespace

std::string page_token_signer::seal(const query::page_position& position, std::string_view binding) const {
  std::string sealed = query::encode(position);
  const mac proof = sign(key_, sealed, binding);
  for (const unsigned char byte : proof) sealed += static_cast<char>(byte);
  std::string token(sodium_base64_encoded_len(sealed.size(), base64_variant), '\0');
  sodium_bin2base64(token.data(), token.size(), bytes_of(sealed), sealed.size(), base64_variant);
  token.pop_back();  // the terminating zero
  return token;
}

std::optional<query::page_position> page_token_signer::open(std::string_view token,
                                                            std::string_view binding) const {
  if (token.empty() || token.size() > token_length_max) return std::nullopt;
  std::vector<unsigned char> sealed(token.size());
  std::size_t length = 0;
  const char* end = nullptr;
  const int read = sodium_base642bin(sealed.data(), sealed.size(), token.data(), token.size(), nullptr,
                                     &length, &end, base64_variant);
  if (read != 0 || end != token.data() + token.size() || length < mac_bytes) return std::nullopt;
  const std::string_view payload(static_cast<const char*>(static_cast<const void*>(sealed.data())),
                                 length - mac_bytes);
  const mac wanted = sign(key_, payload, binding);
  if (sodium_memcmp(wanted.data(), sealed.data() + payload.size(), mac_bytes) != 0) return std::nullopt;
  return query::decode_page_position(payload);
}

page_tokens::page_tokens()
    : read_key_(db::tenant_statement(
          "installation_page_token_key",
          "SELECT key FROM installation_keys WHERE /*tenant*/ AND name = 'page_token'")) {}

page_tokens::~page_tokens() {
  delete signer_.load();
}

boost::asio::awaitable<result<const page_token_signer*>> page_tokens::signer(db::read_lane& lane,
                                                                             uuid tenant) {
  if (const page_token_signer* known = signer_.load(std::memory_order_acquire)) co_return known;
  db::parameters with;
  with.add(tenant);
  const auto found = co_await lane.query(read_key_, std::move(with));
  if (!found) co_return found.error();
  const std::string_view bytes = found->empty() ? std::string_view{} : found->bytes(0, 0);
  std::array<unsigned char, page_token_signer::key_bytes> key{};
  if (bytes.size() != key.size()) {
    spdlog::error("installation_keys has no page_token of {} bytes", key.size());
    co_return problems::internal();
  }
  std::memcpy(key.data(), bytes.data(), key.size());
  auto made = std::make_unique<const page_token_signer>(key);
  const page_token_signer* expected = nullptr;
  if (signer_.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel))
    expected = made.release();
  co_return expected;
}

}  // namespace dossier::records
