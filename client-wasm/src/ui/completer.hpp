#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/reference_field.hpp"
#include "client-wasm/src/ui/suggestions.hpp"
#include "client-wasm/src/ui/tag_field.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::ui {

/// Completes fields by what exists: lists of names by the records that have such names (tags), references by
/// the records that they can hold.
class completer {
 public:
  completer() = default;
  completer(const completer&) = delete;
  completer& operator=(const completer&) = delete;
  virtual ~completer() = default;

  /// Wanted: what exists for this text. Asks only when it is another text than before.
  virtual void look_for(const describe::field& field, std::string_view typed) = 0;
  /// What was found last.
  [[nodiscard]] virtual std::vector<suggestion> offered(const describe::field& field) = 0;
  /// What exists for this text is not known yet.
  [[nodiscard]] virtual bool busy(const describe::field& field, std::string_view typed) = 0;
  /// What the record with this id is called; empty where it was never found.
  [[nodiscard]] virtual std::string name_of(const describe::field& field, std::string_view id) = 0;
};

/// Whether a field is edited with a tag_field or a reference_field.
[[nodiscard]] inline bool is_tag_list(const describe::field& field) {
  return field.kind == describe::kind::text_list && !field.names_of.empty();
}
[[nodiscard]] inline bool is_reference(const describe::field& field) {
  return field.kind == describe::kind::uuid && !field.references.empty();
}

/// What completed fields keep between frames.
struct completed_fields {
  explicit completed_fields(completer& by) : complete(by) {}
  completer& complete;
  std::map<const describe::field*, tag_field> tags;
  std::map<const describe::field*, reference_field> references;
};

}  // namespace dossier::ui
