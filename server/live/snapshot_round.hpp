#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/live/log_mover.hpp"

namespace dossier::live {

/// One exported snapshot: where the sequencer's thread, which exports it, and database threads, which read in
/// it, meet. Readers `join` before it is exported; each of them imports the snapshot and says so, or leaves.
/// Thread-safe.
class snapshot_round {
 public:
  using clock = std::chrono::steady_clock;

  // For a reader, in this order, once each.

  /// False when it is too late: ask for another round.
  [[nodiscard]] bool join();
  /// The snapshot's name, once it is exported; nothing when that failed or did not come in time.
  [[nodiscard]] std::optional<std::string> wait_for_name(clock::time_point until);
  /// The reader has imported the snapshot, or never will. Every one that joined must say so.
  void done_importing();
  /// Heads of the tenants whose log the export brought forward; nothing when the snapshot stands for nothing.
  [[nodiscard]] std::optional<std::vector<log_head>> wait_for_heads(clock::time_point until);

  // For the sequencer.

  void exported(std::string name);
  /// Until every reader has imported it; they are told the name first.
  void wait_for_readers(clock::time_point until);
  void committed(std::vector<log_head> heads);
  void failed();
  /// Whether nobody waits for it any more.
  [[nodiscard]] bool deserted() const;

 private:
  enum class state : std::uint8_t { asked, exported, committed, failed };

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  state state_ = state::asked;
  int importing_ = 0;
  std::string name_;
  std::vector<log_head> heads_;
};

}  // namespace dossier::live
