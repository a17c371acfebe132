#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/live/feed_change.hpp"
#include "shared/query/filter.hpp"

namespace dossier::live {

class subscriber;
struct subscription;

/// All subscriptions of one shard that show the same records: same tenant, resource and filter. A change is
/// held against the filter once for all of them.
struct subscription_group {
  std::string resource;
  std::string filter_text;              ///< in its one spelling
  std::optional<query::filter> filter;  ///< absent: every record
  std::vector<subscription*> members;   ///< those that are live
  std::size_t users = 0;                ///< subscriptions that hold it, live or not

  [[nodiscard]] std::optional<match_kind> match(const feed_change& change) const {
    return change.match(filter ? &*filter : nullptr);
  }
};

/// One subscription of one connection. `position` is the seq up to which its client has been told everything;
/// it only grows, and no change at or before it is ever sent.
struct subscription {
  std::string id;
  std::string head;  ///< live::change_head of this id alone
  subscriber* owner = nullptr;
  std::shared_ptr<subscription_group> group;
  /// Live: sent changes as they come, in the group's members at `slot`; everything up to the shard's position
  /// has been told. Otherwise it is behind, and its connection reads it up to date from the log.
  bool live = false;
  std::size_t slot = 0;
  std::int64_t position = 0;
};

}  // namespace dossier::live
