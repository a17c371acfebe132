#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "server/db/lanes.hpp"
#include "server/records/clock.hpp"
#include "server/records/page_tokens.hpp"
#include "server/records/repository.hpp"
#include "server/records/service.hpp"
#include "server/records/totals.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::records {

/// Entries that `skip` may walk over where a filter leaves some out; beyond, 400. Without a filter the place
/// is known.
inline constexpr std::int64_t audit_skip_max = 100'000;

struct audit_request {
  query::filter where;
  bool newest_first = true;
  std::int64_t page_size = 0;  ///< 1 to page_size_max
  std::string page_token;      ///< empty: the first page
  std::int64_t skip = 0;
};

/// The entries of a tenant's change log as a list that is filtered, paged and counted like any other.
/// Thread-safe; outlives its coroutines.
class audit_log {
 public:
  audit_log(clock& time, page_tokens& tokens) : time_(time), tokens_(tokens) {}

  /// A page of the entries that match, `{"items":[…],"next_page_token":…,"page_size":50,"total":{…}}`. 400
  /// for a token that was made for another list, and for a place too far on. The total is exact for the whole
  /// log and up to counted_rows_max entries.
  boost::asio::awaitable<result<page_answer>> list(db::lanes lanes, const http::principal& who,
                                                   const audit_request& what);

  /// One entry with everything that is kept of it: beside its members `record_version`, `before` and `after`
  /// as JSON, `previous_hash`, and whether its own hash follows from that: `intact`, which none is whose
  /// predecessor is missing. 404 where there is no such entry.
  boost::asio::awaitable<result<page_answer>> get(db::read_lane& lane, uuid tenant, std::int64_t seq);

 private:
  /// Where the log begins and ends, in one snapshot.
  struct span {
    std::int64_t first = 0;
    std::int64_t last = 0;
  };
  boost::asio::awaitable<result<span>> read_span(db::read_lane& lane, uuid tenant);
  boost::asio::awaitable<total> total_of(db::lanes lanes, uuid tenant, const list_query& what,
                                         std::int64_t seq);
  boost::asio::awaitable<void> count_all(db::lanes lanes, total_key key, query::filter where,
                                         query::context at);

  clock& time_;
  page_tokens& tokens_;
  repository repository_{describe::type_of<audit_entry>()};
  totals totals_;
};

/// The entries of these numbers that there are, in any order.
[[nodiscard]] boost::asio::awaitable<result<std::vector<describe::any_record>>> read_audit_entries(
    db::read_lane& lane, uuid tenant, std::vector<std::int64_t> seqs);

}  // namespace dossier::records
