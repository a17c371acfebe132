#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/suggestions.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {

struct tag_field_options {
  std::string_view error;
  std::string_view other_editor;  ///< initials of who edits it too
  std::uint32_t other_hash = 1;   ///< chooses their color
  std::string_view placeholder;
  bool busy = false;         ///< suggestions for what is typed are still to come: nothing is called new yet
  bool edited = false;       ///< accent tag "Edited" at the right
  bool inline_look = false;  ///< plain at rest, for detail panels
};

/// A list of tags as chips that can be taken away, and a field to add more: what exists is offered with how
/// often it is used, what does not can be created. Enter, Tab or a comma add, Backspace takes the last away.
class tag_field {
 public:
  /// `tags` is the list as it is edited: names separated by ", ". `offered`: tags that match what is typed.
  /// True when the list changed. The field is as high as height() says.
  bool draw(context& c, rect r, std::string_view name, std::string& tags,
            const std::vector<suggestion>& offered, const tag_field_options& o = {});
  /// The height that the tags need in this width: rows of 28.
  [[nodiscard]] float height(const context& c, float width, std::string_view tags, bool edited = false) const;

  /// What is being typed; look for tags that begin so while the field is active.
  [[nodiscard]] const std::string& typed() const { return typed_; }
  [[nodiscard]] bool active() const { return active_; }
  /// Whether the pointer is on what is offered.
  [[nodiscard]] bool holds(point at) const { return list_.holds(at); }
  /// What became of the editor in the last frame: Enter with nothing typed, Esc.
  [[nodiscard]] const text_result_flags& last() const { return last_; }

 private:
  void build_rows(const std::vector<std::string>& tags, const std::vector<suggestion>& offered, bool busy);
  bool choose(context& c, std::vector<std::string>& tags, std::size_t row);
  bool add_typed(context& c, std::vector<std::string>& tags);
  void clear_typed(context& c);

  std::string typed_;
  bool active_ = false;
  text_result_flags last_;
  suggestion_list list_;
  std::vector<suggestion_row> rows_;
  std::string rows_for_;
};

/// The name of the editor inside a tag_field, within the field's own id scope.
inline constexpr std::string_view tag_editor_name = "Add tag";

/// The tags of a list as it is edited, and back.
[[nodiscard]] std::vector<std::string> split_tags(std::string_view text);
[[nodiscard]] std::string join_tags(const std::vector<std::string>& tags);

}  // namespace dossier::ui
