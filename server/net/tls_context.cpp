#include "server/net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509err.h>
#include <array>
#include <string_view>
#include <system_error>

namespace dossier::net {
namespace {

/// Of TLS 1.2: forward secrecy and authenticated encryption alone. Those of TLS 1.3 are all of that kind.
constexpr const char* tls_1_2_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* key_exchange_groups = "X25519:P-256:P-384";

/// As ALPN has it (RFC 7301): each protocol behind its length.
constexpr std::string_view http_1_1 = "\x08http/1.1";

std::string reason() {
  const unsigned long code = ERR_peek_error();  // the first one: later ones say who gave up because of it
  const char* text = ERR_reason_error_string(code);
  std::string made = text != nullptr ? text : "unknown reason";
  if (ERR_SYSTEM_ERROR(code)) made = std::generic_category().message(ERR_GET_REASON(code));
  ERR_clear_error();
  return made;
}

problem unusable(const std::string& what, const std::filesystem::path& file) {
  return problems::unavailable(what + " " + file.string() + " cannot be used: " + reason() + ".", 0);
}

/// Chooses http/1.1; who offers other protocols alone is told so, rather than guessing (RFC 7301, 3.2).
int choose_protocol(SSL* /*of*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void* /*nothing*/) {
  unsigned char* found = nullptr;
  const int how = SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(http_1_1.data()),
                                        static_cast<unsigned>(http_1_1.size()), offered, offered_size);
  *chosen = found;
  return how == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// A key with a pass phrase would else be asked for on the terminal.
int no_pass_phrase(char* /*to*/, int /*size*/, int /*writing*/, void* /*nothing*/) {
  return 0;
}

void set_rules(SSL_CTX* of) {
  SSL_CTX_set_min_proto_version(of, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(of, tls_1_2_ciphers);
  SSL_CTX_set1_groups_list(of, key_exchange_groups);
  SSL_CTX_set_options(of, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                              SSL_OP_PRIORITIZE_CHACHA);
  // Sessions are resumed by tickets; nothing of them is kept here. Idle connections give their buffers back.
  SSL_CTX_set_session_cache_mode(of, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(of, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(of, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(of, no_pass_phrase);
}

std::string text_of(const X509_NAME* name) {
  std::array<char, 256> text{};
  X509_NAME_oneline(name, text.data(), static_cast<int>(text.size()));
  return text.data();
}

std::string text_of(const ASN1_TIME* when) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  if (!out || ASN1_TIME_print(out.get(), when) != 1) return "?";
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

void free_ssl::operator()(ssl_st* one) const noexcept {
  SSL_free(one);
}

result<tls_context::context> tls_context::read(const files& from) {
  ERR_clear_error();
  context made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!made) return problems::unavailable("TLS is not available: " + reason() + ".", 0);
  set_rules(made.get());
  if (SSL_CTX_use_certificate_chain_file(made.get(), from.certificate.c_str()) != 1)
    return unusable("The certificate", from.certificate);
  const bool has_key = SSL_CTX_use_PrivateKey_file(made.get(), from.key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!has_key && ERR_GET_REASON(ERR_peek_last_error()) != X509_R_KEY_VALUES_MISMATCH)
    return unusable("The key", from.key);
  if (!has_key || SSL_CTX_check_private_key(made.get()) != 1) {
    ERR_clear_error();
    return problems::unavailable("The key " + from.key.string() + " does not belong to the certificate " +
                                     from.certificate.string() + ".",
                                 0);
  }
  return made;
}

result<std::unique_ptr<tls_context>> tls_context::load(files from) {
  auto loaded = read(from);
  if (!loaded) return std::move(loaded).error();
  return std::unique_ptr<tls_context>(new tls_context(std::move(from), std::move(loaded).value()));
}

result<void> tls_context::reload() {
  auto loaded = read(files_);
  if (!loaded) return std::move(loaded).error();
  const std::lock_guard lock(mutex_);
  current_ = std::move(loaded).value();
  return {};
}

tls_context::context tls_context::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

ssl_handle tls_context::accept_on(int socket) const {
  ssl_handle made(SSL_new(current().get()));
  if (!made || SSL_set_fd(made.get(), socket) != 1) return nullptr;
  SSL_set_accept_state(made.get());
  return made;
}

std::string tls_context::description() const {
  const context now = current();
  const X509* certificate = SSL_CTX_get0_certificate(now.get());
  if (certificate == nullptr) return "none";
  const ASN1_TIME* ends = X509_get0_notAfter(certificate);
  const bool over = X509_cmp_current_time(ends) < 0;
  return text_of(X509_get_subject_name(certificate)) + (over ? ", expired " : ", valid until ") +
         text_of(ends);
}

}  // namespace dossier::net
