#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/db/lanes.hpp"
#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/query/filter.hpp"

namespace dossier::live {

class snapshot_source;

/// What the hub asks of the records' tables, beyond the change log. Implemented by whoever knows how records
/// are stored. Thread-safe; a lane is used on its own thread. 503 when the database is away.
class record_source {
 public:
  /// Which records a digest is over: the live ones that match (the filter is bound to its caller), or only
  /// those of them that are named.
  struct digest_question {
    uuid tenant_id;
    query::filter which;
    timestamp now;  ///< for relative times
    std::optional<std::vector<uuid>> ids{};
  };
  struct digest_answer {
    std::int64_t seq = 0;  ///< position of the log for which it holds, exactly
    std::int64_t count = 0;
    std::string checksum;  ///< see digest_sum
  };
  using records = std::vector<describe::any_record>;
  virtual ~record_source() = default;

  /// Those of the ids that exist, softly deleted ones included, in any order.
  virtual boost::asio::awaitable<result<records>> find(db::read_lane& lane, uuid tenant_id,
                                                       const describe::record_type& type,
                                                       std::vector<uuid> ids) = 0;

  /// Ids of live records that match, `most` at most, in any order. The filter speaks of no `me` and no
  /// relative time; it may be deeper than one that can be parsed. Resumes on the caller's executor.
  virtual boost::asio::awaitable<result<std::vector<uuid>>> matching(uuid tenant_id, query::filter which,
                                                                     std::int64_t most) = 0;

  /// Count and checksum of what matches, as long as it takes within the source's deadline.
  virtual boost::asio::awaitable<result<digest_answer>> digest(snapshot_source& at, digest_question what) = 0;
};

}  // namespace dossier::live
