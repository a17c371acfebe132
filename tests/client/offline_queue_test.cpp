#include "client-wasm/src/app/offline_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "client-wasm/src/app/random_key.hpp"
#include "tests/client/writing_fixture.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;
using stage = queued_write::stage;

class offline_queue_test : public writing_fixture {
 protected:
  std::vector<std::string> answers;
  std::unique_ptr<offline_queue> own = make();
  offline_queue& queue() { return *own; }

  std::unique_ptr<offline_queue> make() { return std::make_unique<offline_queue>(api, around_writes()); }
  /// The page is loaded again: nothing is left but what stands in local storage, and no answer arrives.
  void reload() {
    way.calls.clear();
    const std::string stored = kept;
    own = make();
    queue().adopt(stored);
  }
  offline_queue::handler note(const std::string& name, bool handles = true) {
    offline_queue::handler noted;
    noted.answered = [this, name, handles](const queued_write&, const write_outcome& outcome) {
      answers.push_back(name + (outcome.refused ? " " + std::to_string(outcome.refused->status) : " done"));
      return handles;
    };
    return noted;
  }
  void patch(int record, std::int64_t version, const std::string& body, const std::string& name = "patch",
             const std::string& before = R"({"headcount":0,"name":"Acme"})", bool handles = true) {
    queue().patch(type, id_of(record), version, body, before, "Acme", note(name, handles));
  }
};

TEST_F(offline_queue_test, sends_at_once_while_the_connection_is_good) {
  patch(1, 3, R"({"headcount":5})");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "PATCH");
  EXPECT_EQ(header("If-Match"), "\"3\"");
  EXPECT_EQ(queue().waiting(), 0);
  store(1, 4);
  EXPECT_EQ(answers, std::vector<std::string>{"patch done"});
  EXPECT_TRUE(queue().writes().empty());
}

TEST_F(offline_queue_test, what_gets_no_answer_waits_and_is_sent_in_order_once_the_connection_is_back) {
  patch(1, 1, R"({"headcount":1})", "first");
  lose();
  queue().create(type, R"({"name":"New"})", "New", false, note("second"));
  queue().remove(type, id_of(3), "Gone", note("third"));
  EXPECT_EQ(queue().waiting(), 3);
  EXPECT_TRUE(way.calls.empty()) << "nothing is tried while the first one waits";
  queue().connected();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "PATCH");
  store(1, 2);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "POST");
  way.answer(201, codec::to_json(make_brand(9, "New")));
  EXPECT_EQ(way.calls.front().what.method, "DELETE");
  way.answer(204, "");
  EXPECT_EQ(answers, (std::vector<std::string>{"first done", "second done", "third done"}));
  EXPECT_TRUE(queue().writes().empty());
}

TEST_F(offline_queue_test, retries_by_itself_with_growing_pauses) {
  patch(1, 1, R"({"headcount":1})");
  lose();
  ASSERT_TRUE(queue().next_deadline());
  double pause = *queue().next_deadline() - now;
  EXPECT_EQ(pause, write_retry_first_ms);
  for (int i = 0; i < 8; ++i) {
    now = *queue().next_deadline() - 1;
    queue().tick();
    EXPECT_TRUE(way.calls.empty());
    now = *queue().next_deadline();
    queue().tick();
    ASSERT_EQ(way.calls.size(), 1U);
    lose();
    EXPECT_GE(*queue().next_deadline() - now, pause);
    pause = *queue().next_deadline() - now;
  }
  EXPECT_EQ(pause, write_retry_most_ms);
}

TEST_F(offline_queue_test, survives_a_reload_with_its_keys_and_versions) {
  patch(1, 7, R"({"headcount":1})");
  lose();
  queue().create(type, R"({"name":"New"})", "New", false, {});
  const std::string made_with = queue().writes().back().key;
  reload();
  EXPECT_EQ(queue().waiting(), 2);
  EXPECT_EQ(header("If-Match"), "\"7\"");
  store(1, 8, 1);
  EXPECT_EQ(header("Idempotency-Key"), made_with);
  way.answer(201, codec::to_json(make_brand(9, "New")));
  EXPECT_TRUE(queue().writes().empty());
  EXPECT_EQ(kept, "") << "nothing is left in local storage";
}

