#include "client-wasm/src/app/cell_writer.hpp"

#include <gtest/gtest.h>

#include "tests/client/writing_fixture.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

class cell_writer_test : public writing_fixture {
 protected:
  cell_writer_test() {
    cells.contested = [this](const queued_write& write) {
      contested = write.ids.front();
      editor.take_up(write);
    };
    list.show("", "name");
    way.answer(200,
               "{\"items\":[" + codec::to_json(make_brand(1, "Acme", 1, 10)) +
                   "],\"next_page_token\":null,\"page_size\":100,\"total\":{\"value\":1,\"exact\":true}}",
               {{"change-seq", "7"}});
  }
  record_editor editor{list, api, writes, live, clock, changed, tell};
  record_acts acts{list, writes, tell};
  cell_writer cells{list, editor, writes, acts, clock, changed, tell};
  const describe::field& headcount = *type.find("headcount");
  const describe::field& domain = *type.find("domain");
  uuid contested;

  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> out;
    for (const notice& n : told) {
      if (!n.message.empty()) out.push_back(n.message);
    }
    return out;
  }
  [[nodiscard]] std::optional<std::int64_t> stored() const {
    return list.rows()->at(0)->record.get_if<brand>()->headcount;
  }
  [[nodiscard]] std::optional<std::int64_t> shown() const {
    const describe::any_record* edited = cells.edited(id_of(1));
    return edited != nullptr ? edited->get_if<brand>()->headcount : stored();
  }
};

TEST_F(cell_writer_test, shows_an_edit_at_once_and_marks_it_until_the_server_has_answered) {
  cells.write(id_of(1), headcount, "1,284");
  EXPECT_EQ(shown(), 1284);
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::sent);
  EXPECT_EQ(way.calls.front().what.method, "PATCH");
  EXPECT_EQ(way.calls.front().what.body, R"({"headcount":1284})");
  way.answer(200, codec::to_json(make_brand(1, "Acme", 2, 1284)));
  EXPECT_EQ(cells.edited(id_of(1)), nullptr);
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::none);
  EXPECT_EQ(stored(), 1284);
  EXPECT_TRUE(messages().empty()) << "what is visible needs no toast";
}

TEST_F(cell_writer_test, says_what_is_wrong_with_a_text_before_anything_is_sent) {
  EXPECT_EQ(cells.fault(id_of(1), headcount, "12"), "");
  EXPECT_EQ(cells.fault(id_of(1), headcount, "many"), "Enter a whole number");
  EXPECT_NE(cells.fault(id_of(1), domain, "no domain"), "");
  cells.write(id_of(1), headcount, "many");
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(shown(), 10);
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::refused);
  ASSERT_EQ(told.size(), 1U);
}

TEST_F(cell_writer_test, a_second_edit_of_the_record_waits_for_the_first_and_is_based_on_its_answer) {
  cells.write(id_of(1), headcount, "11");
  cells.write(id_of(1), domain, "acme.example");
  ASSERT_EQ(way.calls.size(), 1U);
  way.answer(200, codec::to_json(make_brand(1, "Acme", 2, 11)));
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"domain":"acme.example"})");
  EXPECT_EQ(way.calls.front().what.headers.front().second, "\"2\"");
}

TEST_F(cell_writer_test, meets_a_newer_version_and_goes_on_where_nobody_stored_the_same_field) {
  cells.write(id_of(1), headcount, "11");
  way.answer(412, codec::to_json(problems::precondition_failed("Another version", {}), {}, {}));
  way.answer(200, codec::to_json(make_brand(1, "Acme Ltd", 5, 10)));
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"headcount":11})");
  EXPECT_EQ(way.calls.front().what.headers.front().second, "\"5\"");
  EXPECT_TRUE(contested.is_nil());
}

