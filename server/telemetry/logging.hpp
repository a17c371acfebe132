#pragma once
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace dossier::telemetry {

/// The program's logger, also spdlog's default one: one JSON object a line on standard error. A message that
/// is a JSON object itself becomes the member `event`, any other one the string `message`. `level` is one of
/// spdlog's names.
std::shared_ptr<spdlog::logger> start_logging(const std::string& level);

}  // namespace dossier::telemetry