TEST_F(offline_queue_test, a_page_that_crashes_while_it_sends_leaves_the_write_in_storage) {
  queue().create(type, R"({"name":"New"})", "New", false, {});
  const std::string first = header("Idempotency-Key");
  EXPECT_EQ(first.size(), 32U);
  reload();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(header("Idempotency-Key"), first) << "the server knows whether it has done it";
}

TEST_F(offline_queue_test, what_two_pages_take_over_is_taken_once) {
  queue().create(type, R"({"name":"New"})", "New", false, {});
  lose();
  const std::string left = kept;
  EXPECT_EQ(queue().adopt(left), 0U) << "it is here already";
  reload();
  EXPECT_EQ(queue().adopt(left), 0U);
  EXPECT_EQ(queue().writes().size(), 1U);
}

TEST_F(offline_queue_test, a_new_record_is_repeated_with_the_same_key) {
  queue().create(type, R"({"name":"New"})", "New", false, {});
  const std::string first = header("Idempotency-Key");
  EXPECT_EQ(first.size(), 32U);
  lose();
  queue().connected();
  EXPECT_EQ(header("Idempotency-Key"), first);
}

TEST_F(offline_queue_test, patches_of_one_record_that_wait_become_one_unless_the_first_may_have_arrived) {
  patch(2, 1, R"({"headcount":1})", "patch", R"({"headcount":0})");
  lose();
  patch(1, 4, R"({"headcount":1,"name":"A"})", "first", R"({"headcount":0,"name":"Acme"})");
  patch(1, 4, R"({"headcount":2})", "second", R"({"headcount":0})");
  EXPECT_EQ(queue().waiting(), 2);
  EXPECT_EQ(queue().set_fields(id_of(1)).count("name"), 1U);
  EXPECT_EQ(queue().set_fields(id_of(1)).count("domain"), 0U);
  EXPECT_EQ(queue().ahead(make_brand(1, "Acme", 4))->get_if<brand>()->headcount, 2);
  patch(2, 1, R"({"headcount":9})", "patch", R"({"headcount":0})");
  EXPECT_EQ(queue().waiting(), 3) << "the first one of record 2 was sent";
  queue().connected();
  store(2, 2, 1);
  EXPECT_EQ(way.calls.front().what.body, R"({"headcount":2,"name":"A"})");
  store(1, 5, 2);
  EXPECT_EQ(answers, (std::vector<std::string>{"patch done", "first done", "second done"}));
  EXPECT_EQ(header("If-Match"), "\"2\"")
      << "the later patch of record 2 follows the version that the earlier one made";
}

TEST_F(offline_queue_test, a_later_patch_does_not_follow_over_what_someone_else_stored_in_between) {
  patch(1, 1, R"({"name":"Mine"})", "first", R"({"name":"Acme"})");
  lose();
  patch(1, 1, R"({"headcount":9})", "second", R"({"headcount":5})", false);
  queue().connected();
  // Another headcount was stored as version 2, our name on top of it as version 3.
  way.answer(200, codec::to_json(make_brand(1, "Mine", 3, 700)));
  EXPECT_EQ(header("If-Match"), "\"1\"") << "so that the server refuses it";
  way.answer(412, body_of(problems::precondition_failed("newer", {})));
  way.answer(200, codec::to_json(make_brand(1, "Mine", 3, 700)));
  ASSERT_EQ(queue().refused(), 1);
  EXPECT_TRUE(queue().writes().front().contested);
}

TEST_F(offline_queue_test, an_edit_that_is_taken_back_before_it_was_sent_is_none) {
  patch(2, 1, R"({"headcount":1})", "patch", R"({"headcount":0})");
  lose();
  patch(1, 4, R"({"headcount":2})", "there", R"({"headcount":0})");
  patch(1, 4, R"({"headcount":0})", "back", R"({"headcount":2})");
  EXPECT_EQ(queue().writes().size(), 1U);
}

TEST_F(offline_queue_test, a_patch_that_had_arrived_is_neither_a_conflict_nor_done_again) {
  patch(1, 1, R"({"headcount":1})");
  lose();
  queue().connected();
  way.answer(412, body_of(problems::precondition_failed("newer", {})));
  EXPECT_EQ(way.calls.front().what.method, "GET");
  store(1, 2, 1);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(answers, std::vector<std::string>{"patch done"});
}

