#pragma once

#include "client-wasm/src/app/presence_words.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// Somebody else's avatar.
[[nodiscard]] inline ui::presence_mark mark_of(const app::visitor& who, const app::session& self) {
  return {ui::name_initials(app::visitor_name(who, self)),
          ui::identity_hash(who.person_id.data(), who.person_id.size()),
          {}};
}

}  // namespace dossier::screens
