#pragma once
#include <string>

#include "shared/describe/record_type.hpp"

/// Where the order of a list comes from.
namespace dossier::records {

/// The rows of one record type in the order of a field, as parts of a statement whose `$1` is the tenant's
/// id. The record is alias `r`. All but one field are ordered by an index of the record's own table; when a
/// record was changed last stands in a table of its own (see the migration `recency`), alias `o`.
class order_source {
 public:
  /// `by` is the field that a list is ordered by first.
  order_source(const describe::record_type& type, const describe::field& by);

  /// ` FROM brands r`
  [[nodiscard]] std::string from() const;
  /// The same without the record where nothing but key and id is read.
  [[nodiscard]] std::string keys_only() const;
  /// `r.tenant_id = $1::uuid`
  [[nodiscard]] std::string of_tenant() const;
  /// ` AND …`: records that live, or those that are softly deleted.
  [[nodiscard]] std::string having_deleted(bool deleted) const;
  /// The same where `keys_only` is read.
  [[nodiscard]] std::string keys_having_deleted(bool deleted) const;
  /// The column of a field: `r.name_key`.
  [[nodiscard]] std::string column(const describe::field& of) const;
  [[nodiscard]] std::string id() const;
  /// Whether the order is that of the last change: `updated_at` is then to be read as `column` says.
  [[nodiscard]] bool is_recency() const { return recency_; }

 private:
  const describe::record_type& type_;
  bool recency_;
};

}  // namespace dossier::records
