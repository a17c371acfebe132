#include "client-wasm/src/model/activity_feed.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

uuid id_of(std::uint8_t number) {
  uuid id;
  id.bytes[15] = number;
  return id;
}

live::change change(std::int64_t seq, live::change_kind kind, std::string resource, std::uint8_t record,
                    std::string json, std::vector<std::string> changed = {}) {
  live::change made;
  made.seq = seq;
  made.kind = kind;
  made.resource = std::move(resource);
  made.id = id_of(record);
  made.record = std::move(json);
  made.changed = std::move(changed);
  made.actor.name = "L. Adeyemi";
  made.at = {seq * 1'000'000};
  return made;
}

activity_entry past(std::int64_t seq, std::string title = "Past") {
  activity_entry made;
  made.seq = seq;
  made.resource = "brands";
  made.title = std::move(title);
  made.record = id_of(static_cast<std::uint8_t>(seq));
  made.at = {seq * 1'000'000};
  return made;
}

std::string shown(const activity_feed& feed) {
  std::string text;
  for (const activity_entry& entry : feed.entries()) text += std::to_string(entry.seq) + " ";
  return text;
}

TEST(activity_feed, continues_the_past_with_what_comes_and_counts_each_change_once) {
  activity_feed feed;
  EXPECT_FALSE(feed.loaded());
  feed.load({past(5), past(4)}, 5);
  EXPECT_TRUE(feed.add(change(6, live::change_kind::created, "tags", 1, R"({"name":"rates"})"), 100));
  EXPECT_FALSE(feed.add(change(6, live::change_kind::created, "tags", 1, R"({"name":"rates"})"), 101))
      << "again";
  EXPECT_FALSE(feed.add(change(5, live::change_kind::updated, "brands", 5, "{}"), 102)) << "of the past";
  EXPECT_EQ(shown(feed), "6 5 4 ");
  EXPECT_EQ(feed.seq(), 6);
  EXPECT_EQ(feed.came_at(6), 100);
  EXPECT_EQ(feed.came_at(5), 0);
  EXPECT_EQ(feed.last_event().micros, 6'000'000);
}

TEST(activity_feed, loaded_again_keeps_what_came_later_than_the_page) {
  activity_feed feed;
  feed.load({past(5)}, 5);
  feed.add(change(6, live::change_kind::created, "brands", 6, "{}"), 1);
  feed.add(change(7, live::change_kind::created, "brands", 7, "{}"), 2);
  feed.load({past(6), past(5)}, 6);
  EXPECT_EQ(shown(feed), "7 6 5 ");
  EXPECT_EQ(feed.seq(), 7);
}

TEST(activity_feed, stands_still_while_it_pauses_and_loses_nothing) {
  activity_feed feed;
  feed.load({past(5)}, 5);
  feed.pause(true);
  feed.add(change(6, live::change_kind::created, "brands", 6, R"({"name":"A"})"), 1);
  feed.add(change(7, live::change_kind::created, "brands", 7, R"({"name":"B"})"), 2);
  EXPECT_EQ(shown(feed), "5 ");
  EXPECT_EQ(feed.waiting(), 2U);
  EXPECT_EQ(feed.last_event().micros, 7'000'000);
  feed.pause(false);
  EXPECT_EQ(shown(feed), "7 6 5 ");
  EXPECT_EQ(feed.waiting(), 0U);
}

TEST(activity_feed, holds_no_more_than_its_bound) {
  activity_feed feed;
  feed.load({}, 0);
  for (std::int64_t i = 1; i <= 250; ++i)
    feed.add(change(i, live::change_kind::updated, "brands", 1, "{}"), 1);
  EXPECT_EQ(feed.entries().size(), activity_feed::entries_max);
  feed.pause(true);
  for (std::int64_t i = 251; i <= 500; ++i)
    feed.add(change(i, live::change_kind::updated, "brands", 1, "{}"), 1);
  EXPECT_EQ(feed.waiting(), activity_feed::entries_max);
  feed.pause(false);
  EXPECT_EQ(feed.entries().size(), activity_feed::entries_max);
  EXPECT_EQ(feed.entries().front().seq, 500);
}

TEST(activity_feed, tells_how_many_changes_come_in_a_second) {
  activity_feed feed;
  feed.load({}, 0);
  EXPECT_EQ(feed.rate_text(0), "quiet");
  EXPECT_EQ(feed.next_rate_change(0), 0);
  for (std::int64_t i = 1; i <= 34; ++i)
    feed.add(change(i, live::change_kind::updated, "brands", 1, "{}"), 1000 + static_cast<double>(i));
  EXPECT_EQ(feed.rate_text(2000), "3.4 per s");
  EXPECT_EQ(feed.next_rate_change(2000), 1001 + activity_feed::rate_window_ms + 1);
  EXPECT_EQ(feed.rate_text(1010 + activity_feed::rate_window_ms), "2.5 per s");
  EXPECT_EQ(feed.rate_text(60'000), "quiet");
}

TEST(activity_feed, says_what_happened_in_words) {
  activity_feed feed;
  feed.load({}, 0);
  const auto words = [&](const live::change& one) {
    feed.add(one, 1);
    const activity_words said = words_of(feed.entries().front());
    return said.headline + " | " + said.detail;
  };
  using kind = live::change_kind;
  EXPECT_EQ(words(change(1, kind::created, "insights", 1, R"({"title":"Caps","status":"published"})")),
            "Insight published | Caps");
  EXPECT_EQ(words(change(2, kind::created, "insights", 2, R"({"title":"Caps","status":"draft"})")),
            "Insight created | Caps");
  EXPECT_EQ(words(change(3, kind::updated, "insights", 2, R"({"title":"Caps","status":"published"})",
                         {"status", "published_at"})),
            "Insight published | Caps");
  EXPECT_EQ(
      words(change(4, kind::updated, "insights", 2, R"({"title":"Caps","status":"archived"})", {"status"})),
      "Insight archived | Caps");
  EXPECT_EQ(words(change(5, kind::updated, "brands", 3, R"({"name":"Acme"})", {"headcount", "country"})),
            "Brand updated | Acme, headcount, country");
  EXPECT_EQ(words(change(6, kind::updated, "brands", 3, R"({"name":"Acme"})",
                         {"headcount", "country", "founded", "tags"})),
            "Brand updated | Acme, headcount, country and 2 more");
  EXPECT_EQ(words(change(7, kind::updated, "brands", 3, R"({"name":"Acme II"})", {"name"})),
            "Brand renamed | Acme II");
  EXPECT_EQ(words(change(8, kind::deleted, "brands", 3, "")), "Brand deleted | Acme II")
      << "what it was called is known from before";
  EXPECT_EQ(words(change(9, kind::deleted, "tags", 9, "")), "Tag deleted | by L. Adeyemi");
  EXPECT_EQ(words(change(10, kind::restored, "loans", 9, "{}")), "Record restored | by L. Adeyemi");
}

}  // namespace
}  // namespace dossier::model
