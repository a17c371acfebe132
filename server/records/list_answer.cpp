#include "server/records/list_answer.hpp"

#include "shared/codec/json_text.hpp"

namespace dossier::records {

std::string filter_text(const list_query& what) {
  return query::to_string(query::bound_to(*what.where, what.at.caller));
}

std::string list_binding(const describe::record_type& type, const uuid& tenant, const list_query& what) {
  return "list\n" + to_string(tenant) + "\n" + std::string(type.names.resource) + "\n" +
         query::to_string(what.by) + "\n" + (what.show_deleted ? "deleted\n" : "\n") + filter_text(what);
}

problem bad_token() {
  return problems::malformed(
      "The page token does not belong to this list: it was made for another filter or order, "
      "or was changed");
}

void append_next_page(std::string& out, const std::string& token, std::int64_t page_size) {
  out += "],\"next_page_token\":";
  if (token.empty()) {
    out += "null";
  } else {
    codec::append_json_string(out, token);
  }
  out += ",\"page_size\":";
  codec::append_json_number(out, page_size);
}

void append_total(std::string& out, const total& all) {
  out += ",\"total\":{\"value\":";
  codec::append_json_number(out, all.value);
  out += all.exact ? ",\"exact\":true}" : ",\"exact\":false}";
}

}  // namespace dossier::records
