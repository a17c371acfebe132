#include "client-wasm/src/screens/insight_list.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/workspace.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;

constexpr std::int64_t listed_at = 7;  ///< position in the log that the list includes

class insight_list_test : public ::testing::Test {
 protected:
  insight_list_test() {
    app::route where;
    where.screen = "insights";
    desk.show(where);
    way.answer(200,
               R"({"items":[)" + codec::to_json(one(1, "Rate caps")) + "," +
                   codec::to_json(one(2, "Covenants")) + "," + codec::to_json(one(3, "Freight")) +
                   R"(],"next_page_token":null,"page_size":100,"total":{"value":3,"exact":true}})",
               {{"change-seq", std::to_string(listed_at)}});
    draw();
  }
  static describe::any_record one(int number, const std::string& title) {
    describe::any_record made(describe::type_of<insight>());
    insight& it = *made.get_if<insight>();
    it.id = test::id_of(number);
    it.version = 1;
    it.title = title;
    it.body = "What is said of it.";
    it.status = insight_status::published;
    it.created_at = it.updated_at = timestamp{1'000'000};
    it.published_at = it.created_at;
    return made;
  }
  void leave(int number, live::change_kind kind) {
    describe::any_record left = one(number, "Gone");
    left.base().version = 2;
    desk.list().rows()->apply(test::change_of(left, listed_at + number, kind, live::match_kind::leave), {},
                              0);
    draw();
  }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }

  test::fake_transport way;
  app::workspace work{way,
                      {[] { return 1'000.0; }, [] { return 0.5; }, [] {}, [](const app::notice&) {},
                       [](const app::route&, bool) {}, [] { return 1'795'184'520'000.0; }}};
  app::desk& desk = work.at("insights");
  model::hit_finder finder{"", query::filter{&describe::type_of<insight>(), std::nullopt}};
  insight_list list;
  driver page{[this](context& c) { list.draw(c, {0, 48, 392, 800}, desk, finder, {1'795'184'520'000, 0}); }};
};

TEST_F(insight_list_test, a_card_about_to_go_says_so_to_the_reader_before_its_text) {
  EXPECT_EQ(page.find(role::option, "Rate caps").description, "What is said of it.");
  leave(1, live::change_kind::updated);
  leave(2, live::change_kind::deleted);
  EXPECT_EQ(page.find(role::option, "Rate caps").description, "Left view. What is said of it.");
  EXPECT_EQ(page.find(role::option, "Covenants").description, "Deleted. What is said of it.");
  EXPECT_EQ(page.find(role::option, "Freight").description, "What is said of it.");
}

}  // namespace
}  // namespace dossier::screens
