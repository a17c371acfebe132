#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace dossier::model {

enum class theme_setting : std::uint8_t { system, dark, light };
enum class density : std::uint8_t { compact, normal, comfortable };
/// Follows the system, or holds whatever it says.
enum class contrast_setting : std::uint8_t { system, more };
enum class motion_setting : std::uint8_t { system, reduced };

/// What a person chose for the dashboard on this device. Kept in local storage under `settings_key`, whose
/// number is the format's; every tab follows the last change.
struct settings {
  theme_setting theme = theme_setting::system;
  model::density density = model::density::normal;
  contrast_setting contrast = contrast_setting::system;
  motion_setting motion = motion_setting::system;
  bool single_keys = true;
  bool sidebar = true;                      ///< shown
  std::map<std::string, std::string> keys;  ///< remapped commands by id, see app::commands::moved
  friend bool operator==(const settings&, const settings&) = default;
};

inline constexpr std::string_view settings_key = "settings.1";

[[nodiscard]] std::string to_json(const settings& s);
/// Reads what to_json wrote; members that are missing or not understood are as by default.
[[nodiscard]] settings read_settings(std::string_view json);

}  // namespace dossier::model
