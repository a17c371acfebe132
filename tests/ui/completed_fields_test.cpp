// Tags and references where they are edited: in a form and in the cells of a grid.
#include <gtest/gtest.h>

#include "client-wasm/src/ui/form.hpp"
#include "client-wasm/src/ui/grid.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;
using test::id_of;

constexpr rect place{0, 0, 1000, 672};

/// Answers at once with what the test says there is.
class known_names final : public completer {
 public:
  void look_for(const describe::field& field, std::string_view typed) override {
    asked.emplace_back(std::string(field.name), std::string(typed));
  }
  std::vector<suggestion> offered(const describe::field& field) override {
    return is_reference(field) ? brands : tags;
  }
  bool busy(const describe::field&, std::string_view) override { return false; }
  std::string name_of(const describe::field&, std::string_view id) override {
    for (const suggestion& one : brands) {
      if (one.key == id) return one.label;
    }
    return {};
  }
  std::vector<suggestion> brands{{"Halden Foods", {}, to_string(id_of(201))},
                                 {"Orrin & Vale", {}, to_string(id_of(202))}};
  std::vector<suggestion> tags{{"covenants", "31"}, {"cover bonds", "4"}};
  std::vector<std::pair<std::string, std::string>> asked;
};

describe::any_record make_insight(int number, const std::string& title) {
  describe::any_record made(describe::type_of<insight>());
  auto& it = *made.get_if<insight>();
  it.id = id_of(number);
  it.version = 1;
  it.title = title;
  it.brand_id = id_of(201);
  it.tags = {"rates"};
  it.updated_at = timestamp{1'000'000};
  return made;
}

class completed_form : public ::testing::Test {
 protected:
  known_names names;
  completed_fields kept{names};
  model::form_state form{make_insight(1, "Rate caps")};
  driver d{[this](context& c) {
    form_actions actions{
        [this](model::form_field& field, std::string text) { form.edit(field, std::move(text)); },
        [](model::form_field&, bool) {}};
    actions.completed = &kept;
    draw_form(c, {20, 20, 360, 800}, form, {}, {}, actions);
  }};
};

TEST_F(completed_form, shows_a_reference_by_its_name_and_tags_as_chips) {
  EXPECT_EQ(d.find(role::textbox, "Brand").value, "Halden Foods");
  EXPECT_NE(d.look(role::listitem, "rates"), nullptr);
  EXPECT_FALSE(form.dirty());
}

TEST_F(completed_form, completes_a_tag_and_takes_it_into_the_record) {
  d.click(role::textbox, "Add tag");
  d.type("cov");
  EXPECT_EQ(names.asked.back(), (std::pair<std::string, std::string>{"tags", "cov"}));
  d.press("Enter");
  EXPECT_EQ(form.find("tags")->text, "rates, covenants");
  EXPECT_EQ(form.body(), R"({"tags":["rates","covenants"]})");
}

TEST_F(completed_form, finds_another_record_for_a_reference) {
  d.click(role::textbox, "Brand");
  d.press("Ctrl+a");
  d.type("orr");
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(form.find("brand_id")->text, to_string(id_of(202)));
  EXPECT_EQ(d.find(role::textbox, "Brand").value, "Orrin & Vale");
}

TEST_F(completed_form, holds_tags_to_the_shared_rules) {
  d.click(role::textbox, "Add tag");
  d.type(std::string(61, 'x') + ",");
  EXPECT_FALSE(form.find("tags")->error.empty());
  EXPECT_NE(d.look(role::alert, form.find("tags")->error), nullptr);
}

