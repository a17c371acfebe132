#include "server/records/permission_check.hpp"

namespace dossier::records {

using describe::any_record;
using describe::record_type;
using permissions::scope;
using permissions::verb;

std::optional<problem> refuse(const http::principal& who, verb what, const record_type& type) {
  if (permissions::allowed(who.role, what, type) != scope::none) return std::nullopt;
  return problems::forbidden("As " + std::string(to_string(who.role)) + " one may not " +
                             std::string(permissions::to_string(what)) + " " +
                             std::string(type.names.resource) + ".");
}

std::optional<problem> out_of_scope(const http::principal& who, verb what, const any_record& record) {
  const record_type& type = record.type();
  if (auto why = refuse(who, what, type)) return why;
  if (may(who, what, record)) return std::nullopt;
  const bool of_brand = permissions::allowed(who.role, what, type) == scope::own_brand;
  return problems::forbidden(
      "As " + std::string(to_string(who.role)) + " one may " + std::string(permissions::to_string(what)) +
      " only " + std::string(type.names.resource) + (of_brand ? " of one's own brand." : " of one's own."));
}

std::optional<problem> refuse(const http::principal& who, verb what, const any_record& record) {
  if (!may(who, verb::read, record)) return no_such_record(record.type());
  return out_of_scope(who, what, record);
}

std::optional<query::filter> permitted(const http::principal& who, verb what, const record_type& type) {
  return permissions::records_in(permissions::allowed(who.role, what, type), type, who.brand_id);
}

bool may(const http::principal& who, verb what, const any_record& record) {
  const auto which = permitted(who, what, record.type());
  return !which || query::matches(*which, record, {{}, who.user_id, {}});
}

problem no_such_record(const record_type& type) {
  return problems::not_found("There is no such record in " + std::string(type.names.resource));
}

row_fields hidden_fields(const http::principal& who, const record_type& type) {
  row_fields hidden;
  if (!permissions::hides_fields(who.role, type)) return hidden;
  for (const describe::field& described : type.fields) {
    if (!permissions::may_read(who.role, type, described)) hidden.push_back(&described);
  }
  return hidden;
}

std::optional<row_fields> readable_fields(const http::principal& who, const record_type& type) {
  if (!permissions::hides_fields(who.role, type)) return std::nullopt;
  row_fields readable;
  for (const describe::field& described : type.fields) {
    if (permissions::may_read(who.role, type, described)) readable.push_back(&described);
  }
  return readable;
}

std::vector<field_error> hidden_members(const http::principal& who, const record_type& type,
                                        const boost::json::object& body) {
  std::vector<field_error> errors;
  if (!permissions::hides_fields(who.role, type)) return errors;
  for (const auto& member : body) {
    const describe::field* described = type.find(member.key());
    if (described != nullptr && !permissions::may_read(who.role, type, *described))
      errors.push_back({std::string(member.key()), "unknown", "is not a member of this resource"});
  }
  return errors;
}

std::optional<problem> refuse_hidden(const http::principal& who, const query::filter& where) {
  const describe::field* hidden = permissions::unreadable_in(where, who.role);
  if (hidden == nullptr) return std::nullopt;
  return problems::malformed("`filter` is not understood: `" + std::string(hidden->name) +
                             "` is no field that you may read");
}

std::optional<problem> refuse_hidden(const http::principal& who, const record_type& type,
                                     const describe::field* described, std::string_view parameter) {
  if (described == nullptr || permissions::may_read(who.role, type, *described)) return std::nullopt;
  return problems::malformed("`" + std::string(parameter) + "` is not understood: `" +
                             std::string(described->name) + "` is no field that you may read");
}

}  // namespace dossier::records
