#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "server/live/feed_change.hpp"
#include "server/live/record_source.hpp"
#include "shared/query/filter.hpp"

namespace dossier::live {

/// A reference that leads to a record not known yet.
struct missing_reference {
  const describe::record_type* type;
  uuid id;
};

/// The records of one tenant that references point to, as one shard knows them: what filters look at through
/// a path and what short forms are called by. They are read when first needed and kept fresh from the same
/// log that the shard follows, so an entry is never older than the shard's position. It may be newer: then
/// the change that made it so is still to come, and resets the views that it could mislead.
class reference_cache : public std::enable_shared_from_this<reference_cache> {
 public:
  static constexpr std::size_t default_capacity = 4096;  ///< records

  /// `source` and `lane` outlive it.
  reference_cache(record_source& source, db::read_lane& lane, uuid tenant_id,
                  std::size_t capacity = default_capacity);

  /// Adds the references of `record` that are not known.
  void missing_of(const describe::any_record& record, std::vector<missing_reference>& into) const;

  /// Keeps itself alive meanwhile, so it is owned by a shared_ptr. Reads these; false when that is not
  /// possible now. What is not there is known as such from then on.
  [[nodiscard]] boost::asio::awaitable<bool> load(std::vector<missing_reference> wanted);

  /// Takes a change of the log over, where its record is known or on its way.
  void apply(const feed_change& change);
  /// Forgets everything: changes were lost.
  void clear();

  /// nullptr when there is no such record, or it is not known.
  [[nodiscard]] const query::subject* find(const uuid& id);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct entry {
    describe::any_record record;  ///< empty: there is none
    std::optional<query::subject> subject;
    std::list<uuid>::iterator used;
  };
  void put(const uuid& id, describe::any_record record);
  void shrink();

  record_source& source_;
  db::read_lane& lane_;
  uuid tenant_id_;
  std::size_t capacity_;
  std::unordered_map<uuid, std::unique_ptr<entry>> entries_;
  std::list<uuid> used_;                          ///< the latest first
  std::unordered_map<uuid, std::size_t> coming_;  ///< being read, how many times
  std::uint64_t generation_ = 0;                  ///< grows when everything is forgotten
};

}  // namespace dossier::live
