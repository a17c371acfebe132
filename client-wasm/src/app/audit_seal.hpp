#pragma once
#include <cstdint>
#include <optional>

#include "client-wasm/src/app/workspace.hpp"

namespace dossier::app {

/// Between two questions, however much the log grows meanwhile.
inline constexpr double seal_again_ms = 30'000;
/// The same where nothing was exported, or that is not told.
inline constexpr double seal_absent_again_ms = 300'000;

/// Up to which entry the log's signed heads were exported. Asked when the log is looked at, and again now and
/// then while it has newer entries; rarely where nothing is exported.
class audit_seal {
 public:
  explicit audit_seal(workspace& work) : work_(work) {}
  ~audit_seal();
  audit_seal(const audit_seal&) = delete;
  audit_seal& operator=(const audit_seal&) = delete;

  /// The log is on the screen; `newest` is the number of its last entry, as far as that is known. Call once a
  /// frame. Returns when to call again at the latest.
  std::optional<double> show(std::int64_t newest);

  struct seal {
    std::int64_t seq = 0;
    timestamp at;
  };
  /// nullopt: not known, or nothing is exported there.
  [[nodiscard]] const std::optional<seal>& last() const { return last_; }
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(const result<net::told_json>& told);

  workspace& work_;
  int request_ = 0;
  double again_at_ = 0;  ///< not before
  std::int64_t newest_ = 0;
  std::optional<seal> last_;
};

}  // namespace dossier::app
