#include <gtest/gtest.h>

#include "client-wasm/src/app/workspace.hpp"
#include "shared/codec/problem_json.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
constexpr double flash_ms = 600;

/// The editor of insights: drafts save themselves, published ones do not.
class draft_saving : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  std::vector<notice> told;
  workspace space{way,
                  {[this] { return now; }, [] { return 0.5; }, [] {},
                   [this](notice n) { told.push_back(std::move(n)); }, [](const route&, bool) {}}};
  desk& work = space.at("insights");

  static describe::any_record make_insight(std::int64_t version, const std::string& title,
                                           const std::string& body,
                                           insight_status status = insight_status::draft) {
    describe::any_record record(describe::type_of<insight>());
    auto& made = *record.get_if<insight>();
    made.id = id_of(1);
    made.version = version;
    made.brand_id = id_of(7);
    made.author_id = id_of(8);
    made.title = title;
    made.body = body;
    made.status = status;
    return record;
  }
  static std::string json(const describe::any_record& record) { return codec::to_json(record); }

  void start(const describe::any_record& record) {
    route where;
    where.screen = "insights";
    space.start(where);
    way.welcome();
    way.answer(200, R"({"items":[],"next_page_token":null,"page_size":100,"total":{"value":0,"exact":true}})",
               {{"change-seq", "7"}});
    work.open(id_of(1));
    way.answer(200, json(record), {{"change-seq", "7"}});
    way.answer(200, R"({"items":[],"next_page_token":null})");
    ASSERT_NE(work.editor().form(), nullptr);
  }
  model::form_field& field(std::string_view name) { return *work.editor().form()->find(name); }
  void type(std::string_view name, std::string text) { work.editor().edit(field(name), std::move(text)); }
  void pass(double ms) {
    now += ms;
    space.tick(flash_ms);
  }
  [[nodiscard]] std::string words() { return work.editor().saved().words(now); }
  void other_stores(const describe::any_record& record, std::vector<std::string> changed) {
    live::change change = test::updated(record, std::move(changed));
    change.resource = "insights";
    change.subs = {"open-1"};
    space.live_change(change);
  }
};

TEST_F(draft_saving, sends_what_was_typed_after_a_pause) {
  start(make_insight(13, "Rate caps", "One"));
  EXPECT_EQ(words(), "");
  type("body", "One two");
  EXPECT_EQ(words(), "Editing");
  EXPECT_EQ(space.next_deadline(flash_ms).value_or(0) <= now + autosave_pause_ms, true);
  pass(autosave_pause_ms - 1);
  EXPECT_TRUE(way.calls.empty());
  pass(1);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "PATCH");
  EXPECT_EQ(way.calls.front().what.body, R"({"body":"One two"})");
  EXPECT_EQ(words(), "Saving");
  way.answer(200, json(make_insight(14, "Rate caps", "One two")));
  now += 2'000;
  EXPECT_EQ(words(), "Saved 2 s ago, version 14");
  EXPECT_FALSE(work.editor().form()->dirty());
}

TEST_F(draft_saving, never_loses_what_is_typed_during_a_save) {
  start(make_insight(1, "Rate caps", ""));
  type("body", "One");
  pass(autosave_pause_ms);
  type("body", "One, two");
  pass(autosave_most_ms);
  EXPECT_EQ(way.calls.size(), 1U);                              // one request at a time
  other_stores(make_insight(2, "Rate caps", "One"), {"body"});  // our own save, told before it is answered
  EXPECT_FALSE(field("body").rival);
  way.answer(200, json(make_insight(2, "Rate caps", "One")));
  EXPECT_EQ(field("body").text, "One, two");
  EXPECT_TRUE(work.editor().drafts().contains(id_of(1)));
  pass(autosave_pause_ms);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"body":"One, two"})");
}

TEST_F(draft_saving, goes_on_with_the_form_of_a_record_that_it_made) {
  start(make_insight(1, "Other", ""));
  work.open_new();
  type("title", "New");
  pass(autosave_pause_ms);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(words(), "Not saved: Brand is missing");
  type("brand_id", to_string(id_of(7)));
  pass(autosave_pause_ms);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "POST");
  type("body", "Typed since");
  describe::any_record made = make_insight(1, "New", "");
  made.base().id = id_of(5);
  way.answer(201, json(made), {{"change-seq", "9"}});
  EXPECT_EQ(work.editor().id(), id_of(5));
  EXPECT_FALSE(work.editor().creating());
  EXPECT_EQ(field("body").text, "Typed since");
  EXPECT_TRUE(work.editor().drafts().contains(id_of(5)));
  EXPECT_FALSE(work.editor().drafts().contains(uuid{}));
}

