#include "client-wasm/src/app/draft_store.hpp"

#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_text.hpp"

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
