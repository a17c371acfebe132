#include <gtest/gtest.h>

#include "client-wasm/src/model/form_state.hpp"
#include "tests/support/noted_tag.hpp"

// The form's part of tests/unit/adding_a_field_test.cpp.
namespace dossier::model {
namespace {

TEST(a_new_field, stands_in_the_form_with_its_limits) {
  form_state form(describe::type_of<tests::noted_tag>());
  form_field* motto = form.find("motto");
  ASSERT_NE(motto, nullptr);
  EXPECT_EQ(motto->described->label, "Motto");
  form.edit(*form.find("name"), "renewal");
  form.edit(*motto, std::string(81, 'x'));
  EXPECT_FALSE(motto->error.empty());
  EXPECT_FALSE(form.can_save());
  form.edit(*motto, "Ask early");
  EXPECT_TRUE(form.can_save());
  EXPECT_EQ(form.body(), R"({"name":"renewal","motto":"Ask early"})");
}

}  // namespace
}  // namespace dossier::model
