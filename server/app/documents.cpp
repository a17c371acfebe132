#include "server/app/documents.hpp"

#include <boost/json.hpp>

#include "server/app/version.hpp"
#include "server/http/etag.hpp"
#include "server/records/activity_log.hpp"
#include "server/records/controller.hpp"
#include "server/records/facets.hpp"
#include "server/records/list_statements.hpp"
#include "server/records/request_keys.hpp"
#include "server/records/search_repository.hpp"
#include "server/records/time_facets.hpp"
#include "server/records/write_reading.hpp"
#include "shared/describe/registry.hpp"
#include "shared/documents/asyncapi.hpp"
#include "shared/documents/openapi.hpp"

namespace dossier::app {
namespace {

documents::api_facts facts() {
  documents::api_facts made;
  made.version = version;
  made.page_size_default = records::page_size_default;
  made.page_size_max = records::page_size_max;
  made.body_max_bytes = records::record_body_max_bytes;
  made.change_reason_max = records::change_reason_max;
  made.idempotency_key_max = records::request_key_max;
  made.facet_fields_max = records::facet_fields_max;
  made.facet_values_max = records::facet_values_max;
  made.facet_buckets_max = records::facet_buckets_max;
  made.facet_series_max = records::facet_series_max;
  made.activity_walk_max = records::activity_walk_max;
  made.has_facet = records::has_facet;
  made.has_buckets = records::has_buckets;
  made.time_units = records::time_unit_names;
  made.ranked_max = records::ranked_hits_max;
  made.batch_max = records::batch_operations_max;
  made.idempotency_hours = records::request_key_lifetime.count();
  return made;
}

/// What stays as it is while the program runs.
struct fixed_answer {
  std::shared_ptr<const std::string> body;
  std::string content_type;
  std::string tag;
};

/// 64-bit FNV-1a of the bytes: another text has another tag.
std::string tag_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string tag(16, '0');
  for (std::size_t i = 0; i < tag.size(); ++i) tag[i] = "0123456789abcdef"[(hash >> (60U - 4U * i)) & 15U];
  return tag;
}

boost::asio::awaitable<http::response> answer(std::shared_ptr<const fixed_answer> what, http::request& of) {
  http::response made;
  const auto held = of.header("if-none-match");
  if (held && http::if_none_match_holds(*held, what->tag)) {
    made.status = 304;
  } else {
    made.content_type = what->content_type;
    made.shared_body = what->body;
  }
  made.with("ETag", http::strong_etag(what->tag));
  co_return made;
}

void add(http::router& to, std::string path, std::string_view content_type, std::string_view body) {
  const auto what = std::make_shared<const fixed_answer>(
      fixed_answer{std::make_shared<const std::string>(body), std::string(content_type), tag_of(body)});
  to.add(http::method::get, std::move(path), [what](http::request& of) { return answer(what, of); },
         {.body_limit = 0, .needs_principal = false});
}

}  // namespace

const std::string& openapi_text() {
  static const std::string text =
      boost::json::serialize(documents::openapi(describe::all_records(), facts()));
  return text;
}

const std::string& asyncapi_text() {
  static const std::string text =
      boost::json::serialize(documents::asyncapi(describe::all_records(), version));
  return text;
}

void add_document_routes(http::router& to) {
  add(to, "/api/v1/openapi.json", "application/json", openapi_text());
  add(to, "/api/v1/asyncapi.json", "application/json", asyncapi_text());
  const page_files page = embedded_reference();
  add(to, "/docs", "text/html; charset=utf-8", page.html);
  add(to, "/docs/reference.css", "text/css; charset=utf-8", page.css);
  add(to, "/docs/reference.js", "text/javascript; charset=utf-8", page.js);
  const page_files sign_in = embedded_sign_in();
  add(to, "/sign-in", "text/html; charset=utf-8", sign_in.html);
  add(to, "/sign-in/sign_in.css", "text/css; charset=utf-8", sign_in.css);
  add(to, "/sign-in/sign_in.js", "text/javascript; charset=utf-8", sign_in.js);
}

}  // namespace dossier::app
