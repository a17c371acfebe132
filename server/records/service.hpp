#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/http/principal.hpp"
#include "server/records/clock.hpp"
#include "server/records/name_book.hpp"
#include "server/records/page_tokens.hpp"
#include "server/records/remembered.hpp"
#include "server/records/repository.hpp"
#include "server/records/request_keys.hpp"
#include "server/records/row_answers.hpp"
#include "server/records/rules.hpp"
#include "server/records/search.hpp"
#include "server/records/time_facets.hpp"
#include "server/records/totals.hpp"
#include "server/records/tracked_lists.hpp"

namespace dossier::records {

struct write_operation;

/// Times a write is tried while others are faster (a few milliseconds each); then 503. Of n who write one
/// record without a pause, each wins about every nth time.
inline constexpr int write_attempts_max = 100;

/// How long it is remembered whether a set of records is large, and of how many sets.
inline constexpr std::chrono::seconds sizes_kept_for{60};
inline constexpr std::size_t sizes_max = 10'000;

/// For whom a call is made. Outlives the call.
struct caller {
  const http::principal& who;
  std::string_view trace_id;
  std::string_view origin = "api";         ///< "api", "key" (by an API key), "demo"; kept with a change
  std::optional<std::string> reason = {};  ///< why, kept with a change
  /// Of a create, a batch, a removal or an undelete: whoever sends it again is answered what the first was.
  std::optional<request_key> once = {};
  /// False: a dry run. A write does everything and answers as if, but nothing of it is kept, and `once` is
  /// not used.
  bool keep = true;
  std::optional<std::string_view> address = {};  ///< where the request came from, kept with a change
};

/// Which versions of a record a write is meant for (If-Match); none given: whichever there is.
struct precondition {
  bool given = false;
  bool any = false;  ///< any version, but the record must exist
  std::vector<std::int64_t> versions;

  [[nodiscard]] bool allows(std::int64_t version) const;
};

/// One record as it is answered.
struct record_answer {
  uuid id;
  std::string json;
  std::string tag;  ///< `<version>-<hash of the members derived from elsewhere>`: the text of its ETag
  std::optional<std::int64_t>
      seq;                ///< of the tenant's log, which the answer includes at least; not known for writes
  bool repeated = false;  ///< what an earlier request with the same key was answered
};

/// What a batch did, in the order of its operations: `{"results":[…]}`.
struct batch_answer {
  std::string json;
  bool repeated = false;
};

/// A list or a history as it is answered: `{"items":[…],…}`.
struct page_answer {
  std::string json;
  std::int64_t seq = 0;
};

/// What a reader wants to see of records.
struct record_view {
  bool show_deleted = false;              ///< softly deleted ones, too
  std::optional<row_fields> fields = {};  ///< these members only; absent: all
};

/// Rows that `skip` walks over where the list has no fences (see tracked_lists); beyond, 400.
inline constexpr std::int64_t skip_walk_max = 10'000;
/// Rows that `skip` may ask for at most.
inline constexpr std::int64_t skip_max = 1'000'000'000;

struct list_request {
  query::filter where;
  query::order by;
  std::int64_t page_size = 0;  ///< 1 to page_size_max
  std::string page_token;      ///< empty: the first page
  std::int64_t skip = 0;       ///< rows that the page begins further on, 0 to skip_max
  record_view view = {};
  /// What the records are searched for; absent: nothing.
  std::optional<query::search> search = {};
  /// Whether `by` was asked for; else a search orders by rank.
  bool has_order = false;
};

/// What is counted of the records of a list.
struct facets_request {
  std::vector<facet_wish> wishes;
  query::filter where;
  std::optional<query::search> search = {};
};

struct history_request {
  uuid id;
  std::int64_t page_size = 0;
  std::string page_token;
};

/// What a service is made of; all of it outlives the service.
struct service_parts {
  clock& time;
  id_source& ids;
  page_tokens& tokens;
  request_keys& keys;
  std::span<const std::unique_ptr<name_book>> names;                   ///< of all types that others name
  const record_rules* rules = nullptr;                                 ///< nullptr: the record has none
  std::shared_ptr<vocabulary> words = std::make_shared<vocabulary>();  ///< of this record's texts
  tracked_lists* tracked = nullptr;  ///< nullptr: no list is kept up to date
};

/// Everything that is done with one type of record: rules and order of steps, no HTTP and no SQL.
/// Thread-safe.
///
/// Problems that any call may answer: 404 for a record that does not exist, is another tenant's, or is softly
/// deleted (but for undelete and history); 503 when the database is away. Writes: 412 when the precondition
/// fails; 422 with every offending field; 409 when a unique value is taken.
/// A write may carry a key (caller::once): 422 when the key came with another request before, 409 while the
/// first is being carried out.
class service {
 public:
  service(const describe::record_type& type, service_parts parts);