TEST_F(draft_saving, leaves_a_published_text_until_the_person_saves) {
  start(make_insight(3, "Rate caps", "One", insight_status::published));
  type("body", "Two");
  pass(10 * autosave_most_ms);
  EXPECT_TRUE(way.calls.empty());
  work.editor().save();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(draft_saving, does_not_publish_by_itself_and_publishes_after_a_save_under_way) {
  start(make_insight(3, "Rate caps", "One"));
  type("body", "Two");
  pass(autosave_pause_ms);
  type("status", "published");
  work.editor().save();
  EXPECT_EQ(way.calls.size(), 1U);
  way.answer(200, json(make_insight(4, "Rate caps", "Two")));
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"status":"published"})");
  way.answer(200, json(make_insight(5, "Rate caps", "Two", insight_status::published)));
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(draft_saving, waits_while_someone_elses_text_is_to_be_settled) {
  start(make_insight(1, "Rate caps", "base"));
  type("body", "mine");
  other_stores(make_insight(2, "Rate caps", "theirs"), {"body"});
  ASSERT_TRUE(field("body").rival);
  EXPECT_EQ(field("body").rival->base, "base");
  EXPECT_EQ(words(), "Not saved: T. Keller saved another Body");
  pass(10 * autosave_most_ms);
  EXPECT_TRUE(way.calls.empty());
  work.editor().review();
  EXPECT_TRUE(work.editor().in_conflict());
  work.editor().settle_as(field("body"), "theirs\nmine");
  work.editor().save();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"body":"theirs\nmine"})");
}

TEST_F(draft_saving, a_refused_version_leads_to_the_conflict) {
  start(make_insight(1, "Rate caps", "base"));
  type("body", "mine");
  pass(autosave_pause_ms);
  way.answer(412, codec::to_json(problems::precondition_failed("changed", {}), {}, {}));
  way.answer(200, json(make_insight(2, "Rate caps", "theirs")));
  EXPECT_TRUE(work.editor().in_conflict());
  EXPECT_EQ(field("body").text, "mine");
  pass(10 * autosave_most_ms);
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(draft_saving, keeps_edits_without_a_connection_and_sends_them_with_it) {
  start(make_insight(1, "Rate caps", ""));
  type("body", "Two");
  pass(autosave_pause_ms);
  way.answer(0, "offline");
  EXPECT_EQ(words(), "Offline, kept on this device");
  EXPECT_TRUE(work.editor().drafts().contains(id_of(1)));
  space.writes().connected();
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(draft_saving, discards_what_was_saved_by_itself_and_takes_that_back) {
  start(make_insight(1, "Rate caps", "as opened"));
  EXPECT_FALSE(work.editor().can_discard());
  type("body", "changed");
  pass(autosave_pause_ms);
  way.answer(200, json(make_insight(2, "Rate caps", "changed")));
  EXPECT_TRUE(work.editor().can_discard());
  work.editor().discard();
  EXPECT_EQ(field("body").text, "as opened");
  pass(autosave_pause_ms);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"body":"as opened"})");
  way.answer(200, json(make_insight(3, "Rate caps", "as opened")));
  told.back().act();
  EXPECT_EQ(field("body").text, "changed");
}

TEST_F(draft_saving, tells_others_where_the_person_is) {
  start(make_insight(1, "Rate caps", ""));
  work.editor().active_field = "body";
  space.tick(flash_ms);
  const std::string& said = way.current.sent.back();
  EXPECT_NE(said.find("\"op\":\"presence\""), std::string::npos);
  EXPECT_NE(said.find("\"field\":\"body\""), std::string::npos);
  live::presence told_us{"c9", {"u2", "L. Adeyemi"}, "insights", id_of(1), "title", {}, "theirs"};
  space.live_presence(told_us);
  ASSERT_EQ(space.others().at("insights", id_of(1), "title").size(), 1U);
}

TEST_F(draft_saving, tells_others_of_the_cell_that_is_edited_before_the_open_record) {
  start(make_insight(1, "Rate caps", ""));
  work.edited_cell = {id_of(2), "title"};
  space.tick(flash_ms);
  EXPECT_NE(way.current.sent.back().find(to_string(id_of(2))), std::string::npos);
  work.edited_cell = {};
  space.tick(flash_ms);
  EXPECT_NE(way.current.sent.back().find(to_string(id_of(1))), std::string::npos);
}

}  // namespace
}  // namespace dossier::app
