#include <gtest/gtest.h>

#include "server/http/router.hpp"

namespace dossier::http {
namespace {

boost::asio::awaitable<response> nothing(request& /*of*/) {
  co_return response{};
}

router brands() {
  router made;
  for (const char* pattern : {"/", "/api/v1/brands", "/api/v1/brands/{}", "/api/v1/brands:facets",
                              "/api/v1/brands/{}/history", "/api/v1/{}/count"}) {
    made.add(method::get, pattern, nothing);
  }
  made.add(method::post, "/api/v1/brands", nothing);
  made.add(method::patch, "/api/v1/brands/{}", nothing);
  made.add(method::post, "/api/v1/brands:batch", nothing);
  made.add(method::post, "/api/v1/brands/{}:undelete", nothing);
  return made;
}

std::string pattern_of(const router& routes, method which, std::string_view path) {
  const router::match found = routes.find(which, path);
  return found.found == nullptr ? "" : found.found->pattern;
}

TEST(http_router, finds_literal_segments_parameters_and_verbs) {
  const router routes = brands();
  EXPECT_EQ(pattern_of(routes, method::get, "/"), "/");
  EXPECT_EQ(pattern_of(routes, method::get, "/api/v1/brands"), "/api/v1/brands");
  EXPECT_EQ(pattern_of(routes, method::get, "/api/v1/brands:facets"), "/api/v1/brands:facets");
  EXPECT_EQ(pattern_of(routes, method::post, "/api/v1/brands:batch"), "/api/v1/brands:batch");
  const router::match one = routes.find(method::post, "/api/v1/brands/17:undelete");
  ASSERT_NE(one.found, nullptr);
  EXPECT_EQ(one.found->pattern, "/api/v1/brands/{}:undelete");
  EXPECT_EQ(one.parameters, std::vector<std::string>{"17"});
  EXPECT_EQ(routes.find(method::get, "/api/v1/brands/17/history").parameters, std::vector<std::string>{"17"});
}

TEST(http_router, goes_back_when_a_literal_segment_leads_nowhere) {
  const router routes = brands();
  EXPECT_EQ(pattern_of(routes, method::get, "/api/v1/brands/count"), "/api/v1/brands/{}");
  EXPECT_EQ(pattern_of(routes, method::get, "/api/v1/other/count"), "/api/v1/{}/count");
}

TEST(http_router, finds_nothing_where_there_is_nothing) {
  const router routes = brands();
  for (const char* path :
       {"", "/api", "/api/v1/brands/", "/api/v1/brands/17/", "/api/v1//brands", "/api/v1/brand",
        "/api/v1/brands/17/history/x", "/api/v1/brands:nothing", "brands"}) {
    const router::match none = routes.find(method::get, path);
    EXPECT_EQ(none.found, nullptr) << path;
    EXPECT_EQ(none.allowed, "") << path;
  }
}

TEST(http_router, names_the_methods_of_a_path_when_it_has_not_the_one_asked_for) {
  const router routes = brands();
  EXPECT_EQ(routes.find(method::put, "/api/v1/brands/17").allowed, "GET, HEAD, PATCH, OPTIONS");
  EXPECT_EQ(routes.find(method::get, "/api/v1/brands:batch").allowed, "POST, OPTIONS");
  EXPECT_EQ(pattern_of(routes, method::head, "/api/v1/brands"), "/api/v1/brands");
}

TEST(http_router, refuses_two_routes_at_one_place) {
  router routes = brands();
  EXPECT_THROW(routes.add(method::get, "/api/v1/brands", nothing), std::logic_error);
  EXPECT_THROW(routes.add(method::get, "no-slash", nothing), std::logic_error);
}

}  // namespace
}  // namespace dossier::http
