#include "bench/requests.hpp"

#include <fmt/format.h>

#include <iterator>

namespace dossier::bench {
namespace {

constexpr std::string_view common_headers =
    "Host: localhost\r\nAccept: application/json\r\nUser-Agent: dossier-bench\r\n";

void append_with_body(std::string& out, std::string_view request_line, std::string_view type,
                      std::string_view body) {
  fmt::format_to(std::back_inserter(out), "{} HTTP/1.1\r\n{}Content-Type: {}\r\nContent-Length: {}\r\n\r\n{}",
                 request_line, common_headers, type, body.size(), body);
}

}  // namespace

void append_get(std::string& out, std::string_view id, std::string_view if_none_match) {
  fmt::format_to(std::back_inserter(out), "GET /api/v1/brands/{} HTTP/1.1\r\n{}", id, common_headers);
  if (!if_none_match.empty()) fmt::format_to(std::back_inserter(out), "If-None-Match: {}\r\n", if_none_match);
  out += "\r\n";
}

void append_list(std::string& out, std::string_view page_token) {
  fmt::format_to(std::back_inserter(out),
                 "GET /api/v1/brands?order_by=name&page_size=50{}{} HTTP/1.1\r\n{}\r\n",
                 page_token.empty() ? "" : "&page_token=", page_token, common_headers);
}

void append_jump(std::string& out, std::uint64_t skip) {
  fmt::format_to(std::back_inserter(out),
                 "GET /api/v1/brands?order_by=headcount&page_size=50&skip={} HTTP/1.1\r\n{}\r\n", skip,
                 common_headers);
}

void append_query(std::string& out, std::string_view query) {
  fmt::format_to(std::back_inserter(out), "GET /api/v1/brands?{}&page_size=50 HTTP/1.1\r\n{}\r\n", query,
                 common_headers);
}

void append_search(std::string& out, std::string_view words) {
  fmt::format_to(std::back_inserter(out), "GET /api/v1/brands?q={}&page_size=50 HTTP/1.1\r\n{}\r\n", words,
                 common_headers);
}

void append_create(std::string& out, std::uint64_t number) {
  const std::string body = fmt::format(
      R"({{"name":"Brand {}","domain":"brand-{}.example","industry":"Software","sub_industry":"Analytics",)"
      R"("headquarters":"Vienna","country":"AT","headcount":{},"description":"Makes instruments for measuring.",)"
      R"("tags":["renewal","b2b"]}})",
      number, number, number % 50'000);
  append_with_body(out, "POST /api/v1/brands", "application/json", body);
}

void append_patch(std::string& out, std::string_view id, std::uint64_t headcount) {
  const std::string body =
      fmt::format(R"({{"headcount":{},"sub_industry":"Segment {}"}})", headcount, headcount % 97);
  append_with_body(out, fmt::format("PATCH /api/v1/brands/{}", id), "application/merge-patch+json", body);
}

}  // namespace dossier::bench
