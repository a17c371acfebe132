#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/core/role.hpp"
#include "shared/core/uuid.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::app {

/// What the person may do here: the one place that screens ask before they offer something. It reads the
/// table that the server obeys; the server decides again.
class rights {
 public:
  /// Nothing is known of the person yet: nothing is offered.
  rights() = default;
  rights(role who, const uuid& person) : role_(who), person_(person) {}
  /// Of a server that does not say who people are: everything is offered, and refused where it must be.
  [[nodiscard]] static rights unlimited() { return {role::owner, {}}; }

  /// Some records of the resource ("brands"), if not all of them. Before it is known who the person is, what
  /// is for reading is there: it fills when they may.
  [[nodiscard]] bool may_read(std::string_view resource) const;
  /// This field of any.
  [[nodiscard]] bool may_read(const describe::record_type& type, const describe::field& field) const;
  [[nodiscard]] bool may_create(std::string_view resource) const;
  [[nodiscard]] bool may_change(std::string_view resource) const;
  [[nodiscard]] bool may_remove(std::string_view resource) const;
  /// This record.
  [[nodiscard]] bool may_change(const describe::any_record& record) const;
  [[nodiscard]] bool may_remove(const describe::any_record& record) const;
  [[nodiscard]] bool may_change(std::string_view resource, const describe::record_base& record) const;
  [[nodiscard]] bool may_remove(std::string_view resource, const describe::record_base& record) const;
  /// Only those that the person has made.
  [[nodiscard]] bool removes_own_only(std::string_view resource) const;
  [[nodiscard]] bool changes_own_only(std::string_view resource) const;

  /// Anything of `resource`, by the table's word for what is done.
  [[nodiscard]] permissions::scope of(permissions::verb what, std::string_view resource) const;
  /// Whether the person runs the workspace: who belongs to it, and as what.
  [[nodiscard]] bool administers() const;
  [[nodiscard]] std::optional<role> who() const { return role_; }

  friend bool operator==(const rights&, const rights&) = default;

 private:
  [[nodiscard]] bool reaches(permissions::verb what, std::string_view resource, const uuid& made_by) const;

  std::optional<role> role_;
  uuid person_;
};

/// "Client viewer".
[[nodiscard]] std::string_view role_text(role who);

}  // namespace dossier::app
