#include "client-wasm/src/net/api_client.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "client-wasm/src/net/status.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/problem_json.hpp"

namespace dossier::net {
namespace {

namespace json = boost::json;

constexpr std::string_view base_path = "/api/v1/";

std::string path_of(const describe::record_type& type) {
  return std::string(base_path) + std::string(type.names.resource);
}

std::string path_of(const describe::record_type& type, const uuid& id) {
  // What a tenant has one of stands at the resource itself.
  return type.names.is_single ? path_of(type) : path_of(type) + "/" + to_string(id);
}

std::int64_t change_seq_of(const response& answer) {
  const std::string_view text = answer.header("change-seq");
  std::int64_t seq = 0;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  return seq;
}

problem unreadable(std::string_view what) {
  problem read = problems::internal();
  read.title = "The server's answer is not understood";
  read.detail = std::string(what);
  return read;
}

bool succeeded(const response& answer) {
  return answer.status >= 200 && answer.status < 300;
}

result<record_page> read_page(const describe::record_type& type, const response& answer) {
  if (!succeeded(answer)) return problem_of(answer);
  std::string_view why;
  auto page = read_list_page(type, answer.body, why);
  if (!page) return unreadable(why);
  page->change_seq = change_seq_of(answer);
  return *std::move(page);
}

result<record_answer> read_record(const describe::record_type& type, const response& answer) {
  if (!succeeded(answer)) return problem_of(answer);
  auto told = read_told(type, answer.body);
  if (!told) return unreadable("A record is not as described");
  return record_answer{std::move(told->record), std::move(told->about), change_seq_of(answer)};
}

result<std::vector<told_record>> read_results(const describe::record_type& type, const response& answer) {
  if (!succeeded(answer)) return problem_of(answer);
  const auto body = codec::parse_json_object(answer.body);
  const json::value* results = body ? body->if_contains("results") : nullptr;
  if (results == nullptr || !results->is_array()) return unreadable("A batch has no results");
  std::vector<told_record> read;
  for (const json::value& item : results->get_array()) {
    const json::object* object = item.if_object();
    auto told = object != nullptr ? read_told(type, *object) : std::nullopt;
    if (!told) return unreadable("A result of a batch is not as described");
    read.push_back(*std::move(told));
  }
  return read;
}

/// `&name=value`, or nothing for an empty value.
void append_parameter(std::string& target, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  target += target.find('?') == std::string::npos ? '?' : '&';
  target += name;
  target += '=';
  target += percent_encode(value);
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '_' || c == '.' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    }
  }
  return out;
}

problem problem_of(const response& answer) {
  if (answer.status >= status::bad_request) {
    problem read = codec::read_problem(answer.status, answer.body);
    const std::string_view retry = answer.header("retry-after");
    std::from_chars(retry.data(), retry.data() + retry.size(), read.retry_after);
    return read;
  }
  problem none;
  none.status = answer.status;
  none.type = "about:blank";
  none.title = answer.status == no_answer ? "No answer from the server"
                                          : "The server answered " + std::to_string(answer.status);
  none.detail = answer.body;
  return none;
}

int api_client::list(const describe::record_type& type, const list_query& query,
                     std::function<void(result<record_page>)> done) {
  std::string target = path_of(type) + "?page_size=" + std::to_string(query.page_size);
  append_parameter(target, "filter", query.filter);
  append_parameter(target, "q", query.q);
  append_parameter(target, "order_by", query.order_by);
  append_parameter(target, "page_token", query.page_token);
  if (query.skip > 0) append_parameter(target, "skip", std::to_string(query.skip));
  append_parameter(target, "fields", query.fields);
  return way_.fetch(
      {"GET", std::move(target), {}, {}, request_timeout_ms},
      [&type, done = std::move(done)](const response& answer) { done(read_page(type, answer)); });
}

int api_client::record_request(const describe::record_type& type, request what,
                               std::function<void(result<record_answer>)> done) {
  what.timeout_ms = request_timeout_ms;
  if (!what.body.empty()) what.headers.emplace_back("Content-Type", "application/json");
  return way_.fetch(std::move(what), [&type, done = std::move(done)](const response& answer) {
    done(read_record(type, answer));
  });
}

int api_client::get(const describe::record_type& type, const uuid& id,
                    std::function<void(result<record_answer>)> done) {
  return record_request(type, {"GET", path_of(type, id), {}, {}, 0}, std::move(done));
}

