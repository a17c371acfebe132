#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "server/db/child_process.hpp"
#include "server/db/connection_settings.hpp"
#include "shared/core/result.hpp"

namespace dossier::db {

struct embedded_cluster_options {
  /// Holds `data` (PostgreSQL's own), `run` (its socket), `log`, and `lock`. Made on first use.
  std::filesystem::path directory;
  /// False skips every fsync: for tests only, a power cut loses the cluster.
  bool durable = true;
};

/// A PostgreSQL of our own: initialized on first use, reachable through a socket in a folder that only its
/// user (and root) can enter, in a session of its own, watched, and restarted within about a second when it
/// dies. If our process dies, PostgreSQL runs on and the next one takes it over.
class embedded_cluster {
 public:
  /// Blocks until PostgreSQL accepts connections. 500 with what to do when it cannot; a second server on the
  /// same folder is refused with the first one's process id.
  [[nodiscard]] static result<std::unique_ptr<embedded_cluster>> start(
      const embedded_cluster_options& options);
  ~embedded_cluster();

  /// Where the cluster of a folder is reached while some process runs it; nothing is started or locked.
  [[nodiscard]] static connection_settings settings_of(const std::filesystem::path& directory,
                                                       std::string_view database);

  [[nodiscard]] connection_settings settings(std::string_view database) const;

  /// False between the postmaster's death and its recovery.
  [[nodiscard]] bool running() const { return running_; }
  /// For tests that kill it.
  [[nodiscard]] pid_t postmaster_pid() const;

  /// Ends it: fast shutdown, then an immediate one after a deadline, then by force. The destructor calls it,
  /// too.
  void stop();

 private:
  explicit embedded_cluster(embedded_cluster_options options);
  result<void> prepare();
  result<void> take_lock();
  result<void> initialize();
  result<void> write_configuration() const;
  result<void> bring_up();
  result<void> await_ready() const;
  [[nodiscard]] process_handle find_running() const;
  void end_leftovers() const;
  void rotate_log() const;
  void watch();

  embedded_cluster_options options_;
  std::filesystem::path data_, socket_, log_;
  std::filesystem::path binaries_;
  system_user user_;
  int lock_ = -1;
  int wake_ = -1;  ///< eventfd that ends the watcher's sleep
  mutable std::mutex mutex_;
  process_handle postmaster_;  ///< guarded by mutex_
  std::atomic<bool> running_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread watcher_;
};

}  // namespace dossier::db
