#include "shared/codec/short_form.hpp"

#include "shared/codec/json_text.hpp"

namespace dossier::codec {

std::optional<uuid> referenced_id(const describe::field& reference, const void* record) {
  if (reference.nullable) return *static_cast<const std::optional<uuid>*>(reference.read(record));
  return *static_cast<const uuid*>(reference.read(record));
}

void append_short_form(std::string& out, const describe::field& reference, const std::optional<uuid>& id,
                       std::optional<std::string_view> label) {
  if (!out.empty()) out += ',';
  append_json_string(out, reference.short_form_name());
  if (!id) {
    out += ":null";
    return;
  }
  out += ":{\"id\":\"";
  append_uuid(out, *id);
  out += "\",";
  append_json_string(out, reference.reference_label);
  out += ':';
  if (label) {
    append_json_string(out, *label);
  } else {
    out += "null";
  }
  out += '}';
}

}  // namespace dossier::codec
