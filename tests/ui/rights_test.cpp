// What each kind of person is offered.
#include <gtest/gtest.h>

#include "client-wasm/src/screens/insights.hpp"
#include "client-wasm/src/screens/resource_screen.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;

constexpr int most_requests = 40;  ///< of a screen that was just opened
constexpr std::string_view my_id = "019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30";

class offered : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  std::vector<std::string> said;
  app::workspace work{way,
                      {[this] { return now; }, [] { return 0.5; }, [] {},
                       [this](const app::notice& n) { said.push_back(n.message); },
                       [](const app::route&, bool) {}, [] { return 1'795'184'520'000.0; }}};
  std::unique_ptr<screen> shown;
  top_bar_data bar;
  driver page{[this](context& c) {
    work.tick(0);
    if (shown == nullptr) return;
    rect content{0, 48, 1'440, 852};
    const rect panel = shown->wants_panel() ? content.cut_right(384) : rect{};
    bar = {};
    shown->fill_top_bar(bar);
    shown->draw(c, content, panel, {1'795'184'520'000, 0});
    if (!c.popup_open) shown->keys(c);
  }};

  void sign_in(std::string_view as, std::string_view location) {
    work.start(app::parse_route(location));
    live::welcome hello;
    hello.user_id = my_id;
    hello.role = as;
    way.welcome(std::move(hello));
  }
  /// Answers every request for a list with one record, all others with nothing found.
  void answer(const describe::any_record& record) {
    const std::string path = "/api/v1/" + std::string(record.type().names.resource);
    const std::string list = R"({"items":[)" + codec::to_json(record) +
                             R"(],"next_page_token":null,"page_size":100,"total":{"value":1,"exact":true}})";
    for (int rounds = 0; !way.calls.empty() && rounds < most_requests; ++rounds) {
      const std::string target = way.calls.front().what.target;
      if (target.rfind(path + "?", 0) == 0) {
        way.answer(200, list, {{"change-seq", "7"}});
      } else if (target == path + "/" + to_string(record.base().id)) {
        way.answer(200, codec::to_json(record), {{"change-seq", "7"}});
      } else {
        way.answer(404, "{}");
      }
      draw();
    }
  }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }

  void brands(std::string_view as, std::string_view made_by = {}) {
    describe::any_record one = test::make_brand(1, "Acme");
    if (!made_by.empty()) one.base().created_by = *parse_uuid(made_by);
    shown = std::make_unique<resource_screen>(work, "brands");
    sign_in(as, "/brands?open=" + to_string(one.base().id));
    draw();
    answer(one);
  }
  void insight_of(std::string_view as, std::string_view made_by) {
    describe::any_record one(describe::type_of<insight>());
    one.base().id = test::id_of(1);
    one.get_if<insight>()->title = "Rate caps";
    if (!made_by.empty()) one.base().created_by = *parse_uuid(made_by);
    shown = std::make_unique<insights>(work);
    sign_in(as, "/insights?open=" + to_string(one.base().id));
    draw();
    answer(one);
  }
  [[nodiscard]] std::vector<std::string_view> actions() const {
    std::vector<std::string_view> labels;
    for (const top_bar_action& each : bar.actions) labels.push_back(each.label);
    return labels;
  }
  bool has(role what, std::string_view name) { return page.look(what, name) != nullptr; }
};

using labels = std::vector<std::string_view>;

TEST_F(offered, an_owner_may_make_edit_and_delete_a_brand) {
  brands("owner");
  EXPECT_EQ(actions(), labels{"New brand"});
  EXPECT_TRUE(has(role::button, "Save"));
  page.click(role::button, "More");
  EXPECT_TRUE(has(role::menuitem, "Delete"));
  EXPECT_TRUE(has(role::menuitem, "Duplicate"));
}

TEST_F(offered, an_auditor_reads_a_brand_and_is_offered_nothing_else) {
  brands("auditor");
  ASSERT_TRUE(has(role::rowheader, "Acme")) << page.outline();
  EXPECT_TRUE(actions().empty());
  EXPECT_FALSE(has(role::button, "Save"));
  EXPECT_TRUE(page.has_state(role::textbox, "Name", state_readonly));
  page.click(role::button, "More");
  EXPECT_TRUE(has(role::menuitem, "Copy link"));
  EXPECT_FALSE(has(role::menuitem, "Duplicate"));
  EXPECT_FALSE(has(role::menuitem, "Delete"));
  page.press("Escape");
  page.press("Escape");
  page.press("x");
  EXPECT_FALSE(has(role::button, "Delete 1"));
  EXPECT_FALSE(has(role::button, "Set"));
}

TEST_F(offered, an_auditors_keys_make_and_change_nothing) {
  brands("auditor");
  page.press("c");
  EXPECT_FALSE(work.at("brands").editor().creating());
  page.press("e");
  EXPECT_EQ(said, std::vector<std::string>{"This is not yours to edit"});
  page.press("Delete");
  EXPECT_TRUE(work.writes().writes().empty());
}

TEST_F(offered, a_link_to_a_new_record_shows_no_form_to_who_may_not_make_one) {
  shown = std::make_unique<resource_screen>(work, "brands");
  sign_in("client-viewer", "/brands?open=new");
  draw();
  EXPECT_FALSE(has(role::complementary, ""));
  EXPECT_FALSE(has(role::button, "Create"));
}

TEST_F(offered, an_analyst_edits_every_brand_and_deletes_those_they_made) {
  brands("analyst");
  EXPECT_TRUE(has(role::button, "Save"));
  page.click(role::button, "More");
  EXPECT_TRUE(has(role::menuitem, "Duplicate"));
  EXPECT_FALSE(has(role::menuitem, "Delete"));
}

TEST_F(offered, an_analyst_deletes_their_own_brand) {
  brands("analyst", my_id);
  page.click(role::button, "More");
  EXPECT_TRUE(has(role::menuitem, "Delete"));
}

TEST_F(offered, an_intern_edits_the_insight_they_wrote) {
  insight_of("intern", my_id);
  EXPECT_EQ(actions(), labels{"New insight"});
  EXPECT_TRUE(has(role::button, "Pin"));
  EXPECT_TRUE(has(role::button, "Add tag"));
}

TEST_F(offered, an_intern_reads_the_insight_of_somebody_else) {
  insight_of("intern", {});
  ASSERT_TRUE(has(role::article, "Rate caps")) << page.outline();
  EXPECT_EQ(actions(), labels{"New insight"}) << "they may write others";
  EXPECT_FALSE(has(role::button, "Pin"));
  EXPECT_FALSE(has(role::button, "Add tag"));
  page.click(role::button, "More");
  EXPECT_TRUE(has(role::menuitem, "Duplicate"));
  EXPECT_FALSE(has(role::menuitem, "Archive"));
}

TEST_F(offered, a_role_that_changes_takes_and_gives_what_is_offered_at_once) {
  brands("manager");
  EXPECT_EQ(actions(), labels{"New brand"});
  way.receive(live::to_json(live::server_message(live::role_changed{"auditor"})));
  draw();
  EXPECT_TRUE(actions().empty());
  EXPECT_FALSE(has(role::button, "Save"));
  way.receive(live::to_json(live::server_message(live::role_changed{"analyst"})));
  draw();
  EXPECT_EQ(actions(), labels{"New brand"});
  EXPECT_TRUE(has(role::button, "Save"));
}

}  // namespace
}  // namespace dossier::screens
