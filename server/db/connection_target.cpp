#include "server/db/connection_target.hpp"

namespace dossier::db {

namespace {

/// What a session has by default is set for the transaction itself.
std::string_view of_transaction(std::string_view setting) {
  constexpr std::string_view by_default = "default_transaction_";
  return setting.starts_with(by_default) ? setting.substr(std::string_view("default_").size()) : setting;
}

}  // namespace

std::string connection_target::conninfo_with(const transaction_settings& settings) const {
  if (is_pooled || settings.empty()) return conninfo;
  std::string options;
  for (const auto& [name, value] : settings)
    options += fmt::format("{}-c {}={}", options.empty() ? "" : " ", name, value);
  return conninfo + " options='" + options + "'";
}

std::string connection_target::opening_with(const transaction_settings& settings) const {
  if (!is_pooled) return {};
  std::string calls;
  for (const auto& [name, value] : settings) {
    calls +=
        fmt::format("{}set_config('{}', '{}', true)", calls.empty() ? "" : ", ", of_transaction(name), value);
  }
  return calls.empty() ? calls : "SELECT " + calls;
}

}  // namespace dossier::db
