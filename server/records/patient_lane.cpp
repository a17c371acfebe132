#include "server/records/patient_lane.hpp"

namespace dossier::records {

boost::asio::awaitable<result<db::rows>> patient_lane::query(const db::statement& what, db::parameters with) {
  static const db::statement limit = db::tenant_statement(
      "patience", "SELECT set_config('statement_timeout', $2::text, true) WHERE /*tenant*/");
  gave_up_ = false;
  db::rows answer;
  const db::session_pool::transaction_job job = [&](db::session& in) {
    in.run(limit, db::parameters().add(uuid{}).add(std::to_string(patience_.count())));
    try {
      answer = in.run(what, with);
    } catch (const db::statement_failed& failed) {
      spdlog::debug("{} was given up: {}", what.name, failed.why().loggable);
      gave_up_ = true;
      return db::session_pool::ending::roll_back;
    }
    return db::session_pool::ending::commit;
  };
  const result<void> done = co_await sessions_.transact(job);
  if (!done) co_return done.error();
  if (gave_up_) co_return problems::unavailable("That took too long. Ask for less, or try again.", 1);
  co_return answer;
}

}  // namespace dossier::records
