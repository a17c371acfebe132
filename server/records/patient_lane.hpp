#pragma once
#include <chrono>

#include "server/db/session.hpp"

namespace dossier::records {

/// Reads on the session pool, where nobody in a lane waits behind them, and gives up after `patience`. For
/// one request.
class patient_lane final : public db::read_lane {
 public:
  patient_lane(db::session_pool& sessions, std::chrono::milliseconds patience)
      : sessions_(sessions), patience_(patience) {}

  boost::asio::awaitable<result<db::rows>> query(const db::statement& what, db::parameters with) override;

  /// Whether the last statement was given up, or refused.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  db::session_pool& sessions_;
  std::chrono::milliseconds patience_;
  bool gave_up_ = false;
};

}  // namespace dossier::records
