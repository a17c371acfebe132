#include "client-wasm/src/screens/field_completer.hpp"

#include "client-wasm/src/model/display.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {

/// nullptr where the registry has no resource to complete the field by.
app::record_finder* field_completer::finder(const describe::field& field) {
  if (const auto made = finders_.find(&field); made != finders_.end()) return made->second.get();
  const describe::record_type* type =
      describe::find_record(ui::is_reference(field) ? field.references : field.names_of);
  if (type == nullptr) return nullptr;
  auto& made = finders_[&field];
  made = std::make_unique<app::record_finder>(*type, work_.api(), work_.around().changed);
  return made.get();
}

void field_completer::look_for(const describe::field& field, std::string_view typed) {
  if (app::record_finder* by = finder(field)) by->look_for(typed);
}

std::vector<ui::suggestion> field_completer::offered(const describe::field& field) {
  std::vector<ui::suggestion> out;
  const app::record_finder* by = finder(field);
  if (by == nullptr) return out;
  for (const app::found_record& one : by->found()) {
    std::string id = to_string(one.id);
    out.push_back({one.title, one.count ? model::count_text(*one.count, formats) : std::string(), id});
    names_.insert_or_assign(std::move(id), one.title);
  }
  return out;
}

bool field_completer::busy(const describe::field& field, std::string_view typed) {
  const app::record_finder* by = finder(field);
  return by != nullptr && by->looked_for() != typed;
}

std::string field_completer::name_of(const describe::field&, std::string_view id) {
  const auto known = names_.find(id);
  return known == names_.end() ? std::string() : known->second;
}

}  // namespace dossier::screens
