#pragma once
#include <functional>

#include "client-wasm/src/model/formats.hpp"
#include "client-wasm/src/model/value_cache.hpp"
#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

/// Where the values of a filter over `type` come from: the server's facets. Values beyond a reference are
/// those of the records that it can lead to; of its label, what records refer to now. `api` outlives the
/// service and what is made of it. `how`: how counts are written.
[[nodiscard]] model::value_service facet_values(const describe::record_type& type, net::api_client& api,
                                                std::function<model::formats()> how = {});

}  // namespace dossier::app
