#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/activity_feed.hpp"
#include "client-wasm/src/model/overview_figures.hpp"

namespace dossier::app {

/// Changes are counted anew no more often than this, in milliseconds: a burst costs one request.
inline constexpr double board_refresh_ms = 1'000;
inline constexpr int board_activity_rows = 50;

/// What the overview should show; from the route.
struct board_choice {
  std::size_t range = model::overview_range_default;  ///< of overview_ranges
  std::string brand;                                  ///< id; empty: all
  friend bool operator==(const board_choice&, const board_choice&) = default;
};

/// One request's part of the overview: what was known stays while it is asked for again.
struct board_part {
  enum class stage : std::uint8_t { loading, ready, failed };
  stage at = stage::loading;
  std::string why;    ///< it failed
  int request = 0;    ///< under way; 0: none
  bool stale = true;  ///< something changed since it was asked for
  double asked = 0;   ///< when, of the steady clock

  [[nodiscard]] bool ready() const { return at == stage::ready; }
};

/// The figures of the overview and its feed, kept up to date by live changes: the feed by each of them, the
/// figures by asking again, at most once in board_refresh_ms. Nothing is missed between what was loaded and
/// what comes live: the feed goes on from the position that its page includes.
class overview_board {
 public:
  enum part : std::uint8_t { period, whole, brands, activity };
  static constexpr std::size_t parts = 4;

  /// `work` outlives the board. `changed` is called when something shown is another now.
  explicit overview_board(workspace& work) : work_(work) {}
  overview_board(const overview_board&) = delete;
  overview_board& operator=(const overview_board&) = delete;
  ~overview_board();

  /// Shows a choice as of `today`; asks for what it does not have.
  void show(const board_choice& choice, model::day_number today);
  /// Asks for what is due.
  void tick();
  /// When tick() has something to do (steady clock); nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline() const;
  [[nodiscard]] bool settled() const;
  void retry(part which);

  [[nodiscard]] const board_part& state(part which) const { return parts_[which]; }
  [[nodiscard]] const board_choice& choice() const { return choice_; }
  [[nodiscard]] const model::overview_range& range() const { return model::overview_ranges[choice_.range]; }
  /// The period's buckets, and those before it.
  [[nodiscard]] const model::bucket_axis& axis() const { return axis_; }
  [[nodiscard]] const model::bucket_axis& axis_before() const { return before_; }

  // Of the chosen brand, or of all; both periods: insights by the day they were published.
  [[nodiscard]] const model::counted_facet& published() const { return published_; }
  [[nodiscard]] const model::counted_facet& published_by_brand() const { return by_brand_; }
  [[nodiscard]] const model::counted_facet& published_by_tag() const { return by_tag_; }
  // All time.
  [[nodiscard]] const model::counted_facet& created_by_status() const { return by_status_; }
  [[nodiscard]] const model::counted_facet& tags() const { return tags_; }
  [[nodiscard]] const model::counted_facet& pinned() const { return pinned_; }
  [[nodiscard]] const model::counted_facet& brands_created() const { return brands_created_; }
  [[nodiscard]] std::int64_t brands_total() const { return brands_total_; }
  [[nodiscard]] model::activity_feed& feed() { return feed_; }
  [[nodiscard]] const model::activity_feed& feed() const { return feed_; }

  /// In the filter language: what the figures of the period count, from its first day on.
  [[nodiscard]] std::string period_filter() const;
  [[nodiscard]] std::string brand_filter() const;

 private:
  void ask(part which);
  [[nodiscard]] std::string target_of(part which) const;
  void answered(part which, result<net::told_json> told);
  [[nodiscard]] bool take(part which, const net::told_json& told);
  void take_activity(const net::told_json& told);
  void follow();
  void heard(const live::change& change);
  void mark(part which);

  workspace& work_;
  board_choice choice_;
  model::day_number today_ = 0;
  bool connected_ = false;  ///< at the last tick
  model::bucket_axis axis_;
  model::bucket_axis before_;
  board_part parts_[parts];
  model::counted_facet published_, by_brand_, by_tag_, by_status_, tags_, pinned_, brands_created_;
  std::int64_t brands_total_ = 0;
  model::activity_feed feed_;
  std::vector<std::unique_ptr<watch>> watches_;
};

}  // namespace dossier::app
