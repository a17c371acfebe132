#include "server/live/snapshot_round.hpp"

namespace dossier::live {

bool snapshot_round::join() {
  const std::lock_guard lock(mutex_);
  if (state_ != state::asked) return false;
  ++importing_;
  return true;
}

std::optional<std::string> snapshot_round::wait_for_name(clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] { return state_ != state::asked; });
  if (state_ != state::exported) return std::nullopt;
  return name_;
}

void snapshot_round::done_importing() {
  {
    const std::lock_guard lock(mutex_);
    --importing_;
  }
  changed_.notify_all();
}

std::optional<std::vector<log_head>> snapshot_round::wait_for_heads(clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] { return state_ == state::committed || state_ == state::failed; });
  if (state_ != state::committed) return std::nullopt;
  return heads_;
}

void snapshot_round::exported(std::string name) {
  {
    const std::lock_guard lock(mutex_);
    name_ = std::move(name);
    state_ = state::exported;
  }
  changed_.notify_all();
}

void snapshot_round::wait_for_readers(clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] { return importing_ == 0; });
}

void snapshot_round::committed(std::vector<log_head> heads) {
  {
    const std::lock_guard lock(mutex_);
    heads_ = std::move(heads);
    state_ = state::committed;
  }
  changed_.notify_all();
}

void snapshot_round::failed() {
  {
    const std::lock_guard lock(mutex_);
    state_ = state::failed;
  }
  changed_.notify_all();
}

bool snapshot_round::deserted() const {
  const std::lock_guard lock(mutex_);
  return importing_ == 0;
}

}  // namespace dossier::live
