#include "client-wasm/src/app/finder.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

class finder_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  net::api_client api{way};
  commands all;
  finder find{api, all, {[this] { return now; }, [] {}}};

  void ask(std::string_view text) {
    find.ask(text);
    now += find_pause_ms;
    find.tick();
  }
  static std::string page(const std::vector<describe::any_record>& items, int total) {
    std::string body = "{\"items\":[";
    for (std::size_t i = 0; i < items.size(); ++i) body += (i == 0 ? "" : ",") + codec::to_json(items[i]);
    return body + "],\"next_page_token\":null,\"page_size\":3,\"total\":{\"value\":" + std::to_string(total) +
           ",\"exact\":true}}";
  }
  void answer_brands(const std::vector<describe::any_record>& items, int total) {
    ASSERT_FALSE(way.calls.empty());
    EXPECT_NE(way.calls.front().what.target.find("/brands?"), std::string::npos);
    way.answer(200, page(items, total));
  }
  void answer_rest_empty() {
    while (!way.calls.empty()) way.answer(200, page({}, 0));
  }
  const found_section* section(std::string_view title) {
    shown = find.sections({});
    for (const found_section& s : shown) {
      if (s.title == title) return &s;
    }
    return nullptr;
  }
  std::vector<found_section> shown;
};

TEST_F(finder_test, asks_each_resource_once_after_typing_rests) {
  find.open("brands", {});
  find.ask("c");
  find.ask("cast");
  now += find_pause_ms - 1;
  find.tick();
  EXPECT_TRUE(way.calls.empty());
  now += 1;
  find.tick();
  EXPECT_EQ(way.calls.size(), 3U) << "brands, insights, tags; views are known already";
  EXPECT_NE(way.calls.front().what.target.find("q=cast%2A"), std::string::npos);
  EXPECT_NE(way.calls.front().what.target.find("page_size=3"), std::string::npos);
}

TEST_F(finder_test, is_settled_when_nothing_is_due_and_no_request_is_open) {
  find.open("brands", {});
  EXPECT_TRUE(find.settled());
  find.ask("cast");
  EXPECT_FALSE(find.settled()) << "its question is still to be asked";
  now += find_pause_ms;
  find.tick();
  EXPECT_FALSE(find.settled());
  answer_rest_empty();
  EXPECT_TRUE(find.settled());
  find.ask("casto");
  find.close();
  EXPECT_TRUE(find.settled());
}

TEST_F(finder_test, marks_what_matches_and_counts_what_is_not_shown) {
  find.open("brands", {});
  ask("cast");
  now += 6;
  answer_brands({make_brand(1, "Castellan Freight", 1, 264), make_brand(2, "Newcast Alloys")}, 48);
  answer_rest_empty();
  const found_section* brands = section("Brands");
  ASSERT_NE(brands, nullptr);
  EXPECT_EQ(brands->total, 48);
  ASSERT_EQ(brands->rows.size(), 2U);
  EXPECT_EQ(brands->rows[0].marks, (std::vector<model::match_range>{{0, 4}}));
  EXPECT_EQ(brands->rows[0].detail, "headcount 264");
  EXPECT_EQ(brands->rows[1].marks, (std::vector<model::match_range>{{3, 7}}));
  EXPECT_EQ(find.answered_in_ms(), 6);
  EXPECT_GE(find.total(), 48);
}

TEST_F(finder_test, what_was_found_stays_until_the_next_answer_and_older_requests_are_aborted) {
  find.open("", {});
  ask("cast");
  answer_brands({make_brand(1, "Castellan Freight")}, 1);
  ASSERT_EQ(way.calls.size(), 2U);
  ask("castor");
  EXPECT_EQ(way.calls.size(), 3U) << "the two of the earlier text are gone";
  ASSERT_NE(section("Brands"), nullptr);
  answer_brands({}, 0);
  EXPECT_EQ(section("Brands"), nullptr);
}

