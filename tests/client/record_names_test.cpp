#include "client-wasm/src/app/record_names.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

struct record_names_test : testing::Test {
  test::fake_transport way;
  net::api_client api{way};
  int changes = 0;
  record_names brands{describe::type_of<brand>(), api, [this] { ++changes; }};
  const std::string first = to_string(test::id_of(1));
  const std::string second = to_string(test::id_of(2));

  void answer(const std::string& items) {
    way.answer(200,
               R"({"items":[)" + items +
                   R"(],"next_page_token":null,"page_size":50,"total":{"value":1,"exact":true}})",
               {{"change-seq", "7"}});
  }
};

TEST_F(record_names_test, asks_once_for_all_that_are_not_known) {
  brands.look_up({first, "", second, first});
  brands.look_up({first});
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("fields=id%2Cname"), std::string::npos)
      << way.calls.front().what.target;
  EXPECT_EQ(brands.name_of(first), std::nullopt);
  answer(codec::to_json(test::make_brand(1, "Halden Foods")));
  EXPECT_EQ(brands.name_of(first), "Halden Foods");
  EXPECT_EQ(brands.name_of(second), "") << "there is none";
  EXPECT_EQ(changes, 1);
  brands.look_up({first, second});
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(record_names_test, asks_for_as_many_as_a_filter_holds_and_then_for_the_rest) {
  std::vector<std::string> many;
  for (int i = 1; i <= static_cast<int>(names_asked_max) + 1; ++i) many.push_back(to_string(test::id_of(i)));
  brands.look_up(many);
  EXPECT_EQ(way.calls.front().what.target.find(many.back()), std::string::npos);
  answer("");
  brands.look_up(many);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find(many.back()), std::string::npos);
}

TEST_F(record_names_test, asks_again_for_what_could_not_be_had_when_that_is_wanted) {
  brands.look_up({first});
  way.answer(net::no_answer, "offline");
  EXPECT_EQ(brands.name_of(first), std::nullopt);
  brands.look_up({first});
  EXPECT_TRUE(way.calls.empty());
  brands.retry();
  brands.look_up({first});
  EXPECT_EQ(way.calls.size(), 1U);
}

}  // namespace
}  // namespace dossier::app
