#include "client-wasm/src/app/presence_words.hpp"

namespace dossier::app {

std::string visitor_name(const visitor& who, const session& self) {
  if (who.name.empty()) return "Someone";
  const bool ours = !self.user_id.empty() && who.person_id == self.user_id;
  return ours ? "Another session" : who.name;
}

std::string visitor_text(const visitor& who, const describe::record_type& type, const session& self) {
  const std::string name = visitor_name(who, self);
  if (who.field.empty()) return name + " is looking at it";
  const describe::field* field = type.find(who.field);
  return name + " is editing" + (field != nullptr ? " " + std::string(field->label) : "");
}

std::string visitors_text(const std::vector<visitor>& all, const describe::record_type& type,
                          const session& self) {
  std::string text;
  for (const bool editing : {true, false}) {
    for (const visitor& one : all) {
      if (one.field.empty() == editing) continue;
      if (!text.empty()) text += ", ";
      text += visitor_text(one, type, self);
    }
  }
  return text;
}

}  // namespace dossier::app