TEST_F(finder_test, an_emptied_text_asks_nothing_and_shows_what_was_open_lately) {
  find.note_recent({"brands", id_of(1), "Acme"});
  find.note_recent({"tags", id_of(2), "renewal"});
  find.note_recent({"brands", id_of(1), "Acme Corp"});
  find.open("brands", {});
  ask("cast");
  ask("");
  EXPECT_TRUE(way.calls.empty());
  const found_section* recent = section("Recent");
  ASSERT_NE(recent, nullptr);
  ASSERT_EQ(recent->rows.size(), 2U);
  EXPECT_EQ(recent->rows[0].title, "Acme Corp");
  for (int i = 10; i < 30; ++i) find.note_recent({"brands", id_of(i), "Brand"});
  EXPECT_EQ(find.recent().size(), recent_records);
}

TEST_F(finder_test, recent_records_survive_a_reload) {
  find.note_recent({"brands", id_of(1), "Acme \"the\" one"});
  finder again(api, all, {[this] { return now; }, [] {}});
  again.load_recent(find.recent_json());
  ASSERT_EQ(again.recent().size(), 1U);
  EXPECT_EQ(again.recent()[0].title, "Acme \"the\" one");
  again.load_recent("nonsense");
  EXPECT_EQ(again.recent().size(), 1U);
}

TEST_F(finder_test, a_greater_sign_looks_among_commands_only) {
  all.bind("sidebar", {0, [] {}, {}, {}});
  all.bind("theme", {0, [] {}, {}, {}});
  find.open("brands", {{"All brands", "/brands", "Brands", 0}});
  ask(">side");
  EXPECT_TRUE(way.calls.empty());
  shown = find.sections({});
  ASSERT_EQ(shown.size(), 1U);
  ASSERT_EQ(shown[0].rows.size(), 1U);
  EXPECT_EQ(shown[0].rows[0].command, "sidebar");
  EXPECT_EQ(shown[0].rows[0].keys, "M");
}

TEST_F(finder_test, a_number_sign_looks_among_tags_only) {
  find.open("brands", {});
  ask("#ren");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("/tags?page_size=12&q=ren%2A"), std::string::npos);
  EXPECT_TRUE(find.sections({}).empty());
}

TEST_F(finder_test, offers_to_make_and_to_filter_by_what_was_typed) {
  find.open("brands", {});
  ask("Cast");
  const found_section* section_of = section("Commands");
  ASSERT_NE(section_of, nullptr);
  ASSERT_EQ(section_of->rows.size(), 2U);
  EXPECT_EQ(section_of->rows[0].title,
            "Filter: name starts with \xE2\x80\x9C"
            "Cast\xE2\x80\x9D");
  EXPECT_EQ(section_of->rows[0].location, "name >= \"cast\" AND name < \"casu\"");
  EXPECT_EQ(section_of->rows[1].title,
            "New brand \xE2\x80\x9C"
            "Cast\xE2\x80\x9D");
  EXPECT_EQ(section_of->rows[1].marks.size(), 1U);
}

TEST_F(finder_test, commands_that_cannot_act_come_last_with_their_reason) {
  all.bind("undo", {0, [] {}, [] { return availability{false, "Nothing to undo"}; }, {}});
  all.bind("sidebar", {0, [] {}, {}, {}});
  find.open("", {});
  const found_section* section_of = section("Commands");
  ASSERT_NE(section_of, nullptr);
  ASSERT_EQ(section_of->rows.size(), 2U);
  EXPECT_EQ(section_of->rows[1].command, "undo");
  EXPECT_EQ(section_of->rows[1].detail, "Nothing to undo");
}

TEST_F(finder_test, views_are_found_by_their_letters) {
  find.open("brands", {{"Largest first", "/brands?order=headcount%20desc", "Brands", 0},
                       {"All brands", "/brands", "Brands", 0}});
  ask("lf");
  const found_section* views = section("Views");
  ASSERT_NE(views, nullptr);
  ASSERT_EQ(views->rows.size(), 1U);
  EXPECT_EQ(views->rows[0].location, "/brands?order=headcount%20desc");
}

TEST_F(finder_test, a_failed_search_says_so_and_keeps_what_was_found) {
  find.open("", {});
  ask("cast");
  answer_brands({make_brand(1, "Castellan Freight")}, 1);
  answer_rest_empty();
  ask("castel");
  way.answer(0, "offline");
  EXPECT_FALSE(find.failure().empty());
  EXPECT_NE(section("Brands"), nullptr);
}

}  // namespace
}  // namespace dossier::app
