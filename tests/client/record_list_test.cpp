#include "client-wasm/src/app/record_list.hpp"

#include <gtest/gtest.h>

#include "shared/codec/problem_json.hpp"
#include "tests/client/fake_lists.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::fake_lists;

constexpr std::int64_t million = 1'000'000;
constexpr double frame_ms = 16;
constexpr double row_height = 32;
constexpr std::int64_t screen_rows = 22;

struct no_listener final : net::live_listener {
  void live_welcome(const live::welcome&) override {}
  void live_change(const live::change&) override {}
  void live_reset(const std::string&) override {}
  void live_refused(const std::string&, const problem&) override {}
  void live_state_changed() override {}
};

class record_list_test : public ::testing::Test {
 protected:
  void begin(std::int64_t rows) {
    server.rows = rows;
    list.show("", "name");
    ASSERT_TRUE(server.answer());
    view().resize(row_height, row_height * static_cast<double>(screen_rows));
    frame();
    server.answer_all();
    server.answered = 0;
    server.most_at_once = 0;
    now += 1'000;
  }
  model::viewport& view() { return list.rows()->view; }
  /// What a screen does with each frame.
  void frame() {
    now += frame_ms;
    list.tick(now);
    if (list.rows() != nullptr) list.want(view().end_row());
  }
  /// Lets time pass as the dashboard does: from one deadline to the next.
  void pass(double ms) {
    const double until = now + ms;
    while (list.next_deadline() && *list.next_deadline() <= until) {
      now = std::max(now, *list.next_deadline());
      list.tick(now);
    }
    now = until;
  }
  void expect_screen_right() {
    for (std::int64_t i = view().first_row(); i < view().end_row(); ++i) {
      const model::grid_row* row = list.rows()->at(i);
      ASSERT_NE(row, nullptr) << i;
      EXPECT_EQ(row->record.get_if<brand>()->name, fake_lists::name_at(i));
    }
  }
  void fail_all(int status, const problem& why = {}) {
    while (!way.calls.empty()) way.answer(status, status == 0 ? "Timed out" : codec::to_json(why, {}, {}));
  }
  [[nodiscard]] std::vector<std::int64_t> asked_places() const {
    std::vector<std::int64_t> places;
    for (const auto& call : way.calls)
      places.push_back(fake_lists::number(fake_lists::part(call.what, "skip")));
    return places;
  }

  double now = 1'000;
  int changes = 0;
  test::fake_transport way;
  fake_lists server{way, 0};
  no_listener listener;
  net::api_client api{way};
  net::live_connection live{way, listener, [this] { return now; }, [] { return 0.5; }};
  record_list list{describe::type_of<brand>(), api, live, [this] { return now; }, [this] { ++changes; }};
};

