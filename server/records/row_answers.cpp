#include "server/records/row_answers.hpp"

#include <algorithm>

#include "shared/codec/short_form.hpp"

namespace dossier::records {

namespace {

constexpr int first_column = 1;  ///< behind the seq

bool is_one_of(const describe::field* wanted, const row_fields& fields) {
  return std::find(fields.begin(), fields.end(), wanted) != fields.end();
}

}  // namespace

list_fields fields_for(const describe::record_type& type, const row_fields& answered,
                       const query::order* by) {
  list_fields made;
  for (const describe::field& described : type.fields) {
    const bool orders = by != nullptr && std::any_of(by->keys.begin(), by->keys.end(), [&](const auto& key) {
                          return key.field == &described;
                        });
    const bool always =
        described.name == "id" || described.name == "version" || described.name == "deleted_at";
    const bool shown = is_one_of(&described, answered);
    if (!shown && !orders && !always) continue;
    made.read.push_back(&described);
    made.shown.push_back(shown);
  }
  return made;
}

row_answers::row_answers(const describe::record_type& type, const list_fields* fields)
    : type_(type),
      read_(fields != nullptr ? fields->read : all_fields(type)),
      writer_(read_, fields != nullptr ? fields->shown : std::vector<bool>{}) {
  int name_column = first_column + static_cast<int>(read_.size());
  for (std::size_t i = 0; i < read_.size(); ++i) {
    const int column = first_column + static_cast<int>(i);
    if (read_[i]->name == "version") version_ = column;
    if (read_[i]->name == "deleted_at") deleted_at_ = column;
    if (read_[i]->references.empty()) continue;
    if (fields == nullptr || fields->shown[i]) references_.push_back({read_[i], column, name_column});
    ++name_column;
  }
}

std::int64_t row_answers::seq(const db::rows& from) const {
  return from.empty() || from.is_null(0, 0) ? 0 : from.integer(0, 0);
}

describe::any_record row_answers::read(const db::rows& from, int row) const {
  return read_row(type_, read_, from, row, first_column);
}

std::string row_answers::derived(const db::rows& from, int row) const {
  std::string out;
  for (const reference& each : references_) {
    std::optional<uuid> id;
    if (!from.is_null(row, each.id_column)) id = from.id(row, each.id_column);
    std::optional<std::string_view> name;
    if (!from.is_null(row, each.name_column)) name = from.text(row, each.name_column);
    codec::append_short_form(out, *each.described, id, name);
  }
  return out;
}

void row_answers::append(std::string& out, const db::rows& from, int row, std::string_view extra) const {
  writer_.append(out, from, row, first_column, extra);
}

chosen_answers::chosen_answers(const describe::record_type& type, const std::optional<row_fields>& named,
                               const query::order* by, const row_answers& all)
    : all_(all) {
  if (!named) return;
  fields_ = fields_for(type, *named, by);
  some_.emplace(type, &*fields_);
}

}  // namespace dossier::records
