#include "server/records/remembered.hpp"

#include <gtest/gtest.h>

namespace dossier::records {
namespace {

using namespace std::chrono_literals;

const uuid ada = *parse_uuid("0192f0c1-7a2b-7c3d-8e4f-0123456789ab");
const uuid bob = *parse_uuid("0192f0c1-7a2b-7c3d-8e4f-0123456789ac");

TEST(remembered, holds_a_value_for_its_tenant_and_name_alone) {
  remembered<int> known(1h, 10);
  known.remember(ada, "a", 1);
  known.remember(bob, "a", 2);
  EXPECT_EQ(known.find(ada, "a"), 1);
  EXPECT_EQ(known.find(bob, "a"), 2);
  EXPECT_EQ(known.find(ada, "b"), std::nullopt);
  known.remember(ada, "a", 3);
  EXPECT_EQ(known.find(ada, "a"), 3);
}

TEST(remembered, forgets_a_value_when_its_time_is_over) {
  remembered<int> known(0s, 10);
  known.remember(ada, "a", 1);
  EXPECT_EQ(known.find(ada, "a"), std::nullopt);
}

TEST(remembered, forgets_all_rather_than_hold_more_than_it_may) {
  remembered<int> known(1h, 2);
  known.remember(ada, "a", 1);
  known.remember(ada, "b", 2);
  EXPECT_EQ(known.find(ada, "a"), 1);
  known.remember(ada, "c", 3);
  EXPECT_EQ(known.find(ada, "a"), std::nullopt);
  EXPECT_EQ(known.find(ada, "c"), 3);
}

}  // namespace
}  // namespace dossier::records
