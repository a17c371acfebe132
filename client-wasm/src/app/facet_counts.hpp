#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/model/facets.hpp"
#include "client-wasm/src/model/time_buckets.hpp"
#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

/// Milliseconds between the end of one round of counting and the next one that a live change asks for.
inline constexpr double count_pause_ms = 1'000;
/// A round that took long is followed by a pause of this many times as long: counting is never what the
/// server is busy with.
inline constexpr double count_pause_share = 3;

/// How many insights each box beside the list would show, under the filter without the box's own group. Asks
/// when the query changes and, no more than about once a second, when records do; one request at a time.
class facet_counts {
 public:
  /// Both outlive it. `clock` gives milliseconds of a steady clock; `changed` is called when counts came.
  facet_counts(net::api_client& api, std::function<double()> clock, std::function<void()> changed);
  ~facet_counts();
  facet_counts(const facet_counts&) = delete;
  facet_counts& operator=(const facet_counts&) = delete;

  /// Whether bands of sentiment are counted: not for who may not read it.
  void count_bands(bool wanted);
  [[nodiscard]] bool counts_bands() const { return with_bands_; }
  /// Counts for this query from now on. A filter that is not understood keeps the counts there are. `now` is
  /// what relative times are counted from.
  void show(const std::string& filter, const std::string& q, timestamp now);
  /// A record changed.
  void touch();
  void tick();
  [[nodiscard]] std::optional<double> next_deadline() const;
  /// Nothing is under way.
  [[nodiscard]] bool settled() const { return request_ == 0; }

  struct counts {
    std::vector<model::facet_count> brands;  ///< by name, the most frequent first
    std::vector<model::facet_count> tags;
    std::int64_t distinct_brands = 0;
    std::int64_t distinct_tags = 0;
    std::array<std::int64_t, 3> bands{};     ///< in the order of model::sentiment_band_labels
    std::array<std::int64_t, 3> statuses{};  ///< by insight_status
    std::optional<model::bucket_counts>
        weeks;  ///< of publication; nullopt where the server does not count them
  };
  /// nullptr before the first answer.
  [[nodiscard]] const counts* known() const { return known_ ? &*known_ : nullptr; }
  /// Position in the change log that the counts include at least.
  [[nodiscard]] std::int64_t seq() const { return seq_; }
  /// The last round failed; the counts are those of the one before.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void begin();
  void ask_values();
  void ask_weeks();
  void ask_band(std::size_t index);
  void take_values(const net::facet_page& page);
  void end(bool good);

  net::api_client& api_;
  std::function<double()> clock_;
  std::function<void()> changed_;
  std::string filter_;
  std::string q_;
  std::optional<model::faceted_filter> faceted_;
  std::optional<counts> known_;
  counts coming_;
  std::int64_t seq_ = 0;
  int request_ = 0;
  double began_ = 0;
  double rest_until_ = 0;
  bool due_ = false;  ///< something changed since the round began
  bool failed_ = false;
  bool with_bands_ = true;
};

}  // namespace dossier::app
