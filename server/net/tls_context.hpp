#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "shared/core/result.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace dossier::net {

struct free_ssl {
  void operator()(ssl_st* one) const noexcept;
};
using ssl_handle = std::unique_ptr<ssl_st, free_ssl>;

/// The certificate and key that connections are encrypted by (TLS 1.2 and 1.3, forward-secret ciphers alone,
/// ALPN `http/1.1`). Thread-safe.
class tls_context {
 public:
  struct files {
    std::filesystem::path certificate;  ///< PEM: the server's first, then those between it and the root
    std::filesystem::path key;          ///< PEM, without a pass phrase
  };

  /// Reads both files. The problem's detail names the file and what is wrong with it, for an operator.
  [[nodiscard]] static result<std::unique_ptr<tls_context>> load(files from);

  /// Reads the files anew, for connections that are made from now on; those that stand keep what they have.
  /// On a problem everything stays as it was.
  [[nodiscard]] result<void> reload();

  /// The server's end of a new connection over the descriptor `socket`, which stays the caller's. Null when
  /// there is no memory for it.
  [[nodiscard]] ssl_handle accept_on(int socket) const;

  /// Whose certificate it is and how long it holds, for the log.
  [[nodiscard]] std::string description() const;

 private:
  using context = std::shared_ptr<ssl_ctx_st>;
  tls_context(files from, context loaded) : files_(std::move(from)), current_(std::move(loaded)) {}
  [[nodiscard]] static result<context> read(const files& from);
  [[nodiscard]] context current() const;

  files files_;
  mutable std::mutex mutex_;
  context current_;  ///< guarded by mutex_
};

}  // namespace dossier::net