TEST_F(cell_writer_test, goes_to_the_panel_when_someone_else_stored_another_value) {
  cells.write(id_of(1), headcount, "70");
  way.answer(412, codec::to_json(problems::precondition_failed("Another version", {}), {}, {}));
  way.answer(200, codec::to_json(make_brand(1, "Acme", 5, 65)));
  EXPECT_EQ(contested, id_of(1));
  EXPECT_TRUE(way.calls.empty()) << "nothing is overwritten before the decision";
  EXPECT_EQ(shown(), 65);
  model::form_state form(list.rows()->at(0)->record);
  editor.drafts().apply(id_of(1), form);
  EXPECT_EQ(form.find("headcount")->text, "70");
  ASSERT_TRUE(form.find("headcount")->rival) << "the panel shows both";
  EXPECT_EQ(form.find("headcount")->rival->text, "65");
}

TEST_F(cell_writer_test, a_refused_edit_brings_the_old_value_back_and_says_why) {
  cells.write(id_of(1), headcount, "70");
  way.answer(422, codec::to_json(problems::validation({{"headcount", "too_large", "must be less"}}), {}, {}));
  EXPECT_EQ(shown(), 10);
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::refused);
  EXPECT_EQ(messages(), std::vector<std::string>{"Not saved. Headcount: Must be less"});
  now += refused_mark_ms;
  EXPECT_TRUE(cells.tick(now));
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::none);
}

TEST_F(cell_writer_test, without_a_connection_an_edit_waits_is_shown_and_is_sent_later) {
  cells.write(id_of(1), headcount, "70");
  lose();
  EXPECT_EQ(writes.waiting(), 1);
  EXPECT_EQ(shown(), 70);
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::sent);
  EXPECT_EQ(cells.state_of(id_of(1), domain), cell_writer::state::none);
  writes.connected();
  store(1, 2, 70);
  EXPECT_EQ(writes.waiting(), 0);
  EXPECT_EQ(cells.edited(id_of(1)), nullptr);
  EXPECT_EQ(stored(), 70);
}

TEST_F(cell_writer_test, undo_puts_the_old_value_back_by_a_further_write) {
  cells.write(id_of(1), headcount, "70");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].action, "Undo");
  EXPECT_EQ(told[0].what, "Headcount of Acme");
  store(1, 2, 70);
  told[0].act();
  EXPECT_EQ(shown(), 10);
  EXPECT_EQ(asked().body, R"({"headcount":10})");
  EXPECT_EQ(header("If-Match"), "\"2\"");
  store(1, 3, 10);
  EXPECT_EQ(stored(), 10);
}

TEST_F(cell_writer_test, undo_of_an_edit_that_still_waits_is_no_write_at_all) {
  cells.write(id_of(1), domain, "acme.example");
  lose();
  cells.write(id_of(1), headcount, "70");
  told.back().act();
  EXPECT_EQ(shown(), 10);
  EXPECT_EQ(writes.writes().size(), 1U) << "the first one may have arrived: it stays";
}

TEST_F(cell_writer_test, undo_leaves_alone_what_someone_changed_since) {
  cells.write(id_of(1), headcount, "70");
  store(1, 2, 70);
  told[0].act();
  way.answer(412, body_of(problems::precondition_failed("changed", {})));
  store(1, 3, 80);
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(messages(), std::vector<std::string>{"Not undone. Someone changed it since"});
}

TEST_F(cell_writer_test, what_waited_and_meets_another_value_is_kept_and_opens_no_panel_by_itself) {
  cells.write(id_of(1), headcount, "70");
  lose();
  writes.connected();
  way.answer(412, body_of(problems::precondition_failed("changed", {})));
  store(1, 5, 65);
  EXPECT_TRUE(contested.is_nil());
  ASSERT_EQ(writes.refused(), 1);
  EXPECT_TRUE(writes.writes().front().contested);
  EXPECT_EQ(writes.writes().front().body, R"({"headcount":70})");
}

}  // namespace
}  // namespace dossier::app
