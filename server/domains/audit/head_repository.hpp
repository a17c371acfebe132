#pragma once
#include <string>
#include <vector>

#include "server/domains/audit/signed_head.hpp"

namespace dossier::audit {

/// The heads of all tenants' logs, as read `now`. `conninfo` connects as the role sequencer. Throws
/// pqxx::failure.
[[nodiscard]] std::vector<head> read_heads(const std::string& conninfo, timestamp now);

}  // namespace dossier::audit
