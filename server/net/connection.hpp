#pragma once
#include <chrono>

namespace dossier::net {

/// An open connection as its I/O thread sees it: in a list (intrusive: entering and leaving allocate nothing)
/// that is swept for deadlines. All calls on that thread. None of them removes the connection from the list
/// at once: it leaves when its own work ends.
class connection {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual ~connection() = default;
  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Every tick: acts on deadlines that have passed.
  virtual void check(time_point now) = 0;
  /// The server stops: finish what was begun, then end.
  virtual void drain(time_point now) = 0;
  /// End at once.
  virtual void cut() = 0;

 private:
  friend class io_shard;
  connection* previous_ = nullptr;
  connection* next_ = nullptr;
};

}  // namespace dossier::net
