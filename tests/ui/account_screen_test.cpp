// The person's own account.
#include "client-wasm/src/screens/account_screen.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;

class account_page : public ::testing::Test {
 protected:
  test::fake_transport way;
  app::workspace work{way,
                      {[] { return 1'000.0; }, [] { return 0.5; }, [] {}, [](const app::notice&) {},
                       [](const app::route&, bool) {}, [] { return 1'795'184'520'000.0; }}};
  app::account mine{work.api(), {[] { return 1'000.0; }, [] {}, [](const app::notice&) {}}};
  account_screen shown{work, mine};
  driver page{[this](context& c) { shown.draw(c, {0, 48, 1'440, 852}, {}, {1'795'184'520'000, 0}); }};

  void open(const std::string& location) {
    work.start(app::parse_route(location));
    draw();
  }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }
  void answer(int status, const std::string& body) {
    ASSERT_FALSE(way.calls.empty());
    way.answer(status, body);
    draw();
  }
  /// The oldest request that waits.
  [[nodiscard]] std::string asked() const {
    return way.calls.empty() ? std::string()
                             : way.calls.front().what.method + " " + way.calls.front().what.target;
  }
  bool has(role what, std::string_view name) { return page.look(what, name) != nullptr; }
};

constexpr std::string_view acme = R"({"items":[{"id":"p1","issuer":"https://id.acme.example",
  "label":"Acme & Sons","linked_at":"2026-11-20T09:00:00Z","last_used_at":"2026-11-20T10:00:00Z"}]})";
constexpr std::string_view last_way_in = "You could not sign in any more: set a password first.";

TEST_F(account_page, a_provider_is_unlinked_once_that_was_asked_for_and_confirmed) {
  open("/account?tab=providers");
  ASSERT_EQ(asked(), "GET /api/v1/auth/identities");
  answer(200, std::string(acme));
  EXPECT_TRUE(has(role::row, "Acme & Sons")) << page.outline();
  EXPECT_TRUE(has(role::gridcell, "https://id.acme.example"));
  page.click(role::button, "Unlink");
  ASSERT_TRUE(has(role::dialog, "Unlink Acme & Sons?"));
  EXPECT_TRUE(way.calls.empty());
  page.press("Tab");
  page.press("Enter");
  EXPECT_FALSE(has(role::dialog, "Unlink Acme & Sons?"));
  ASSERT_EQ(asked(), "DELETE /api/v1/auth/identities/p1");
  answer(204, "");
  answer(200, R"({"items":[]})");
  EXPECT_FALSE(has(role::row, "Acme & Sons"));
}

TEST_F(account_page, a_provider_that_is_no_more_is_told_by_its_issuer_and_a_note_at_its_name) {
  open("/account?tab=providers");
  answer(200, R"({"items":[{"id":"p1","issuer":"https://id.acme.example","label":"",
    "linked_at":"2026-11-20T09:00:00Z","last_used_at":"2026-11-20T10:00:00Z"}]})");
  EXPECT_EQ(page.find(role::rowheader, "https://id.acme.example").description,
            "People sign in by it no more");
  EXPECT_TRUE(has(role::gridcell, "https://id.acme.example")) << "under Issuer stands the issuer";
}

TEST_F(account_page, the_last_way_in_stays_and_that_is_said_at_it) {
  open("/account?tab=providers");
  answer(200, std::string(acme));
  page.click(role::button, "Unlink");
  page.press("Tab");
  page.press("Enter");
  answer(409, R"({"type":"/problems/last-way-in","title":"The last way in stays","status":409,"detail":")" +
                  std::string(last_way_in) + "\"}");
  answer(200, std::string(acme));
  EXPECT_TRUE(has(role::alert, last_way_in)) << page.outline();
  EXPECT_TRUE(has(role::row, "Acme & Sons"));
}

}  // namespace
}  // namespace dossier::screens
