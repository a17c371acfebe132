#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "server/live/projection.hpp"
#include "shared/query/filter.hpp"

namespace dossier::live {

class subscriber;
struct subscription;

/// All subscriptions of one shard that show the same records: same tenant, resource and filter (with every
/// `me` bound to its caller). A change is held against the filter once for all of them.
struct subscription_group {
  const describe::record_type* type = nullptr;
  std::string filter_text;  ///< in its one spelling
  query::filter filter;
  std::vector<subscription*> members;  ///< those that are live
  std::vector<subscription*> holders;  ///< all of them, live or not
  std::uint64_t candidate_of = 0;      ///< the last look-up in the index that found it

  /// A field of another type's records that the filter looks at.
  struct looked_at_field {
    const describe::record_type* type;
    const describe::field* field;
  };
  std::vector<looked_at_field> looked_at{};

  // Of a filter with relative times:
  bool relative = false;
  timestamp now{};  ///< which the filter means by `now`
  /// Members may show what held at any time since `shown_since`: before the last renewal, or when they loaded
  /// their set. `may_show` is the filter for all that until `shown_until`.
  timestamp shown_since{};
  timestamp shown_until{};
  query::filter may_show{};
  std::uint64_t renewal = 1;  ///< number of the last renewal whose crossings are being told or were
  bool renewing = false;      ///< `now` is new, and what that changes is being found out or told
  bool telling = false;       ///< it is being told
  std::unordered_set<uuid> changed_meanwhile{};  ///< records that changed while renewing: decided already
};

/// One subscription of one connection. `position` is the seq up to which its client has been told everything;
/// it only grows, and no change at or before it is ever sent.
struct subscription {
  std::string id;
  std::string head;  ///< live::change_head of this id alone
  subscriber* owner = nullptr;
  std::shared_ptr<subscription_group> group;
  std::shared_ptr<const projection> only;  ///< nullptr: all fields
  query::filter asked;              ///< the client's own filter; the group's holds what it may see of it
  std::vector<std::string> fields;  ///< that it asked for; none: all
  /// Live: sent changes as they come, in the group's members at `slot`; everything up to the shard's position
  /// has been told. Otherwise it is behind, and its connection reads it up to date from the log.
  bool live = false;
  std::size_t slot = 0;
  std::size_t place = 0;  ///< among the group's holders
  std::int64_t position = 0;
  /// The group's renewal that its client knows of. One that missed a renewal while it was behind is reset:
  /// what crossed the line then stands in no log.
  std::uint64_t renewal = 0;
};

}  // namespace dossier::live
