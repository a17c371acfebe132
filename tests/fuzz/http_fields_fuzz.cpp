// Header fields that have a grammar of their own: entity tags, encodings, trace ids, hosts and origins.
#include "server/http/accept_encoding.hpp"
#include "server/http/etag.hpp"
#include "server/http/site_check.hpp"
#include "server/http/trace_context.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  if (const auto tags = http::parse_if_match(input)) {
    for (const std::string& tag : tags->tags) {
      const auto again = http::parse_if_match(http::strong_etag(tag));
      expect(again && !again->any && again->tags == std::vector<std::string>{tag},
             "a tag is read as written");
      expect(http::if_none_match_holds(input, tag), "a tag that is listed matches");
    }
  }
  (void)http::choose_coding(input, true, true);
  const std::string_view trace_id = http::trace_id_of(input);
  expect(trace_id.empty() || trace_id.size() == 32, "a trace id or none");
  const std::string_view host = http::host_name(input);
  expect(host.size() <= input.size(), "a host's name is a part of the field");
  expect(host.empty() || http::host_allowed(input, {std::string(host)}), "a configured name is allowed");
  (void)http::origin_is_ours(input, "localhost:8080", false, {});
}

}  // namespace dossier::fuzz
