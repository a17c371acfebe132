#pragma once
#include <string>

#include "shared/core/problem.hpp"

/// Problems that only the transport answers with.
namespace dossier::problems {
[[nodiscard]] problem request_timeout(std::string detail);                             // 408
[[nodiscard]] problem uri_too_long(std::string detail);                                // 414
[[nodiscard]] problem expectation_failed(std::string detail);                          // 417
[[nodiscard]] problem upgrade_required(std::string detail);                            // 426
[[nodiscard]] problem too_many_requests(std::string detail, int retry_after_seconds);  // 429
[[nodiscard]] problem not_implemented(std::string detail);                             // 501
[[nodiscard]] problem version_not_supported(std::string detail);                       // 505
}  // namespace dossier::problems
