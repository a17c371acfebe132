#pragma once
#include <vector>

#include "server/http/message.hpp"
#include "server/records/time_facets.hpp"
#include "shared/core/result.hpp"

namespace dossier::records {

/// `fields` of facets, separated by commas, each once, at most facet_fields_max: a field whose values can be
/// counted, `time:unit`, or `time:unit*field`. 400 with a position else, and when there is none.
[[nodiscard]] result<std::vector<facet_wish>> read_facet_wishes(const http::request& from,
                                                                const describe::record_type& type);

}  // namespace dossier::records
