#include "client-wasm/src/app/presence.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/presence_words.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

constexpr double repeat_ms = 20'000;
constexpr double lifetime_ms = 60'000;

uuid record(int number) {
  uuid id;
  id.bytes.back() = static_cast<std::uint8_t>(number);
  return id;
}

live::presence told(std::string connection, std::string person, std::optional<uuid> where,
                    std::string field = {}, std::string session = {}) {
  if (session.empty()) session = "browser of " + connection;
  return {std::move(connection), {person, "Name of " + person}, "insights", where, std::move(field), {},
          std::move(session)};
}

struct presence_test : testing::Test {
  std::vector<live::announce> said;
  bool up = true;
  presence here{[this](const live::announce& m) {
    if (up) said.push_back(m);
    return up;
  }};
  presence_test() { here.set_self("me", "ours"); }
};

TEST_F(presence_test, says_at_once_where_we_are_and_again_while_we_stay) {
  here.stand_at(0, "insights", record(1), "title");
  here.stand_at(10, "insights", record(1), "title");
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].field, "title");
  here.stand_at(20, "insights", record(1), "body");
  EXPECT_EQ(said.size(), 2U);
  EXPECT_EQ(here.next_deadline(), 20 + repeat_ms);
  here.tick(20 + repeat_ms - 1);
  EXPECT_EQ(said.size(), 2U);
  here.tick(20 + repeat_ms);
  EXPECT_EQ(said.size(), 3U);
}

TEST_F(presence_test, says_that_we_left_once) {
  here.stand_at(0, "", {}, "");
  EXPECT_TRUE(said.empty());
  here.stand_at(0, "insights", record(1), "");
  here.stand_at(5, "", {}, "");
  here.stand_at(6, "", {}, "");
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[1].resource, "insights");
  EXPECT_FALSE(said[1].record_id);
  EXPECT_FALSE(here.next_deadline());
}

TEST_F(presence_test, says_it_again_on_a_new_connection) {
  up = false;
  here.stand_at(0, "insights", record(1), "");
  EXPECT_TRUE(said.empty());
  up = true;
  here.connected(100);
  EXPECT_EQ(said.size(), 1U);
}

TEST_F(presence_test, knows_who_is_on_which_record_and_field) {
  EXPECT_TRUE(here.take(0, told("c1", "ann", record(1), "title")));
  EXPECT_FALSE(here.take(1, told("c1", "ann", record(1), "title")));
  EXPECT_TRUE(here.take(2, told("c2", "bob", record(2))));
  ASSERT_EQ(here.at("insights", record(1), "title").size(), 1U);
  EXPECT_EQ(here.at("insights", record(1), "title")[0].name, "Name of ann");
  EXPECT_TRUE(here.at("insights", record(1), "body").empty());
  EXPECT_EQ(here.at("insights").size(), 2U);
  EXPECT_TRUE(here.at("brands").empty());
  EXPECT_TRUE(here.take(3, told("c1", "ann", std::nullopt)));
  EXPECT_TRUE(here.at("insights", record(1)).empty());
}

TEST_F(presence_test, counts_a_person_once_and_leaves_out_our_own_tabs) {
  here.take(0, told("c1", "ann", record(1)));
  here.take(5, told("c2", "ann", record(2)));
  EXPECT_FALSE(here.take(6, told("c3", "me", record(1))));
  ASSERT_EQ(here.everyone().size(), 1U);
  EXPECT_EQ(here.everyone()[0].record, record(2));
  EXPECT_EQ(here.at("insights", record(1)).size(), 1U);
}

TEST_F(presence_test, takes_each_browser_for_somebody_where_nobody_has_signed_in) {
  here.set_self("", "ours");
  here.take(0, told("c1", "local", record(1)));
  here.take(0, told("c2", "local", record(1)));
  EXPECT_EQ(here.everyone().size(), 2U);
  here.take(1, told("c3", "local", record(2), "", "browser of c2"));
  ASSERT_EQ(here.everyone().size(), 2U);
  EXPECT_EQ(here.at("insights", record(2)).size(), 1U);
}

TEST_F(presence_test, leaves_out_the_tabs_of_our_own_browser_where_nobody_has_signed_in) {
  here.set_self("", "ours");
  EXPECT_FALSE(here.take(0, told("c1", "local", record(1), "title", "ours")));
  EXPECT_TRUE(here.everyone().empty());
  EXPECT_TRUE(here.take(0, told("c2", "local", record(1), "title", "theirs")));
  EXPECT_EQ(here.everyone().size(), 1U);
}

TEST_F(presence_test, forgets_who_was_not_heard_of) {
  here.take(0, told("c1", "ann", record(1)));
  EXPECT_EQ(here.next_deadline(), lifetime_ms);
  EXPECT_FALSE(here.tick(lifetime_ms - 1));
  EXPECT_TRUE(here.tick(lifetime_ms));
  EXPECT_TRUE(here.everyone().empty());
}

TEST_F(presence_test, says_in_words_who_is_where_those_who_edit_first) {
  const session self{"t1", "Tenant", "me", "N. Okafor"};
  const describe::record_type& insights = *describe::find_record("insights");
  here.take(0, told("c1", "ann", record(1)));
  here.take(0, told("c2", "bob", record(1), "title"));
  EXPECT_EQ(visitors_text(here.at("insights", record(1)), insights, self),
            "Name of bob is editing Title, Name of ann is looking at it");
  EXPECT_EQ(visitors_text({}, insights, self), "");
}

TEST_F(presence_test, gives_nobody_our_own_name_where_nobody_has_signed_in) {
  const session self{"t1", "Tenant", "local", "Local user"};
  here.set_self("", "ours");
  here.take(0, told("c1", "local", record(1), "title"));
  EXPECT_EQ(visitor_text(here.everyone().front(), *describe::find_record("insights"), self),
            "Another session is editing Title");
}

TEST_F(presence_test, hears_anew_after_a_reconnect) {
  here.take(0, told("c1", "ann", record(1)));
  here.connected(10);
  EXPECT_TRUE(here.everyone().empty());
}

}  // namespace
}  // namespace dossier::app
