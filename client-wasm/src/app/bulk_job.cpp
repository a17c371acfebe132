#include "client-wasm/src/app/bulk_job.hpp"

#include <boost/json.hpp>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace json = boost::json;
using codec::number_at;
using codec::text_at;

std::string to_json(const bulk_rest& rest) {
  json::object out;
  out["field"] = rest.job.field != nullptr ? std::string(rest.job.field->name) : std::string();
  out["json"] = rest.job.json;
  out["value"] = rest.job.value;
  out["filter"] = rest.target.filter;
  out["q"] = rest.target.q;
  json::array named;
  for (const uuid& id : rest.target.named) named.emplace_back(to_string(id));
  out["named"] = std::move(named);
  out["token"] = rest.token;
  out["count"] = rest.count;
  out["done"] = rest.done;
  out["waiting_key"] = rest.waiting_key;
  out["waiting"] = rest.waiting;
  return json::serialize(out);
}

std::optional<bulk_rest> read_bulk_rest(std::string_view text, const describe::record_type& type) {
  const auto from = codec::parse_json_object(text);
  if (!from) return std::nullopt;
  bulk_rest out;
  if (const std::string field = text_at(*from, "field"); !field.empty()) {
    out.job.field = type.find(field);
    if (out.job.field == nullptr) return std::nullopt;
  }
  out.job.json = text_at(*from, "json");
  out.job.value = text_at(*from, "value");
  out.target.all = true;
  out.target.filter = text_at(*from, "filter");
  out.target.q = text_at(*from, "q");
  const json::value* named = from->if_contains("named");
  if (named == nullptr || !named->is_array()) return std::nullopt;
  for (const json::value& one : named->get_array()) {
    const auto id = one.is_string() ? parse_uuid({one.get_string().data(), one.get_string().size()})
                                    : std::optional<uuid>();
    if (!id) return std::nullopt;  // who was left out must stay so
    out.target.named.insert(*id);
  }
  out.token = text_at(*from, "token");
  out.count = number_at(*from, "count");
  out.done = number_at(*from, "done");
  out.waiting_key = text_at(*from, "waiting_key");
  out.waiting = number_at(*from, "waiting");
  if (out.count <= 0 || out.done < 0 || out.waiting < 0) return std::nullopt;
  return out;
}

}  // namespace dossier::app
