#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/db/lanes.hpp"
#include "server/records/list_statements.hpp"
#include "server/records/request_keys.hpp"
#include "server/records/statements.hpp"
#include "server/records/vocabulary.hpp"
#include "shared/live/messages.hpp"
#include "shared/query/page_token.hpp"

namespace dossier::records {

/// What the change log keeps about a write beside the record. Texts outlive the call.
struct change_note {
  live::change_kind kind = live::change_kind::created;
  timestamp at;
  uuid actor_id;
  std::string_view actor_name;
  std::string_view origin;  ///< "api", "key", "demo", …
  std::optional<std::string_view> reason;
  std::string_view trace_id;
  std::optional<std::string_view> before;        ///< the record's JSON as it was; nothing for a creation
  std::string_view after;                        ///< … and as it becomes
  std::optional<std::string_view> address = {};  ///< where the request came from
};

/// A write ready to be sent. The statement lives as long as the repository.
struct bound_write {
  const db::statement* what = nullptr;
  db::parameters with;
};

/// One record type's table: SQL and nothing else. Thread-safe. Answers rows as the statements describe them
/// (see statements.hpp and list_statements.hpp) and the lanes' problems.
class repository {
 public:
  /// `words` takes note of the words of what is written.
  explicit repository(const describe::record_type& type,
                      std::shared_ptr<vocabulary> words = std::make_shared<vocabulary>());

  [[nodiscard]] const describe::record_type& type() const { return type_; }

  boost::asio::awaitable<result<db::rows>> find(db::read_lane& lane, const uuid& tenant,
                                                const uuid& id) const;

  /// The same with the columns of some fields.
  boost::asio::awaitable<result<db::rows>> find(db::read_lane& lane, uuid tenant, uuid id,
                                                const list_fields& fields);

  boost::asio::awaitable<result<db::rows>> page(db::read_lane& lane, uuid tenant, const list_query& what);

  /// Records that the list has in all, counted up to counted_rows_max + 1.
  boost::asio::awaitable<result<db::rows>> count(db::read_lane& lane, uuid tenant, const list_query& what);

  /// Records that the index finds for the item (see rare_items_of), counted up to listed_ids_max + 1; on a
  /// database thread, since a frequent one takes its time.
  boost::asio::awaitable<result<std::int64_t>> count_having(db::session_pool& sessions, uuid tenant,
                                                            const query::comparison& item);

  /// Whether more than listed_ids_max records share a value of the order's first key, filter and search
  /// aside: as long as it takes, on a database thread.
  boost::asio::awaitable<result<bool>> has_large_group(db::session_pool& sessions, uuid tenant,
                                                       const list_query& what);

  /// Counts all live records of the tenant that match: as long as it takes, on a database thread.
  boost::asio::awaitable<result<std::int64_t>> count_all(db::session_pool& sessions, uuid tenant,
                                                         query::filter where, query::context at) const;

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

  /// The same if the request's key is not taken, together with the key and the answer; else nothing, and no
  /// row is affected.
  boost::asio::awaitable<result<db::write_outcome>> insert_once(db::write_lane& lane,
                                                                const request_key_use& use,
                                                                const first_answer& answer,
                                                                const describe::any_record& made,
                                                                const change_note& note) const;

  /// Writes `after` over `before`, and the change, if the record still has `before`'s version; else nothing,
  /// and no row is affected.
  boost::asio::awaitable<result<db::write_outcome>> update(db::write_lane& lane, const uuid& tenant,
                                                           const describe::any_record& before,
                                                           const describe::any_record& after,
                                                           const change_note& note) const;

  /// The same writes for a transaction's session; `bind_insert_absent` writes nothing when a unique value is
  /// taken.
  [[nodiscard]] bound_write bind_insert(const uuid& tenant, const describe::any_record& made,
                                        const change_note& note) const;
  [[nodiscard]] bound_write bind_insert_absent(const uuid& tenant, const describe::any_record& made,
                                               const change_note& note) const;
  [[nodiscard]] bound_write bind_update(const uuid& tenant, const describe::any_record& before,
                                        const describe::any_record& after, const change_note& note) const;

  /// The records `ids`, softly deleted ones too, kept from others' writes until the transaction ends. In the
  /// order of their ids.
  [[nodiscard]] db::rows lock(db::session& in, const uuid& tenant, const std::vector<uuid>& ids) const;
  [[nodiscard]] db::rows name_of(db::session& in, const uuid& tenant, std::size_t reference,
                                 const uuid& id) const;
  [[nodiscard]] db::rows image(db::session& in, const uuid& tenant, const uuid& id,
                               std::int64_t version) const;

  /// What the derived fields of a record are, one column each. Only for a type that has some.
  [[nodiscard]] db::rows derived(db::session& in, const uuid& tenant, const describe::any_record& of) const;
  boost::asio::awaitable<result<db::rows>> derived(db::read_lane& lane, const uuid& tenant,
                                                   const describe::any_record& of) const;

 private:
  [[nodiscard]] bound_write bind_insert(const db::statement& what, const uuid& tenant,
                                        const describe::any_record& made, const change_note& note) const;
  void bind_document(db::parameters& to, const uuid& tenant, const describe::any_record& of) const;
  [[nodiscard]] db::parameters bind_derived(const uuid& tenant, const describe::any_record& of) const;

  const describe::record_type& type_;
  read_statements reads_;
  write_statements writes_;
  list_statements lists_;
  std::shared_ptr<vocabulary> words_;
};

}  // namespace dossier::records
