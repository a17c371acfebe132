#pragma once
#include <memory>
#include <mutex>
#include <unordered_map>

#include "server/http/principal.hpp"

namespace dossier::identity {

/// Who relies on what was read of somebody's sign-in, so that it can be ended when that changes. Holds
/// nothing alive: it is as large as what connections and caches hold. Thread-safe.
class standing_register {
 public:
  /// A standing of the account's that begins now. To be entered *before* its facts are read: a change that
  /// the reading missed then ends it.
  [[nodiscard]] std::shared_ptr<const http::standing> enter(const uuid& account_id);

  void end(const uuid& account_id);
  void end_all();

 private:
  void forget_the_gone();

  std::mutex mutex_;
  std::unordered_multimap<uuid, std::weak_ptr<http::standing>> entries_;  ///< guarded by mutex_
  std::size_t tidy_at_ = 1024;  ///< entries at which those that nobody holds are dropped
};

}  // namespace dossier::identity
