#pragma once
#include <string>
#include <string_view>

#include "server/http/router.hpp"

namespace dossier::app {

/// The API's own documents as they are answered and printed: JSON without line breaks.
[[nodiscard]] const std::string& openapi_text();
[[nodiscard]] const std::string& asyncapi_text();

/// A page that is part of the binary, so that it needs no dashboard.
struct page_files {
  std::string_view html;
  std::string_view css;
  std::string_view js;
};
[[nodiscard]] page_files embedded_reference();  ///< at /docs: it draws both documents
[[nodiscard]] page_files embedded_sign_in();    ///< at /sign-in

/// Adds `GET /api/v1/openapi.json`, `GET /api/v1/asyncapi.json`, and `/docs` and `/sign-in` with their files;
/// open to anyone who reaches the server.
void add_document_routes(http::router& to);

}  // namespace dossier::app
