#include "client-wasm/src/app/route.hpp"

#include <gtest/gtest.h>

namespace dossier::app {
namespace {

TEST(route_test, every_part_of_a_route_survives_the_address) {
  route where;
  where.screen = "brands";
  where.q = "rate cap";
  where.filter = "industry = \"Food & Drink\"";
  where.order = "name desc";
  where.open = "018f0000-0000-7000-8000-000000000001";
  where.tab = "timeline";
  where.more = {{"range", "90"}, {"compare", "1"}};
  EXPECT_EQ(to_location(where),
            "/brands?filter=industry%20%3D%20%22Food%20%26%20Drink%22&q=rate%20cap&order=name%20desc"
            "&open=018f0000-0000-7000-8000-000000000001&tab=timeline&compare=1&range=90");
  EXPECT_EQ(parse_route(to_location(where)), where);
}

TEST(route_test, an_empty_or_strange_address_is_the_start_page) {
  EXPECT_EQ(parse_route("/"), route{});
  EXPECT_EQ(parse_route(""), route{});
  EXPECT_EQ(parse_route("#/?nonsense&x="), route{});
}

}  // namespace
}  // namespace dossier::app
