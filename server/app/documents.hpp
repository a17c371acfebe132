#pragma once
#include <string>
#include <string_view>

#include "server/http/router.hpp"

namespace dossier::app {

/// The API's own documents as they are answered and printed: JSON without line breaks.
[[nodiscard]] const std::string& openapi_text();
[[nodiscard]] const std::string& asyncapi_text();

/// The page at /docs: it draws both documents. Part of the binary, so that it needs no dashboard.
struct reference_files {
  std::string_view html;
  std::string_view css;
  std::string_view js;
};
[[nodiscard]] reference_files embedded_reference();

/// Adds `GET /api/v1/openapi.json`, `GET /api/v1/asyncapi.json` and `/docs` with its files; open to anyone
/// who reaches the server.
void add_document_routes(http::router& to);

}  // namespace dossier::app
