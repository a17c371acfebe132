#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "server/db/lanes.hpp"
#include "server/live/chain.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// What somebody else remembers of a tenant's log: the hash that its change `seq` had.
struct known_head {
  std::int64_t seq = 0;
  chain_hash hash{};
};

/// What a walk over a tenant's log found.
struct chain_verdict {
  std::int64_t checked = 0;       ///< changes whose hash was computed anew
  std::int64_t last = 0;          ///< seq of the log's head; 0: it is empty
  chain_hash head = chain_start;  ///< the hash of that change
  std::size_t known_held = 0;     ///< known heads that the log still carries
  /// Seq of the first change that is missing, out of place or not what was written; absent when all is well.
  std::optional<std::int64_t> broken_at;
  std::string reason;  ///< a sentence for people; empty when all is well
};

/// Computes the hash chain of the tenant's log anew, from change 1, which nothing ever removes, to its head,
/// a page at a time. Changes that come in while it walks are left out. `known` is in the order of seq: each
/// of them must be in the log; a chain alone does not show that its end was cut off or written anew.
[[nodiscard]] boost::asio::awaitable<result<chain_verdict>> verify_chain(
    db::read_lane& lane, uuid tenant_id, std::span<const known_head> known = {});

}  // namespace dossier::live
