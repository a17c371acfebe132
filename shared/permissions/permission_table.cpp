#include "shared/permissions/permission_table.hpp"

namespace dossier::permissions {
namespace {

/// Scopes of read, create, update and remove.
struct row {
  role who;
  std::string_view resource;  ///< empty: every one that has no line of its own
  std::array<scope, all_verbs.size()> may;
};

constexpr scope none = scope::none;
constexpr scope own = scope::own;
constexpr scope all = scope::all;

// A resource's own line wins over the role's general one. Views are everybody's
// tools: who may read may keep some.
constexpr std::array<row, 19> table = {{
    {role::owner, "", {all, all, all, all}},
    {role::admin, "", {all, all, all, all}},
    {role::manager, "", {all, all, all, all}},
    {role::manager, "workspace", {all, none, none, none}},
    {role::manager, "members", {none, none, none, none}},
    {role::analyst, "", {all, all, all, own}},
    {role::analyst, "saved_views", {all, all, own, own}},
    {role::analyst, "workspace", {all, none, none, none}},
    {role::analyst, "members", {none, none, none, none}},
    {role::intern, "", {all, none, none, none}},
    {role::intern, "members", {none, none, none, none}},
    {role::intern, "insights", {all, all, own, own}},
    {role::intern, "saved_views", {all, all, own, own}},
    {role::client_viewer, "", {all, none, none, none}},
    {role::client_viewer, "members", {none, none, none, none}},
    {role::client_viewer, "saved_views", {all, all, own, own}},
    {role::auditor, "", {all, none, none, none}},
    {role::auditor, "members", {none, none, none, none}},
    {role::auditor, "saved_views", {all, all, own, own}},
}};

}  // namespace

std::string_view to_string(verb what) {
  constexpr std::array<std::string_view, all_verbs.size()> names = {"read", "create", "update", "remove"};
  return names[static_cast<std::size_t>(what)];
}

std::string_view to_string(scope which) {
  constexpr std::array<std::string_view, 3> names = {"none", "own", "all"};
  return names[static_cast<std::size_t>(which)];
}

scope allowed(role who, verb what, std::string_view resource) {
  scope general = scope::none;
  for (const row& each : table) {
    if (each.who != who) continue;
    const scope may = each.may[static_cast<std::size_t>(what)];
    if (each.resource == resource) return may;
    if (each.resource.empty()) general = may;
  }
  return general;
}

}  // namespace dossier::permissions