class completed_cells : public ::testing::Test {
 protected:
  completed_cells() {
    model::loaded_page page;
    for (int i = 1; i <= 3; ++i) {
      net::told_record told(make_insight(i, "Insight " + std::to_string(i)));
      told.about.references = {{type.find("brand_id"), "Halden Foods"}};
      page.items.push_back(std::move(told));
    }
    page.total = 3;
    rows.add_page({0, model::rows_per_page, 0, std::nullopt}, std::move(page));
    d.ui().page.wake();
    d.settle();
  }
  const describe::record_type& type = describe::type_of<insight>();
  model::sort_order order{{&type.title(), false}};
  model::row_cache rows{type, order};
  model::column_layout layout{model::columns_of(type)};
  known_names names;
  uuid focused;
  std::vector<cell_entry> entered;
  std::string fault;
  grid shown;
  driver d{[this](context& c) {
    grid_data data;
    data.type = &type;
    data.rows = &rows;
    data.layout = &layout;
    data.order = &order;
    data.focused = focused;
    data.complete = &names;
    data.fault = [this](const uuid&, const describe::field&, const std::string&) { return fault; };
    const grid_events done = shown.draw(c, place, data);
    if (done.focus) focused = *done.focus;
    if (done.entry) entered.push_back(*done.entry);
    if (done.focus) c.page.wake();
  }};

  /// Edits the first row's cell of this column.
  void edit(std::string_view column) {
    focused = id_of(1);
    const rect row = d.find(role::row, "Insight 1").bounds;
    d.double_click_at({d.find(role::columnheader, column).bounds.center().x, row.center().y});
  }
};

TEST_F(completed_cells, show_what_a_reference_is_called) {
  EXPECT_EQ(d.find(role::gridcell, "Halden Foods").value, "Halden Foods");
}

TEST_F(completed_cells, edit_tags_as_chips_and_enter_takes_them) {
  edit("Tags");
  EXPECT_TRUE(d.has_state(role::textbox, "Add tag", state_focused)) << d.outline();
  d.type("cov");
  d.press("Enter");
  EXPECT_TRUE(entered.empty()) << "one goes on typing";
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].field->name, "tags");
  EXPECT_EQ(entered[0].text, "rates, covenants");
  EXPECT_EQ(focused, id_of(2));
  EXPECT_FALSE(shown.editing());
}

TEST_F(completed_cells, take_a_tag_away_by_its_cross_and_go_on) {
  edit("Tags");
  d.click(role::button, "Remove rates");
  EXPECT_TRUE(shown.editing());
  d.click(role::textbox, "Add tag");
  d.type("next,");
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].text, "next");
}

TEST_F(completed_cells, leave_the_tags_as_they_were_after_esc) {
  edit("Tags");
  d.type("next,");
  d.press("Escape");
  EXPECT_TRUE(entered.empty());
  EXPECT_FALSE(shown.editing());
}

TEST_F(completed_cells, take_the_tags_when_one_presses_elsewhere) {
  edit("Tags");
  d.type("next");
  d.click_at({500, 500});
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].text, "rates, next");
  EXPECT_FALSE(shown.editing());
}

TEST_F(completed_cells, stay_open_while_something_is_wrong) {
  edit("Tags");
  fault = "Too many";
  d.type("next,");
  d.press("Enter");
  EXPECT_TRUE(entered.empty());
  EXPECT_TRUE(shown.editing());
  EXPECT_NE(d.look(role::alert, "Too many"), nullptr);
}

TEST_F(completed_cells, choose_another_record_for_a_reference) {
  edit("Brand");
  EXPECT_TRUE(d.has_state(role::textbox, "Edit Brand", state_focused)) << d.outline();
  d.type("orr");
  EXPECT_EQ(names.asked.back(), (std::pair<std::string, std::string>{"brand_id", "orr"}));
  d.press("Down");
  d.press("Enter");
  ASSERT_EQ(entered.size(), 1U);
  EXPECT_EQ(entered[0].field->name, "brand_id");
  EXPECT_EQ(entered[0].text, to_string(id_of(202)));
}

TEST_F(completed_cells, go_on_with_tab_to_the_next_cell) {
  edit("Brand");
  d.press("Tab");
  EXPECT_TRUE(entered.empty()) << "nothing was changed";
  EXPECT_TRUE(shown.editing());
  EXPECT_EQ(d.look(role::textbox, "Edit Brand"), nullptr);
  EXPECT_NE(d.look(role::textbox, "Edit Title"), nullptr);
}

}  // namespace
}  // namespace dossier::ui
