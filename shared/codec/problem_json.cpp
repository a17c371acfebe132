#include "shared/codec/problem_json.hpp"

#include <boost/json.hpp>

#include "shared/codec/json_text.hpp"

namespace dossier::codec {
namespace {

namespace json = boost::json;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
  append_json_string(out, value);
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return {};
  return {found->get_string().data(), found->get_string().size()};
}

std::string json_of(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr ? "null" : json::serialize(*found);
}

const json::array* list_of(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr ? nullptr : found->if_array();
}

}  // namespace

std::string to_json(const problem& what, std::string_view instance, std::string_view trace_id) {
  std::string out = "{";
  append_member(out, "type", what.type);
  append_member(out, "title", what.title);
  out += ",\"status\":" + std::to_string(what.status);
  if (!what.detail.empty()) append_member(out, "detail", what.detail);
  if (!instance.empty()) append_member(out, "instance", instance);
  if (!trace_id.empty()) append_member(out, "trace_id", trace_id);
  if (what.position) out += ",\"position\":" + std::to_string(*what.position);
  if (!what.errors.empty()) {
    out += ",\"errors\":[";
    for (const field_error& error : what.errors) {
      if (out.back() != '[') out += ',';
      out += '{';
      append_member(out, "field", error.field);
      append_member(out, "code", error.code);
      append_member(out, "message", error.message);
      out += '}';
    }
    out += ']';
  }
  if (!what.conflicts.empty()) {
    out += ",\"conflicts\":[";
    for (const field_conflict& conflict : what.conflicts) {
      if (out.back() != '[') out += ',';
      out += '{';
      append_member(out, "field", conflict.field);
      out += ",\"yours\":" + conflict.yours + ",\"current\":" + conflict.current + '}';
    }
    out += ']';
  }
  out += '}';
  return out;
}

problem read_problem(int status, std::string_view body) {
  problem read;
  read.status = status;
  const auto parsed = parse_json_object(body);
  if (!parsed) {
    read.type = "about:blank";
    read.title = "The server answered " + std::to_string(status);
    return read;
  }
  const json::object& object = *parsed;
  read.type = text_of(object, "type");
  read.title = text_of(object, "title");
  read.detail = text_of(object, "detail");
  if (const json::value* position = object.if_contains("position");
      position != nullptr && position->is_int64() && position->get_int64() >= 0) {
    read.position = static_cast<std::size_t>(position->get_int64());
  }
  if (const json::array* errors = list_of(object, "errors")) {
    for (const json::value& item : *errors) {
      if (const json::object* e = item.if_object()) {
        read.errors.push_back({text_of(*e, "field"), text_of(*e, "code"), text_of(*e, "message")});
      }
    }
  }
  if (const json::array* conflicts = list_of(object, "conflicts")) {
    for (const json::value& item : *conflicts) {
      if (const json::object* c = item.if_object()) {
        read.conflicts.push_back({text_of(*c, "field"), json_of(*c, "yours"), json_of(*c, "current")});
      }
    }
  }
  return read;
}

}  // namespace dossier::codec
