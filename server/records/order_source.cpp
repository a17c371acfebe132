#include "server/records/order_source.hpp"

#include "server/records/row_mapping.hpp"

namespace dossier::records {

order_source::order_source(const describe::record_type& type, const describe::field& by)
    : type_(type), recency_(is_last_change(by)) {}

std::string order_source::from() const {
  const std::string record = std::string(type_.names.resource) + " r";
  return recency_ ? keys_only() + " JOIN " + record + " ON r.tenant_id = $1::uuid AND r.id = o.id"
                  : " FROM " + record;
}

std::string order_source::keys_only() const {
  return " FROM " + std::string(type_.names.resource) + (recency_ ? "_recency o" : " r");
}

std::string order_source::of_tenant() const {
  return recency_ ? "o.tenant_id = $1::uuid" : "r.tenant_id = $1::uuid";
}

/// The record's own column says the same again: its indexes are those of the live, or of the deleted.
std::string order_source::having_deleted(bool deleted) const {
  const std::string of_record = deleted ? " AND r.deleted_at IS NOT NULL" : " AND r.deleted_at IS NULL";
  return recency_ ? keys_having_deleted(deleted) + of_record : of_record;
}

std::string order_source::keys_having_deleted(bool deleted) const {
  if (!recency_) return having_deleted(deleted);
  return deleted ? " AND o.deleted = true" : " AND o.deleted = false";
}

std::string order_source::column(const describe::field& of) const {
  return (recency_ && is_last_change(of) ? "o." : "r.") + comparison_column(of);
}

std::string order_source::id() const {
  return recency_ ? "o.id" : "r.id";
}

}  // namespace dossier::records
