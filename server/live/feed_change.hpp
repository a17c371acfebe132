#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shared/describe/record_type.hpp"
#include "shared/live/messages.hpp"
#include "shared/query/filter.hpp"

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
  };

  explicit feed_change(values what);

  [[nodiscard]] std::int64_t seq() const { return values_.seq; }
  [[nodiscard]] const std::string& resource() const { return values_.resource; }

  /// False when this server does not know the resource, or an image is not of the form it describes: nothing
  /// can be decided about such a change, and who watches the resource has to load it again.
  [[nodiscard]] bool readable() const;

  /// What the change means to who sees the records that match `filter` (nullptr: every record): nothing when
  /// it is not in the view before and after. A deleted record is in no view. Only for a readable change of
  /// the filter's resource.
  [[nodiscard]] std::optional<match_kind> match(const query::filter* filter) const;

  /// The message after its head (see live::change_tail), the same buffer for everyone.
  [[nodiscard]] std::shared_ptr<const std::string> tail(match_kind match) const;

 private:
  void decode() const;

  values values_;
  mutable std::once_flag decoded_;
  mutable bool readable_ = false;
  mutable describe::any_record before_;  ///< empty when it is in no view
  mutable describe::any_record after_;
  mutable std::vector<std::string> changed_;

  static constexpr std::size_t match_kinds = 3;
  mutable std::array<std::once_flag, match_kinds> written_;
  mutable std::array<std::shared_ptr<const std::string>, match_kinds> tails_;
};

using shared_change = std::shared_ptr<const feed_change>;

}  // namespace dossier::live