  [[nodiscard]] const describe::record_type& type() const { return type_; }
  [[nodiscard]] searches& search() { return searches_; }

  boost::asio::awaitable<result<record_answer>> get(db::lanes lanes, const caller& by, uuid id,
                                                    const record_view& view = {});

  /// A page of the records that match. 400 for a token that was not made for this list, and for an order by
  /// several fields that cannot be had in time: more than listed_ids_max records match, and as many share a
  /// value of its first field.
  ///
  /// With a search, each item carries what was hit: `"highlights":{"title":[[0,4]],"tags":[[],[[2,5]]]}`,
  /// ranges of characters [first, last) of each text shown that has some, of a list's items one by one. The
  /// answer says how it is ordered, `"ordered_by":"rank"`, or above ranked_hits_max hits `"updated_at desc"`;
  /// and where words were misspelt, what was searched for instead: `"searched_for":"acme"`. 400 where nothing
  /// can be searched.
  boost::asio::awaitable<result<page_answer>> list(db::lanes lanes, const caller& by,
                                                   const list_request& what);

  /// How many of the live records that match have each value of some fields, the most frequent
  /// facet_values_max of each, under the filter without the conditions on that field itself:
  /// `{"facets":{"status":{"values":[{"value":"draft","count":12},…],"distinct":3,"exact":true},…}}`.
  /// Above facet_rows_max records the counts are estimates, and `exact` is false. A time's buckets
  /// (`"published_at:week"`, see time_facets) are counted under the whole filter.
  boost::asio::awaitable<result<page_answer>> facets(db::lanes lanes, const caller& by,
                                                     const facets_request& what);

  /// A page of the record's changes, newest first, softly deleted records included. Each entry names the
  /// fields that changed with their values before and after; the first one, those that were set.
  boost::asio::awaitable<result<page_answer>> history(db::lanes lanes, const caller& by,
                                                      const history_request& what);

  boost::asio::awaitable<result<record_answer>> create(db::lanes lanes, const caller& by,
                                                       const boost::json::object& body);

  /// Creates a record whose settable fields are set; the others are set here. It is validated like a
  /// request's.
  boost::asio::awaitable<result<record_answer>> create(db::lanes lanes, const caller& by,
                                                       describe::any_record made);

  /// Applies a merge patch (RFC 7396). A patch that changes nothing answers the record as it is and leaves no
  /// trace. A 412 names the overlap: the patch's fields that somebody else changed since the version the
  /// precondition names, with what they hold now. While the change log does not hold that version, every
  /// field of the patch that differs now.
  boost::asio::awaitable<result<record_answer>> patch(db::lanes lanes, const caller& by, uuid id,
                                                      const boost::json::object& patch,
                                                      const precondition& when);

  /// Deletes softly. True where it repeats what the caller's key did before.
  boost::asio::awaitable<result<bool>> remove(db::lanes lanes, const caller& by, uuid id,
                                              const precondition& when);

  /// All of the operations in one transaction, or none. Each sees what those before it did; their changes
  /// stand together in the log. Every error names its operation; what only the database can refuse is the
  /// first such error.
  boost::asio::awaitable<result<batch_answer>> batch(db::lanes lanes, const caller& by,
                                                     std::vector<write_operation> operations);

  /// Undoes a soft deletion; a live record is answered as it is.
  boost::asio::awaitable<result<record_answer>> undelete(db::lanes lanes, const caller& by, uuid id,
                                                         const precondition& when);

 private:
  friend class write_transaction;

  /// A record as it is stored, and what the records it refers to are called.
  struct stored {
    describe::any_record record;
    std::vector<std::optional<std::string>> names;
  };
  /// Why a write was refused, or whether it was written (false: somebody was faster).
  using written = result<bool>;

