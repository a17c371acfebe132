#include "shared/documents/openapi_parts.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/search.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

/// Bytes of an `order_by` or `fields`: a dozen names and more.
constexpr std::int64_t names_max_length = 1000;

json::object text_schema(std::int64_t most) {
  return {{"type", "string"}, {"maxLength", most}};
}

json::object parameter(std::string_view name, std::string_view in, std::string_view description,
                       json::object schema) {
  json::object made;
  made["name"] = name;
  made["in"] = in;
  if (in == "path") made["required"] = true;
  made["description"] = description;
  made["schema"] = std::move(schema);
  return made;
}

json::object header(std::string_view description, json::object schema, std::string_view example) {
  json::object made;
  made["description"] = description;
  made["schema"] = std::move(schema);
  if (!example.empty()) made["example"] = example;
  return made;
}

/// The headers that every answer may carry.
json::object usual_headers() {
  return {{"traceresponse", reference("headers", "traceresponse")}};
}

json::object problem_answer(std::string_view description, json::object example) {
  json::object made;
  made["description"] = description;
  made["headers"] = usual_headers();
  json::object content{{"schema", schema_reference("Problem")}};
  if (!example.empty()) content["example"] = std::move(example);
  made["content"] = json::object{{"application/problem+json", std::move(content)}};
  return made;
}

json::object problem_example(int status, std::string_view type, std::string_view title,
                             std::string_view detail) {
  json::object made;
  made["type"] = "/problems/" + std::string(type);
  made["title"] = title;
  made["status"] = status;
  made["detail"] = detail;
  made["instance"] = "/api/v1/brands";
  made["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736";
  return made;
}

}  // namespace

json::object problem_schema() {
  const json::object error{
      {"type", "object"},
      {"properties",
       {{"field",
         {{"type", "string"}, {"description", "A path: `email`, `tags[3]`, `operations[4].create.name`."}}},
        {"code",
         {{"type", "string"}, {"description", "Stable, for programs: `required`, `format`, `too_long`, …"}}},
        {"message", {{"type", "string"}, {"description", "A sentence's end, for people."}}}}},
      {"required", json::array{"field", "code", "message"}}};
  const json::object conflict{{"type", "object"},
                              {"properties",
                               {{"field", {{"type", "string"}}},
                                {"yours", {{"description", "What the refused write wanted."}}},
                                {"current", {{"description", "What is stored."}}}}},
                              {"required", json::array{"field", "yours", "current"}}};
  return {{"type", "object"},
          {"title", "Problem"},
          {"description", "RFC 9457 problem details."},
          {"properties",
           {{"type",
             {{"type", "string"},
              {"format", "uri-reference"},
              {"description", "`/problems/validation` and so on."}}},
            {"title", {{"type", "string"}}},
            {"status", {{"type", "integer"}, {"minimum", 400}, {"maximum", 599}}},
            {"detail", {{"type", "string"}}},
            {"instance", {{"type", "string"}, {"description", "The path that was asked for."}}},
            {"trace_id", {{"type", "string"}, {"description", "Finds the request in the server's log."}}},
            {"position",
             {{"type", "integer"},
              {"minimum", 0},
              {"description", "Where in the offending text (body, filter, search, token), in bytes."}}},
            {"errors",
             {{"type", "array"},
              {"items", error},
              {"description", "Every offending member, not the first alone."}}},
            {"conflicts",
             {{"type", "array"},
              {"items", conflict},
              {"description", "On 412: where the refused write and the stored record disagree."}}}}},
          {"required", json::array{"type", "title", "status"}}};
}

json::object json_content(json::object schema) {
  return {{"application/json", json::object{{"schema", std::move(schema)}}}};
}

void add_shared_schemas(json::object& to, const api_facts& facts) {
  to["Problem"] = problem_schema();
  to["Actor"] = json::object{
      {"type", "object"},
      {"properties", {{"id", {{"type", "string"}, {"format", "uuid"}}}, {"name", {{"type", "string"}}}}},
      {"required", json::array{"id", "name"}}};
  to["Total"] = json::object{
      {"type", "object"},
      {"description", "How many records match, on all pages."},
      {"properties",
       {{"value", {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}}},
        {"exact",
         {{"type", "boolean"}, {"description", "false: an estimate, since counting takes longer."}}}}},
      {"required", json::array{"value", "exact"}}};
  to["NextPageToken"] = json::object{
      {"type", json::array{"string", "null"}},
      {"description", "Names the page behind this one; null on the last. Good for the same list alone."}};
  to["PageSize"] = json::object{{"type", "integer"}, {"minimum", 1}, {"maximum", facts.page_size_max}};
}

