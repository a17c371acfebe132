#include "server/live/snapshot_source.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace dossier::live {
namespace {

using clock = std::chrono::steady_clock;

/// The snapshot was not exported, not held long enough, or void: another one may do.
struct snapshot_lost {};

problem no_snapshot() {
  return problems::unavailable("The change log is not at rest at the moment. Try again in a moment.", 1);
}

/// Where one read stands in its round. Leaves the round in any case, so that the sequencer waits for nobody.
class reading {
 public:
  explicit reading(std::shared_ptr<snapshot_round> round) : round_(std::move(round)) {}
  ~reading() { done_importing(); }
  reading(const reading&) = delete;
  reading& operator=(const reading&) = delete;

  void import(pqxx::work& at) {
    const auto name = round_->wait_for_name(clock::now() + snapshot_source::snapshot_deadline);
    if (!name) throw snapshot_lost{};
    try {
      at.exec("SET TRANSACTION SNAPSHOT " + at.quote(*name));
    } catch (const pqxx::sql_error&) {
      throw snapshot_lost{};  // it was held no longer
    }
    done_importing();
  }

  /// The position of the log that the snapshot is. Waits for the export's commit: until then it may be void.
  [[nodiscard]] std::int64_t seq(pqxx::work& at, const uuid& tenant_id) {
    const auto heads = round_->wait_for_heads(clock::now() + snapshot_source::snapshot_deadline);
    if (!heads) throw snapshot_lost{};
    const auto moved = std::find_if(heads->begin(), heads->end(),
                                    [&](const log_head& head) { return head.tenant_id == tenant_id; });
    if (moved != heads->end()) return moved->seq;
    const auto head =
        at.exec_params("SELECT seq FROM change_heads WHERE tenant_id = $1::uuid", to_string(tenant_id));
    return head.empty() ? 0 : head[0][0].as<std::int64_t>();
  }

 private:
  void done_importing() {
    if (importing_) round_->done_importing();
    importing_ = false;
  }
  std::shared_ptr<snapshot_round> round_;
  bool importing_ = true;
};

}  // namespace

snapshot_source::snapshot_source(sequencer& from, std::string app_conninfo)
    : sequencer_(from),
      readers_(std::move(app_conninfo), reader_threads,
               {.waiting = waiting_max, .statement = statement_deadline}) {}

boost::asio::awaitable<result<void>> snapshot_source::read(uuid tenant_id, job what) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    std::optional<reading> mine;
    bool lost = false;
    const db::session_pool::job begin = [&](pqxx::work& at) {
      at.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      auto round = sequencer_.join_snapshot();
      if (!round) throw db::job_refused{no_snapshot()};
      mine.emplace(std::move(round));
      try {
        mine->import(at);
      } catch (const snapshot_lost&) {
        lost = true;
        throw db::job_refused{no_snapshot()};
      }
    };
    const db::session_pool::job at_snapshot = [&](pqxx::work& at) {
      std::int64_t seq = 0;
      try {
        seq = mine->seq(at, tenant_id);
      } catch (const snapshot_lost&) {
        lost = true;
        throw db::job_refused{no_snapshot()};
      }
      what(at, seq);
    };
    result<void> done = co_await readers_.run(tenant_id, begin, at_snapshot);
    if (done || !lost) co_return done;
  }
  co_return no_snapshot();
}

}  // namespace dossier::live
