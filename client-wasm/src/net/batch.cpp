#include "client-wasm/src/net/batch.hpp"

namespace dossier::net {
namespace {

/// `"id":"…","version":3`
std::string target(const uuid& id, std::int64_t version) {
  std::string out = "\"id\":\"" + to_string(id) + "\"";
  if (version > 0) out += ",\"version\":" + std::to_string(version);
  return out;
}

/// What stands between the braces of an object.
std::string_view members_of(std::string_view object) {
  const std::size_t first = object.find('{');
  const std::size_t last = object.rfind('}');
  if (first == std::string_view::npos || last == std::string_view::npos || last <= first) return {};
  const std::string_view inner = object.substr(first + 1, last - first - 1);
  return inner.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::string_view() : inner;
}

}  // namespace

void batch::create(std::string_view members) {
  operations_.push_back("{\"create\":" + std::string(members) + "}");
}

void batch::update(const uuid& id, std::int64_t version, std::string_view patch) {
  std::string operation = "{\"update\":{" + target(id, version);
  if (const std::string_view members = members_of(patch); !members.empty()) {
    operation += ',';
    operation += members;
  }
  operations_.push_back(operation + "}}");
}

void batch::remove(const uuid& id, std::int64_t version) {
  operations_.push_back("{\"delete\":{" + target(id, version) + "}}");
}

std::string batch::body() const {
  std::string out = "{\"operations\":[";
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    if (i != 0) out += ',';
    out += operations_[i];
  }
  return out + "]}";
}

}  // namespace dossier::net
