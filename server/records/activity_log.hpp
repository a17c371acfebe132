#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <span>
#include <string>

#include "server/db/lanes.hpp"
#include "server/http/principal.hpp"
#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

/// The newest entries of a tenant's change log, across all records.
namespace dossier::records {

/// Entries that one page looks at for those of its resource.
inline constexpr std::int64_t activity_walk_max = 10'000;

struct activity_request {
  const describe::record_type* of = nullptr;  ///< nullptr: of every type
  std::int64_t before = 0;                    ///< entries with a smaller seq than this; 0: the newest
  std::int64_t page_size = 0;                 ///< 1 to page_size_max
};

struct activity_page {
  std::string json;      ///< `{"items":[…],"next_before":804,"page_size":50}`
  std::int64_t seq = 0;  ///< of the tenant's log, up to which the page is complete
};

/// Newest first. An entry tells who, what, when, and of the record what it is called, which fields changed
/// and which choices it then had; no other values. `next_before` is null at the log's beginning; a page of
/// one resource that had to look at activity_walk_max entries may have fewer items than asked for and still
/// go on. 503 when the database is away. `types` are those whose entries can be read; others tell no more
/// than their resource, and that only to who may read the audit log. Left out is what `who` may not read, so
/// that a page may have fewer items than asked for and still go on.
[[nodiscard]] boost::asio::awaitable<result<activity_page>> read_activity(
    db::read_lane& lane, http::principal who, activity_request what,
    std::span<const describe::record_type* const> types);

}  // namespace dossier::records
