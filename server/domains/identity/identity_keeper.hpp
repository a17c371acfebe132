#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <pqxx/pqxx>
#include <string>
#include <thread>

#include "server/domains/identity/key_ring.hpp"
#include "server/domains/identity/standing_register.hpp"

namespace dossier::identity {

/// How often what changed about people is asked for: a revocation holds everywhere that much later.
inline constexpr std::chrono::milliseconds identity_poll{200};
/// How often keys of other servers are read. A new key is used only when all have had time to read it.
inline constexpr std::int64_t keys_period_micros = 2LL * 1'000'000;
/// Wait after the database was away.
inline constexpr std::chrono::milliseconds identity_retry{500};
/// How long events are kept; a server that was silent for longer forgets everything it knows of standings.
inline constexpr std::int64_t identity_event_micros = 60LL * 60 * 1'000'000;
/// How long sessions and links stay visible after their end.
inline constexpr std::int64_t ended_kept_micros = 30LL * 24 * 60 * 60 * 1'000'000;
/// Between two times that what has ended is deleted.
inline constexpr std::chrono::minutes identity_tidy{10};

/// Keeps what this process knows about people true: follows the events of the database, ends standings,
/// makes the keys that tokens are signed with and knows those of others. On a thread and a connection of its
/// own.
class identity_keeper {
 public:
  /// Everything outlives this object. `now` is thread-safe. Connects, makes the first key and begins; throws
  /// pqxx::failure when the database cannot be reached.
  identity_keeper(std::string auth_conninfo, std::function<timestamp()> now, key_ring& keys,
                  standing_register& standings);
  ~identity_keeper();
  identity_keeper(const identity_keeper&) = delete;
  identity_keeper& operator=(const identity_keeper&) = delete;

  /// Looks at once instead of at the next poll: something was changed here. Thread-safe, never blocks.
  void look();
  void stop();

 private:
  void run();
  void connect();
  void step();
  void renew_keys();
  void follow_events();
  void tidy();

  std::string conninfo_;
  std::function<timestamp()> now_;
  key_ring& keys_;
  standing_register& standings_;
  std::unique_ptr<pqxx::connection> connection_;
  std::shared_ptr<const key_pair> own_;
  std::shared_ptr<const key_pair> next_;  ///< told to others, not used yet
  std::int64_t position_ = 0;
  timestamp looked_at_{};
  timestamp keys_read_at_{};
  std::chrono::steady_clock::time_point tidied_{};

  std::mutex mutex_;
  std::condition_variable changed_;
  bool look_wanted_ = false;  ///< guarded by mutex_
  bool stopping_ = false;     ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace dossier::identity