int api_client::create(const describe::record_type& type, std::string body, std::string_view idempotency_key,
                       std::function<void(result<record_answer>)> done) {
  request what{"POST", path_of(type), {}, std::move(body), 0};
  if (!idempotency_key.empty()) what.headers.emplace_back("Idempotency-Key", std::string(idempotency_key));
  return record_request(type, std::move(what), std::move(done));
}

int api_client::patch(const describe::record_type& type, const uuid& id, std::int64_t version,
                      std::string body, std::function<void(result<record_answer>)> done) {
  request what{
      "PATCH", path_of(type, id), {{"If-Match", "\"" + std::to_string(version) + "\""}}, std::move(body), 0};
  return record_request(type, std::move(what), std::move(done));
}

int api_client::remove(const describe::record_type& type, const uuid& id, std::string_view idempotency_key,
                       std::function<void(result<void>)> done) {
  request what{"DELETE", path_of(type, id), {}, {}, request_timeout_ms};
  if (!idempotency_key.empty()) what.headers.emplace_back("Idempotency-Key", std::string(idempotency_key));
  return way_.fetch(std::move(what), [done = std::move(done)](const response& answer) {
    if (succeeded(answer)) return done(result<void>{});
    done(problem_of(answer));
  });
}

int api_client::undelete(const describe::record_type& type, const uuid& id, std::string_view idempotency_key,
                         std::function<void(result<record_answer>)> done) {
  request what{"POST", path_of(type, id) + ":undelete", {}, {}, 0};
  if (!idempotency_key.empty()) what.headers.emplace_back("Idempotency-Key", std::string(idempotency_key));
  return record_request(type, std::move(what), std::move(done));
}

int api_client::run(const describe::record_type& type, const batch& operations,
                    std::string_view idempotency_key,
                    std::function<void(result<std::vector<told_record>>)> done) {
  request what{"POST", path_of(type) + ":batch", {}, operations.body(), request_timeout_ms};
  what.headers.emplace_back("Content-Type", "application/json");
  if (!idempotency_key.empty()) what.headers.emplace_back("Idempotency-Key", std::string(idempotency_key));
  return way_.fetch(std::move(what), [&type, done = std::move(done)](const response& answer) {
    done(read_results(type, answer));
  });
}

int api_client::facets(const describe::record_type& type, std::string_view fields, std::string_view filter,
                       std::string_view q, std::function<void(result<facet_page>)> done) {
  std::string target = path_of(type) + ":facets";
  append_parameter(target, "fields", fields);
  append_parameter(target, "filter", filter);
  append_parameter(target, "q", q);
  return way_.fetch({"GET", std::move(target), {}, {}, request_timeout_ms},
                    [&type, done = std::move(done)](const response& answer) {
                      if (!succeeded(answer)) return done(problem_of(answer));
                      auto page = read_facets(type, answer.body);
                      if (!page) return done(unreadable("Facets are not as described"));
                      page->change_seq = change_seq_of(answer);
                      done(*std::move(page));
                    });
}

int api_client::read(std::string target, std::function<void(result<told_json>)> done) {
  request what{"GET", std::move(target), {{"accept", "application/json"}}, {}, request_timeout_ms};
  return way_.fetch(std::move(what), [done = std::move(done)](response answer) {
    if (answer.status < 200 || answer.status >= 300) return done(problem_of(answer));
    const std::int64_t seq = change_seq_of(answer);
    done(told_json{std::move(answer.body), seq});
  });
}

int api_client::send(std::string method, std::string target, std::string body,
                     std::function<void(result<told_json>)> done) {
  request what{std::move(method),
               std::move(target),
               {{"accept", "application/json"}},
               std::move(body),
               request_timeout_ms};
  if (!what.body.empty()) what.headers.emplace_back("Content-Type", "application/json");
  return way_.fetch(std::move(what), [done = std::move(done)](response answer) {
    if (answer.status < 200 || answer.status >= 300) return done(problem_of(answer));
    done(told_json{std::move(answer.body), 0});
  });
}

int api_client::history(const describe::record_type& type, const uuid& id,
                        std::function<void(result<history_page>)> done) {
  return way_.fetch({"GET", path_of(type, id) + "/history", {}, {}, request_timeout_ms},
                    [done = std::move(done)](const response& answer) {
                      if (answer.status != 200) return done(problem_of(answer));
                      auto page = read_history(answer.body);
                      if (!page) return done(unreadable("A history has no items"));
                      done(*std::move(page));
                    });
}

}  // namespace dossier::net
