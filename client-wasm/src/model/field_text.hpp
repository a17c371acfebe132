#pragma once
#include <string>
#include <string_view>

#include "shared/describe/record_type.hpp"

// What a person types into a field, and the JSON that it stands for.
namespace dossier::model {

/// The value as it is edited: digits grouped by commas, tags separated by ", ", the choice's own name, a
/// reference's id. Empty for null.
[[nodiscard]] std::string edit_text(const describe::field& field, const void* record);
/// The same from a JSON text (a conflict's value).
[[nodiscard]] std::string edit_text_of_json(std::string_view json);

/// What a typed text means: its JSON, or the end of a sentence about what is wrong with it ("Enter a
/// number").
struct typed_value {
  std::string json;
  std::string error;  ///< empty: fine
};
/// Blank means null where the field may be null. Digits may be grouped by commas, spaces or apostrophes.
[[nodiscard]] typed_value read_typed(const describe::field& field, std::string_view text);

}  // namespace dossier::model
