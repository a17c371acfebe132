#include "client-wasm/src/app/record_finder.hpp"

#include <gtest/gtest.h>

#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/tag.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

std::string page_of(const std::string& items) {
  return R"({"items":[)" + items +
         R"(],"next_page_token":null,"page_size":8,"total":{"value":1,"exact":true}})";
}
std::string called(std::string name) {
  describe::any_record record(describe::type_of<tag>());
  auto& made = *record.get_if<tag>();
  made.id = test::id_of(1);
  made.version = 1;
  made.name = std::move(name);
  made.usage_count = 31;
  return codec::to_json(record);
}
std::string covenants() {
  return called("Covenants");
}

struct record_finder_test : testing::Test {
  test::fake_transport way;
  net::api_client api{way};
  int changes = 0;
  record_finder tags{describe::type_of<tag>(), api, [this] { ++changes; }};
};

TEST_F(record_finder_test, finds_titles_by_their_beginning_with_their_use) {
  tags.look_for("Cov");
  tags.look_for("Cov");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("q=cov%2A"), std::string::npos)
      << way.calls.front().what.target;
  EXPECT_TRUE(tags.busy());
  way.answer(200, page_of(covenants()));
  ASSERT_EQ(tags.found().size(), 1U);
  EXPECT_EQ(tags.found()[0].title, "Covenants");
  EXPECT_EQ(tags.found()[0].count, 31);
  EXPECT_EQ(tags.looked_for(), "Cov");
  EXPECT_EQ(changes, 1);
  EXPECT_NE(tags.exact("cóvenants"), nullptr);
  EXPECT_EQ(tags.exact("cov"), nullptr);
}

TEST_F(record_finder_test, offers_what_begins_so_first_and_the_rest_by_title) {
  tags.look_for("co");
  way.answer(200, page_of(called("Cover bonds") + "," + called("A covenant") + "," + called("covenants")));
  ASSERT_EQ(tags.found().size(), 3U);
  EXPECT_EQ(tags.found()[0].title, "covenants");
  EXPECT_EQ(tags.found()[1].title, "Cover bonds");
  EXPECT_EQ(tags.found()[2].title, "A covenant");
}

TEST_F(record_finder_test, asks_for_what_was_typed_last_after_the_request_under_way) {
  tags.look_for("c");
  tags.look_for("co");
  tags.look_for("cov");
  EXPECT_EQ(way.calls.size(), 1U);
  way.answer(200, page_of(""));
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_NE(way.calls.front().what.target.find("q=cov%2A"), std::string::npos);
}

TEST_F(record_finder_test, offers_the_first_by_title_before_anything_is_typed) {
  record_finder brands(describe::type_of<brand>(), api, [] {});
  brands.look_for(" ");
  EXPECT_NE(way.calls.front().what.target.find("order_by=name"), std::string::npos);
}

TEST_F(record_finder_test, keeps_what_it_has_when_an_answer_fails) {
  tags.look_for("cov");
  way.answer(200, page_of(covenants()));
  tags.look_for("cove");
  way.answer(503, "{}");
  EXPECT_EQ(tags.found().size(), 1U);
  EXPECT_EQ(tags.looked_for(), "cov");
}

}  // namespace
}  // namespace dossier::app
