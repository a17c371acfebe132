#pragma once
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "server/domains/identity/session_repository.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// Keys of one person in one tenant that are good.
inline constexpr int api_keys_max = 50;

struct api_key {
  uuid id;
  uuid tenant_id;
  uuid account_id;
  std::string name;
  std::string prefix;  ///< hexadecimal digits that find it
  std::string secret_hash;
  bool may_write = false;
  timestamp created_at;
  std::optional<timestamp> expires_at;
  std::optional<timestamp> last_used_at;
  std::string user_name;
  bool is_revoked = false;
};

/// False: the person has `api_keys_max` already.
[[nodiscard]] bool add_api_key(pqxx::work& work, const api_key& made);
/// A person's good keys in a tenant, or everybody's; the newest first.
[[nodiscard]] std::vector<api_key> api_keys_of(pqxx::work& work, const uuid& tenant_id,
                                               const std::optional<uuid>& account_id, timestamp now);
/// Whether there was a good one to revoke.
bool revoke_api_key(pqxx::work& work, const uuid& id, const uuid& tenant_id, const uuid& account_id,
                    timestamp now);

/// Whose the key is, whether it is good or not.
[[nodiscard]] std::optional<api_key> find_api_key(pqxx::work& work, std::string_view prefix);
/// Who acts by it at `now`, if it is good; remembers that it was used.
[[nodiscard]] std::optional<standing_facts> facts_of_api_key(pqxx::work& work, const uuid& id, timestamp now);

}  // namespace dossier::identity
