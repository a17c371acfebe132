#pragma once

#include <map>
#include <string>
#include <string_view>

#include "client-wasm/src/screens/field_completer.hpp"
#include "client-wasm/src/ui/reference_field.hpp"

namespace dossier::screens {

/// Fields that hold a brand where no record's form does, such as a client viewer's. Brands are looked for
/// while one types, for the field that is being edited.
class brand_fields {
 public:
  /// The workspace outlives it.
  explicit brand_fields(app::workspace& work);

  /// Draws the field `key`, called `name`. `id`: the brand, empty for none; `label`: what it is called, empty
  /// where only this field knows. True when another one was chosen.
  bool draw(ui::context& c, ui::rect r, std::string_view key, std::string_view name, std::string& id,
            std::string_view label, ui::reference_options look);
  /// What a brand is called that was chosen here.
  [[nodiscard]] std::string name_of(std::string_view id) { return complete_.name_of(field_, id); }
  /// The field, to be asked how it was left.
  [[nodiscard]] const ui::reference_field& at(std::string_view key) { return field_at(key); }
  /// The field is shown no more; it begins anew where it is shown again.
  void forget(std::string_view key);
  /// Puts the caret into the field of that name, which is drawn next.
  static void focus(ui::context& c, std::string_view name);

 private:
  [[nodiscard]] ui::reference_field& field_at(std::string_view key);

  const describe::field& field_;  ///< of the records that are of a brand: what it refers to is looked for
  field_completer complete_;
  std::map<std::string, ui::reference_field, std::less<>> fields_;
};

}  // namespace dossier::screens
