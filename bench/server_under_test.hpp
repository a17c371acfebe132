#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace dossier::bench {

/// A server of our own on a data directory of its own, both gone when this object is.
class server_under_test {
 public:
  /// Starts `binary` on a free port and waits until it says that it is ready. Throws std::runtime_error with
  /// the end of the server's log when it does not.
  explicit server_under_test(const std::filesystem::path& binary);
  ~server_under_test();
  server_under_test(const server_under_test&) = delete;
  server_under_test& operator=(const server_under_test&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Process id of its PostgreSQL.
  [[nodiscard]] pid_t postmaster() const { return postmaster_; }
  /// Folder and port number of PostgreSQL's unix socket.
  [[nodiscard]] const std::string& socket_dir() const { return socket_dir_; }
  [[nodiscard]] const std::string& socket_port() const { return socket_port_; }
  /// Folder where this run may leave files that PostgreSQL's user can write, too.
  [[nodiscard]] const std::filesystem::path& scratch_dir() const { return scratch_; }

 private:
  void launch(const std::filesystem::path& binary);
  void await_ready(int output);
  void read_postmaster();
  void stop();
  [[nodiscard]] std::string log_tail() const;

  std::filesystem::path root_;
  std::filesystem::path scratch_;
  pid_t pid_ = -1;
  pid_t postmaster_ = -1;
  std::uint16_t port_ = 0;
  std::string socket_dir_;
  std::string socket_port_;
};

}  // namespace dossier::bench
