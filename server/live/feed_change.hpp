#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/live/projection.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/live/messages.hpp"

namespace dossier::live {

/// One change as everyone in this process shares it: immutable to its users, safe to use on several threads.
/// What costs is done by the first who needs it, once: decoding the images, and writing each of the messages
/// it can become.
class feed_change {
 public:
  /// As it stands in the log.
  struct values {
    std::int64_t seq = 0;
    std::string resource;
    uuid record_id;
    change_kind kind = change_kind::created;
    std::int64_t version = 0;
    std::optional<std::string> before;  ///< JSON text
    std::string after;                  ///< JSON text
    uuid actor_id;
    std::string actor_name;
    timestamp at;
    std::string origin;
    std::optional<std::string> address;
    std::optional<std::string> reason;
    std::string trace_id;
    std::string hash;  ///< bytes
  };

  explicit feed_change(values what);
  /// A creation whose record is known already.
  feed_change(values what, describe::any_record created);
  /// What time alone does to a record: no change of the log, told as `updated` by nobody, after the change
  /// `seq`.
  feed_change(std::int64_t seq, describe::any_record record, timestamp at);

  [[nodiscard]] std::int64_t seq() const { return values_.seq; }
  [[nodiscard]] const std::string& resource() const { return values_.resource; }
  [[nodiscard]] const uuid& record_id() const { return values_.record_id; }
  [[nodiscard]] bool is_of_the_log() const { return of_the_log_; }

  /// False when this server does not know the resource, or an image is not of the form it describes: nothing
  /// can be decided about such a change, and who watches the resource has to load it again.
  [[nodiscard]] bool readable() const;

  /// The change as an entry of the log: `created` in the resource "audit", at the same seq. Made once.
  [[nodiscard]] const feed_change& entry() const;

  // All that follows is for a readable change only.

  /// The record as it stood in views before and after; nullptr where it was in none, not being there or
  /// deleted.
  [[nodiscard]] const describe::any_record* before() const;
  [[nodiscard]] const describe::any_record* after() const;
  /// The record after the change, deleted or not.
  [[nodiscard]] const describe::any_record& image() const;
  /// Whether the field has another value than before. Not at a creation.
  [[nodiscard]] bool touches(const describe::field& field) const;

  /// The message after its head (see live::change_tail), the same buffer for everyone who asks for the same
  /// fields. `referenced` gives the short forms their names; whose is used is the first's.
  [[nodiscard]] std::shared_ptr<const std::string> tail(match_kind match, const projection* only = nullptr,
                                                        const referenced_record& referenced = {}) const;

 private:
  struct projected_tail {
    std::string key;
    match_kind match;
    std::shared_ptr<const std::string> text;
  };
  void decode() const;
  [[nodiscard]] std::string write(match_kind match, const projection* only,
                                  const referenced_record& referenced) const;

  values values_;
  bool of_the_log_ = true;
  mutable std::once_flag entered_;
  mutable std::unique_ptr<const feed_change> entry_;
  mutable std::once_flag decoded_;
  mutable bool readable_ = false;
  mutable bool visible_before_ = false;
  mutable bool visible_after_ = false;
  mutable describe::any_record before_;
  mutable describe::any_record after_;
  mutable std::vector<std::string> changed_;

  static constexpr std::size_t match_kinds = 3;
  mutable std::array<std::once_flag, match_kinds> written_;
  mutable std::array<std::shared_ptr<const std::string>, match_kinds> tails_;
  mutable std::mutex projected_lock_;
  mutable std::vector<projected_tail> projected_;  ///< those of subscriptions with `fields`
};

using shared_change = std::shared_ptr<const feed_change>;

}  // namespace dossier::live
