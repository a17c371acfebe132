#include "server/records/facet_reading.hpp"

#include <algorithm>

#include "server/http/field_text.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::record_type;

/// A piece of `fields`, and where it stands.
struct piece {
  std::string_view text;
  std::size_t at = 0;
};

problem refuse(const std::string& why, std::size_t at) {
  return problems::malformed("`fields` is not understood: " + why, at);
}

std::string quoted(std::string_view name) {
  return "`" + std::string(name) + "`";
}

result<const field*> find_field(const record_type& type, const piece& name) {
  if (name.text.empty()) return refuse("a field's name is missing", name.at);
  const field* named = type.find(name.text);
  if (named == nullptr) {
    return refuse(quoted(name.text) + " is not a field of " + std::string(type.names.resource), name.at);
  }
  return named;
}

result<const field*> find_counted(const record_type& type, const piece& name) {
  const auto named = find_field(type, name);
  if (!named) return named.error();
  if (has_facet(**named)) return *named;
  std::string why = "values of " + quoted(name.text) + " cannot be counted";
  if (has_buckets(**named)) why += "; its days can: " + quoted(std::string(name.text) + ":day");
  return refuse(why, name.at);
}

result<time_unit> find_unit(const piece& name) {
  const auto found = std::find(time_unit_names.begin(), time_unit_names.end(), name.text);
  if (found != time_unit_names.end()) return static_cast<time_unit>(found - time_unit_names.begin());
  return refuse("a time is counted per `day`, `week` or `month`, not per " + quoted(name.text), name.at);
}

/// `status`, `published_at:week` or `published_at:week*brand_id`.
result<facet_wish> read_wish(const record_type& type, const piece& whole) {
  facet_wish wish{std::string(whole.text)};
  const std::size_t colon = whole.text.find(':');
  if (colon == std::string_view::npos) {
    const auto counted = find_counted(type, whole);
    if (!counted) return counted.error();
    wish.of = *counted;
    return wish;
  }
  const auto time = find_field(type, {whole.text.substr(0, colon), whole.at});
  if (!time) return time.error();
  if (!has_buckets(**time)) {
    return refuse(quoted((*time)->name) + " is no time, so it has no days, weeks and months", whole.at);
  }
  wish.of = *time;
  const std::size_t star = std::min(whole.text.find('*', colon), whole.text.size());
  const auto unit = find_unit({whole.text.substr(colon + 1, star - colon - 1), whole.at + colon + 1});
  if (!unit) return unit.error();
  wish.per = *unit;
  if (star == whole.text.size()) return wish;
  const auto by = find_counted(type, {whole.text.substr(star + 1), whole.at + star + 1});
  if (!by) return by.error();
  wish.by = *by;
  return wish;
}

}  // namespace

result<std::vector<facet_wish>> read_facet_wishes(const http::request& from, const record_type& type) {
  const auto text = from.parameter("fields");
  if (!text) return refuse("say whose values to count: `fields=a,b`", 0);
  std::vector<facet_wish> wishes;
  for (std::size_t at = 0; at <= text->size();) {
    const std::size_t end = std::min(text->find(',', at), text->size());
    const std::string_view name = http::trimmed(text->substr(at, end - at));
    const std::size_t name_at = name.empty() ? at : static_cast<std::size_t>(name.data() - text->data());
    auto wish = read_wish(type, {name, name_at});
    if (!wish) return std::move(wish).error();
    const auto same = [&](const facet_wish& other) { return other.name == wish->name; };
    if (std::any_of(wishes.begin(), wishes.end(), same))
      return refuse(quoted(name) + " stands twice", name_at);
    if (wishes.size() == facet_fields_max) {
      return refuse("at most " + std::to_string(facet_fields_max) + " fields", name_at);
    }
    wishes.push_back(std::move(*wish));
    at = end + 1;
  }
  return wishes;
}

}  // namespace dossier::records
