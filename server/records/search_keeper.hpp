#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/records/engine.hpp"

namespace dossier::records {

/// What search needs done in the background: search rows for records that are older than search, once, and
/// the words of new records, so that misspelt ones find them.
class search_keeper {
 public:
  /// Between two looks at whether words wait.
  static constexpr std::chrono::milliseconds word_interval{500};
  /// After the database could not be reached.
  static constexpr std::chrono::milliseconds retry_wait{2000};

  /// References outlive the object. Begins at once, on `io`, with the records of `tenants`.
  search_keeper(boost::asio::io_context& io, engine& of, db::session_pool& sessions,
                std::vector<uuid> tenants);

  /// For a thread other than `io`'s, which still runs. Blocks until the last words are written, or cannot be.
  void stop();

 private:
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> fill(searches& of, uuid tenant);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

  boost::asio::io_context& io_;
  engine& engine_;
  db::session_pool& sessions_;
  std::vector<uuid> tenants_;
  boost::asio::steady_timer timer_;
  bool stopping_ = false;  ///< used on io's thread only
  std::promise<void> ended_;
};

}  // namespace dossier::records
