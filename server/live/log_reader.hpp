#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/live/feed_change.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// The newest seq of the tenant's log, 0 while it is empty.
[[nodiscard]] boost::asio::awaitable<result<std::int64_t>> read_log_head(db::read_lane& lane, uuid tenant_id);

/// Reads a tenant's log onward from a position, in order and without a gap, a page at a time. Each page
/// touches the partition of one month. One reader, one caller at a time, on the lane's thread.
class log_reader {
 public:
  static constexpr std::int64_t page_rows = 200;

  struct page {
    std::vector<shared_change>
        changes;        ///< their seqs follow one another, the first is that after the position
    bool lost = false;  ///< what follows the position is not kept any more
  };

  /// `lane` outlives the reader. `after` ≥ 0: the first page begins with the change after it.
  log_reader(db::read_lane& lane, uuid tenant_id, std::int64_t after);

  /// The next changes, none later than `through`, which the log is known to have reached; empty only when the
  /// position is there already. 503 when the database is away; the position stays, try again.
  [[nodiscard]] boost::asio::awaitable<result<page>> next(std::int64_t through);

  /// Seq of the last change that was read.
  [[nodiscard]] std::int64_t position() const { return position_; }

 private:
  struct month {
    timestamp begin;
    timestamp end;
    bool operator==(const month&) const = default;
  };
  boost::asio::awaitable<result<std::optional<month>>> locate();
  boost::asio::awaitable<result<std::vector<shared_change>>> read(const month& in, std::int64_t through);

  db::read_lane& lane_;
  uuid tenant_id_;
  std::int64_t position_;
  std::optional<month> month_;  ///< where the change after the position stands, as far as known
};

}  // namespace dossier::live
