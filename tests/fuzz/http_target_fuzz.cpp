// The target of a request: path and parameters are texts, each parameter stands once.
#include <algorithm>

#include "server/http/target.hpp"
#include "shared/text/utf8.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  std::string path;
  std::vector<http::query_parameter> query;
  const auto parsed = http::parse_target(input, path, query);
  if (!parsed.ok()) {
    expect(parsed.error().position.value_or(input.size() + 1) <= input.size(), "a position in the text");
    return;
  }
  expect(!path.empty() && path.front() == '/' && !text::find_invalid_utf8(path), "a path");
  for (const http::query_parameter& one : query) {
    expect(!one.name.empty() && !text::find_invalid_utf8(one.name + one.value), "a parameter");
    const auto same = [&one](const http::query_parameter& other) { return other.name == one.name; };
    expect(std::count_if(query.begin(), query.end(), same) == 1, "each parameter once");
  }
}

}  // namespace dossier::fuzz
