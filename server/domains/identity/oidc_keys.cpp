#include "server/domains/identity/oidc_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <boost/json.hpp>

#include "server/domains/identity/oidc_json.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t ed25519_signature_bytes = 64;

struct freed {
  void operator()(BIGNUM* what) const { BN_free(what); }
  void operator()(OSSL_PARAM_BLD* what) const { OSSL_PARAM_BLD_free(what); }
  void operator()(OSSL_PARAM* what) const { OSSL_PARAM_free(what); }
  void operator()(EVP_PKEY_CTX* what) const { EVP_PKEY_CTX_free(what); }
  void operator()(EVP_MD_CTX* what) const { EVP_MD_CTX_free(what); }
};
template <class T>
using owned = std::unique_ptr<T, freed>;
using shared_key = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

shared_key key_of(EVP_PKEY* made) {
  return {made, [](EVP_PKEY* what) { EVP_PKEY_free(what); }};
}

owned<BIGNUM> number_of(std::string_view encoded) {
  const auto bytes = from_base64url(encoded);
  if (!bytes || bytes->empty() || bytes->size() > static_cast<std::size_t>(rsa_most_bits) / 8 + 1)
    return nullptr;
  return owned<BIGNUM>(BN_bin2bn(bytes_of(*bytes), static_cast<int>(bytes->size()), nullptr));
}

shared_key rsa_key(const json::object& from) {
  const auto modulus = number_of(codec::text_at(from, "n"));
  const auto exponent = number_of(codec::text_at(from, "e"));
  if (!modulus || !exponent) return {};
  const int bits = BN_num_bits(modulus.get());
  if (bits < rsa_least_bits || bits > rsa_most_bits) return {};
  // 3 at least, and no longer than what any library makes (65537): a long one makes each check slow.
  if (BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) == 1 || BN_num_bits(exponent.get()) > 32)
    return {};
  const owned<OSSL_PARAM_BLD> parts(OSSL_PARAM_BLD_new());
  if (!parts || OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return {};
  const owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(parts.get()));
  const owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* made = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return {};
  return key_of(made);
}

shared_key ed25519_key(const json::object& from) {
  const auto bytes = from_base64url(codec::text_at(from, "x"));
  if (codec::text_at(from, "crv") != "Ed25519" || !bytes || bytes->size() != ed25519_key_bytes) return {};
  EVP_PKEY* made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*bytes), bytes->size());
  return made == nullptr ? shared_key() : key_of(made);
}

/// Absent, or one of ours that fits the key.
bool says(const json::object& from, std::string_view name, std::string_view wanted) {
  return !from.contains(name) || codec::text_at(from, name) == wanted;
}

std::optional<oidc_key> read_key(const json::object& from) {
  if (!says(from, "use", "sig")) return std::nullopt;
  const std::string type = codec::text_at(from, "kty");
  oidc_key made;
  made.kid = codec::text_at(from, "kid");
  if (type == "RSA" && says(from, "alg", "RS256")) {
    made.algorithm = oidc_algorithm::rs256;
    made.key = rsa_key(from);
  } else if (type == "OKP" && (says(from, "alg", "EdDSA") || says(from, "alg", "Ed25519"))) {
    made.algorithm = oidc_algorithm::eddsa;
    made.key = ed25519_key(from);
  }
  if (!made.key) return std::nullopt;
  return made;
}

}  // namespace

std::optional<oidc_algorithm> parse_oidc_algorithm(std::string_view name) {
  if (name == "RS256") return oidc_algorithm::rs256;
  if (name == "EdDSA") return oidc_algorithm::eddsa;
  return std::nullopt;
}

std::optional<std::vector<oidc_key>> read_oidc_keys(std::string_view json_text) {
  const auto document = codec::parse_json_object(json_text);
  if (!document) return std::nullopt;
  const json::value* keys = document->if_contains("keys");
  if (keys == nullptr || !keys->is_array()) return std::nullopt;
  std::vector<oidc_key> made;
  for (const json::value& each : keys->get_array()) {
    if (made.size() == oidc_keys_max) break;
    if (!each.is_object()) continue;
    if (auto key = read_key(each.get_object())) made.push_back(std::move(*key));
  }
  return made;
}

std::vector<oidc_key> keys_for(const std::vector<oidc_key>& all, std::string_view kid,
                               oidc_algorithm algorithm) {
  std::vector<oidc_key> made;
  for (const oidc_key& each : all) {
    if (each.algorithm == algorithm && (kid.empty() || each.kid == kid)) made.push_back(each);
  }
  return made;
}

bool is_signed_by(const oidc_key& key, std::string_view text, std::string_view signature) {
  const bool pure = key.algorithm == oidc_algorithm::eddsa;
  if (pure && signature.size() != ed25519_signature_bytes) return false;
  const owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, pure ? nullptr : EVP_sha256(), nullptr,
                              key.key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

}  // namespace dossier::identity
