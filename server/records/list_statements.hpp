#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/db/statement.hpp"
#include "server/records/list_query.hpp"
#include "shared/describe/record_type.hpp"

/// The SQL of a record's lists.
namespace dossier::records {

/// Kinds of lists (orders, directions, starts, fields) of one record whose statements are kept, about 3 KB
/// each, and prepared by the lanes. Those beyond are made, and planned, at each use.
inline constexpr std::size_t list_statements_max = 1'000;

/// A statement and its parameters' values.
struct list_statement {
  std::shared_ptr<const db::statement> what;
  std::vector<sql_value> values;  ///< of `$1`, the tenant, and on

  [[nodiscard]] db::parameters parameters() const;
};

/// Makes the statements of lists. Those that depend on no value (nothing filtered, nothing searched) are
/// kept, so that lanes prepare them once; with a condition the best plan depends on its values, so such
/// statements are planned at each use. Thread-safe; takes no lock but to keep a new one.
class list_statements {
 public:
  explicit list_statements(const describe::record_type& type) : type_(type), all_(all_fields(type)) {}
  ~list_statements();
  list_statements(const list_statements&) = delete;
  list_statements& operator=(const list_statements&) = delete;

  /// A page. Its columns: the tenant's seq; the fields that are read, all null where the page has no rows;
  /// behind them one per field read that refers to another record: what that one is called.
  [[nodiscard]] list_statement page(const uuid& tenant, const list_query& what);

  /// One record, softly deleted ones included, with the columns of a page; no row when there is none.
  [[nodiscard]] list_statement one(const uuid& tenant, const uuid& id, const list_fields& fields);

  /// How many records the list has in all, at most counted_rows_max + 1.
  [[nodiscard]] list_statement count(const uuid& tenant, const list_query& what) const;

  /// Whether more than listed_ids_max records share a value of the order's first key, filter and search
  /// aside. Reads that key of every record.
  [[nodiscard]] list_statement has_large_group(const uuid& tenant, const list_query& what) const;

  /// How many records the index finds for `item` (see rare_items_of), softly deleted ones included; at most
  /// listed_ids_max + 1, and that where the index cannot tell yet.
  [[nodiscard]] list_statement count_having(const uuid& tenant, const query::comparison& item) const;

 private:
  struct entry {
    std::string kind;
    std::shared_ptr<const db::statement> made;
    const entry* next;
  };
  [[nodiscard]] static const entry* find(const entry* head, const std::string& kind);
  [[nodiscard]] std::shared_ptr<const db::statement> keep(const std::string& kind, std::string sql);

  static constexpr std::size_t buckets = 256;
  const describe::record_type& type_;
  row_fields all_;
  std::array<std::atomic<const entry*>, buckets> heads_{};
  std::mutex making_;  ///< held only to add an entry
  std::size_t count_ = 0;
};

}  // namespace dossier::records
