#pragma once
#include <memory>
#include <string>
#include <vector>

#include "server/app/configuration.hpp"
#include "server/net/tls_context.hpp"
#include "shared/core/result.hpp"

namespace dossier::app {

/// The composition root: makes every part, wires them, starts them in order and stops them in the reverse
/// one.
class server {
 public:
  /// Brings everything up; returns when requests are answered. Blocks for as long as the database needs to
  /// start or to recover. The problem's detail says what to do. `tls` outlives the server; null: in the
  /// clear.
  [[nodiscard]] static result<std::unique_ptr<server>> start(const serve_configuration& configuration,
                                                             const net::tls_context* tls);

  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Lines that people are to read once, on standard output: how to sign in first. `url` is where the server
  /// is reached. May hold secrets: never logged.
  [[nodiscard]] std::vector<std::string> greeting(const std::string& url) const;

  /// Not ready → no new connections → requests finish → live connections close → logs are sequenced → the
  /// database stops. Not from an I/O thread. Blocks, at most ~40 s.
  void stop();

 private:
  struct parts;
  explicit server(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

}  // namespace dossier::app
