#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/suggestions.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {

struct reference_options {
  std::string_view error;
  std::string_view other_editor;  ///< initials of who edits it too
  std::uint32_t other_hash = 1;   ///< chooses their color
  std::string_view placeholder;
  bool busy = false;         ///< `offered` was found for an earlier text: only what matches is shown
  bool inline_look = false;  ///< plain at rest, for detail panels
  bool clearable = false;    ///< who empties the text means none
  bool edited = false;       ///< accent tag "Edited" at the right
};

/// A field that holds another record: its monogram and name; typing looks for another one.
class reference_field {
 public:
  /// `key` is the record's id, empty for none; `label` what it is called. `offered`: records that match what
  /// is typed, with their ids as keys. True when another one was chosen, or none: `key` is its id then,
  /// chosen_label() its name.
  bool draw(context& c, rect r, std::string_view name, std::string& key, std::string_view label,
            const std::vector<suggestion>& offered, const reference_options& o = {});

  /// What to look for while the field is active.
  [[nodiscard]] std::string_view typed() const {
    return touched_ ? std::string_view(typed_) : std::string_view();
  }
  [[nodiscard]] bool active() const { return active_; }
  /// Whether the pointer is on what is offered.
  [[nodiscard]] bool holds(point at) const { return list_.holds(at); }
  [[nodiscard]] const std::string& chosen_label() const { return chosen_; }
  /// What became of the editor in the last frame: Enter, Esc.
  [[nodiscard]] const text_result_flags& last() const { return last_; }

 private:
  std::string typed_;
  std::string chosen_;
  bool active_ = false;
  text_result_flags last_;
  bool emptied_ = false;  ///< all text was taken away
  bool touched_ = false;  ///< something was typed since the field was entered
  suggestion_list list_;
  std::vector<suggestion_row> rows_;
  std::vector<std::size_t> offered_;  ///< of the rows: which suggestion each of them is
};

/// A stable hash of an identifier, as avatars and monograms are colored by.
[[nodiscard]] inline std::uint32_t key_hash(std::string_view key) {
  return identity_hash(key.data(), key.size());
}

}  // namespace dossier::ui
