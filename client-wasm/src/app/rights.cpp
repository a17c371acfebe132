#include "client-wasm/src/app/rights.hpp"

#include <array>

namespace dossier::app {

using permissions::scope;
using permissions::verb;

scope rights::of(verb what, std::string_view resource) const {
  return role_ ? permissions::allowed(*role_, what, resource) : scope::none;
}

bool rights::reaches(verb what, std::string_view resource, const uuid& made_by) const {
  const scope reach = of(what, resource);
  // What is narrower in another way than by who made it, the person sees nothing beyond.
  return reach != scope::none && (reach != scope::own || made_by == person_);
}

bool rights::may_read(std::string_view resource) const {
  return !role_ || of(verb::read, resource) != scope::none;
}
bool rights::may_read(const describe::record_type& type, const describe::field& field) const {
  return !role_ || permissions::may_read(*role_, type, field);
}
bool rights::may_create(std::string_view resource) const {
  return of(verb::create, resource) != scope::none;
}
bool rights::may_change(std::string_view resource) const {
  return of(verb::update, resource) != scope::none;
}
bool rights::may_remove(std::string_view resource) const {
  return of(verb::remove, resource) != scope::none;
}
bool rights::may_change(std::string_view resource, const describe::record_base& record) const {
  return reaches(verb::update, resource, record.created_by);
}
bool rights::may_remove(std::string_view resource, const describe::record_base& record) const {
  return reaches(verb::remove, resource, record.created_by);
}
bool rights::may_change(const describe::any_record& record) const {
  return may_change(record.type().names.resource, record.base());
}
bool rights::may_remove(const describe::any_record& record) const {
  return may_remove(record.type().names.resource, record.base());
}
bool rights::removes_own_only(std::string_view resource) const {
  return of(verb::remove, resource) == scope::own;
}
bool rights::changes_own_only(std::string_view resource) const {
  return of(verb::update, resource) == scope::own;
}

bool rights::administers() const {
  return role_ == role::owner || role_ == role::admin;
}

std::string_view role_text(role who) {
  constexpr std::array<std::string_view, all_roles.size()> names = {
      "Owner", "Admin", "Manager", "Analyst", "Intern", "Client viewer", "Auditor"};
  return names.at(static_cast<std::size_t>(who));
}

}  // namespace dossier::app
