#include "client-wasm/src/screens/waiting_edits.hpp"

#include <gtest/gtest.h>

#include "shared/codec/problem_json.hpp"
#include "shared/codec/record_json.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::browser;
using dossier::testing::driver;
using test::id_of;

class waiting_edits_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  app::workspace work{way,
                      {[this] { return now; }, [] { return 0.5; }, [] {}, [](const app::notice&) {},
                       [](const app::route&, bool) {}, [] { return 1'795'184'520'000.0; }}};
  waiting_edits edits;
  driver page{[this](context& c) {
    rect content{0, 48, 1'440, 800};
    edits.strips(c, content, work, {}, {1'795'184'520'000, 0});
  }};

  std::int64_t patch(int record, const std::string& title, app::offline_queue::handler told = {}) {
    return work.writes().patch(describe::type_of<brand>(), id_of(record), 1, R"({"headcount":264})",
                               R"({"headcount":1})", title, std::move(told));
  }
  void lose() { way.answer(net::no_answer, "offline"); }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }
};

TEST_F(waiting_edits_test, nothing_is_said_while_everything_is_stored) {
  draw();
  EXPECT_EQ(page.look(role::status), nullptr);
  EXPECT_EQ(page.look(role::alert), nullptr);
}

TEST_F(waiting_edits_test, what_waits_is_counted_listed_and_can_be_taken_back) {
  patch(1, "Acme");
  lose();
  patch(2, "Borealis");
  draw();
  EXPECT_NE(page.look(role::status, "2 edits wait on this device."), nullptr);
  page.click(role::button, "Show edits");
  EXPECT_EQ(page.find(role::listitem, "Edit: Acme").value, "Headcount: 264");
  page.click(role::button, "Copy");
  page.click(role::button, "Discard");
  EXPECT_EQ(work.writes().waiting(), 1);
  EXPECT_NE(page.look(role::status, "1 edit waits on this device."), nullptr);
  EXPECT_EQ(page.look(role::listitem, "Edit: Acme"), nullptr);
}

TEST_F(waiting_edits_test, what_was_refused_is_told_and_opened_with_its_values) {
  patch(1, "Acme");
  way.answer(422, codec::to_json(problems::validation({{"headcount", "range", "must be less"}}), {}, {}));
  draw();
  EXPECT_NE(page.look(role::alert, "1 edit was not stored."), nullptr);
  page.click(role::button, "Show");
  EXPECT_NE(page.find(role::listitem, "Edit: Acme").description.find("must be less"), std::string::npos);
  page.click(role::button, "Open");
  EXPECT_TRUE(work.writes().writes().empty());
  EXPECT_TRUE(work.at("brands").editor().drafts().contains(id_of(1)));
  EXPECT_EQ(page.look(role::alert), nullptr);
}

}  // namespace
}  // namespace dossier::screens
