#include "client-wasm/src/app/facet_values.hpp"

#include <string>
#include <utility>

#include "client-wasm/src/model/display.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

/// What is asked of the server for a path.
struct facet_request {
  const describe::record_type* type = nullptr;
  const describe::field* field = nullptr;
  bool by_label = false;  ///< the values are what the references are called
  std::string filter;
};

bool has_facet(const describe::field& field) {
  using describe::kind;
  return field.is_filterable && !field.is_multiline && field.name != "id" && field.kind != kind::integer &&
         field.kind != kind::number && field.kind != kind::timestamp;
}

facet_request request_for(const describe::record_type& type, const model::value_question& question) {
  const model::filter_path& path = question.path;
  if (path.through == nullptr) return {&type, path.field, false, question.filter};
  if (path.field->name == path.through->reference_label) return {&type, path.through, true, question.filter};
  return {describe::find_record(path.through->references), path.field, false, {}};
}

std::vector<model::known_value> values_of(const net::field_facet& facet, bool by_label,
                                          const model::formats& how) {
  std::vector<model::known_value> values;
  for (const net::facet_count& one : facet.values) {
    if (!one.value) continue;
    const std::string note = (facet.exact ? "" : "\xE2\x89\x88") + model::count_text(one.count, how);
    if (by_label) {
      values.push_back({one.label, {}, note});
    } else {
      values.push_back({*one.value, one.label == *one.value ? std::string() : one.label, note});
    }
  }
  return values;
}

}  // namespace

model::value_service facet_values(const describe::record_type& type, net::api_client& api,
                                  std::function<model::formats()> how) {
  model::value_service service;
  service.ask = [&type, &api, how = std::move(how)](
                    const model::value_question& question,
                    std::function<void(std::vector<model::known_value>)> done) {
    const facet_request wanted = request_for(type, question);
    if (wanted.type == nullptr || wanted.type->names.is_log || !has_facet(*wanted.field))
      return 0;  // logs are not counted
    const describe::field* field = wanted.field;
    return api.facets(
        *wanted.type, field->name, wanted.filter, {},
        [field, by_label = wanted.by_label, how, done = std::move(done)](result<net::facet_page> answer) {
          const net::field_facet* facet = answer ? answer->of(*field) : nullptr;
          done(facet == nullptr ? std::vector<model::known_value>()
                                : values_of(*facet, by_label, how ? how() : model::formats{}));
        });
  };
  service.abort = [&api](int request) { api.abort(request); };
  return service;
}

}  // namespace dossier::app
