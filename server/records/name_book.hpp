#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/records/clock.hpp"
#include "server/records/repository.hpp"

namespace dossier::records {

/// How long a name that was found is taken to be there, and how many are remembered, of all tenants together.
/// Only a hint, kept so that most writes need no look: whoever uses a tag in the moment in which another
/// server deletes it leaves a name without a record, which is what deleting it a moment later leaves, too.
inline constexpr std::chrono::seconds known_name_lifetime{30};
inline constexpr std::size_t known_names_max = 20'000;
/// Uses of names after which what was counted of them (`<resource>_uses`) is merged, of at most so many
/// names.
inline constexpr std::int64_t merge_uses_every = 2'000;
inline constexpr std::int64_t merged_names_max = 1'000;

/// For whom a record is made because its name was used.
struct name_use {
  uuid tenant;
  change_note note;  ///< who, when, why, and where from; the rest is filled in here
};

/// The records of one type that others name by their titles (tags), made when first named. A name is known by
/// its folded key: who writes `Énergie` where there is `energie` names that one, and keeps their own spelling
/// in their record. Thread-safe.
class name_book {
 public:
  name_book(const describe::record_type& type, id_source& ids, std::shared_ptr<vocabulary> words);

  [[nodiscard]] const describe::record_type& type() const { return repository_.type(); }

  /// Whether there is a live record for each of the names.
  boost::asio::awaitable<result<bool>> has_all(db::read_lane& lane, uuid tenant,
                                               std::vector<std::string> names);

  /// Makes a record, version 1 with a change of its own, for each name that has none.
  void make_missing(db::session& in, const name_use& use, const std::vector<std::string>& names) const;

  /// To be told when names were used: true when it is time for `merge_uses`.
  [[nodiscard]] bool used(std::int64_t names);
  /// Makes one row of each name's many in the tenant's count of uses, unless somebody else is doing so.
  void merge_uses(db::session& in, const uuid& tenant) const;

  /// To be told when a record of the tenant's was renamed or deleted.
  void forget(const uuid& tenant);

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] bool knows(const uuid& tenant, const std::vector<std::string>& keys);
  void remember(const uuid& tenant, const std::vector<std::string>& keys);

  repository repository_;
  id_source& ids_;
  db::statement find_;
  db::statement lock_uses_;
  db::statement merge_uses_;
  std::atomic<std::int64_t> used_{0};
  std::mutex mutex_;  ///< held for a few look-ups, by writes that add names
  std::unordered_map<uuid, std::unordered_map<std::string, clock::time_point>> known_;
  std::size_t count_ = 0;
};

/// The names that `after` holds in lists of `resource`'s titles and `before` (nullptr: nothing) does not.
[[nodiscard]] std::vector<std::string> names_added(const describe::record_type& type,
                                                   std::string_view resource, const void* before,
                                                   const void* after);

}  // namespace dossier::records
