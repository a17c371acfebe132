#include "client-wasm/src/app/reference_counts.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/referring_list.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;

class reference_counts_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  workspace space{
      way,
      {[this] { return now; }, [] { return 0.5; }, [] {}, [](const notice&) {}, [](const route&, bool) {}}};
  referring from = referring_to("brands");
  reference_counts counts{space, *from.type, *from.by};

  static std::string facets(const std::vector<std::pair<int, int>>& values) {
    std::string body = R"({"facets":{"brand_id":{"values":[)";
    for (const auto& [brand, count] : values) {
      if (body.back() != '[') body += ',';
      body += "{\"value\":\"" + to_string(id_of(brand)) + "\",\"count\":" + std::to_string(count) + "}";
    }
    return body + "],\"distinct\":" + std::to_string(values.size()) + ",\"exact\":true}}}";
  }
  /// Connects and lets the first counts be answered, so that changes are watched.
  void begin() {
    space.start(parse_route("/brands"));
    way.welcome();
    way.calls.clear();
    counts.of(id_of(1));
    counts.of(id_of(2));
    counts.ask();
    way.answer(200, facets({{1, 12}}), {{"change-seq", "7"}});
  }
  /// Tells of a change to the subscription that the counts made last.
  void tell(const insight& what, live::change_kind kind, std::vector<std::string> changed = {}) {
    const std::string& asked = way.current.sent.back();
    const std::size_t begin = asked.find("\"id\":\"") + 6;
    live::change change;
    change.seq = 8;
    change.resource = "insights";
    change.id = what.id;
    change.kind = kind;
    change.match = live::match_kind::enter;
    change.version = what.version;
    change.changed = std::move(changed);
    describe::any_record record(describe::type_of<insight>());
    *record.get_if<insight>() = what;
    change.record = codec::to_json(record);
    change.subs = {asked.substr(begin, asked.find('"', begin) - begin)};
    way.receive(live::to_json(live::server_message(change)));
  }
};

TEST_F(reference_counts_test, finds_what_refers_to_a_resource_in_the_descriptions) {
  ASSERT_NE(from.type, nullptr);
  EXPECT_EQ(from.type->names.resource, "insights");
  EXPECT_EQ(from.by->name, "brand_id");
  EXPECT_EQ(referring_to("insights").type, nullptr);
}

TEST_F(reference_counts_test, asks_once_for_all_rows_on_the_screen_and_knows_those_without_any) {
  EXPECT_FALSE(counts.of(id_of(1)));
  EXPECT_FALSE(counts.of(id_of(2)));
  counts.ask();
  counts.ask();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("/api/v1/insights:facets?fields=brand_id"), std::string::npos);
  way.answer(200, facets({{1, 12}}), {{"change-seq", "7"}});
  EXPECT_EQ(counts.of(id_of(1)), 12);
  EXPECT_EQ(counts.of(id_of(2)), 0);
  counts.ask();
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(reference_counts_test, a_new_record_makes_only_its_own_count_be_asked_again_not_before_a_second) {
  begin();
  insight made;
  made.id = id_of(90);
  made.brand_id = id_of(2);
  tell(made, live::change_kind::created);
  EXPECT_EQ(counts.of(id_of(2)), 0) << "the last known one stays to be seen";
  counts.of(id_of(1));
  const auto due = counts.ask();
  ASSERT_TRUE(due);
  EXPECT_TRUE(way.calls.empty());
  now = *due;
  counts.ask();
  ASSERT_EQ(way.calls.size(), 1U);
  const std::string& target = way.calls.front().what.target;
  EXPECT_NE(target.find(to_string(id_of(2))), std::string::npos);
  EXPECT_EQ(target.find(to_string(id_of(1))), std::string::npos);
}

TEST_F(reference_counts_test, an_edit_that_moves_no_reference_asks_nothing) {
  begin();
  insight edited;
  edited.id = id_of(90);
  edited.brand_id = id_of(2);
  edited.version = 2;
  tell(edited, live::change_kind::updated, {"title"});
  now += counts_interval_ms;
  counts.of(id_of(2));
  counts.ask();
  EXPECT_TRUE(way.calls.empty());
}

}  // namespace
}  // namespace dossier::app
