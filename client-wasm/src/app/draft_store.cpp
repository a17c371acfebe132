#include "client-wasm/src/app/draft_store.hpp"

#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/app/queued_write.hpp"
#include "client-wasm/src/model/field_text.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {

void draft_store::keep(const uuid& id, const model::form_state& form) {
  std::vector<edit> edits;
  for (const model::form_field& field : form.fields()) {
    if (field.dirty()) edits.push_back({std::string(field.described->name), field.text, field.base});
  }
  if (edits.empty()) return forget(id);
  auto& kept = drafts_[id];
  if (kept == edits) return;
  kept = std::move(edits);
  ++revision_;
}

void draft_store::forget(const uuid& id) {
  if (drafts_.erase(id) != 0) ++revision_;
}

void draft_store::put(const uuid& id, const describe::record_type& type, const std::string& patch,
                      const std::string& before) {
  describe::any_record old(type);
  apply_patch(before, old);
  describe::any_record now = old;
  apply_patch(patch, now);
  auto& kept = drafts_[id];
  for (const describe::field& field : type.fields) {
    if (codec::same_value(field, old.data(), now.data())) continue;
    std::erase_if(kept, [&](const edit& e) { return e.field == field.name; });
    kept.push_back(
        {std::string(field.name), model::edit_text(field, now.data()), model::edit_text(field, old.data())});
  }
  if (kept.empty()) drafts_.erase(id);
  ++revision_;
}

void draft_store::withdraw(const uuid& id, const describe::record_type& type, const std::string& patch) {
  const auto found = drafts_.find(id);
  if (found == drafts_.end()) return;
  describe::any_record set(type);
  apply_patch(patch, set);
  std::erase_if(found->second, [&](const edit& kept) {
    const describe::field* field = type.find(kept.field);
    return field != nullptr && kept.text == model::edit_text(*field, set.data());
  });
  if (found->second.empty()) drafts_.erase(found);
  ++revision_;
}

void draft_store::settle(const describe::any_record& stored) {
  const auto found = drafts_.find(stored.base().id);
  if (found == drafts_.end()) return;
  model::form_state form(stored);
  const std::size_t held = std::erase_if(found->second, [&](const edit& kept) {
    model::form_field* field = form.find(kept.field);
    if (field == nullptr) return true;
    field->text = kept.text;
    return !field->dirty();
  });
  if (held != 0) ++revision_;
  if (found->second.empty()) drafts_.erase(found);
}

void draft_store::move_new(const describe::any_record& made) {
  if (!contains(uuid{})) return;
  model::form_state form(made);
  apply(uuid{}, form);
  forget(uuid{});
  keep(made.base().id, form);
}

void draft_store::apply(const uuid& id, model::form_state& form) const {
  const auto found = drafts_.find(id);
  if (found == drafts_.end()) return;
  for (const edit& kept : found->second) {
    model::form_field* field = form.find(kept.field);
    if (field == nullptr) continue;
    form.edit(*field, kept.text);
    if (field->base != kept.base && field->dirty()) {
      field->rival = model::rival_edit{
          {}, "Someone else", field->base, form.stored().base().updated_at, std::nullopt, kept.base};
    }
  }
}

std::string draft_store::to_json() const {
  std::string out = "{";
  for (const auto& [id, edits] : drafts_) {
    if (out.size() > 1) out += ',';
    codec::append_json_string(out, to_string(id));
    out += ":[";
    for (const edit& kept : edits) {
      if (out.back() != '[') out += ',';
      out += '[';
      codec::append_json_string(out, kept.field);
      out += ',';
      codec::append_json_string(out, kept.text);
      out += ',';
      codec::append_json_string(out, kept.base);
      out += ']';
    }
    out += ']';
  }
  return out + "}";
}

void draft_store::load(std::string_view text) {
  namespace json = boost::json;
  const auto object = codec::parse_json_object(text);
  if (!object) return;
  for (const auto& [key, value] : *object) {
    const auto id = parse_uuid(std::string_view(key.data(), key.size()));
    const json::array* list = value.if_array();
    if (!id || list == nullptr) continue;
    std::vector<edit> edits;
    for (const json::value& item : *list) {
      const json::array* parts = item.if_array();
      if (parts == nullptr || parts->size() != 3) continue;
      const auto part = [&](std::size_t i) {
        const json::string* s = (*parts)[i].if_string();
        return s == nullptr ? std::string() : std::string(s->data(), s->size());
      };
      edits.push_back({part(0), part(1), part(2)});
    }
    if (!edits.empty()) drafts_[*id] = std::move(edits);
  }
}

}  // namespace dossier::app
