#pragma once
#include <vector>

#include "server/db/statement.hpp"
#include "shared/describe/record_type.hpp"

/// The SQL of one described record, made from its description. Columns of a record always come in the order
/// of description, behind the ones a statement puts before them.
namespace dossier::records {

/// Whether an update writes the field's column: all but who made the record and when, and what is derived.
[[nodiscard]] bool can_change(const describe::field& described);

/// Statements that read one record type. `$1` is the tenant.
///
/// Columns put before a record's own:
///   one:     the tenant's seq
///   history: the tenant's seq, whether the record exists; then seq, at, kind, version, actor_id, actor_name,
///            reason, before, after, all null where there are no changes
/// Behind a record's own, one per field that refers to another record: what that one is called.
struct read_statements {
  explicit read_statements(const describe::record_type& type);

  db::statement one;      ///< $2 id; softly deleted ones, too
  db::statement history;  ///< $2 id, $3 seq below which entries are wanted, $4 how many
  /// $2 ids: a record's columns, its references' names behind them; locked in the order of ids
  db::statement lock;
  /// The derived fields; $2 … the folded keys of their sources. Only where there are some.
  std::optional<db::statement> derived;
  db::statement image;  ///< $2 id, $3 version: the record's JSON as that version left it
  /// One per field that refers to another record, in the order of description; $2 id: what the record
  /// referred to is called, if it lives.
  std::vector<db::statement> short_forms;
};

/// Statements that write one record type together with its outbox row and, where the record is searchable,
/// with its search document. `$1` is the tenant; the others follow as the repository adds them: columns,
/// change, document.
struct write_statements {
  explicit write_statements(const describe::record_type& type);

  db::statement insert;
  db::statement insert_once;    ///< nothing when the Idempotency-Key (request_keys.hpp), bound last, is taken
  db::statement insert_absent;  ///< nothing when a unique value is taken
  db::statement update;         ///< all columns that can change, and the document
  db::statement
      update_short;  ///< neither the long texts, which need not travel when they stay, nor the document
  db::statement update_short_searched;  ///< all but the long texts, and the document
  db::statement update_unsearched;      ///< all columns, but no document

  /// The update that writes no more than it must.
  [[nodiscard]] const db::statement& update_of(bool with_long_texts, bool with_document) const {
    if (with_long_texts) return with_document ? update : update_unsearched;
    return with_document ? update_short_searched : update_short;
  }
};

}  // namespace dossier::records
