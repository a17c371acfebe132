#pragma once
#include <string>
#include <vector>

#include "client-wasm/src/app/presence.hpp"
#include "client-wasm/src/app/session.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::app {

/// What a visitor is called: the name that was told. Without a sign-in everyone has our own name, so there it
/// is "Another session": somebody with another browser.
[[nodiscard]] std::string visitor_name(const visitor& who, const session& self);
/// "Ana is editing Headquarters", or "Ana is looking at it".
[[nodiscard]] std::string visitor_text(const visitor& who, const describe::record_type& type,
                                       const session& self);
/// The same of all, those who edit first; empty for nobody.
[[nodiscard]] std::string visitors_text(const std::vector<visitor>& all, const describe::record_type& type,
                                        const session& self);

}  // namespace dossier::app
