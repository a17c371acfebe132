#pragma once
#include <boost/json/object.hpp>
#include <span>

#include "shared/describe/record_type.hpp"

namespace dossier::documents {

/// The messages of the live connection by name, as AsyncAPI message objects: `{"hello":{…,"payload":{…}},…}`.
[[nodiscard]] boost::json::object live_messages(std::span<const describe::record_type* const> types);

/// What their payloads refer to.
void add_live_schemas(boost::json::object& to, std::span<const describe::record_type* const> types);

}  // namespace dossier::documents
