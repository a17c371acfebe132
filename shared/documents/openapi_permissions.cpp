#include "shared/documents/openapi_parts.hpp"

namespace dossier::documents {

namespace json = boost::json;
using permissions::verb;

namespace {

json::object roles_of(std::string_view resource, verb what) {
  json::object roles;
  for (const role each : all_roles)
    roles[to_string(each)] = permissions::to_string(permissions::allowed(each, what, resource));
  return roles;
}

}  // namespace

json::object for_whom(json::object call, std::string_view resource, verb what) {
  call["x-permission"] = json::object{
      {"resource", resource}, {"verb", permissions::to_string(what)}, {"roles", roles_of(resource, what)}};
  return call;
}

json::object for_whom_each(json::object batch, std::string_view resource) {
  json::object each;
  each["create"] = roles_of(resource, verb::create);
  each["update"] = roles_of(resource, verb::update);
  each["delete"] = roles_of(resource, verb::remove);
  batch["x-permission"] = json::object{{"resource", resource}, {"operations", std::move(each)}};
  return batch;
}

}  // namespace dossier::documents
