#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/records/vocabulary.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::records {

/// Records that one step of the backfill reads.
inline constexpr std::int64_t backfill_step_rows = 200;

/// The SQL of one record type's search tables that is not a list's and not a record's own write. Thread-safe.
/// Only for a record that is searchable.
class search_repository {
 public:
  explicit search_repository(const describe::record_type& type);

  /// How many records match, softly deleted ones included, counted up to `most`. `wanted` is a tsquery
  /// literal. Without a bound it may take long: then `sessions`.
  boost::asio::awaitable<result<std::int64_t>> count(db::read_lane& lane, uuid tenant, std::string wanted,
                                                     std::int64_t most) const;

  /// Words of the tenant's records that resemble `misspelt` by their trigrams, the most similar first, at
  /// most 2 × `most`; among them those of `near` that exist.
  boost::asio::awaitable<result<std::vector<std::string>>> resembling(db::read_lane& lane, uuid tenant,
                                                                      std::string misspelt,
                                                                      std::vector<std::string> near,
                                                                      std::int64_t most) const;

  /// Writes words into the table that `resembling` looks at.
  boost::asio::awaitable<result<void>> remember(db::session_pool& sessions, uuid tenant,
                                                std::vector<std::string> words) const;

  /// Writes search rows for up to `backfill_step_rows` records that may have none. False when there are no
  /// more. Steps of several servers at once do no harm.
  boost::asio::awaitable<result<bool>> fill_some(db::session_pool& sessions, uuid tenant,
                                                 vocabulary& words) const;

 private:
  const describe::record_type& type_;
  db::statement count_;
  db::statement resembling_;
  db::statement remember_;
  db::statement reached_;
  db::statement records_;
  db::statement fill_;
  db::statement reach_;
};

}  // namespace dossier::records
