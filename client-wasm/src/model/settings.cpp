#include "client-wasm/src/model/settings.hpp"

#include <array>
#include <boost/json.hpp>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> theme_names{"system", "dark", "light"};
constexpr std::array<std::string_view, 3> density_names{"compact", "normal", "comfortable"};
constexpr std::array<std::string_view, 2> contrast_names{"system", "more"};
constexpr std::array<std::string_view, 2> motion_names{"system", "reduced"};

void read(const json::object& from, const char* name, bool& to) {
  if (const json::value* value = from.if_contains(name); value != nullptr && value->is_bool())
    to = value->get_bool();
}

}  // namespace

std::string to_json(const settings& s) {
  json::object out;
  const auto put = [&out](const char* name, std::string_view text) {
    out[name] = json::string(text.data(), text.size());
  };
  put("theme", theme_names[static_cast<std::size_t>(s.theme)]);
  put("density", density_names[static_cast<std::size_t>(s.density)]);
  put("contrast", contrast_names[static_cast<std::size_t>(s.contrast)]);
  put("motion", motion_names[static_cast<std::size_t>(s.motion)]);
  out["single_keys"] = s.single_keys;
  out["sidebar"] = s.sidebar;
  json::object keys;
  for (const auto& [id, text] : s.keys) keys[id] = json::string(text.data(), text.size());
  out["keys"] = std::move(keys);
  return json::serialize(out);
}

settings read_settings(std::string_view text) {
  settings out;
  const auto object = codec::parse_json_object(text);
  if (!object) return out;
  codec::read_choice(*object, "theme", theme_names, out.theme);
  codec::read_choice(*object, "density", density_names, out.density);
  codec::read_choice(*object, "contrast", contrast_names, out.contrast);
  codec::read_choice(*object, "motion", motion_names, out.motion);
  read(*object, "single_keys", out.single_keys);
  read(*object, "sidebar", out.sidebar);
  const json::value* keys = object->if_contains("keys");
  if (keys == nullptr || !keys->is_object()) return out;
  for (const auto& [id, value] : keys->get_object()) {
    const std::string written = codec::text_of(value);
    if (!written.empty()) out.keys[std::string(id.data(), id.size())] = written;
  }
  return out;
}

}  // namespace dossier::model
