#pragma once
#include <cstdint>
#include <pqxx/pqxx>
#include <vector>

#include "server/domains/identity/key_ring.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// Keys that are good at `now`, whoever signs with them.
[[nodiscard]] std::vector<public_key> signing_keys(pqxx::work& work, timestamp now);
void add_signing_key(pqxx::work& work, const public_key& made);
void delete_signing_keys(pqxx::work& work, timestamp ended_before);

/// Whose standing changed.
struct identity_event {
  std::int64_t id = 0;
  uuid account_id;
};
/// Number of the newest event; 0 before the first.
[[nodiscard]] std::int64_t newest_event(pqxx::work& work);
/// Those after `id`, in order, at most `limit`.
[[nodiscard]] std::vector<identity_event> events_after(pqxx::work& work, std::int64_t id, int limit);
void delete_events(pqxx::work& work, timestamp before);

}  // namespace dossier::identity
