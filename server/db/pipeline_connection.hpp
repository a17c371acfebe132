#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/connection_target.hpp"
#include "server/db/statement.hpp"

struct pg_conn;
struct pg_result;

namespace dossier::db {

/// One libpq connection in pipeline mode, watched by Asio: connects by itself, prepares statements on first
/// use (never behind a pooler), hands out answers in order, and connects again, with growing pauses, when it
/// is lost. Lives on one thread's io_context; everything here is called on that thread.
class pipeline_connection {
 public:
  /// Who sends through it. A `request` is what was given to `send`; each is answered or abandoned once.
  class owner {
   public:
    virtual ~owner() = default;
    virtual void connected() = 0;
    /// `answer` is the owner's to clear: rows, an error, or PGRES_PIPELINE_ABORTED when one before it failed.
    virtual void answered(void* request, pg_result* answer) = 0;
    virtual void abandoned(void* request) = 0;
    /// A transaction has ended: all sent before the matching `sync` was answered.
    virtual void synced() = 0;
    /// What has arrived was handed out: the time to send more.
    virtual void turn_ended() = 0;
    /// After `abandoned` of everything under way. `why` is loggable.
    virtual void lost(const std::string& why) = 0;
  };

  /// `settings` hold in every transaction.
  pipeline_connection(boost::asio::io_context& io, const connection_target& where,
                      const transaction_settings& settings, owner& to);
  ~pipeline_connection();
  pipeline_connection(const pipeline_connection&) = delete;
  pipeline_connection& operator=(const pipeline_connection&) = delete;

  void start();
  /// Abandons what is under way and closes for good.
  void stop();
  [[nodiscard]] bool ready() const { return state_ == state::ready; }

  /// Queues a statement; it leaves with the next `flush`. False when the connection broke: `fail` was called.
  bool send(const statement& what, const parameters& with, void* request);
  /// Ends the transaction of what was sent since the last one.
  bool sync();
  bool flush();

  /// Gives up this connection and makes a new one. `why` goes to the log.
  void fail(const std::string& why);

 private:
  enum class state : std::uint8_t { closed, connecting, waiting, ready, stopped };
  enum class expects : std::uint8_t { opening, preparation, answer, sync };
  struct prepared {
    std::string name;             ///< on this connection; empty until known to be prepared or on its way
    std::vector<unsigned> types;  ///< of the parameters it was prepared with
  };
  struct expected {
    expects what;
    bool got = false;  ///< its result was handed out; the terminating null is still to come
    void* request = nullptr;
    std::shared_ptr<prepared> made;  ///< for a preparation
  };

  void connect();
  void continue_connecting();
  void watch(boost::asio::posix::stream_descriptor::wait_type what, void (pipeline_connection::*then)());
  void readable();
  void writable();
  void hand_out();
  void take(expected& next, pg_result* result);
  bool open_transaction();
  void close();
  void retry_later();
  std::shared_ptr<prepared> preparation_of(const statement& what, const parameters& with, bool& fresh);
  void consume_head();

  boost::asio::io_context& io_;
  std::string conninfo_;
  std::string opening_;  ///< what each transaction begins with; may be empty
  bool is_pooled_;
  owner& owner_;
  state state_ = state::closed;
  pg_conn* connection_ = nullptr;
  std::optional<boost::asio::posix::stream_descriptor> socket_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds pause_{0};
  bool awaiting_write_ = false;
  bool in_transaction_ = false;  ///< something was sent since the last Sync
  bool loss_logged_ = false;
  std::vector<expected> expected_;
  std::size_t head_ = 0;  ///< of `expected_`
  std::unordered_map<std::string, std::vector<std::shared_ptr<prepared>>> prepared_;
  int prepared_count_ = 0;
  std::vector<const char*> pointers_;                       ///< scratch
  std::vector<int> formats_;                                ///< all 1: binary
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< handlers that outlive us see it gone
  std::uint64_t generation_ = 0;                            ///< of the connection; stale handlers do nothing
};

}  // namespace dossier::db
