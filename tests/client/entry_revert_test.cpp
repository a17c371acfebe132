#include "client-wasm/src/app/entry_revert.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

class entry_revert_test : public ::testing::Test {
 protected:
  test::fake_transport way;
  std::vector<notice> told;
  workspace space{way,
                  {[] { return 1'000.0; }, [] { return 0.5; }, [] {},
                   [this](notice n) { told.push_back(std::move(n)); }, [](const route&, bool) {}}};
  entry_revert revert{space};

  void welcome(std::string_view as) {
    space.start(parse_route("/audit-of-nothing"));
    live::welcome hello;
    hello.role = as;
    way.welcome(std::move(hello));
    ASSERT_TRUE(way.calls.empty());
  }
  /// An entry that changed the headcount of Acme from 64 to 1284.
  static audit_detail::whole entry() {
    audit_detail::whole made;
    made.entry.seq = 2;
    made.entry.resource = "brands";
    made.entry.record_id = id_of(1);
    made.entry.action = audit_action::updated;
    made.before = codec::to_json(make_brand(1, "Acme", 1, 64));
    made.after = codec::to_json(make_brand(1, "Acme", 2, 1'284));
    return made;
  }
  /// Answers the oldest request with Acme as it is stored.
  void stored(std::int64_t version, std::optional<std::int64_t> headcount) {
    ASSERT_FALSE(way.calls.empty());
    way.answer(200, codec::to_json(make_brand(1, "Acme", version, headcount)), {{"change-seq", "9"}});
  }
  [[nodiscard]] std::string asked() const {
    return way.calls.empty() ? "nothing" : way.calls.front().what.method + " " + way.calls.front().what.body;
  }
};

TEST_F(entry_revert_test, sets_the_fields_to_what_they_were_and_can_be_undone) {
  welcome("owner");
  ASSERT_TRUE(revert.offered(entry()));
  revert.start(entry());
  EXPECT_TRUE(revert.busy());
  EXPECT_EQ(asked(), "GET ");
  stored(7, 1'284);
  EXPECT_FALSE(revert.question());
  EXPECT_EQ(asked(), R"(PATCH {"headcount":64})");
  stored(8, 64);
  EXPECT_FALSE(revert.busy());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Acme reverted to before entry 2");
  EXPECT_EQ(told.front().action, "Undo");
  told.front().act();
  EXPECT_EQ(asked(), R"(PATCH {"headcount":1284})");
}

TEST_F(entry_revert_test, asks_before_what_was_stored_since_is_overwritten) {
  welcome("owner");
  revert.start(entry());
  stored(7, 2'000);
  EXPECT_EQ(asked(), "nothing");
  const auto question = revert.question();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->title, "Acme");
  ASSERT_EQ(question->fields.size(), 1U);
  EXPECT_EQ(question->fields.front()->label, "Headcount");
  EXPECT_FALSE(revert.question()) << "asked once";
  revert.go_on();
  EXPECT_EQ(asked(), R"(PATCH {"headcount":64})");
}

TEST_F(entry_revert_test, does_nothing_where_all_is_as_it_was) {
  welcome("owner");
  revert.start(entry());
  stored(7, 64);
  EXPECT_EQ(asked(), "nothing");
  EXPECT_FALSE(revert.busy());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Acme is as it was before this entry already");
}

TEST_F(entry_revert_test, says_why_it_could_not) {
  welcome("owner");
  revert.start(entry());
  way.answer(404, R"({"title":"Not found","status":404,"detail":"There is no such record."})");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Not reverted. There is no such record.");
  EXPECT_FALSE(revert.busy());
}

TEST_F(entry_revert_test, is_offered_for_changes_of_records_to_who_may_change_them) {
  audit_detail::whole made = entry();
  made.entry.seq = 3;
  made.entry.action = audit_action::created;
  audit_detail::whole session = entry();
  session.entry.seq = 4;
  session.entry.resource = "sessions";
  audit_detail::whole touched = entry();
  touched.entry.seq = 5;
  touched.after = touched.before;
  EXPECT_FALSE(revert.offered(entry())) << "nobody is known yet";
  welcome("auditor");
  EXPECT_FALSE(revert.offered(entry()));
  way.receive(R"({"op":"role","role":"admin"})");
  EXPECT_TRUE(revert.offered(entry()));
  EXPECT_FALSE(revert.offered(made));
  EXPECT_FALSE(revert.offered(session));
  EXPECT_FALSE(revert.offered(touched));
}

}  // namespace
}  // namespace dossier::app
