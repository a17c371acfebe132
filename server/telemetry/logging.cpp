#include "server/telemetry/logging.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "shared/codec/json_text.hpp"
#include "shared/core/timestamp.hpp"

namespace dossier::telemetry {
namespace {

/// Writes one line of JSON for a message.
class json_formatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& what, spdlog::memory_buf_t& to) override {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    std::string line = "{\"time\":\"";
    append_timestamp(line, {duration_cast<microseconds>(what.time.time_since_epoch()).count()});
    const auto level = spdlog::level::to_string_view(what.level);
    line += "\",\"level\":\"";
    line.append(level.data(), level.size());
    const std::string_view text(what.payload.data(), what.payload.size());
    if (text.starts_with('{') && text.ends_with('}')) {
      line += "\",\"event\":";
      line += text;
    } else {
      line += "\",\"message\":";
      codec::append_json_string(line, text);
    }
    line += "}\n";
    to.append(line.data(), line.data() + line.size());
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<json_formatter>();
  }
};

}  // namespace

std::shared_ptr<spdlog::logger> start_logging(const std::string& level) {
  auto logger =
      std::make_shared<spdlog::logger>("dossier", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<json_formatter>());
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(logger);
  return logger;
}

}  // namespace dossier::telemetry