json::object shared_parameters(const api_facts& facts) {
  json::object made;
  made["id"] = parameter("id", "path", "The record's id.", {{"type", "string"}, {"format", "uuid"}});
  made["filter"] =
      parameter("filter", "query", "Which records; the grammar stands in the document's description.",
                text_schema(static_cast<std::int64_t>(query::filter_max_length)));
  made["q"] = parameter(
      "q", "query",
      "Full-text search over the searchable fields: words, `\"phrases\"`, `-not`, `prefix*`. Accents and "
      "case do "
      "not matter, and a misspelt word still finds. Ordered by rank unless `order_by` is given, above " +
          std::to_string(facts.ranked_max) + " hits by `updated_at desc`.",
      text_schema(static_cast<std::int64_t>(query::search_max_length)));
  made["order_by"] =
      parameter("order_by", "query",
                "Field names with an optional ` desc`, separated by commas. Ties break by `id`, "
                "records without a value come last.",
                text_schema(names_max_length));
  json::object page_size{{"type", "integer"}, {"minimum", 1}, {"default", facts.page_size_default}};
  made["page_size"] = parameter("page_size", "query",
                                "Records a page; more than " + std::to_string(facts.page_size_max) +
                                    " is brought down to that, and the answer says so.",
                                std::move(page_size));
  made["page_token"] = parameter("page_token", "query",
                                 "`next_page_token` of the page before. Bound to filter, search and order.",
                                 {{"type", "string"}});
  made["skip"] = parameter("skip", "query", "Records to pass over before the page begins.",
                           {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}});
  made["fields"] = parameter("fields", "query",
                             "Names of the members to answer, separated by commas; absent: all of them.",
                             text_schema(names_max_length));
  made["show_deleted"] =
      parameter("show_deleted", "query", "Answers softly deleted records, too; they carry `deleted_at`.",
                {{"type", "boolean"}, {"default", false}});
  made["If-Match"] =
      parameter("If-Match", "header",
                "Entity tags of the version that the write is meant for, or `*`. Only the version in a "
                "tag counts; without the header the write is meant for whichever version there is.",
                {{"type", "string"}});
  made["If-None-Match"] =
      parameter("If-None-Match", "header", "Entity tags that are held already; a match is answered 304.",
                {{"type", "string"}});
  made["Idempotency-Key"] =
      parameter("Idempotency-Key", "header",
                "A key of the client's own for this write. Sent again with the same body within " +
                    std::to_string(facts.idempotency_hours) +
                    " hours it is answered as it was the first time and done once.",
                {{"type", "string"}, {"minLength", 1}, {"maxLength", facts.idempotency_key_max}});
  made["Prefer"] =
      parameter("Prefer", "header",
                "`tx=rollback` does everything but keep it: a dry run, answered as the write would be.",
                {{"type", "string"}});
  made["Change-Reason"] = parameter("Change-Reason", "header",
                                    "Why; kept with the change. Percent-encoded UTF-8, at most " +
                                        std::to_string(facts.change_reason_max) + " characters once decoded.",
                                    {{"type", "string"}});
  made["traceparent"] =
      parameter("traceparent", "header", "W3C Trace Context; its trace id is kept.", {{"type", "string"}});
  return made;
}

