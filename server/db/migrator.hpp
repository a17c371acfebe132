#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/connection_settings.hpp"
#include "shared/core/result.hpp"

namespace dossier::db {

/// One step of the schema. Names are `NNNN_words` and are applied in their order; a step that was applied
/// anywhere never changes again.
struct migration {
  std::string_view name;
  std::string_view sql;
};

/// The steps this binary was built with.
[[nodiscard]] std::span<const migration> embedded_migrations();

/// Makes what the schema stands on, as the administrator: the five roles, the database owned by
/// `dossier_owner`, and who may connect to it. Does nothing where it is there already. 500 with what to do
/// when it may not.
[[nodiscard]] result<void> prepare_installation(const connection_settings& settings);

/// Brings the database up to `steps` as the owner, each step in its own transaction, one node at a time.
/// Answers the names of the steps applied now. Refuses (500) when an applied step's text differs from ours,
/// and says which. Steps that the database has and we do not know are fine: a newer version may run beside
/// us.
[[nodiscard]] result<std::vector<std::string>> migrate(const connection_settings& settings,
                                                       std::span<const migration> steps);

}  // namespace dossier::db
