#include "client-wasm/src/net/api_client.hpp"

#include <gtest/gtest.h>

#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::net {
namespace {

const describe::record_type& insights() {
  return describe::type_of<insight>();
}

class api_client_test : public ::testing::Test {
 protected:
  [[nodiscard]] const std::string& target() const { return way.calls.front().what.target; }
  test::fake_transport way;
  api_client api{way};
};

TEST_F(api_client_test, asks_for_a_place_of_a_searched_list_with_every_part_percent_encoded) {
  api.list(insights(),
           {.filter = "status = \"draft\"",
            .q = "\"second hub\" -rumor",
            .order_by = "title desc",
            .skip = 500'000,
            .fields = "id,title"},
           [](const result<record_page>&) {});
  EXPECT_EQ(target(),
            "/api/v1/insights?page_size=100&filter=status%20%3D%20%22draft%22&q=%22second%20hub%22%20-rumor"
            "&order_by=title%20desc&skip=500000&fields=id%2Ctitle");
}

TEST_F(api_client_test, reads_highlights_names_of_references_and_what_the_search_became) {
  std::optional<record_page> page;
  api.list(insights(), {.q = "secnd hub"},
           [&](result<record_page> answer) { page = answer ? std::optional(*answer) : std::nullopt; });
  way.answer(200, R"({"items":[{"id":"019a9f3c-0000-7000-8000-000000000001","version":1,"title":"Second hub",
    "tags":["hubs","rail"],"brand_id":"019a9f3c-0000-7000-8000-000000000002",
    "brand":{"id":"019a9f3c-0000-7000-8000-000000000002","name":"Acme"},
    "highlights":{"title":[[0,6],[7,10]],"tags":[[],[[0,4]]]}}],
    "next_page_token":null,"page_size":100,"total":{"value":12,"exact":false},
    "ordered_by":"rank","searched_for":"second hub"})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->ordered_by, rank_order);
  EXPECT_EQ(page->searched_for, "second hub");
  EXPECT_FALSE(page->total_exact);
  const record_context& about = page->items.at(0).about;
  EXPECT_EQ(about.name_of(*insights().find("brand_id")), "Acme");
  EXPECT_EQ(about.hits_in(*insights().find("title")), (std::vector<text_range>{{0, 6}, {7, 10}}));
  EXPECT_TRUE(about.hits_in(*insights().find("tags"), 0).empty());
  EXPECT_EQ(about.hits_in(*insights().find("tags"), 1), (std::vector<text_range>{{0, 4}}));
  EXPECT_TRUE(about.hits_in(*insights().find("body")).empty());
}

TEST_F(api_client_test, reads_how_often_each_value_stands_and_what_references_are_called) {
  std::optional<facet_page> page;
  api.facets(insights(), "status,brand_id", "pinned = true", "hub",
             [&](result<facet_page> answer) { page = answer ? std::optional(*answer) : std::nullopt; });
  EXPECT_EQ(target(), "/api/v1/insights:facets?fields=status%2Cbrand_id&filter=pinned%20%3D%20true&q=hub");
  way.answer(200, R"({"facets":{"status":{"values":[{"value":"draft","count":12}],"distinct":1,"exact":true},
    "brand_id":{"values":[{"value":"019a9f3c-0000-7000-8000-000000000002",
      "brand":{"id":"019a9f3c-0000-7000-8000-000000000002","name":"Acme"},"count":7},
      {"value":null,"brand":null,"count":1}],"distinct":60,"exact":false}}})",
             {{"change-seq", "9"}});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->change_seq, 9);
  const field_facet* status = page->of(*insights().find("status"));
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(status->values.at(0).value, "draft");
  EXPECT_EQ(status->values.at(0).count, 12);
  const field_facet* brands = page->of(*insights().find("brand_id"));
  ASSERT_NE(brands, nullptr);
  EXPECT_EQ(brands->values.at(0).label, "Acme");
  EXPECT_FALSE(brands->values.at(1).value);
  EXPECT_EQ(brands->distinct, 60);
  EXPECT_FALSE(brands->exact);
}

TEST_F(api_client_test, asks_how_many_records_each_week_has) {
  std::optional<facet_page> page;
  api.facets(insights(), "published_at:week", {}, {},
             [&](result<facet_page> answer) { page = answer ? std::optional(*answer) : std::nullopt; });
  EXPECT_EQ(target(), "/api/v1/insights:facets?fields=published_at%3Aweek");
  way.answer(200, R"({"facets":{"published_at:week":{"values":[{"value":"2026-09-28","count":12},
    {"value":"2026-10-05","count":3},{"value":null,"count":9}],"distinct":3,"exact":true}}})");
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->facets.empty());
  EXPECT_EQ(page->buckets_of("published_at:day"), nullptr);
  const bucket_facet* weeks = page->buckets_of("published_at:week");
  ASSERT_NE(weeks, nullptr);
  ASSERT_EQ(weeks->buckets.size(), 2U);
  EXPECT_EQ(weeks->buckets[0].begins, "2026-09-28");
  EXPECT_EQ(weeks->buckets[1].count, 3);
}

TEST_F(api_client_test, sends_several_writes_as_one_and_reads_what_they_left) {
  const uuid id = test::id_of(7);
  batch writes;
  writes.create(R"({"name":"Borealis"})");
  writes.update(id, 3, R"({"headcount":120})");
  writes.remove(id);
  std::vector<told_record> left;
  api.run(describe::type_of<brand>(), writes, "key-1", [&](result<std::vector<told_record>> answer) {
    ASSERT_TRUE(answer);
    left = *std::move(answer);
  });
  const request& sent = way.calls.front().what;
  EXPECT_EQ(sent.target, "/api/v1/brands:batch");
  EXPECT_EQ(sent.body, R"({"operations":[{"create":{"name":"Borealis"}},{"update":{"id":")" + to_string(id) +
                           R"(","version":3,"headcount":120}},{"delete":{"id":")" + to_string(id) + "\"}}]}");
  EXPECT_EQ(sent.headers.back(), (std::pair<std::string, std::string>{"Idempotency-Key", "key-1"}));
  way.answer(200, "{\"results\":[" + codec::to_json(test::make_brand(1, "Borealis")) + "]}");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].record.get_if<brand>()->name, "Borealis");
}

TEST_F(api_client_test, a_batch_is_full_with_a_thousand_operations) {
  batch writes;
  for (std::size_t i = 0; i < batch_max - 1; ++i) writes.remove(test::id_of(static_cast<int>(i)));
  EXPECT_FALSE(writes.full());
  writes.remove(test::id_of(0));
  EXPECT_TRUE(writes.full());
}

TEST_F(api_client_test, an_answer_that_is_no_list_is_a_problem_and_no_empty_list) {
  std::string title;
  api.list(insights(), {}, [&](const result<record_page>& answer) { title = answer.error().title; });
  way.answer(200, R"({"items":7})");
  EXPECT_EQ(title, "The server's answer is not understood");
}

}  // namespace
}  // namespace dossier::net
