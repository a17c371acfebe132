#include "client-wasm/src/app/route.hpp"

#include <gtest/gtest.h>

namespace dossier::app {
namespace {

TEST(route_test, every_part_of_a_route_survives_the_address) {
  route where;
  where.filter = "industry = \"Food & Drink\"";
  where.order = "name desc";
  where.open = "018f0000-0000-7000-8000-000000000001";
  where.tab = "timeline";
  EXPECT_EQ(to_location(where),
            "/brands?filter=industry%20%3D%20%22Food%20%26%20Drink%22&order=name%20desc"
            "&open=018f0000-0000-7000-8000-000000000001&tab=timeline");
  EXPECT_EQ(parse_route(to_location(where)), where);
}

TEST(route_test, an_empty_or_strange_address_is_the_start_page) {
  EXPECT_EQ(parse_route("/"), route{});
  EXPECT_EQ(parse_route(""), route{});
  EXPECT_EQ(parse_route("#/brands?nonsense&x=%zz"), route{});
}

}  // namespace
}  // namespace dossier::app
