#include "client-wasm/src/app/record_names.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

struct record_names_test : testing::Test {
  test::fake_transport way;
  int changes = 0;
  workspace work{way,
                 {[] { return 1'000.0; }, [] { return 0.5; }, [this] { ++changes; }, [](const notice&) {},
                  [](const route&, bool) {}}};
  record_names brands{describe::type_of<brand>(), work};
  const std::string first = to_string(test::id_of(1));
  const std::string second = to_string(test::id_of(2));

  /// What was asked for, as of a position of the log.
  void answer(const std::string& items, const std::string& seq = "7") {
    way.answer(200,
               R"({"items":[)" + items +
                   R"(],"next_page_token":null,"page_size":50,"total":{"value":1,"exact":true}})",
               {{"change-seq", seq}});
  }
  /// Connects, and asks for the first brand, called Halden Foods at position 7.
  void start() {
    work.start(parse_route("/administration"));
    way.welcome();
    brands.look_up({first});
    answer(codec::to_json(test::make_brand(1, "Halden Foods")));
  }
  /// What was asked of the live connection about names.
  [[nodiscard]] std::vector<live::subscribe> subscriptions() const {
    std::vector<live::subscribe> out;
    for (const std::string& text : way.current.sent) {
      const auto message = live::parse_client_message(text);
      const auto* one = message ? std::get_if<live::subscribe>(&*message) : nullptr;
      if (one != nullptr && one->resource == "brands") out.push_back(*one);
    }
    return out;
  }
  /// The first brand was renamed; without a name it was deleted.
  void hear(std::int64_t seq, const std::string& name, std::vector<std::string> changed = {"name"}) {
    const auto made = test::make_brand(1, name, seq);
    live::change change =
        name.empty() ? test::change_of(made, seq, live::change_kind::deleted, live::match_kind::leave)
                     : test::change_of(made, seq, live::change_kind::updated, live::match_kind::stay,
                                       std::move(changed));
    change.subs = {subscriptions().front().id};
    way.receive(live::to_json(live::server_message(change)));
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

TEST_F(record_names_test, follows_a_rename_and_a_deletion_once_something_is_known) {
  start();
  ASSERT_EQ(subscriptions().size(), 1U);
  EXPECT_EQ(subscriptions().front().after, 7);
  EXPECT_EQ(subscriptions().front().fields, std::vector<std::string>{"name"});
  const int before = changes;
  hear(8, "Halden Foods", {"headcount"});
  EXPECT_EQ(changes, before) << "nothing shown is another now";
  hear(9, "Halden & Sons");
  EXPECT_EQ(brands.name_of(first), "Halden & Sons");
  EXPECT_GT(changes, before);
  hear(10, "");
  EXPECT_EQ(brands.name_of(first), "");
  EXPECT_TRUE(way.calls.empty());
  brands.look_up({second});
  answer(codec::to_json(test::make_brand(2, "Orrin & Vale")));
  EXPECT_EQ(subscriptions().size(), 1U) << "one for all of them";
}

TEST_F(record_names_test, an_answer_that_was_read_before_a_rename_does_not_undo_it) {
  start();
  way.receive(live::to_json(live::server_message(live::reset{subscriptions().front().id, 7})));
  brands.look_up({first});
  EXPECT_EQ(brands.name_of(first), "Halden Foods") << "what was known stays to be seen meanwhile";
  ASSERT_EQ(way.calls.size(), 1U);
  hear(9, "Halden & Sons");
  answer(codec::to_json(test::make_brand(1, "Halden Foods")));
  EXPECT_EQ(brands.name_of(first), "Halden & Sons");
  brands.look_up({first});
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(record_names_test, a_rename_that_is_heard_after_a_newer_answer_does_not_undo_that) {
  start();
  way.receive(live::to_json(live::server_message(live::reset{subscriptions().front().id, 7})));
  brands.look_up({first});
  answer(codec::to_json(test::make_brand(1, "Halden & Sons")), "12");
  hear(9, "Halden");
  EXPECT_EQ(brands.name_of(first), "Halden & Sons");
  hear(13, "Halden Group");
  EXPECT_EQ(brands.name_of(first), "Halden Group");
}

TEST_F(record_names_test, asks_again_after_a_reset_also_for_what_was_being_asked_for_then) {
  start();
  const live::server_message reset(live::reset{subscriptions().front().id, 9});
  brands.look_up({second});
  way.receive(live::to_json(reset));
  answer(codec::to_json(test::make_brand(2, "Orrin & Vale")));
  brands.look_up({first, second});
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find(first), std::string::npos);
  EXPECT_NE(way.calls.front().what.target.find(second), std::string::npos);
}

TEST_F(record_names_test, what_was_learned_elsewhere_goes_below_what_was_told_here) {
  start();
  hear(9, "Halden & Sons");
  brands.learn(first, "Halden Foods");
  EXPECT_EQ(brands.name_of(first), "Halden & Sons");
  hear(10, "");
  brands.learn(first, "Halden & Sons");
  EXPECT_EQ(brands.name_of(first), "") << "that it is gone was told as well";
  brands.learn(second, "Orrin & Vale");
  EXPECT_EQ(brands.name_of(second), "Orrin & Vale");
  brands.look_up({first, second});
  EXPECT_TRUE(way.calls.empty());
}

}  // namespace
}  // namespace dossier::app
