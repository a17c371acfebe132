#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "server/db/lanes.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// What a walk over a tenant's log found.
struct chain_verdict {
  std::int64_t checked = 0;  ///< changes whose hash was computed anew
  /// Seq of the first change that is missing, out of place or not what was written; absent when all is well.
  std::optional<std::int64_t> broken_at;
  std::string reason;  ///< a sentence for people; empty when all is well
};

/// Computes the hash chain of the tenant's log anew, from its first kept change to its head. Where the log no
/// longer begins at 1, the first kept change's own hash is taken as given. Changes that come in while it
/// walks are left out.
[[nodiscard]] boost::asio::awaitable<result<chain_verdict>> verify_chain(db::read_lane& lane, uuid tenant_id);

}  // namespace dossier::live
