#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/records/list_query.hpp"

/// Rows as they are answered.
namespace dossier::records {

/// The columns to read for an answer of `answered` only: those, and what every answer needs (id, version,
/// whether the record is deleted) and a list's order.
[[nodiscard]] list_fields fields_for(const describe::record_type& type, const row_fields& answered,
                                     const query::order* by);

/// Reads and writes rows as list_statements describes them: the tenant's seq, the fields, what references are
/// called.
class row_answers {
 public:
  /// `fields` outlives this; nullptr: all.
  row_answers(const describe::record_type& type, const list_fields* fields);

  [[nodiscard]] std::int64_t seq(const db::rows& from) const;
  /// Whether the answer holds no record, only the seq.
  [[nodiscard]] bool none(const db::rows& from) const { return from.empty() || from.is_null(0, 1); }
  [[nodiscard]] bool is_deleted(const db::rows& from, int row) const {
    return !from.is_null(row, deleted_at_);
  }
  [[nodiscard]] std::int64_t version(const db::rows& from, int row) const {
    return from.integer(row, version_);
  }
  /// The record, as far as it was read.
  [[nodiscard]] describe::any_record read(const db::rows& from, int row) const;

  /// The members of a row that are found out from elsewhere, written: `"brand":{"id":…,"name":…},…`.
  [[nodiscard]] std::string derived(const db::rows& from, int row) const;
  /// The row as codec::append_record writes a record; `extra` holds members that are already written.
  void append(std::string& out, const db::rows& from, int row, std::string_view extra) const;

 private:
  struct reference {
    const describe::field* described;
    int id_column;
    int name_column;
  };

  const describe::record_type& type_;
  row_fields read_;
  row_writer writer_;
  std::vector<reference> references_;  ///< those that are answered
  int version_ = 0;
  int deleted_at_ = 0;
};

/// How the rows of one request are read and answered: whole, or with the fields it names.
class chosen_answers {
 public:
  /// `all` outlives this. `by` orders the list, if it is one.
  chosen_answers(const describe::record_type& type, const std::optional<row_fields>& named,
                 const query::order* by, const row_answers& all);
  chosen_answers(const chosen_answers&) = delete;
  chosen_answers& operator=(const chosen_answers&) = delete;

  /// nullptr: all.
  [[nodiscard]] const list_fields* fields() const { return fields_ ? &*fields_ : nullptr; }
  [[nodiscard]] const row_answers& rows() const { return some_ ? *some_ : all_; }

 private:
  const row_answers& all_;
  std::optional<list_fields> fields_;
  std::optional<row_answers> some_;
};

}  // namespace dossier::records
