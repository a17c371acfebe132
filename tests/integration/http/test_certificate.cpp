#include "tests/integration/http/test_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace dossier::test {
namespace {

constexpr long valid_seconds = 24L * 60 * 60;

void check(bool done) {
  if (!done) throw std::runtime_error("the certificate could not be made");
}

using open_file = std::unique_ptr<std::FILE, decltype(&std::fclose)>;
open_file create(const std::filesystem::path& at) {
  open_file made(std::fopen(at.c_str(), "w"), std::fclose);
  check(made != nullptr);
  return made;
}

}  // namespace

test_certificate::test_certificate() {
  std::string folder = std::filesystem::temp_directory_path() / "dossier-certificate-XXXXXX";
  check(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  check(key && made);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_seconds);
  X509_set_pubkey(made.get(), key.get());
  X509_NAME* name = X509_get_subject_name(made.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1);
  check(X509_set_issuer_name(made.get(), name) == 1);
  check(X509_sign(made.get(), key.get(), EVP_sha256()) != 0);
  check(PEM_write_X509(create(files().certificate).get(), made.get()) == 1);
  check(PEM_write_PrivateKey(create(files().key).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
        1);
}

test_certificate::~test_certificate() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

net::tls_context::files test_certificate::files() const {
  return {folder_ / "server.crt", folder_ / "server.key"};
}

}  // namespace dossier::test
