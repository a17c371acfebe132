#pragma once
#include <utility>
#include <vector>

#include "client-wasm/src/model/key_stroke.hpp"

namespace dossier::model {

/// What a person made of the keys: some strokes stand for others, and single letters may be switched off.
/// Code asks for a command's own (default) stroke; this says which one has to be pressed for it.
class key_map {
 public:
  bool single_keys = true;  ///< letters, digits and characters without Ctrl or Alt act
  std::vector<std::pair<key_stroke, key_stroke>> moved;  ///< own stroke, the one the person chose instead

  /// The stroke to press for `own`; a stroke without key and character where none does it.
  [[nodiscard]] key_stroke pressed_for(const key_stroke& own) const {
    key_stroke out = own;
    for (const auto& [from, to] : moved) {
      if (from == own) {
        out = to;
        break;
      }
    }
    if (!single_keys && is_single_key(out)) return {};
    return out;
  }
};

}  // namespace dossier::model
