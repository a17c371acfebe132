#include "client-wasm/src/app/cell_writer.hpp"

#include <gtest/gtest.h>

#include "shared/codec/problem_json.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

/// Nobody listens: these tests speak HTTP only.
class no_listener final : public net::live_listener {
 public:
  void live_welcome(const live::welcome&) override {}
  void live_change(const live::change&) override {}
  void live_reset(const std::string&) override {}
  void live_refused(const std::string&, const problem&) override {}
  void live_state_changed() override {}
};

class cell_writer_test : public ::testing::Test {
 protected:
  cell_writer_test() {
    cells.contested = [this](const uuid& id) { contested = id; };
    list.show("", "name");
    way.answer(200,
               "{\"items\":[" + codec::to_json(make_brand(1, "Acme", 1, 10)) +
                   "],\"next_page_token\":null,\"page_size\":100,\"total\":{\"value\":1,\"exact\":true}}",
               {{"change-seq", "7"}});
  }
  double now = 1'000;
  test::fake_transport way;
  std::vector<notice> told;
  std::function<double()> clock = [this] { return now; };
  std::function<double()> random = [] { return 0.5; };
  std::function<void()> changed = [] {};
  std::function<void(notice)> tell = [this](notice n) { told.push_back(std::move(n)); };
  no_listener nobody;
  net::api_client api{way};
  net::live_connection live{way, nobody, clock, random};
  const describe::record_type& type = describe::type_of<brand>();
  record_list list{type, api, live, clock, changed};
  record_editor editor{list, api, live, clock, random, changed, tell};
  cell_writer cells{list, editor, api, clock, changed, tell};
  const describe::field& headcount = *type.find("headcount");
  const describe::field& domain = *type.find("domain");
  uuid contested;

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
  EXPECT_TRUE(told.empty()) << "what is visible needs no toast";
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
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "Not saved. Headcount: Must be less");
  now += refused_mark_ms;
  EXPECT_TRUE(cells.tick(now));
  EXPECT_EQ(cells.state_of(id_of(1), headcount), cell_writer::state::none);
}

TEST_F(cell_writer_test, without_a_connection_an_edit_waits_is_kept_and_is_sent_later) {
  cells.write(id_of(1), headcount, "70");
  way.answer(0, "");
  EXPECT_EQ(cells.waiting(), 1);
  EXPECT_EQ(shown(), 70);
  EXPECT_TRUE(editor.has_draft(id_of(1)));
  cells.connected();
  way.answer(200, codec::to_json(make_brand(1, "Acme", 2, 70)));
  EXPECT_EQ(cells.waiting(), 0);
  EXPECT_FALSE(editor.has_draft(id_of(1)));
  EXPECT_EQ(stored(), 70);
}

TEST_F(cell_writer_test, an_edit_that_waits_leaves_the_records_own_draft_as_it_was) {
  model::form_state form(list.rows()->at(0)->record);
  form.edit(*form.find("domain"), "acme.example");
  editor.drafts().keep(id_of(1), form);
  cells.write(id_of(1), headcount, "70");
  way.answer(0, "");
  cells.connected();
  way.answer(200, codec::to_json(make_brand(1, "Acme", 2, 70)));
  model::form_state later(list.rows()->at(0)->record);
  editor.drafts().apply(id_of(1), later);
  EXPECT_EQ(later.find("domain")->text, "acme.example");
  EXPECT_FALSE(later.find("headcount")->dirty());
}

}  // namespace
}  // namespace dossier::app
