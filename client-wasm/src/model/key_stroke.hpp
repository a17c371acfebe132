#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/platform/keys.hpp"

// Keys as they are written: "Ctrl K", "Shift J", "?", "G O". One notation for the table of commands, key
// caps, the sheet of all keys and what a person remaps.
namespace dossier::model {

/// Modifier bits of a stroke; `stroke_command` is Ctrl, or Command on Apple systems.
enum stroke_modifier : std::uint8_t { stroke_none = 0, stroke_command = 1, stroke_shift = 2, stroke_alt = 4 };

/// One press: a key with modifiers, or a character that is typed whatever keys it takes ("?", "/", ":").
struct key_stroke {
  platform::key key = platform::key::none;
  std::uint8_t modifiers = stroke_none;
  char character = 0;  ///< then `key` is none
  friend bool operator==(const key_stroke&, const key_stroke&) = default;
};

/// Strokes that are pressed one after another; one for most commands.
using key_sequence = std::vector<key_stroke>;

/// Reads "Ctrl Home", "Alt Down", "?", "G O", "V 1"; nullopt for what is none.
[[nodiscard]] std::optional<key_sequence> parse_keys(std::string_view text);
/// The reverse of parse_keys.
[[nodiscard]] std::string to_string(const key_sequence& keys);
/// As it stands on a key cap: "Ctrl K", with `apple` the signs of Command and Option in place of "Ctrl" and
/// "Alt"; arrows as signs.
[[nodiscard]] std::string cap_text(std::string_view keys, bool apple);
/// A letter, digit or character without Ctrl or Alt: what "single keys off" silences.
[[nodiscard]] bool is_single_key(const key_stroke& stroke);

}  // namespace dossier::model
