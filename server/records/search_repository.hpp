#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/records/list_query.hpp"
#include "server/records/vocabulary.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/query/search.hpp"

namespace dossier::records {

/// Hits that are ranked, and that a list is given by their ids; of more, a list is walked in another order.
inline constexpr std::int64_t ranked_hits_max = 10'000;
/// Records that one step of the backfill reads.
inline constexpr std::int64_t backfill_step_rows = 200;

struct search_hit {
  uuid id;
  double rank = 0;
  bool operator==(const search_hit&) const = default;
};

struct found_hits {
  std::int64_t seq = 0;  ///< of the tenant's log, which the hits include at least
  std::vector<search_hit> hits;
};

/// The SQL of one record type's search tables that is not a list's and not a record's own write. Thread-safe.
/// Only for a record that is searchable. What takes a session throws as it does.
class search_repository {
 public:
  explicit search_repository(const describe::record_type& type);

  [[nodiscard]] const describe::record_type& type() const { return type_; }

  /// Records that match, softly deleted ones included, at most `most` and in no order.
  [[nodiscard]] found_hits find(db::session& in, const uuid& tenant, const query::search& wanted,
                                std::int64_t most) const;

  /// Those of them that are in a list, its position and order aside.
  [[nodiscard]] found_hits find(db::session& in, const uuid& tenant, const query::search& wanted,
                                const list_query& list, std::int64_t most) const;

  /// The condition that a record's document matches, for a list that walks its own order. `wanted` is a
  /// tsquery literal.
  [[nodiscard]] sql_condition probe(std::string wanted, int first) const;

  /// The same by finding all that match first: for a list whose walk comes upon them late.
  [[nodiscard]] sql_condition among_hits(std::string wanted, int first) const;

  /// How many records match, softly deleted ones included, counted up to `most`. `wanted` is a tsquery
  /// literal.
  [[nodiscard]] std::int64_t count(db::session& in, const uuid& tenant, const std::string& wanted,
                                   std::int64_t most) const;

  /// Words of the tenant's records that resemble `misspelt` by their trigrams, the most similar first, at
  /// most 2 × `most`; among them those of `near` that exist.
  [[nodiscard]] std::vector<std::string> resembling(db::session& in, const uuid& tenant,
                                                    const std::string& misspelt,
                                                    const std::vector<std::string>& near,
                                                    std::int64_t most) const;

  /// Writes words into the table that `resembling` looks at.
  void remember(db::session& in, const uuid& tenant, const std::vector<std::string>& words) const;

  /// Writes search rows for up to `backfill_step_rows` records that may have none. False when there are no
  /// more. Steps of several servers at once do no harm.
  boost::asio::awaitable<result<bool>> fill_some(db::session_pool& sessions, uuid tenant,
                                                 vocabulary& words) const;

 private:
  const describe::record_type& type_;
  db::statement find_;
  db::statement count_;
  db::statement resembling_;
  db::statement remember_;
  db::statement reached_;
  db::statement records_;
  db::statement fill_;
  db::statement reach_;
};

}  // namespace dossier::records