TEST_F(offline_queue_test, a_record_that_changes_all_the_time_is_tried_again_later) {
  patch(1, 1, R"({"headcount":1})");
  for (int i = 1; i <= write_attempts; ++i) {
    EXPECT_EQ(header("If-Match"), "\"" + std::to_string(i) + "\"");
    way.answer(412, body_of(problems::precondition_failed("newer", {})));
    store(1, 1 + i, 0);
  }
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(queue().waiting(), 1);
  EXPECT_TRUE(queue().next_deadline());
}

TEST_F(offline_queue_test, a_refusal_that_nobody_handles_is_kept_with_its_values_and_lets_the_others_go_on) {
  patch(1, 1, R"({"headcount":1})", "left", R"({"headcount":0})", false);
  patch(2, 1, R"({"headcount":2})", "other");
  way.answer(412, body_of(problems::precondition_failed("newer", {{"headcount", "1", "7"}})));
  store(2, 2);
  store(1, 2, 7);
  EXPECT_EQ(queue().refused(), 1);
  EXPECT_EQ(refused, std::vector<std::string>{"Someone else changed it meanwhile"});
  ASSERT_EQ(queue().writes().size(), 1U);
  EXPECT_EQ(queue().writes().front().at, stage::refused);
  EXPECT_EQ(queue().writes().front().body, R"({"headcount":1})");
  reload();
  EXPECT_EQ(queue().refused(), 1) << "also after a reload";
  EXPECT_TRUE(way.calls.empty()) << "it is not sent by itself";
  queue().retry(queue().writes().front().number);
  EXPECT_EQ(way.calls.size(), 1U);
  lose();
  EXPECT_TRUE(queue().discard(queue().writes().front().number));
  EXPECT_EQ(kept, "");
}

TEST_F(offline_queue_test, a_refusal_that_is_handled_is_not_kept) {
  patch(1, 1, R"({"headcount":-1})");
  way.answer(422, body_of(problems::validation({{"headcount", "range", "must be 0 or more"}})));
  EXPECT_EQ(answers, std::vector<std::string>{"patch 422"});
  EXPECT_TRUE(queue().writes().empty());
  EXPECT_TRUE(refused.empty());
}

TEST_F(offline_queue_test, a_removal_whose_answer_was_lost_has_happened) {
  queue().remove(type, id_of(1), "Acme", note("removal"));
  lose();
  queue().connected();
  way.answer(404, body_of(problems::not_found("gone")));
  EXPECT_EQ(answers, std::vector<std::string>{"removal done"});
  queue().remove(type, id_of(2), "Other", note("second"));
  way.answer(404, body_of(problems::not_found("gone")));
  EXPECT_EQ(answers.back(), "second 404") << "the first attempt finds nothing: it was not there";
}

