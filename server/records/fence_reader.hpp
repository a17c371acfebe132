#pragma once
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "server/records/fences.hpp"
#include "shared/core/uuid.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"

namespace dossier::records {

/// A list of live records that can be kept up to date from the change log.
struct tracked_list_name {
  uuid tenant;
  const describe::record_type* type = nullptr;
  query::filter where;  ///< bound to its caller
  query::order by;

  /// One text for equal lists; without the order: for lists that show the same records.
  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string view_key() const;
};

/// Whether a change's images alone decide which records such a list holds: not with relative times, paths
/// through references or derived fields.
[[nodiscard]] bool can_be_tracked(const query::filter& where);
/// Whether a list of this order has fences: one by a single stored field.
[[nodiscard]] bool can_be_tracked(const query::order& by);

/// Rows of a list behind one position, up to and including another; absent: from the beginning, to the end.
struct fence_range {
  std::optional<query::page_position> behind;
  std::optional<query::page_position> end;
};

/// Counts the rows of a range in a transaction of the tenant's, in one walk over the order's index, and puts
/// a fence behind every fence_spacing of them. The first bucket begins where the range does.
[[nodiscard]] std::vector<fences::bucket> read_fences(pqxx::work& at, const tracked_list_name& of,
                                                      const fence_range& within);

}  // namespace dossier::records