json::object shared_headers() {
  json::object made;
  made["ETag"] = header("`\"<version>-<hash of what comes from other records>\"`", {{"type", "string"}},
                        "\"4-811c9dc5\"");
  made["Change-Seq"] = header(
      "A position in the tenant's change log that the answer includes at least: a live "
      "subscription `after` it continues the answer without a gap.",
      {{"type", "string"}, {"pattern", "^[0-9]+$"}}, "812");
  made["Location"] =
      header("The address of what was made.", {{"type", "string"}, {"format", "uri-reference"}}, "");
  made["traceresponse"] =
      header("W3C Trace Context: the trace that the request can be found by.", {{"type", "string"}}, "");
  made["Retry-After"] = header("Seconds after which trying again makes sense.",
                               {{"type", "string"}, {"pattern", "^[0-9]+$"}}, "2");
  made["RateLimit"] = header("What is left of the share (IETF draft).", {{"type", "string"}}, "");
  made["RateLimit-Policy"] = header("How large the share is (IETF draft).", {{"type", "string"}}, "");
  made["WWW-Authenticate"] = header("How to sign in.", {{"type", "string"}}, "Bearer");
  made["Set-Cookie"] = header("The refresh cookie, or its end.", {{"type", "string"}}, "");
  made["Idempotency-Replayed"] = header("`true` on the answer to a request whose key was used before.",
                                        {{"type", "string"}, {"const", "true"}}, "");
  made["Preference-Applied"] =
      header("`tx=rollback` where it was asked for: nothing was kept.", {{"type", "string"}}, "");
  return made;
}

json::object shared_responses() {
  json::object made;
  const auto add = [&](std::string_view name, int status, std::string_view type, std::string_view title,
                       std::string_view description, std::string_view detail) -> json::object& {
    made[name] = problem_answer(description, problem_example(status, type, title, detail));
    return made[name].as_object();
  };
  const auto with = [](json::object& answer, std::string_view name) {
    answer["headers"].as_object()[name] = reference("headers", name);
  };
  add("Malformed", 400, "malformed", "Malformed request",
      "Malformed JSON, filter, search, order, token or parameter; `position` says where.",
      "A value is expected after `=`");
  with(add("Unauthenticated", 401, "unauthenticated", "Sign-in needed", "Sign-in is needed.",
           "Sign in first."),
       "WWW-Authenticate");
  add("Forbidden", 403, "forbidden", "Not allowed", "Not allowed for this person, key or page.",
      "A page of another site must not send this request.");
  add("NotFound", 404, "not-found", "Not found", "There is no such record, or it is another tenant's.",
      "There is no such record in brands");
  json::object& duplicate =
      add("Conflict", 409, "duplicate", "Already exists",
          "A unique value is taken, or a write with the same idempotency key is still going on.",
          "Another record has this value");
  duplicate.at("content").at("application/problem+json").at("example").as_object()["errors"] =
      json::array{json::object{{"field", "name"}, {"code", "duplicate"}, {"message", "is taken"}}};
  json::object& changed =
      add("PreconditionFailed", 412, "precondition-failed", "Changed by someone else",
          "The record is no longer at the version that `If-Match` names; `conflicts` lists the overlap.",
          "The record was changed since the version named in If-Match");
  changed.at("content").at("application/problem+json").at("example").as_object()["conflicts"] =
      json::array{json::object{{"field", "headcount"}, {"yours", 70}, {"current", 65}}};
  add("TooLarge", 413, "too-large", "Too large", "The body is too large.",
      "The body has more than 1048576 bytes");
  add("UnsupportedMediaType", 415, "unsupported-media-type", "Unsupported media type",
      "The body's `Content-Type` is not one that this call takes.",
      "The body's `Content-Type` must be application/json");
  add("Misdirected", 421, "misdirected", "Unknown host name",
      "Without TLS the server answers to loopback and configured host names alone.",
      "This server does not answer to that host name.");
  json::object& invalid =
      add("Invalid", 422, "validation", "Some fields are not valid",
          "Members that are unknown, read-only, ill-typed or out of their limits, all of them at once; or an "
          "idempotency key that came with another body.",
          "1 field is not valid");
  invalid.at("content").at("application/problem+json").at("example").as_object()["errors"] =
      json::array{json::object{{"field", "name"}, {"code", "required"}, {"message", "is required"}}};
  json::object& limited = add("TooManyRequests", 429, "too-many-requests", "Too many requests",
                              "The share of requests is used up.", "Try again in 2 seconds");
  for (const std::string_view name : {"Retry-After", "RateLimit", "RateLimit-Policy"}) with(limited, name);
  add("Internal", 500, "internal", "Internal error", "A defect; the log has it under `trace_id`.",
      "The error is logged under the trace id.");
  with(add("Unavailable", 503, "unavailable", "Not available now",
           "The database is away, or the server has more in hand than it can serve.",
           "The database is not reachable"),
       "Retry-After");
  made["Other"] = problem_answer("Any other refusal, such as 405 with `Allow`.", {});
  return made;
}

}  // namespace dossier::documents
