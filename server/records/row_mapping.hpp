#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/db/rows.hpp"
#include "server/db/statement.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/query/page_token.hpp"

/// How described records stand in tables: a column per field, called as the field; a text that is compared
/// has its folded key beside it.
namespace dossier::records {

/// PostgreSQL's type of a field's column.
[[nodiscard]] std::string_view sql_type(const describe::field& described);

/// The column a field is compared and sorted by: its own, or that of its folded key or keys.
[[nodiscard]] std::string comparison_column(const describe::field& described);

/// Whether it is the field that moves with every change: `updated_at` (see order_source.hpp).
[[nodiscard]] bool is_last_change(const describe::field& described);

/// Adds the value of a field of `record`; where the field has a key, the key after it. Nothing for a derived
/// one.
void bind_field(db::parameters& to, const describe::field& described, const void* record);

/// Adds a page position's key. Not for the position among records without a value.
void bind_key(db::parameters& to, const query::sort_key& key);

/// The fields whose columns a row holds, in their order.
using row_fields = std::vector<const describe::field*>;
[[nodiscard]] row_fields all_fields(const describe::record_type& type);

/// Reads a record of which `fields` stand in the columns from `first_column` on; the others stay as in a new
/// one.
[[nodiscard]] describe::any_record read_row(const describe::record_type& type, const row_fields& fields,
                                            const db::rows& from, int row, int first_column);

/// The same of all its fields, in the order of description.
[[nodiscard]] describe::any_record read_row(const describe::record_type& type, const db::rows& from, int row,
                                            int first_column);

/// Writes rows as codec::append_record writes records, without making the record: what a list is answered by.
class row_writer {
 public:
  explicit row_writer(const describe::record_type& type) : row_writer(all_fields(type), {}) {}
  /// For rows of `fields`, of which those that are not `shown` (empty: all are) leave no trace.
  row_writer(const row_fields& fields, const std::vector<bool>& shown);

  /// As codec::append_record: `extra` holds members that are already written.
  void append(std::string& out, const db::rows& from, int row, int first_column,
              std::string_view extra) const;

 private:
  struct member {
    std::string head;  ///< `{"id":` or `,"name":`
    const describe::field* described;
    int column;  ///< behind the first
    bool left_out_when_null;
  };
  std::vector<member> members_;
};

}  // namespace dossier::records
