#include "client-wasm/src/app/bulk_action.hpp"

#include <gtest/gtest.h>

#include "tests/client/writing_fixture.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

class bulk_action_test : public writing_fixture {
 protected:
  bulk_action bulk{list, api, writes, changed, tell};
  const describe::field& country = *type.find("country");

  static std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  }
};

TEST_F(bulk_action_test, deletes_named_records_without_a_question_and_offers_to_undo_it) {
  bulk.start({}, {.named = {id_of(1), id_of(2)}});
  EXPECT_EQ(bulk.where(), bulk_action::stage::running);
  way.answer(200, page(1, 2, "", 2));
  EXPECT_EQ(asked().target, "/api/v1/brands:batch");
  EXPECT_EQ(count_of(asked().body, "\"delete\""), 2U);
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
  EXPECT_EQ(removed.size(), 2U);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "2 brands deleted");
  told[0].act();
  EXPECT_EQ(way.calls.size(), 2U);
  EXPECT_NE(asked().target.find(":undelete"), std::string::npos);
  way.answer(200, codec::to_json(make_brand(2, "Brand 2", 3)));
  way.answer(200, codec::to_json(make_brand(1, "Brand 1", 3)));
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
}

TEST_F(bulk_action_test, asks_with_the_servers_count_before_all_that_match_are_changed) {
  bulk.start({}, {.all = true, .named = {id_of(3)}, .filter = "headcount > 5"});
  EXPECT_EQ(bulk.where(), bulk_action::stage::counting);
  way.answer(200, page(1, 1, "more", 184'226));
  EXPECT_EQ(bulk.where(), bulk_action::stage::asking);
  EXPECT_EQ(bulk.count(), 184'225);
  EXPECT_TRUE(way.calls.empty());
  bulk.cancel();
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(bulk_action_test, sends_all_that_match_in_batches_and_leaves_out_what_was_unchecked) {
  bulk.start({}, {.all = true, .named = {id_of(5)}});
  way.answer(200, page(1, 1, "x", 1'050));
  bulk.confirm();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(asked().method, "GET");
    way.answer(200, page(i * 100 + 1, i * 100 + 100, "token-" + std::to_string(i), 1'050));
  }
  // 999 were read: one more page would not fit into a batch.
  EXPECT_EQ(asked().target, "/api/v1/brands:batch");
  EXPECT_EQ(count_of(asked().body, "\"delete\""), 999U);
  EXPECT_EQ(asked().body.find(to_string(id_of(5))), std::string::npos);
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(bulk.done(), 999);
  EXPECT_NE(asked().target.find("page_token=token-9"), std::string::npos);
  way.answer(200, page(1'001, 1'050, "", 1'050));
  EXPECT_EQ(count_of(asked().body, "\"delete\""), 50U);
  way.answer(200, R"({"results":[]})");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "1,049 brands deleted");
}

TEST_F(bulk_action_test, sets_a_field_and_undo_puts_each_earlier_value_back) {
  bulk.start({&country, "\"DE\"", "DE"}, {.named = {id_of(1)}});
  way.answer(200, page(1, 1, "", 1));
  EXPECT_NE(asked().body.find(R"("country":"DE")"), std::string::npos);
  way.answer(200, R"({"results":[]})");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "1 brand: Country is DE");
  told[0].act();
  EXPECT_NE(asked().body.find(R"("country":null)"), std::string::npos);
}

TEST_F(bulk_action_test, says_what_was_refused_and_keeps_undo_for_what_was_done) {
  bulk.start({&country, "\"xx\"", "xx"}, {.named = {id_of(1)}});
  way.answer(200, page(1, 1, "", 1));
  way.answer(422, codec::to_json(problems::validation({{"country", "format", "must be a country"}}), {}, {}));
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, severity::bad);
  EXPECT_TRUE(told[0].action.empty());
}

TEST_F(bulk_action_test, rows_that_are_seen_are_changed_without_a_connection_as_soon_as_there_is_one) {
  list.show("", "name");
  way.answer(200, page(1, 2, "", 2), {{"change-seq", "7"}});
  bulk.start({&country, "\"DE\"", "DE"}, {.named = {id_of(1), id_of(2)}});
  EXPECT_EQ(asked().target, "/api/v1/brands:batch") << "nothing is read first";
  const std::string key = header("Idempotency-Key");
  lose();
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle) << "the next act needs not wait";
  EXPECT_EQ(writes.waiting(), 1);
  EXPECT_EQ(writes.ahead(list.rows()->at(0)->record)->get_if<brand>()->country, "DE") << "it is shown";
  writes.connected();
  EXPECT_EQ(header("Idempotency-Key"), key);
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(told.back().message, "2 brands: Country is DE");
  told.back().act();
  EXPECT_EQ(count_of(asked().body, R"("country":null)"), 2U);
}

TEST_F(bulk_action_test, a_connection_lost_between_batches_leaves_the_rest_undone_and_says_so) {
  bulk.start({}, {.all = true});
  way.answer(200, page(1, 1, "x", 1'050));
  bulk.confirm();
  for (int i = 0; i < 10; ++i) {
    way.answer(200, page(i * 100 + 1, i * 100 + 100, "token-" + std::to_string(i), 1'050));
  }
  lose();
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
  EXPECT_EQ(told.back().kind, severity::bad);
  EXPECT_EQ(writes.waiting(), 1);
}

/// Two batches of 1,050 brands: the first is written or on its way.
class long_bulk_action : public bulk_action_test {
 protected:
  long_bulk_action() {
    when_done = [this](const queued_write& write) { bulk.take_done(write); };
  }
  void begin() {
    bulk.start({}, {.all = true, .filter = "headcount > 5"});
    way.answer(200, page(1, 1, "x", 1'050));
    bulk.confirm();
    for (int i = 0; i < 10; ++i) {
      way.answer(200, page(i * 100 + 1, i * 100 + 100, "token-" + std::to_string(i), 1'050));
    }
    EXPECT_EQ(count_of(asked().body, "\"delete\""), 1'000U);
  }
  /// Goes on to the end: what is left is asked for, and nothing else is written.
  void end_by(bulk_action& act) {
    ASSERT_TRUE(act.can_go_on());
    act.go_on();
    EXPECT_NE(asked().target.find("page_token=token-9"), std::string::npos);
    EXPECT_NE(asked().target.find("filter=headcount"), std::string::npos);
    way.answer(200, page(1'001, 1'050, "", 1'050));
    EXPECT_EQ(count_of(asked().body, "\"delete\""), 50U);
    EXPECT_EQ(asked().body.find(to_string(id_of(1'000))), std::string::npos);
    way.answer(200, R"({"results":[]})");
    EXPECT_EQ(told.back().message, "1,050 brands deleted");
    EXPECT_EQ(act.left(), nullptr);
    EXPECT_EQ(kept, "") << "nothing is left of it";
  }
};

TEST_F(long_bulk_action, goes_on_where_the_connection_was_lost) {
  begin();
  way.answer(200, R"({"results":[]})");
  EXPECT_NE(asked().target.find("page_token=token-9"), std::string::npos);
  lose();
  EXPECT_EQ(bulk.where(), bulk_action::stage::idle);
  EXPECT_EQ(bulk.left_text(), "1,000 of 1,050 brands deleted. The rest is not done");
  EXPECT_EQ(told.back().message.find("1,000 of 1,050 brands deleted. The rest is not done. "), 0U);
  end_by(bulk);
  EXPECT_EQ(told.back().action, "Undo") << "all of it is known";
}

TEST_F(long_bulk_action, does_not_go_on_before_the_part_that_waits_is_through) {
  begin();
  lose();
  EXPECT_EQ(bulk.left_text(),
            "0 of 1,050 brands deleted, 1,000 more wait on this device. The rest is not done");
  EXPECT_FALSE(bulk.can_go_on());
  bulk.go_on();
  EXPECT_TRUE(way.calls.empty());
  writes.connected();
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(bulk.left_text(), "1,000 of 1,050 brands deleted. The rest is not done");
  end_by(bulk);
}

TEST_F(long_bulk_action, goes_on_after_the_page_was_lost_while_it_read) {
  begin();
  way.answer(200, R"({"results":[]})");
  const std::string text = kept;
  way.calls.clear();
  offline_queue next{api, around_writes()};
  bulk_action again{list, api, next, changed, tell};
  when_beside = [&](const std::string& rest) { again.take_left(rest); };
  next.adopt(text);
  EXPECT_EQ(told.back().message, "1,000 of 1,050 brands deleted. The rest is not done");
  end_by(again);
  EXPECT_EQ(told.back().action, "") << "of the first part nobody knows what it was";
}

TEST_F(long_bulk_action, goes_on_after_the_page_was_lost_while_it_wrote) {
  begin();
  const std::string key = header("Idempotency-Key");
  const std::string text = kept;
  way.calls.clear();
  offline_queue next{api, around_writes()};
  bulk_action again{list, api, next, changed, tell};
  when_beside = [&](const std::string& rest) { again.take_left(rest); };
  when_done = [&](const queued_write& write) { again.take_done(write); };
  next.adopt(text);
  EXPECT_FALSE(again.can_go_on());
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(header("Idempotency-Key"), key);
  way.answer(200, R"({"results":[]})");
  EXPECT_EQ(again.left()->done, 1'000);
  end_by(again);
}

TEST_F(long_bulk_action, is_left_when_the_person_says_so_or_takes_it_back) {
  begin();
  way.answer(200, R"({"results":[]})");
  lose();
  bulk.forget_left();
  EXPECT_EQ(bulk.left(), nullptr);
  EXPECT_EQ(kept, "");
}

TEST_F(long_bulk_action, that_was_kept_as_nonsense_is_nothing) {
  for (const std::string& text :
       {std::string("{"), std::string("{}"), std::string(R"({"count":5,"named":["x"]})"),
        std::string(R"({"field":"none","count":5,"named":[]})")}) {
    bulk.take_left(text);
    EXPECT_EQ(bulk.left(), nullptr) << text;
  }
}

TEST_F(bulk_action_test, names_no_more_records_in_a_filter_than_a_filter_has_room_for) {
  bulk_target many;
  for (int i = 1; i <= 200; ++i) many.named.insert(id_of(i));
  bulk.start({}, many);
  EXPECT_EQ(count_of(asked().target, "%22"), 2 * ids_in_a_filter);
  way.answer(200, page(1, 90, "", 90));
  EXPECT_EQ(asked().method, "GET");
}

}  // namespace
}  // namespace dossier::app
