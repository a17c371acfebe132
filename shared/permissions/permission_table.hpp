#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "shared/core/role.hpp"
#include "shared/describe/record_type.hpp"

/// What each role may do to what: the one place where that stands. The server obeys it, the API's document
/// tells it (`x-permission`), the dashboard shows what it allows, and a test walks every call as every role
/// and compares.
namespace dossier::permissions {

enum class verb : std::uint8_t {
  read,  ///< lists, counts, histories and live changes as well
  create,
  update,
  remove,  ///< and bring back
};
inline constexpr std::array<verb, 4> all_verbs = {verb::read, verb::create, verb::update, verb::remove};
[[nodiscard]] std::string_view to_string(verb what);

/// To which of them. See records_in.
enum class scope : std::uint8_t {
  none,
  own,        ///< made by oneself
  shared,     ///< one's own, and what its maker shares
  own_brand,  ///< the brand that one is the viewer of, and what is about it
  all
};
[[nodiscard]] std::string_view to_string(scope which);

/// What `who` may do to a resource: that of a record ("brands"), or one of the others of the API
/// ("invitations"). What no line allows is not allowed.
[[nodiscard]] scope allowed(role who, verb what, std::string_view resource);
/// The same for a described record, whether the registry has it or not: a role's line for all records holds
/// for each that has no line of its own.
[[nodiscard]] scope allowed(role who, verb what, const describe::record_type& type);

/// Whether `who` may read the sensitive fields of a record, and then also write, filter and sort by them.
/// To others it is as if the record did not have them.
[[nodiscard]] bool reads_sensitive(role who, std::string_view resource);

/// The same of one field, which is `type`'s.
[[nodiscard]] bool may_read(role who, const describe::record_type& type, const describe::field& described);
/// Whether a record of the type has fields that `who` may not read.
[[nodiscard]] bool hides_fields(role who, const describe::record_type& type);

}  // namespace dossier::permissions
