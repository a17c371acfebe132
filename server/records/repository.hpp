#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/db/lanes.hpp"
#include "server/records/list_statements.hpp"
#include "server/records/statements.hpp"
#include "shared/live/messages.hpp"
#include "shared/query/page_token.hpp"

namespace dossier::records {

/// A list as the repository reads it. What it points to outlives the call.
struct list_query {
  const query::filter* where = nullptr;
  query::order by;
  std::int64_t rows = 0;                            ///< at most page_size_max + 1
  std::optional<query::page_position> behind = {};  ///< the page begins behind this record
};

/// What the change log keeps about a write beside the record. Texts outlive the call.
struct change_note {
  live::change_kind kind = live::change_kind::created;
  timestamp at;
  uuid actor_id;
  std::string_view actor_name;
  std::string_view origin;  ///< "api", "demo", …
  std::optional<std::string_view> reason;
  std::string_view trace_id;
  std::optional<std::string_view> before;  ///< the record's JSON as it was; nothing for a creation
  std::string_view after;                  ///< … and as it becomes
};

/// One record type's table: SQL and nothing else. Thread-safe. Answers rows as the statements describe them
/// (see statements.hpp and list_statements.hpp) and the lanes' problems.
class repository {
 public:
  explicit repository(const describe::record_type& type);

  [[nodiscard]] const describe::record_type& type() const { return type_; }

  boost::asio::awaitable<result<db::rows>> find(db::read_lane& lane, const uuid& tenant,
                                                const uuid& id) const;

  /// 400 when there are too many kinds of lists (list_statements_max).
  boost::asio::awaitable<result<db::rows>> page(db::read_lane& lane, const uuid& tenant,
                                                const list_query& what);

  /// Live records that match, counted up to counted_rows_max + 1.
  boost::asio::awaitable<result<db::rows>> count(db::read_lane& lane, const uuid& tenant,
                                                 const query::filter& where);

  /// Counts all live records of the tenant that match: as long as it takes, on a database thread.
  boost::asio::awaitable<result<std::int64_t>> count_all(db::session_pool& sessions, uuid tenant,
                                                         query::filter where) const;

  /// Changes with a seq below `below`, newest first.
  boost::asio::awaitable<result<db::rows>> history(db::read_lane& lane, const uuid& tenant, const uuid& id,
                                                   std::int64_t below, std::int64_t rows) const;

  /// The record's JSON as `version` left it: no row while the change log does not hold it (yet).
  boost::asio::awaitable<result<db::rows>> image(db::read_lane& lane, const uuid& tenant, const uuid& id,
                                                 std::int64_t version) const;

  /// What the live record `id` is called to which the reference number `reference` (counted in the order of
  /// description) points: one text column; no row when there is none.
  boost::asio::awaitable<result<db::rows>> name_of(db::read_lane& lane, const uuid& tenant,
                                                   std::size_t reference, const uuid& id) const;

  /// Writes a new record and its change, or neither.
  boost::asio::awaitable<result<db::write_outcome>> insert(db::write_lane& lane, const uuid& tenant,
                                                           const describe::any_record& made,
                                                           const change_note& note) const;

  /// Writes `after` over `before`, and the change, if the record still has `before`'s version; else nothing,
  /// and no row is affected.
  boost::asio::awaitable<result<db::write_outcome>> update(db::write_lane& lane, const uuid& tenant,
                                                           const describe::any_record& before,
                                                           const describe::any_record& after,
                                                           const change_note& note) const;

 private:
  const describe::record_type& type_;
  read_statements reads_;
  write_statements writes_;
  list_statement_cache lists_;
};

}  // namespace dossier::records
