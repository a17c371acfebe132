#pragma once
#include <optional>

#include "server/live/feed_change.hpp"
#include "server/live/reference_cache.hpp"
#include "server/live/subscription.hpp"

namespace dossier::live {

/// One readable change held against many groups by one shard: the folded texts of its images are made once.
/// The change and the cache outlive it; the references of both images are in the cache.
class evaluation {
 public:
  evaluation(const feed_change& change, reference_cache& references);

  /// The images as filters are held against them; nullptr where the record was in no view.
  [[nodiscard]] const query::subject* before() const { return before_ ? &*before_ : nullptr; }
  [[nodiscard]] const query::subject* after() const { return after_ ? &*after_ : nullptr; }

  /// What the change means to the group's view: nothing when the record is not in it before and after.
  ///
  /// While time goes by, the image before counts as in view when it was so at any time of which members may
  /// still show something. So a client may be told that a record left which it does not hold, or stays which
  /// is new.
  [[nodiscard]] std::optional<match_kind> match(const subscription_group& group);

 private:
  std::optional<query::subject> before_;
  std::optional<query::subject> after_;
  query::context context_;
};

/// Whether the change alters what the group's filter looks at through a reference.
[[nodiscard]] bool touches_what_is_looked_at(const subscription_group& group, const feed_change& change);

}  // namespace dossier::live
