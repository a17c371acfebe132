#pragma once
#include "server/db/connection_settings.hpp"

namespace dossier::db {

/// Whether the lanes' roles reach by `pooled` the very database that `direct` is. Blocks. The problem's
/// detail says what to do.
[[nodiscard]] result<void> check_pooler(const connection_settings& direct, const connection_settings& pooled);

}  // namespace dossier::db
