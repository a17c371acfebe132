#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/live/chain.hpp"
#include "server/live/pg_session.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::live {

/// How far a tenant's log reaches now.
struct log_head {
  uuid tenant_id;
  std::int64_t seq = 0;
};

/// Moves committed rows from `outbox` to `changes`, one transaction a call, and gives each tenant's rows the
/// next seq. It works under a transaction-level advisory lock, so any number of nodes may call it, in any
/// order.
///
/// Rows are ordered by (largest outbox id of their transaction, outbox id): a record's changes in version
/// order, what was committed before another began first, a transaction's rows together. A call moves whole
/// transactions only.
class log_mover {
 public:
  /// Rows read at once; a call moves about as many, more only where one transaction wrote more.
  static constexpr std::int64_t default_page_rows = 1000;

  enum class status : std::uint8_t {
    idle,   ///< nothing to move
    busy,   ///< another node is at it
    moved,  ///< committed
    stale,  ///< another node moved rows since our last call; nothing was done, call again
  };
  struct outcome {
    log_mover::status status = log_mover::status::idle;
    std::int64_t changes = 0;
    bool more = false;  ///< rows are known to be waiting
    timestamp sequenced_at;
    timestamp oldest_at;          ///< when the oldest of the moved writes was accepted
    std::vector<log_head> heads;  ///< of every tenant that got changes
  };

  /// Prepares its statements on `session`, which outlives it. Throws pg_error, as do the other functions: the
  /// session is unusable then, and its transaction is gone.
  explicit log_mover(pg_session& session, std::int64_t page_rows = default_page_rows);

  [[nodiscard]] outcome move();

  /// Rows that one call of `move_at_snapshot` moves at most.
  static constexpr std::size_t snapshot_rows_max = 20'000;

  /// Who reads at the snapshot of a move.
  struct snapshot_readers {
    /// Told the snapshot's name (see SET TRANSACTION SNAPSHOT) as soon as it stands. It can be imported until
    /// `hold` returns.
    std::function<void(std::string name)> exported;
    /// Called when everything is moved and before it is committed: returns when all have imported it.
    std::function<void()> hold;
  };

  /// Moves all that one snapshot sees, so that this snapshot is the state after the heads it answers,
  /// exactly: those in `heads`, and for every other tenant the one that stands in the snapshot. It is so only
  /// when the answer is `idle` (nothing to move) or `moved`; with `busy` and `stale`, and where this throws,
  /// nothing was done and what readers have read is void. `busy`, too, while more than snapshot_rows_max
  /// wait: `more` is set then, and `move` makes them fewer.
  [[nodiscard]] outcome move_at_snapshot(const snapshot_readers& readers);

  /// Makes the partitions for the coming months.
  void ensure_partitions();

 private:
  struct head {
    std::int64_t stored = -1;  ///< seq in change_heads, -1 when the tenant has no row there
    std::int64_t seq = 0;
    chain_hash hash = chain_start;
    timestamp sequenced_at;
  };
  struct planned {
    std::int64_t id = 0;
    std::int64_t last_id = 0;  ///< of its transaction
  };
  struct work;  ///< one transaction

  void read_plan();
  void forget_plan();
  void move_plan(work& doing);
  void move_window(work& doing, const pg_rows& rows);
  void move_rows(work& doing, const pg_rows& rows, std::span<const int> order);
  void load_heads(work& doing, const pg_rows& rows);
  bool store_heads(work& doing);
  void abandon();
  outcome give_up();
  outcome commit(work& doing);

  pg_session& session_;
  std::int64_t page_rows_;
  std::unordered_map<uuid, head> known_;  ///< as committed; verified by each transaction that builds on it
  std::vector<planned> plan_;  ///< order of a backlog that one page does not hold, from `planned_from_`
  std::size_t planned_from_ = 0;
};

}  // namespace dossier::live
