#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::app {

/// Between two rounds of counting, however much changes meanwhile; and so many times as long as a round took.
inline constexpr double recount_ms = 1'000;
inline constexpr double recount_share = 3;
/// After a count that failed.
inline constexpr double recount_after_failure_ms = 30'000;
/// A filter with a relative time counts others as time goes by.
inline constexpr double recount_by_time_ms = 60'000;
/// Views that are counted at most; those further down go without.
inline constexpr std::size_t most_counted = 40;

/// How many records each of the views on the screen lists. One request at a time; asked again, a while after
/// records of the resource changed. The last known count stays until then. Views of a log are not counted.
class view_counts {
 public:
  /// The workspace outlives it.
  explicit view_counts(workspace& work) : work_(work) {}
  ~view_counts();
  view_counts(const view_counts&) = delete;
  view_counts& operator=(const view_counts&) = delete;

  /// These are on the screen, all of one resource; call once a frame. Returns when to call again at the
  /// latest.
  std::optional<double> show(const std::vector<const saved_view*>& views);
  /// "1,284"; "≈1,000,000" where the server did not count to the end; empty while not known.
  [[nodiscard]] std::string text_of(const saved_view& view) const;
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  struct question {
    std::string resource;
    std::string filter;
    std::string q;
    friend bool operator<(const question& left, const question& right) {
      return std::tie(left.resource, left.filter, left.q) < std::tie(right.resource, right.filter, right.q);
    }
  };
  struct answer {
    std::int64_t count = 0;
    bool exact = true;
    bool known = false;
    bool stale = true;
    std::optional<double> again_at;  ///< by the clock alone
  };
  [[nodiscard]] static question question_of(const saved_view& view);
  void begin_round(const std::vector<const saved_view*>& views, double now);
  void ask_next();
  void take(const question& asked, result<net::record_page> page);
  void watch(const std::string& resource, std::int64_t after);
  void touch();

  workspace& work_;
  std::map<question, answer> answers_;
  std::vector<question> round_;  ///< yet to be asked, the next one last
  std::string watched_;          ///< the resource
  std::unique_ptr<app::watch> watch_;
  double began_ = 0;
  double rest_until_ = 0;
  int request_ = 0;
  bool changed_meanwhile_ = false;
};

}  // namespace dossier::app
