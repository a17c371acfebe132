#include "client-wasm/src/model/form_state.hpp"

#include <gtest/gtest.h>

#include "shared/records/tag.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::model {
namespace {

using test::make_brand;
const live::actor keller{"user-2", "T. Keller"};

TEST(form_state_test, has_a_field_for_everything_a_request_may_set_in_the_order_of_description) {
  const form_state form(describe::type_of<brand>());
  std::vector<std::string_view> settable;
  for (const describe::field& described : describe::type_of<brand>().fields) {
    if (!described.is_read_only) settable.push_back(described.name);
  }
  std::vector<std::string_view> shown;
  for (const form_field& field : form.fields()) shown.push_back(field.described->name);
  EXPECT_EQ(shown, settable);
  EXPECT_EQ(shown.front(), "name");
}

TEST(form_state_test, sends_only_what_was_edited) {
  form_state form(make_brand(1, "Acme", 4, 12));
  form.edit(*form.find("headcount"), "1,284");
  form.edit(*form.find("tags"), "renewal, key account");
  form.edit(*form.find("industry"), "  Road freight ");
  EXPECT_EQ(form.dirty_count(), 3);
  EXPECT_EQ(form.body(), R"({"industry":"Road freight","headcount":1284,"tags":["renewal","key account"]})");
  EXPECT_EQ(form.version(), 4);
}

TEST(form_state_test, a_choice_that_may_be_unset_is_emptied_by_none_and_derived_fields_are_not_asked_for) {
  describe::any_record stored(describe::type_of<tag>());
  stored.get_if<tag>()->name = "risk";
  stored.get_if<tag>()->color = static_cast<std::uint8_t>(tag_color::red);
  form_state form(stored);
  EXPECT_EQ(form.find("usage_count"), nullptr);
  EXPECT_EQ(form.find("color")->text, "red");
  form.edit(*form.find("color"), "");
  EXPECT_EQ(form.body(), R"({"color":null})");
}

TEST(form_state_test, the_same_number_written_otherwise_is_no_edit) {
  form_state form(make_brand(1, "Acme", 4, 12'400));
  EXPECT_EQ(form.find("headcount")->text, "12,400");
  form.edit(*form.find("headcount"), "12400");
  EXPECT_FALSE(form.dirty());
  form.edit(*form.find("headcount"), "12401");
  EXPECT_TRUE(form.dirty());
}

TEST(form_state_test, an_emptied_field_is_null) {
  form_state form(make_brand(1, "Acme", 4, 12));
  form.edit(*form.find("headcount"), "");
  EXPECT_EQ(form.body(), R"({"headcount":null})");
  EXPECT_TRUE(form.can_save());
}

TEST(form_state_test, tells_what_is_wrong_with_the_shared_rules) {
  form_state form(make_brand(1, "Acme"));
  form.edit(*form.find("country"), "germany");
  form.edit(*form.find("headcount"), "12,00o");
  form.edit(*form.find("name"), "  ");
  EXPECT_EQ(form.find("country")->error, "Must be a country code of two capital letters, such as DE");
  EXPECT_EQ(form.find("headcount")->error, "Enter a whole number");
  EXPECT_EQ(form.find("name")->error, "Name is required");
  EXPECT_EQ(form.error_count(), 3);
  EXPECT_FALSE(form.can_save());
  form.restore_all();
  EXPECT_EQ(form.error_count(), 0);
  EXPECT_FALSE(form.dirty());
}

TEST(form_state_test, a_new_record_can_be_saved_once_its_required_fields_are_there) {
  form_state form(describe::type_of<brand>());
  EXPECT_FALSE(form.can_save());
  form.edit(*form.find("country"), "DE");
  EXPECT_FALSE(form.can_save());
  form.edit(*form.find("name"), "Castellan Freight");
  EXPECT_TRUE(form.can_save());
  EXPECT_EQ(form.body(), R"({"name":"Castellan Freight","country":"DE"})");
}

TEST(form_state_test, untouched_fields_follow_what_others_store) {
  form_state form(make_brand(1, "Acme", 1, 10));
  form.edit(*form.find("industry"), "Textiles");
  form.take_stored(make_brand(1, "Acme", 2, 20), keller);
  EXPECT_EQ(form.find("headcount")->text, "20");
  EXPECT_EQ(form.find("industry")->text, "Textiles");
  EXPECT_EQ(form.rival_count(), 0);
  EXPECT_EQ(form.version(), 2);
}

TEST(form_state_test, a_touched_field_keeps_the_edit_and_names_who_stored_another_value) {
  form_state form(make_brand(1, "Acme", 1, 10));
  form.edit(*form.find("headcount"), "15");
  form.take_stored(make_brand(1, "Acme", 2, 20), keller);
  form_field& headcount = *form.find("headcount");
  ASSERT_TRUE(headcount.rival);
  EXPECT_EQ(headcount.rival->actor_name, "T. Keller");
  EXPECT_EQ(headcount.rival->text, "20");
  EXPECT_EQ(headcount.text, "15");
  form.choose(headcount, true);
  form.settle();
  EXPECT_EQ(form.rival_count(), 0);
  EXPECT_EQ(form.body(), R"({"headcount":15})");
}

TEST(form_state_test, choosing_theirs_drops_the_edit) {
  form_state form(make_brand(1, "Acme", 1, 10));
  form.edit(*form.find("headcount"), "15");
  form.take_stored(make_brand(1, "Acme", 2, 20), keller);
  EXPECT_EQ(form.undecided_count(), 1);
  form.choose(*form.find("headcount"), false);
  EXPECT_EQ(form.undecided_count(), 0);
  form.settle();
  EXPECT_FALSE(form.dirty());
  EXPECT_EQ(form.find("headcount")->text, "20");
}

TEST(form_state_test, older_versions_are_ignored) {
  form_state form(make_brand(1, "Acme", 5, 10));
  form.take_stored(make_brand(1, "Acme", 4, 9), keller);
  EXPECT_EQ(form.find("headcount")->text, "10");
}

TEST(form_state_test, what_was_saved_is_no_edit_any_more_but_what_was_typed_since_is) {
  form_state form(make_brand(1, "Acme", 1, 10));
  form.edit(*form.find("headcount"), "1,500");
  form.edit(*form.find("industry"), "Tex");
  describe::any_record answer = make_brand(1, "Acme", 2, 1'500);
  answer.get_if<brand>()->industry = "Te";
  form.take_saved(answer);
  EXPECT_EQ(form.find("headcount")->text, "1,500");
  EXPECT_FALSE(form.find("headcount")->dirty());
  EXPECT_TRUE(form.find("industry")->dirty());
  EXPECT_EQ(form.version(), 2);
}

TEST(form_state_test, errors_of_the_server_go_to_their_fields) {
  form_state form(make_brand(1, "Acme"));
  form.edit(*form.find("name"), "Borealis");
  problem refused = problems::duplicate("A brand of this name exists",
                                        {{"name", "duplicate", "is taken by another brand"}});
  EXPECT_EQ(form.take_problem(refused), "");
  EXPECT_EQ(form.find("name")->error, "Is taken by another brand");
  EXPECT_EQ(form.take_problem(problems::unavailable("The database is away", 2)), "The database is away");
}

}  // namespace
}  // namespace dossier::model
