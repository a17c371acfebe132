#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"

namespace dossier::app {

/// Counts that are asked for in one request; the server tells no more values of a facet at once.
inline constexpr std::size_t counts_at_once = 50;
/// Between two requests, however much changes meanwhile.
inline constexpr double counts_interval_ms = 1'000;
/// Counts that are remembered; with more, all are forgotten.
inline constexpr std::size_t most_counts = 20'000;

/// How many records of another resource refer to each of the records on the screen (the insights of brands).
/// Asked for where a row shows it, for many rows in one request, remembered, and asked again when a live
/// change may have moved it; the last known count stays meanwhile.
class reference_counts {
 public:
  /// `counted` are the records that are counted, `reference` their field that refers to the records shown.
  reference_counts(workspace& work, const describe::record_type& counted, const describe::field& reference);
  ~reference_counts();
  reference_counts(const reference_counts&) = delete;
  reference_counts& operator=(const reference_counts&) = delete;

  /// The count for a record; nullopt while it is not known. Says that it is shown.
  std::optional<std::int64_t> of(const uuid& id);
  /// Asks for what was shown and is not known; call once a frame. Returns when to call again at the latest.
  std::optional<double> ask();
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  struct entry {
    std::optional<std::int64_t> count;
    bool stale = true;
    bool wanted = false;
  };
  void take(const std::vector<uuid>& asked, result<net::facet_page> page);
  void watch(std::int64_t after);
  void take_change(const live::change& change);
  void forget_all();

  workspace& work_;
  const describe::record_type& counted_;
  const describe::field& reference_;
  std::unordered_map<uuid, entry> known_;
  std::vector<uuid> wanted_;
  std::unique_ptr<app::watch> watch_;
  double asked_at_ = 0;
  int request_ = 0;
  bool changed_meanwhile_ = false;  ///< a change came while the request is under way
};

}  // namespace dossier::app
