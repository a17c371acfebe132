// Header fields that have a grammar of their own: entity tags, encodings, trace ids, hosts and origins.
#include "server/http/accept_encoding.hpp"
#include "server/http/etag.hpp"
#include "server/http/proxies.hpp"
#include "server/http/site_check.hpp"
#include "server/http/trace_context.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

namespace {

void read_forwarded(std::string_view input) {
  const auto trusted = http::trusted_proxies::parse({"10.0.0.0/8", "::1"});
  for (const char* name : {"forwarded", "x-forwarded-for"}) {
    http::request of;
    of.headers.emplace_back(name, std::string(input));
    const auto read = http::read_passed_on(of, *trusted);
    if (!read || !*read) continue;
    http::request again;
    again.headers.emplace_back("x-forwarded-for", (**read).client.to_string());
    const auto same = http::read_passed_on(again, *trusted);
    expect(same && *same && (**same).client == (**read).client, "a client is read as written");
  }
  (void)http::trusted_proxies::parse({std::string(input)});
}

}  // namespace

void run(std::string_view input) {
  read_forwarded(input);
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
