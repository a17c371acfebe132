#include "server/live/projection.hpp"

#include <algorithm>

#include "shared/codec/record_json.hpp"
#include "shared/codec/short_form.hpp"
#include "shared/describe/registry.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::live {
namespace {

std::optional<std::string_view> label_of(const describe::any_record& record, std::string_view name) {
  const describe::field* label = record.type().find(name);
  if (label == nullptr || label->kind != describe::kind::text) return std::nullopt;
  const void* member = label->read(record.data());
  if (!label->nullable) return *static_cast<const std::string*>(member);
  const auto& text = *static_cast<const std::optional<std::string>*>(member);
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

std::string members_json(const describe::any_record& record, const projection& only) {
  std::string out = "{";
  for (const describe::field* described : only.fields) {
    if (described->name == "deleted_at" && !record.base().deleted_at) continue;
    if (out.size() > 1) out += ',';
    out += '"';
    out += described->name;
    out += "\":";
    codec::append_value(out, *described, record.data());
  }
  out += '}';
  return out;
}

}  // namespace

bool projection::shows(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const auto* one) { return one->name == name; });
}

result<std::optional<projection>> make_projection(const describe::record_type& type, role who,
                                                  const std::vector<std::string>& names) {
  if (names.empty() && !permissions::hides_fields(who, type)) return std::optional<projection>();
  std::vector<field_error> errors;
  for (const std::string& name : names) {
    const describe::field* found = type.find(name);
    if (found == nullptr || found->is_derived || !permissions::may_read(who, type, *found))
      errors.push_back(
          {"fields", "unknown", "has no field \"" + name.substr(0, 60) + "\" that is sent live"});
  }
  if (!errors.empty()) return problems::validation(std::move(errors));
  projection made;
  for (const describe::field& described : type.fields) {
    const bool wanted = described.name == "id" || described.name == "version" ||
                        std::find(names.begin(), names.end(), described.name) != names.end();
    const bool all = names.empty() && !described.is_derived && permissions::may_read(who, type, described);
    if (!wanted && !all) continue;
    made.fields.push_back(&described);
    made.key.append(described.name).append(1, ',');
  }
  return std::optional<projection>(std::move(made));
}

std::vector<const describe::field*> reference_fields(const describe::record_type& type) {
  std::vector<const describe::field*> found;
  for (const describe::field& described : type.fields) {
    if (!described.references.empty() && describe::find_record(described.references) != nullptr)
      found.push_back(&described);
  }
  return found;
}

std::string record_json(const describe::any_record& record, const projection* only,
                        const referenced_record& referenced) {
  std::string json = only != nullptr ? members_json(record, *only) : codec::to_stored_json(record);
  std::string short_forms;
  for (const describe::field* reference : reference_fields(record.type())) {
    if (only != nullptr && !only->shows(reference->name)) continue;
    const std::optional<uuid> id = codec::referenced_id(*reference, record.data());
    const describe::any_record* target = id && referenced ? referenced(*reference, *id) : nullptr;
    codec::append_short_form(
        short_forms, *reference, id,
        target != nullptr ? label_of(*target, reference->reference_label) : std::nullopt);
  }
  if (!short_forms.empty()) json.insert(json.size() - 1, "," + short_forms);
  return json;
}

}  // namespace dossier::live
