#pragma once
#include <boost/json/object.hpp>
#include <span>
#include <string_view>

#include "shared/describe/record_type.hpp"

namespace dossier::documents {

/// The live connection as AsyncAPI 3: every message of shared/live/messages.hpp, seen from the server (it
/// receives what clients send), with the records of `types` in the changes.
[[nodiscard]] boost::json::object asyncapi(std::span<const describe::record_type* const> types,
                                           std::string_view version);

}  // namespace dossier::documents
