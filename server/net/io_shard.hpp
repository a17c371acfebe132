#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "server/http/pipeline.hpp"
#include "server/net/connection.hpp"
#include "server/net/limits.hpp"
#include "server/net/live_socket.hpp"

namespace dossier::net {

class live_connection;
class tls_context;

/// What one I/O thread's connections share: their list, the sweep of their deadlines, the date, and the live
/// connections that have something to write. Used on its thread only.
class io_shard {
 public:
  struct surroundings {
    const http::pipeline& pipeline;
    const net::limits& limits;
    const live_session_factory& live;
    std::shared_ptr<spdlog::logger> log;
    const tls_context* tls;  ///< null: connections are in the clear
  };

  io_shard(boost::asio::io_context& context, std::size_t index, std::size_t shards, surroundings around);

  void enter(connection& one);
  void leave(connection& one);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Tells every connection, and those that come later, to finish; `empty` is called once there is none.
  void drain(std::function<void()> empty);
  [[nodiscard]] bool draining() const { return draining_; }
  /// Ends every connection; answers how many there were.
  std::size_t cut_all();

  /// The time as `Date` says it; made once a second.
  [[nodiscard]] std::string_view date(connection::time_point now);

  /// Lets `one` flush at the end of this turn of the loop, together with all others that ask for it in it.
  void flush_soon(std::shared_ptr<live_connection> one);

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const net::limits& limits() const { return around_.limits; }
  [[nodiscard]] const http::pipeline& pipeline() const { return around_.pipeline; }
  [[nodiscard]] http::pipeline_thread& pipeline_state() { return *pipeline_state_; }
  [[nodiscard]] const tls_context* tls() const { return around_.tls; }
  [[nodiscard]] const live_session_factory& live() const { return around_.live; }
  [[nodiscard]] const std::shared_ptr<spdlog::logger>& log() const { return around_.log; }

 private:
  void sweep_later();
  void sweep();
  void flush_all();

  boost::asio::io_context& context_;
  std::size_t index_;
  surroundings around_;
  std::shared_ptr<http::pipeline_thread> pipeline_state_;
  boost::asio::steady_timer timer_;
  connection* first_ = nullptr;
  std::size_t size_ = 0;
  bool sweeping_ = false;
  bool draining_ = false;
  std::function<void()> empty_;
  std::array<char, 29> date_{};
  connection::time_point date_until_{};
  std::vector<std::shared_ptr<live_connection>> to_flush_;
  std::vector<std::shared_ptr<live_connection>> flushing_;
};

}  // namespace dossier::net
