#pragma once
#include <string>
#include <string_view>

#include "client-wasm/src/model/formats.hpp"
#include "shared/describe/record_type.hpp"

// What a person types into a field, and the JSON that it stands for. Numbers are plain here (see
// formats.hpp): what draws a field shows them as the workspace writes them, and takes what is typed back.
namespace dossier::model {

/// Whether a field's text is a number's.
[[nodiscard]] bool is_number(const describe::field& field);
/// A field's text as it is shown, and what is typed there as its text; the same for all but numbers.
[[nodiscard]] std::string shown_text(const describe::field& field, std::string_view text, const formats& how);
[[nodiscard]] std::string plain_text(const describe::field& field, std::string_view typed,
                                     const formats& how);

inline constexpr std::string_view enter_whole_number = "Enter a whole number";
inline constexpr std::string_view enter_number = "Enter a number";
/// What is wrong with a field, with an example of what would be right: "Enter a number, such as 1.234,56".
[[nodiscard]] std::string shown_fault(std::string_view fault, const formats& how);

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
/// Blank means null where the field may be null. Digits are grouped by threes or not at all.
[[nodiscard]] typed_value read_typed(const describe::field& field, std::string_view text);

}  // namespace dossier::model
