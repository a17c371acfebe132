#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "server/db/statement.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"

/// The SQL of a record's lists: one statement for each order, direction and set of filtered fields.
namespace dossier::records {

/// Most rows one page has.
inline constexpr std::int64_t page_size_max = 100;
/// Rows that are counted one by one for a list's total.
inline constexpr std::int64_t counted_rows_max = 10'000;
/// Kinds of lists (order, direction, filtered fields) of one record whose statements are kept, about 3 KB
/// each; a list beyond is refused.
inline constexpr std::size_t list_statements_max = 4'000;

/// Where in a list a page begins.
enum class page_start : std::uint8_t {
  beginning,
  behind_key,     ///< behind a record with a value
  behind_no_key,  ///< behind a record without one: among the last part of the list
};

/// Whether the filter consists of nothing but equalities joined by AND, which lists understand.
[[nodiscard]] bool is_translated(const query::filter& where);

/// A filter's comparisons in the order of description, so that lists that differ in nothing else share a
/// statement.
[[nodiscard]] std::vector<const query::comparison*> ordered_comparisons(const query::filter& where);

/// A list's page and its total. Both have `$1` tenant; the page `$2` how many rows. Then follow the literals
/// of `ordered_comparisons`, without its nulls, and for a page that begins behind a record, the key, if any,
/// and the id. A page's columns: the tenant's seq; the record's own, all null where the page has no rows;
/// behind them one per field that refers to another record: what that one is called.
struct list_statements {
  db::statement page;
  db::statement count;  ///< rows, at most counted_rows_max + 1
};

/// Makes the statements of lists when they are first needed and keeps them. Thread-safe; reading takes no
/// lock.
class list_statement_cache {
 public:
  explicit list_statement_cache(const describe::record_type& type) : type_(type) {}
  ~list_statement_cache();
  list_statement_cache(const list_statement_cache&) = delete;
  list_statement_cache& operator=(const list_statement_cache&) = delete;

  /// The statements of lists like this one, or nullptr when there are too many kinds of lists already.
  [[nodiscard]] const list_statements* find_or_make(const query::order& by, const query::filter& where,
                                                    page_start start);

 private:
  struct entry {
    std::string shape;
    list_statements made;
    const entry* next;
  };
  [[nodiscard]] static const entry* find(const entry* head, const std::string& shape);

  static constexpr std::size_t buckets = 256;
  const describe::record_type& type_;
  std::array<std::atomic<const entry*>, buckets> heads_{};
  std::mutex making_;  ///< held only to add an entry
  std::size_t count_ = 0;
};

}  // namespace dossier::records
