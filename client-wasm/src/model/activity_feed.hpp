#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "client-wasm/src/model/formats.hpp"
#include "shared/live/messages.hpp"

namespace dossier::model {

/// Something that happened to a record, of whatever kind.
struct activity_entry {
  std::int64_t seq = 0;
  timestamp at;
  live::change_kind kind = live::change_kind::created;
  std::string resource;
  uuid record;
  std::string title;  ///< what the record was called; empty where that is not known
  std::string actor;
  std::vector<std::string> changed;  ///< names of fields
  std::string status;                ///< of the record then; empty where it has none
};

/// An entry in words.
struct activity_words {
  enum class sign : std::uint8_t { insight, brand, tag, published, removed, restored, other };
  std::string headline;  ///< "Insight published"
  std::string detail;    ///< "Rate caps lift refinancing demand", "Halden Foods, headcount by N. Okafor"
  sign icon = sign::other;
};
[[nodiscard]] activity_words words_of(const activity_entry& entry);

/// The live feed: a page of the past, and what happens on top of it. Each change counts once, whichever way
/// it comes.
class activity_feed {
 public:
  static constexpr std::size_t entries_max = 100;
  static constexpr double rate_window_ms = 10'000;  ///< that the rate is the average of
  static constexpr std::size_t arrivals_max = 10'000;

  /// Replaces what there is by the newest entries, newest first; `seq`: the log's position that they include.
  /// What came live after it stays.
  void load(std::vector<activity_entry> newest, std::int64_t seq);
  [[nodiscard]] bool loaded() const { return loaded_; }
  /// A change as it came, at `now` (milliseconds of one steady clock). False where it is known already.
  bool add(const live::change& change, double now);

  /// While it pauses, what comes waits and the list stands still.
  void pause(bool on);
  [[nodiscard]] bool paused() const { return paused_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

  /// Newest first.
  [[nodiscard]] const std::deque<activity_entry>& entries() const { return shown_; }
  /// When the entry came live; 0 for one of the past.
  [[nodiscard]] double came_at(std::int64_t seq) const;
  /// The log's position up to which all is known.
  [[nodiscard]] std::int64_t seq() const { return seq_; }
  /// The newest entry's time, paused or not; none: micros 0.
  [[nodiscard]] timestamp last_event() const;
  /// Changes per second, on average of the last rate_window_ms.
  [[nodiscard]] double rate(double now) const;
  /// "3.4 per s", "120 per s", "quiet".
  [[nodiscard]] std::string rate_text(double now, const formats& how = {}) const;
  /// When the rate next changes by itself (same clock); 0 while nothing is in the window.
  [[nodiscard]] double next_rate_change(double now) const;

 private:
  void show(activity_entry entry);
  [[nodiscard]] std::string known_title(const uuid& record) const;

  bool loaded_ = false;
  bool paused_ = false;
  std::int64_t seq_ = 0;
  std::deque<activity_entry> shown_;
  std::deque<activity_entry> waiting_;  ///< oldest first
  std::deque<std::pair<std::int64_t, double>> came_;
  std::deque<double> arrivals_;  ///< of the last rate_window_ms
};

}  // namespace dossier::model