  boost::asio::awaitable<result<stored>> load(db::lanes lanes, const caller& by, uuid id) const;
  boost::asio::awaitable<result<record_answer>> insert(db::lanes lanes, const caller& by, stored made,
                                                       std::vector<field_error> errors);
  boost::asio::awaitable<result<db::write_outcome>> send_insert(db::lanes lanes, const caller& by,
                                                                const describe::any_record& made,
                                                                const change_note& note,
                                                                const record_answer& answered);
  boost::asio::awaitable<result<record_answer>> transact(db::lanes lanes, const caller& by,
                                                         write_operation only);
  /// Whether there are records for all names that a write adds.
  boost::asio::awaitable<result<bool>> knows_names(db::lanes lanes, const caller& by,
                                                   const describe::any_record* before,
                                                   const describe::any_record& after) const;
  /// Sets the derived fields of a type that has some.
  boost::asio::awaitable<result<void>> derive(db::lanes lanes, const caller& by,
                                              describe::any_record& of) const;
  /// What the first request with the caller's key was answered; `why` when there was none.
  boost::asio::awaitable<result<record_answer>> first_answer_or(db::lanes lanes, const caller& by,
                                                                problem why) const;
  void forget_names(const caller& by) const;
  boost::asio::awaitable<void> count_use_of_key(db::lanes lanes, const caller& by);
  template <class Work>
  boost::asio::awaitable<result<std::optional<first_answer>>> in_transaction(db::lanes lanes,
                                                                             const caller& by, Work work);
  boost::asio::awaitable<written> write(db::lanes lanes, const caller& by, const describe::any_record& before,
                                        describe::any_record& after, live::change_kind kind);
  boost::asio::awaitable<result<void>> resolve_references(db::lanes lanes, const caller& by, stored& of,
                                                          const describe::any_record* before,
                                                          std::vector<field_error>& errors) const;
  boost::asio::awaitable<result<std::vector<field_conflict>>> overlap(db::lanes lanes, const caller& by,
                                                                      const describe::any_record& current,
                                                                      const boost::json::object& patch,
                                                                      const precondition& when) const;
  [[nodiscard]] list_query query_of(const caller& by, const list_request& what) const;
  boost::asio::awaitable<result<void>> check_order(db::lanes lanes, const caller& by, const list_query& what);
  [[nodiscard]] std::optional<tracked_list_name> tracked_name(const caller& by, const list_query& what) const;
  [[nodiscard]] static problem skip_too_far();
  boost::asio::awaitable<result<void>> jump(db::lanes lanes, const caller& by, list_query& what);
  boost::asio::awaitable<std::optional<total>> tracked_total(db::lanes lanes, const caller& by,
                                                             const list_query& what, std::int64_t seq);
  boost::asio::awaitable<result<void>> find_rare_items(db::lanes lanes, const caller& by, list_query& what);
  boost::asio::awaitable<result<page_answer>> list_found(db::lanes lanes, const caller& by,
                                                         const list_request& what);
  boost::asio::awaitable<result<search_outcome>> find_hits(db::lanes lanes, const caller& by,
                                                           const query::search& wanted,
                                                           const list_query& list);
  boost::asio::awaitable<result<db::rows>> page_of_frequent(db::lanes lanes, const caller& by,
                                                            list_query page, const search_outcome& found);
  boost::asio::awaitable<result<total>> total_of_found(db::lanes lanes, const caller& by,
                                                       const list_query& list, const search_outcome& found);
  boost::asio::awaitable<total> total_of(db::lanes lanes, const caller& by, const list_query& what,
                                         std::int64_t seq, std::int64_t writes);
  boost::asio::awaitable<void> count_all(db::lanes lanes, total_key key, query::filter where,
                                         query::context at);

  [[nodiscard]] std::string short_forms(const stored& of) const;
  [[nodiscard]] stored read_stored_row(const db::rows& from, int row, int first_column) const;
  /// What a reference points to; nullopt when it is not set.
  [[nodiscard]] static std::optional<uuid> target_of(const describe::field& reference, const void* record);
  [[nodiscard]] std::string derived_values(const describe::any_record& of) const;
  void set_derived(describe::any_record& of, const db::rows& from) const;
  void begin_record(describe::any_record& made, const caller& by, timestamp at) const;
  [[nodiscard]] record_answer answer(const caller& by, const stored& of) const;
  boost::asio::awaitable<result<void>> check_readable(db::lanes lanes, const caller& by, uuid id) const;
  boost::asio::awaitable<result<page_answer>> list_permitted(db::lanes lanes, const caller& by,
                                                             const list_request& what);
  [[nodiscard]] problem not_found() const;
  [[nodiscard]] problem not_searchable() const;
  [[nodiscard]] problem refused(const db::refusal& why) const;
  [[nodiscard]] timestamp after(timestamp previous) const;

  const describe::record_type& type_;
  service_parts parts_;
  bool has_derived_ = false;
  bool names_others_ = false;
  std::vector<const describe::field*> references_;  ///< fields that refer to other records
  repository repository_;
  row_answers answers_;                                ///< of all fields
  remembered<bool> sizes_{sizes_kept_for, sizes_max};  ///< whether a set of records is large
  searches searches_;
  totals totals_;
  std::atomic<std::uint64_t> keys_used_{0};
  std::atomic<std::int64_t> writes_{0};  ///< made by this server, whatever became of them
};

}  // namespace dossier::records
