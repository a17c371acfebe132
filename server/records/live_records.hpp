#pragma once
#include <functional>
#include <unordered_map>

#include "server/db/lanes.hpp"
#include "server/live/record_source.hpp"

namespace dossier::records {

/// What the live hub asks of the described records' tables.
class live_records final : public live::record_source {
 public:
  /// `sessions` is called when they are needed, which may be later than this is made.
  explicit live_records(std::function<db::session_pool&()> sessions);

  boost::asio::awaitable<result<records>> find(db::read_lane& lane, uuid tenant_id,
                                               const describe::record_type& type,
                                               std::vector<uuid> ids) override;
  boost::asio::awaitable<result<std::vector<uuid>>> matching(uuid tenant_id, query::filter which,
                                                             std::int64_t most) override;
  boost::asio::awaitable<result<digest_answer>> digest(live::snapshot_source& at,
                                                       digest_question what) override;

 private:
  std::function<db::session_pool&()> sessions_;
  std::unordered_map<const describe::record_type*, db::statement> find_;
};

}  // namespace dossier::records
