#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/domains/identity/local_installation.hpp"
#include "shared/core/result.hpp"
#include "shared/core/timestamp.hpp"

namespace dossier::identity {

/// Where the dashboard takes a one-time link. Behind the `#`, so that no server and no log hears it.
[[nodiscard]] std::string link_path(const std::string& token);

/// What people are to be told once, on standard output, when sign-in is required.
struct first_accounts {
  /// Somebody who has yet to choose a password, and the link for it.
  struct waiting {
    std::string email;
    std::string link;  ///< the token
  };
  std::optional<waiting> owner;
  /// The demo's people, all with one password; empty: there is no demo.
  std::vector<demo_person> demo;
  std::string demo_password;
};

/// Sees to it that somebody can sign in: with `demo` one person of each role, else the owner, by a link that
/// is made anew at each start until a password is set. Does nothing more once there are people.
/// `auth_conninfo` connects as dossier_auth; throws pqxx::failure.
[[nodiscard]] first_accounts ensure_accounts(const std::string& auth_conninfo, const installation& here,
                                             const std::string& owner_email, bool demo, timestamp now);

struct new_person {
  std::string email;
  std::string name;
  dossier::role role = dossier::role::analyst;
  uuid tenant_id;
};
/// Makes somebody one of a tenant's, called as `who` says (who comes back, too), or changes their role there
/// (a client-viewer who becomes something else has no brand any more), and writes that into its change log;
/// answers the link to choose a password by, or an empty text for who has one. The last owner stays one: 409.
[[nodiscard]] result<std::string> add_person(const std::string& auth_conninfo, const new_person& who,
                                             const uuid& new_id, timestamp now);

/// A link by which somebody sets another password, or their first; empty when nobody has the address.
[[nodiscard]] std::string link_for(const std::string& auth_conninfo, const std::string& email, timestamp now);

/// Makes the demo's client-viewer that of a brand, unless they have one.
void give_viewer_a_brand(const std::string& auth_conninfo, const installation& here, const uuid& brand_id);

/// The tenant that the operator calls so, whatever its people call it; nullopt: there is none.
[[nodiscard]] std::optional<uuid> tenant_called(const std::string& auth_conninfo, const std::string& name);

/// What people call the tenant; empty: there is none.
[[nodiscard]] std::string workspace_name(const std::string& auth_conninfo, const uuid& tenant_id);

/// A secret of the installation for one purpose alone, the same on all its servers; 32 bytes.
[[nodiscard]] std::string installation_key(const std::string& auth_conninfo, std::string_view purpose);

/// The installation's id in hexadecimal digits.
[[nodiscard]] std::string installation_id(const std::string& auth_conninfo);

}  // namespace dossier::identity