TEST_F(offline_queue_test, a_busy_server_is_asked_again_after_the_time_it_names) {
  patch(1, 1, R"({"headcount":1})");
  way.answer(503, body_of(problems::unavailable("busy", 7)), {{"retry-after", "7"}});
  ASSERT_TRUE(queue().next_deadline());
  EXPECT_EQ(*queue().next_deadline(), now + 7'000);
}

TEST_F(offline_queue_test, a_failing_server_is_asked_a_few_times_only) {
  patch(1, 1, R"({"headcount":1})");
  for (int i = 0; i < server_failures_max; ++i) {
    way.answer(500, body_of(problems::internal()));
    now = queue().next_deadline().value_or(now);
    queue().tick();
  }
  way.answer(500, body_of(problems::internal()));
  EXPECT_EQ(answers, std::vector<std::string>{"patch 500"});
}

TEST_F(offline_queue_test, a_waiting_write_can_be_taken_back) {
  patch(1, 1, R"({"headcount":1})");
  const std::int64_t number = queue().writes().front().number;
  EXPECT_FALSE(queue().discard(number)) << "it is on its way";
  lose();
  EXPECT_TRUE(queue().discard(number));
  queue().connected();
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(offline_queue_test, writes_of_different_records_go_side_by_side_up_to_a_bound) {
  for (int i = 0; i < writes_at_once + 2; ++i) patch(i, 1, R"({"headcount":1})");
  EXPECT_EQ(way.calls.size(), static_cast<std::size_t>(writes_at_once));
  store(0, 2);
  EXPECT_EQ(way.calls.size(), static_cast<std::size_t>(writes_at_once));
  patch(1, 1, R"({"name":"B"})", "later");
  EXPECT_EQ(std::count_if(
                way.calls.begin(), way.calls.end(),
                [](const auto& c) { return c.what.target.find(to_string(id_of(1))) != std::string::npos; }),
            1)
      << "two writes of one record never do";
}

TEST_F(offline_queue_test, takes_no_more_writes_than_it_has_room_for_and_says_so) {
  patch(0, 1, R"({"headcount":1})");
  lose();
  for (int i = 1; i < static_cast<int>(writes_max); ++i) patch(i, 1, R"({"headcount":1})");
  EXPECT_EQ(queue().writes().size(), writes_max);
  EXPECT_EQ(full, 0);
  EXPECT_EQ(queue().remove(type, id_of(9'999), "More", {}), 0);
  EXPECT_EQ(full, 1);
  patch(1, 1, R"({"headcount":2})");
  EXPECT_EQ(full, 1) << "an edit of what waits already needs no room of its own";
}

TEST_F(offline_queue_test, takes_no_more_bytes_than_it_has_room_for) {
  const std::string long_text = "{\"name\":\"" + std::string(writes_bytes_max / 2, 'x') + "\"}";
  EXPECT_NE(queue().create(type, long_text, "One", false, {}), 0);
  EXPECT_EQ(queue().create(type, long_text, "Two", false, {}), 0);
  EXPECT_EQ(full, 1);
}

TEST_F(offline_queue_test, says_that_something_would_be_lost_only_where_storage_did_not_take_it) {
  patch(1, 1, R"({"headcount":1})");
  EXPECT_FALSE(queue().at_risk());
  can_keep = false;
  patch(2, 1, R"({"headcount":1})");
  EXPECT_TRUE(queue().at_risk());
  store(1, 2);
  store(2, 2);
  EXPECT_FALSE(queue().at_risk()) << "nothing is left to be lost";
}

TEST_F(offline_queue_test, a_new_record_whose_key_the_server_may_have_forgotten_is_the_persons_to_send) {
  queue().create(type, R"({"name":"New"})", "New", false, {});
  lose();
  wall_now += static_cast<double>(key_trusted_ms);
  queue().connected();
  EXPECT_TRUE(way.calls.empty()) << "it might be made twice";
  ASSERT_EQ(queue().refused(), 1);
  queue().retry(queue().writes().front().number);
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(offline_queue_test, a_deletion_is_sent_again_with_its_key_and_not_once_that_may_be_forgotten) {
  queue().remove(type, id_of(1), "Acme", {});
  const auto key = [&] {
    for (const auto& [name, value] : way.calls.front().what.headers) {
      if (name == "Idempotency-Key") return value;
    }
    return std::string();
  };
  const std::string first = key();
  EXPECT_EQ(first.size(), static_cast<std::size_t>(idempotency_key_digits));
  lose();
  queue().connected();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(key(), first);
  lose();
  wall_now += static_cast<double>(key_trusted_ms);
  queue().connected();
  EXPECT_TRUE(way.calls.empty()) << "someone may have restored it";
  EXPECT_EQ(queue().refused(), 1);
}

TEST_F(offline_queue_test, a_request_that_the_server_is_still_carrying_out_is_asked_for_again) {
  queue().create(type, R"({"name":"New"})", "New", false, note("new"));
  way.answer(409, body_of(problems::duplicate("in flight", {{"", "idempotency_key", "is in use"}})));
  EXPECT_EQ(queue().waiting(), 1);
  queue().connected();
  way.answer(201, codec::to_json(make_brand(9, "New")));
  EXPECT_EQ(answers, std::vector<std::string>{"new done"});
}

TEST_F(offline_queue_test, a_batch_waits_for_earlier_writes_to_its_records_and_later_ones_for_it) {
  patch(1, 1, R"({"headcount":1})");
  queue().batch(type, {id_of(1), id_of(2)}, R"({"country":"DE"})", {}, "2 brands", note("batch"));
  patch(2, 1, R"({"headcount":1})");
  ASSERT_EQ(way.calls.size(), 1U);
  store(1, 2, 1);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(asked().target, "/api/v1/brands:batch");
  EXPECT_EQ(queue().ahead(make_brand(2, "Acme"))->get_if<brand>()->country, "DE");
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(asked().method, "PATCH");
}

TEST_F(offline_queue_test, what_was_stored_by_something_else_is_ignored) {
  for (const char* text :
       {"", "[]", R"({"writes":1})", R"({"writes":[1,{"what":9},{"what":1,"resource":"none"}]})"}) {
    EXPECT_EQ(queue().adopt(text), 0U) << text;
  }
}

}  // namespace
}  // namespace dossier::app
