#include "shared/permissions/permission_table.hpp"

#include <algorithm>
#include <optional>

#include "shared/describe/registry.hpp"

namespace dossier::permissions {
namespace {

/// Scopes of read, create, update and remove.
struct row {
  std::optional<role> who;    ///< nobody: everybody who has no line of their own
  std::string_view resource;  ///< empty: every record that has no line of its own
  std::array<scope, all_verbs.size()> may;
};

constexpr scope none = scope::none;
constexpr scope own = scope::own;
constexpr scope shared = scope::shared;
constexpr scope own_brand = scope::own_brand;
constexpr scope all = scope::all;
constexpr std::optional<role> everybody{};

// A role's line for a resource wins over everybody's for it, and that over the role's for all records.
constexpr std::array table = {
    // Records.                               read       create     update     remove
    row{role::owner, "", {all, all, all, all}},
    row{role::admin, "", {all, all, all, all}},
    row{role::manager, "", {all, all, all, all}},
    row{role::analyst, "", {all, all, all, own}},
    row{role::intern, "", {all, none, none, none}},
    row{role::intern, "insights", {all, all, own, own}},
    row{role::client_viewer, "", {none, none, none, none}},
    row{role::client_viewer, "brands", {own_brand, none, none, none}},
    row{role::client_viewer, "insights", {own_brand, own_brand, own_brand, own_brand}},
    row{role::auditor, "", {all, none, none, none}},
    // Views are everybody's tools; a private one is its maker's.
    row{everybody, "saved_views", {shared, all, own, own}},
    row{role::owner, "saved_views", {all, all, all, all}},
    row{role::admin, "saved_views", {shared, all, all, all}},
    row{everybody, "workspace", {all, none, none, none}},
    row{role::owner, "workspace", {all, none, all, none}},
    row{role::admin, "workspace", {all, none, all, none}},
    // What happened: the feed of changes, and the audit log with sign-ins and permissions in it.
    row{everybody, "activity", {all, none, none, none}},
    row{role::client_viewer, "activity", {none, none, none, none}},
    row{everybody, "audit", {none, none, none, none}},
    row{role::owner, "audit", {all, none, none, none}},
    row{role::admin, "audit", {all, none, none, none}},
    row{role::auditor, "audit", {all, none, none, none}},
    // People.
    row{role::owner, "members", {all, all, all, all}},
    row{role::admin, "members", {all, all, all, all}},
    row{role::auditor, "members", {all, none, none, none}},
    row{role::owner, "invitations", {all, all, all, all}},
    row{role::admin, "invitations", {all, all, all, all}},
    row{role::auditor, "invitations", {all, none, none, none}},
    row{everybody, "api_keys", {own, own, none, own}},
    row{role::owner, "api_keys", {all, own, none, all}},
    row{role::admin, "api_keys", {all, own, none, all}},
    row{everybody, "sessions", {own, own, own, own}},
    row{role::owner, "sessions", {all, own, own, all}},
    row{role::admin, "sessions", {all, own, own, all}},
    row{everybody, "account", {own, none, own, none}},
    row{everybody, "live", {all, none, none, none}},
};

/// Who may not read sensitive fields, and of which records; empty: of all.
struct blind_row {
  role who;
  std::string_view resource;
};
constexpr std::array blind = {
    blind_row{role::client_viewer, ""},
};

}  // namespace

std::string_view to_string(verb what) {
  constexpr std::array<std::string_view, all_verbs.size()> names = {"read", "create", "update", "remove"};
  return names[static_cast<std::size_t>(what)];
}

std::string_view to_string(scope which) {
  constexpr std::array<std::string_view, 5> names = {"none", "own", "shared", "own_brand", "all"};
  return names[static_cast<std::size_t>(which)];
}

namespace {

std::optional<scope> line(std::optional<role> of, verb what, std::string_view about) {
  const auto* found = std::find_if(table.begin(), table.end(),
                                   [&](const row& each) { return each.who == of && each.resource == about; });
  if (found == table.end()) return std::nullopt;
  return found->may[static_cast<std::size_t>(what)];
}

}  // namespace

scope allowed(role who, verb what, std::string_view resource) {
  if (const describe::record_type* type = describe::find_record(resource)) return allowed(who, what, *type);
  if (const auto mine = line(who, what, resource)) return *mine;
  return line(everybody, what, resource).value_or(scope::none);
}

scope allowed(role who, verb what, const describe::record_type& type) {
  if (const auto mine = line(who, what, type.names.resource)) return *mine;
  if (const auto common = line(everybody, what, type.names.resource)) return *common;
  return line(who, what, "").value_or(scope::none);
}

bool reads_sensitive(role who, std::string_view resource) {
  return std::none_of(blind.begin(), blind.end(), [&](const blind_row& each) {
    return each.who == who && (each.resource.empty() || each.resource == resource);
  });
}

bool may_read(role who, const describe::record_type& type, const describe::field& described) {
  return !described.is_sensitive || reads_sensitive(who, type.names.resource);
}

bool hides_fields(role who, const describe::record_type& type) {
  return std::any_of(type.fields.begin(), type.fields.end(),
                     [&](const describe::field& described) { return !may_read(who, type, described); });
}

}  // namespace dossier::permissions
