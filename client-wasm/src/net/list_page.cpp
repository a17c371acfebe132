#include "client-wasm/src/net/list_page.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/codec/short_form.hpp"

namespace dossier::net {
namespace {

namespace json = boost::json;
using codec::text_at;
using codec::text_of;

void read_references(const describe::record_type& type, const json::object& from, record_context& to) {
  for (const describe::field& field : type.fields) {
    if (field.references.empty()) continue;
    const json::value* form = from.if_contains(field.short_form_name());
    if (form == nullptr || !form->is_object()) continue;
    const json::value* name = form->get_object().if_contains(field.reference_label);
    reference_name read{&field, std::nullopt};
    if (name != nullptr && name->is_string()) read.name = text_of(*name);
    to.references.push_back(std::move(read));
  }
}

bool is_range(const json::value& value) {
  return value.is_array() && value.get_array().size() == 2 && value.get_array()[0].is_int64() &&
         value.get_array()[1].is_int64();
}

std::vector<text_range> read_ranges(const json::array& from) {
  std::vector<text_range> ranges;
  for (const json::value& item : from) {
    if (is_range(item)) ranges.emplace_back(item.get_array()[0].get_int64(), item.get_array()[1].get_int64());
  }
  return ranges;
}

void read_highlights(const describe::record_type& type, const json::object& from, record_context& to) {
  const json::value* all = from.if_contains("highlights");
  if (all == nullptr || !all->is_object()) return;
  to.searched = true;
  for (const auto& member : all->get_object()) {
    const describe::field* field = type.find(member.key());
    if (field == nullptr || !member.value().is_array()) continue;
    field_highlights read{field, {}};
    const json::array& told = member.value().get_array();
    if (field->kind == describe::kind::text_list) {
      for (const json::value& item : told) {
        read.texts.push_back(item.is_array() ? read_ranges(item.get_array()) : std::vector<text_range>{});
      }
    } else {
      read.texts.push_back(read_ranges(told));
    }
    to.highlights.push_back(std::move(read));
  }
}

void read_total(const json::object& body, record_page& page) {
  const json::value* total = body.if_contains("total");
  if (total == nullptr || !total->is_object()) return;
  const json::object& object = total->get_object();
  if (const json::value* value = object.if_contains("value"); value != nullptr && value->is_int64()) {
    page.total = value->get_int64();
  }
  const json::value* exact = object.if_contains("exact");
  page.total_exact = exact == nullptr || !exact->is_bool() || exact->get_bool();
}

}  // namespace

std::string_view record_context::name_of(const describe::field& reference) const {
  for (const reference_name& each : references) {
    if (each.field == &reference && each.name) return *each.name;
  }
  return {};
}

bool record_context::rename(const describe::any_record& record, std::string_view resource, const uuid& id,
                            const std::optional<std::string>& name) {
  bool other = false;
  for (reference_name& one : references) {
    if (one.field->references != resource || one.name == name) continue;
    if (codec::referenced_id(*one.field, record.data()) != id) continue;
    one.name = name;
    other = true;
  }
  return other;
}

const std::vector<text_range>& record_context::hits_in(const describe::field& field, std::size_t item) const {
  static const std::vector<text_range> none;
  for (const field_highlights& each : highlights) {
    if (each.field == &field && item < each.texts.size()) return each.texts[item];
  }
  return none;
}

std::optional<told_record> read_told(const describe::record_type& type, const json::object& from) {
  auto record = codec::read_stored(type, from);
  if (!record) return std::nullopt;
  told_record told{*std::move(record), {}};
  read_references(type, from, told.about);
  read_highlights(type, from, told.about);
  return told;
}

std::optional<told_record> read_told(const describe::record_type& type, std::string_view text) {
  const auto object = codec::parse_json_object(text);
  if (!object) return std::nullopt;
  return read_told(type, *object);
}

std::optional<record_page> read_list_page(const describe::record_type& type, std::string_view body,
                                          std::string_view& why) {
  const auto read = codec::parse_json_object(body);
  if (!read) {
    why = "A list is not a JSON object";
    return std::nullopt;
  }
  const json::value* items = read->if_contains("items");
  if (items == nullptr || !items->is_array()) {
    why = "A list has no items";
    return std::nullopt;
  }
  record_page page;
  page.items.reserve(items->get_array().size());
  for (const json::value& item : items->get_array()) {
    const json::object* object = item.if_object();
    auto told = object != nullptr ? read_told(type, *object) : std::nullopt;
    if (!told) {
      why = "An item of a list is not as described";
      return std::nullopt;
    }
    page.items.push_back(*std::move(told));
  }
  if (std::string token = text_at(*read, "next_page_token"); !token.empty()) {
    page.next_page_token = std::move(token);
  }
  page.ordered_by = text_at(*read, "ordered_by");
  page.searched_for = text_at(*read, "searched_for");
  read_total(*read, page);
  return page;
}

}  // namespace dossier::net