TEST_F(record_list_test, a_jump_into_the_middle_of_a_million_rows_takes_one_page_to_show) {
  begin(million);
  EXPECT_EQ(list.rows()->total(), million);
  view().scroll_to(500'000);
  frame();
  ASSERT_FALSE(way.calls.empty());
  server.answer();
  expect_screen_right();
  EXPECT_LE(server.answer_all(), 5);
  EXPECT_EQ(list.rows()->total(), million);
  EXPECT_EQ(view().first_row(), 500'000);
}

TEST_F(record_list_test, asks_for_at_most_two_pages_at_once) {
  begin(million);
  view().scroll_to(300'050);
  frame();
  EXPECT_EQ(way.calls.size(), most_requests);
  server.answer_all();
  EXPECT_EQ(server.most_at_once, most_requests);
}

TEST_F(record_list_test, asks_for_nothing_while_the_view_flies_by_and_at_once_where_it_rests) {
  begin(million);
  for (int i = 0; i < 200; ++i) {
    view().scroll_by(row_height * 3'000);
    frame();
  }
  // The first frame of it looked like a jump.
  EXPECT_LE(server.answered + static_cast<int>(way.calls.size()), 2);
  const std::int64_t place = view().first_row();
  EXPECT_GT(place, 500'000);
  pass(rest_ms);
  ASSERT_FALSE(way.calls.empty());
  EXPECT_LE(server.answer_all(), 5);
  expect_screen_right();
  EXPECT_EQ(view().first_row(), place);
}

TEST_F(record_list_test, a_tour_of_a_million_rows_by_jump_fling_end_and_home_takes_few_requests) {
  begin(million);
  for (const double place : {250'000.0, 1e9, 0.0, 777'777.5, 12.0, 1e9, 0.0}) {
    view().scroll_to(place);
    frame();
    pass(rest_ms);
    server.answer_all();
    expect_screen_right();
  }
  for (int i = 0; i < 60; ++i) {
    view().scroll_by(row_height * 500);
    frame();
  }
  pass(rest_ms);
  server.answer_all();
  expect_screen_right();
  EXPECT_LE(server.answered, 8 * 6);
  EXPECT_EQ(list.rows()->total(), million);
  EXPECT_TRUE(list.settled());
}

TEST_F(record_list_test, reading_on_and_on_keeps_memory_flat_and_asks_for_each_page_once) {
  begin(million);
  constexpr std::int64_t rows = 4 * model::rows_kept_max;
  while (view().first_row() < rows) {
    view().scroll_by(row_height * 5);
    frame();
    server.answer_all();
    ASSERT_LE(list.rows()->kept(), model::rows_kept_max);
    ASSERT_NO_FATAL_FAILURE(expect_screen_right());
  }
  EXPECT_LE(server.answered, rows / model::rows_per_page + 6);
  view().scroll_to(0);
  frame();
  pass(rest_ms);
  server.answer_all();
  expect_screen_right();
}

TEST_F(record_list_test, scrolling_up_from_the_end_loads_each_page_once) {
  begin(million);
  view().scroll_to(1e9);
  frame();
  server.answer_all();
  while (view().first_row() > million - 3'000) {
    view().scroll_by(-row_height * 5);
    frame();
    server.answer_all();
    ASSERT_NO_FATAL_FAILURE(expect_screen_right());
  }
  EXPECT_LE(server.answered, 3'000 / (model::rows_per_page - 1) + 10);
}

TEST_F(record_list_test, gives_up_pages_that_the_view_has_left_behind) {
  begin(million);
  view().scroll_to(100'000);
  frame();
  const auto left = asked_places();
  now += 1'000;
  view().scroll_to(900'000);
  frame();
  for (const std::int64_t place : asked_places()) {
    EXPECT_GT(place, 899'000);
    EXPECT_EQ(std::count(left.begin(), left.end(), place), 0);
  }
  EXPECT_LE(way.calls.size(), most_requests);
}

TEST_F(record_list_test, a_page_that_fails_is_told_with_its_rows_and_asked_for_again) {
  begin(million);
  view().scroll_to(400'000);
  frame();
  const std::int64_t first = asked_places().front();
  fail_all(0);
  ASSERT_FALSE(list.failed_pages().empty());
  EXPECT_EQ(list.failed_pages()[0].begin, first);
  EXPECT_EQ(list.failed_pages()[0].end, first + model::rows_per_page);
  EXPECT_EQ(list.failed_pages()[0].why.detail, "Timed out");
  EXPECT_FALSE(list.failure());
  while (!way.calls.empty()) fail_all(0);
  frame();
  EXPECT_TRUE(way.calls.empty());  // nothing is asked for again before its time
  pass(first_retry_ms);
  EXPECT_FALSE(way.calls.empty());
  server.answer_all();
  pass(last_retry_ms);
  server.answer_all();
  expect_screen_right();
  EXPECT_TRUE(list.failed_pages().empty());
  EXPECT_EQ(list.next_deadline(), std::nullopt);
}

TEST_F(record_list_test, waits_as_long_as_the_server_says_and_not_when_the_person_asks) {
  begin(million);
  view().scroll_to(400'000);
  frame();
  while (!way.calls.empty()) {
    way.answer(503, codec::to_json(problems::unavailable("Counting.", 0), {}, {}), {{"retry-after", "7"}});
  }
  pass(6'900);
  EXPECT_TRUE(way.calls.empty());
  list.retry();
  EXPECT_FALSE(way.calls.empty());
  server.answer_all();
  expect_screen_right();
}

TEST_F(record_list_test, a_page_that_is_refused_for_good_waits_for_the_person) {
  begin(million);
  view().scroll_to(400'000);
  frame();
  while (!way.calls.empty()) fail_all(400, problems::malformed("`skip` is too far."));
  pass(10 * last_retry_ms);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(list.failed_pages().front().why.detail, "`skip` is too far.");
  EXPECT_FALSE(list.failure());
}

TEST_F(record_list_test, a_short_list_is_loaded_whole) {
  begin(whole_list_rows);
  EXPECT_TRUE(list.rows()->complete());
  EXPECT_EQ(list.rows()->kept(), whole_list_rows);
}

TEST_F(record_list_test, a_reset_in_the_middle_loads_what_is_on_the_screen_and_no_pixel_moves) {
  begin(million);
  view().scroll_to(500'000.5);
  frame();
  server.answer_all();
  const int before = server.answered;
  server.seq = 900;
  list.take_reset("brands-1");
  ASSERT_EQ(way.calls.size(), 1U);
  const std::int64_t place = asked_places().front();
  EXPECT_LE(place, 500'000);
  EXPECT_GE(place + model::rows_per_page, 500'000 + screen_rows);
  server.answer();
  expect_screen_right();
  EXPECT_EQ(view().first_row(), 500'000);
  EXPECT_DOUBLE_EQ(view().pixel(), 16);
  server.answer_all();
  EXPECT_LE(server.answered - before, 6);
}

TEST_F(record_list_test, a_reset_after_the_list_became_short_begins_at_its_top) {
  begin(million);
  view().scroll_to(500'000);
  frame();
  server.answer_all();
  server.rows = 50;
  server.seq = 900;
  list.take_reset("brands-1");
  server.answer_all();
  EXPECT_EQ(list.rows()->total(), 50);
  expect_screen_right();
}

class searched_list_test : public record_list_test {
 protected:
  void answer(std::string_view ordered_by) {
    std::string body = "{\"items\":[";
    for (const int number : {3, 1, 2}) {
      std::string item = codec::to_json(test::make_brand(number, "Rail " + std::to_string(number)));
      item.pop_back();
      body += (number == 3 ? "" : ",") + item + R"(,"highlights":{"name":[[0,4]]}})";
    }
    body += R"(],"next_page_token":null,"page_size":100,"total":{"value":3,"exact":true},"ordered_by":")";
    way.answer(200, body + std::string(ordered_by) + "\"}", {{"change-seq", "7"}});
  }
  void tell(const describe::any_record& record, live::match_kind match, std::string_view subscription,
            live::change_kind kind = live::change_kind::updated) {
    live::change change = test::change_of(record, ++seq, kind, match, {"name"});
    change.subs = {std::string(subscription)};
    list.take_change(change, record);
  }
  [[nodiscard]] const describe::field& name() const { return *describe::type_of<brand>().find("name"); }
  std::int64_t seq = 10;
};

TEST_F(searched_list_test, is_asked_for_by_rank_and_keeps_hits_row_by_row) {
  list.show("", "", "rail");
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/brands?page_size=100&q=rail");
  answer("rank");
  EXPECT_TRUE(list.ranked());
  EXPECT_EQ(list.rows()->at(0)->id(), test::id_of(3));
  EXPECT_EQ(list.rows()->at(0)->about.hits_in(name()), (std::vector<net::text_range>{{0, 4}}));
}

TEST_F(searched_list_test, marks_hits_anew_and_lets_go_what_is_not_found_any_more) {
  list.show("", "", "rail");
  answer("rank");
  tell(test::make_brand(3, "Big rail", 2), live::match_kind::stay, "brands-1");
  EXPECT_EQ(list.rows()->at(0)->about.hits_in(name()), (std::vector<net::text_range>{{4, 8}}));
  tell(test::make_brand(1, "Road", 2), live::match_kind::stay, "brands-1");
  EXPECT_EQ(list.rows()->at(1)->leaving, model::farewell::left_view);
}

TEST_F(searched_list_test, counts_new_matches_of_a_ranked_search_and_puts_those_of_an_ordered_one_in) {
  list.show("", "", "rail");
  answer("rank");
  tell(test::make_brand(8, "Rail 8"), live::match_kind::enter, "brands-1", live::change_kind::created);
  tell(test::make_brand(9, "Road 9"), live::match_kind::enter, "brands-1", live::change_kind::created);
  EXPECT_EQ(list.rows()->new_matches(), 1);
  EXPECT_EQ(list.rows()->total(), 3);
  list.show("", "name desc", "rail");
  answer("name desc");
  tell(test::make_brand(8, "Rail 8"), live::match_kind::enter, "brands-2", live::change_kind::created);
  tell(test::make_brand(9, "Road 9"), live::match_kind::enter, "brands-2", live::change_kind::created);
  EXPECT_EQ(list.rows()->total(), 4);
  EXPECT_EQ(list.rows()->at(0)->id(), test::id_of(8));
}

TEST_F(searched_list_test, a_search_that_is_not_understood_says_so_and_the_last_good_list_stays) {
  list.show("", "", "rail");
  answer("rank");
  list.show("", "", "\"rail");
  ASSERT_TRUE(list.failure());
  EXPECT_EQ(list.failure()->status, 400);
  EXPECT_EQ(list.rows()->total(), 3);
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(record_list_test, an_order_that_the_server_refuses_leaves_the_last_good_one_loading_on) {
  begin(million);
  list.show("", "headcount,name desc");
  EXPECT_EQ(fake_lists::part(way.calls.front().what, "order_by"), "headcount%2Cname%20desc");
  fail_all(400, problems::malformed("`order_by` cannot be had."));
  ASSERT_TRUE(list.failure());
  EXPECT_EQ(list.failure()->detail, "`order_by` cannot be had.");
  view().scroll_to(200'000);
  frame();
  server.answer_all();
  expect_screen_right();
}

}  // namespace
}  // namespace dossier::app
