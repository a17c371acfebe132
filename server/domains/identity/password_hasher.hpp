#pragma once
#include <boost/asio/awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/db/suspended.hpp"
#include "shared/core/result.hpp"

namespace dossier::identity {

/// Argon2id's cost: memory and passes.
inline constexpr std::size_t argon2_bytes = std::size_t{64} * 1024 * 1024;
inline constexpr unsigned argon2_passes = 3;
/// Characters (code points) of a password.
inline constexpr std::size_t password_min = 10;
inline constexpr std::size_t password_max = 200;

/// How much of the machine passwords may take.
struct hasher_limits {
  int threads = 2;           ///< hashes at once; each takes argon2_bytes
  std::size_t waiting = 32;  ///< beyond: 503
};

/// Hashes and checks passwords on threads of its own, of low priority: that is slow on purpose, and must not
/// slow down others. Thread-safe.
class password_hasher {
 public:
  explicit password_hasher(hasher_limits limits = {});
  ~password_hasher();
  password_hasher(const password_hasher&) = delete;
  password_hasher& operator=(const password_hasher&) = delete;

  /// An Argon2id hash in its PHC string form, with a salt of its own. 503 when too many wait.
  boost::asio::awaitable<result<std::string>> hash(std::string password);

  /// Whether `password` is the one that was hashed. An empty hash is of nobody: false, and it takes just as
  /// long. 503 when too many wait.
  boost::asio::awaitable<result<bool>> verify(std::string password, std::string hash);

  /// Answers what waits with 503. Blocks until what has begun is done.
  void stop();

  /// On the calling thread, for commands.
  [[nodiscard]] static std::string hash_now(std::string_view password);

 private:
  struct request {
    std::string password;
    std::string hash;  ///< to be compared with, else to be made
    bool compares = false;
    bool same = false;
    bool done = false;
    db::suspended coroutine;
  };
  boost::asio::awaitable<result<void>> wait_for(request& mine);
  void work();

  hasher_limits limits_;
  std::string nobodys_;  ///< the hash of a password that nobody has
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<request*> waiting_;  ///< guarded by mutex_
  bool stopping_ = false;         ///< guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace dossier::identity
