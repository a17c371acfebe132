#include "server/records/permission_check.hpp"

namespace dossier::records {

using permissions::scope;
using permissions::verb;

std::optional<problem> refuse(const http::principal& who, verb what, const describe::record_type& type) {
  if (permissions::allowed(who.role, what, type.names.resource) != scope::none) return std::nullopt;
  return problems::forbidden("As " + std::string(to_string(who.role)) + " one may not " +
                             std::string(permissions::to_string(what)) + " " +
                             std::string(type.names.resource) + ".");
}

std::optional<problem> refuse(const http::principal& who, verb what, const describe::any_record& record) {
  const describe::record_type& type = record.type();
  const scope may = permissions::allowed(who.role, what, type.names.resource);
  if (may == scope::all || (may == scope::own && record.base().created_by == who.user_id))
    return std::nullopt;
  if (may == scope::none) return refuse(who, what, type);
  return problems::forbidden("As " + std::string(to_string(who.role)) + " one may " +
                             std::string(permissions::to_string(what)) + " only " +
                             std::string(type.names.resource) + " of one's own.");
}

}  // namespace dossier::records
