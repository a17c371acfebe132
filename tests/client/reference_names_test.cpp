#include "client-wasm/src/app/reference_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "client-wasm/src/app/workspace.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/insight.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
constexpr std::string_view names_id = "insights-names-of-brands";

class reference_names_test : public ::testing::Test {
 protected:
  test::fake_transport way;
  int changes = 0;
  workspace space{way,
                  {.clock = [] { return 1'000.0; },
                   .random = [] { return 0.5; },
                   .changed = [this] { ++changes; },
                   .tell = [](const notice&) {},
                   .navigate = [](const route&, bool) {}}};
  desk& work = space.at("insights");

  static std::string note(int number, int brand, const std::string& name) {
    describe::any_record made(describe::type_of<insight>());
    auto& it = *made.get_if<insight>();
    it.id = id_of(number);
    it.title = "Note " + std::to_string(number);
    it.brand_id = id_of(brand);
    std::string out;
    codec::append_record(out, made,
                         R"("brand":{"id":")" + to_string(id_of(brand)) + R"(","name":")" + name + "\"}");
    return out;
  }
  static std::string page(const std::vector<std::string>& notes, int total, std::string_view token = {}) {
    std::string body = "{\"items\":[";
    for (std::size_t i = 0; i < notes.size(); ++i) body += (i == 0 ? "" : ",") + notes[i];
    body += "],\"next_page_token\":" + (token.empty() ? "null" : "\"" + std::string(token) + "\"");
    return body + ",\"page_size\":100,\"total\":{\"value\":" + std::to_string(total) + ",\"exact\":true}}";
  }
  void start() {
    space.start(parse_route("/insights"));
    way.welcome();
    way.answer(200, page({note(1, 8, "Acme"), note(2, 9, "Borealis"), note(3, 8, "Acme")}, 3),
               {{"change-seq", "7"}});
  }
  void hear(std::int64_t seq, int brand, const std::string& name, bool renamed = true) {
    live::change change;
    change.subs = {std::string(names_id)};
    change.seq = seq;
    change.resource = "brands";
    change.id = id_of(brand);
    change.version = 2;
    change.kind = name.empty() ? live::change_kind::deleted : live::change_kind::updated;
    change.match = name.empty() ? live::match_kind::leave : live::match_kind::stay;
    if (renamed) change.changed = {"name"};
    if (!name.empty())
      change.record = R"({"id":")" + to_string(id_of(brand)) + R"(","version":2,"name":")" + name + "\"}";
    way.receive(live::to_json(live::server_message(change)));
  }
  [[nodiscard]] std::string shown(int number) {
    const model::grid_row* row = work.list().rows()->find(id_of(number));
    return std::string(row->about.name_of(*work.type().find("brand_id")));
  }
  [[nodiscard]] std::int64_t asked_for_names() const {
    return std::count_if(way.current.sent.begin(), way.current.sent.end(), [](const std::string& text) {
      return text.find(names_id) != std::string::npos && text.find("\"subscribe\"") != std::string::npos;
    });
  }
};

TEST_F(reference_names_test, a_list_asks_once_for_the_names_alone_of_what_its_records_refer_to) {
  start();
  EXPECT_EQ(asked_for_names(), 1);
  const auto sent = std::find_if(way.current.sent.begin(), way.current.sent.end(),
                                 [](const auto& text) { return text.find(names_id) != std::string::npos; });
  ASSERT_NE(sent, way.current.sent.end());
  EXPECT_NE(sent->find(R"("fields":["name"])"), std::string::npos) << *sent;
  EXPECT_NE(sent->find(R"("after":7)"), std::string::npos) << *sent;
  work.list().reload();
  way.answer(200, page({note(1, 8, "Acme")}, 1), {{"change-seq", "9"}});
  EXPECT_EQ(asked_for_names(), 1);
}

TEST_F(reference_names_test, a_rename_reaches_every_row_that_refers_to_it_and_no_other) {
  start();
  const int before = changes;
  hear(8, 8, "Acme Robotics");
  EXPECT_EQ(shown(1), "Acme Robotics");
  EXPECT_EQ(shown(2), "Borealis");
  EXPECT_EQ(shown(3), "Acme Robotics");
  EXPECT_GT(changes, before);
}

TEST_F(reference_names_test, another_change_of_what_is_referred_to_draws_nothing) {
  start();
  const int before = changes;
  hear(8, 8, "Acme", false);
  EXPECT_EQ(shown(1), "Acme");
  EXPECT_EQ(changes, before);
}

TEST_F(reference_names_test, a_record_that_is_open_is_not_mistaken_for_what_a_rename_tells_of_it) {
  start();
  desk& brands = space.at("brands");
  brands.show(parse_route("/brands"));
  way.answer(200, R"({"items":[],"next_page_token":null,"page_size":100,"total":{"value":0,"exact":true}})",
             {{"change-seq", "7"}});
  brands.open(id_of(8));
  way.answer(200, codec::to_json(test::make_brand(8, "Acme", 1, 10)), {{"change-seq", "7"}});
  ASSERT_NE(brands.editor().form(), nullptr);
  hear(8, 8, "Acme Robotics");
  EXPECT_EQ(shown(1), "Acme Robotics");
  EXPECT_EQ(brands.editor().form()->find("headcount")->text, "10");
  EXPECT_EQ(brands.editor().form()->find("name")->text, "Acme") << "its own subscription tells it whole";
}

TEST_F(reference_names_test, what_is_deleted_has_no_name_and_gets_it_back) {
  start();
  hear(8, 9, "");
  EXPECT_EQ(shown(2), "");
  live::change back;
  back.subs = {std::string(names_id)};
  back.seq = 9;
  back.resource = "brands";
  back.id = id_of(9);
  back.version = 3;
  back.kind = live::change_kind::restored;
  back.match = live::match_kind::enter;
  back.record = R"({"id":")" + to_string(id_of(9)) + R"(","version":3,"name":"Borealis"})";
  way.receive(live::to_json(live::server_message(back)));
  EXPECT_EQ(shown(2), "Borealis");
}

TEST_F(reference_names_test, a_page_read_before_a_rename_and_told_after_it_is_put_right) {
  start();
  work.list().reload();
  hear(12, 8, "Acme Robotics");
  way.answer(200, page({note(1, 8, "Acme"), note(4, 8, "Acme")}, 2), {{"change-seq", "11"}});
  EXPECT_EQ(shown(1), "Acme Robotics");
  EXPECT_EQ(shown(4), "Acme Robotics");
  work.list().reload();
  way.answer(200, page({note(1, 8, "Acme Holding"), note(4, 8, "Acme Holding")}, 2), {{"change-seq", "15"}});
  EXPECT_EQ(shown(1), "Acme Holding") << "an answer of later knows better";
}

TEST_F(reference_names_test, where_names_were_missed_the_list_is_loaded_anew) {
  start();
  way.receive(R"({"op":"reset","id":"insights-names-of-brands","seq":900})");
  ASSERT_FALSE(way.calls.empty());
  EXPECT_EQ(way.calls.back().what.target.rfind("/api/v1/insights?", 0), 0U);
  way.answer(200, page({note(1, 8, "Acme Robotics")}, 1), {{"change-seq", "901"}});
  EXPECT_EQ(shown(1), "Acme Robotics");
}

TEST_F(reference_names_test, renames_that_are_remembered_are_bounded) {
  start();
  for (std::size_t i = 0; i <= renames_kept; ++i) {
    hear(static_cast<std::int64_t>(8 + i), i == 0 ? 9 : 8,
         i == 0 ? "Forgotten" : "Acme " + std::to_string(i));
  }
  work.list().reload();
  way.answer(200, page({note(1, 8, "Acme"), note(2, 9, "Borealis")}, 2), {{"change-seq", "7"}});
  EXPECT_EQ(shown(1), "Acme " + std::to_string(renames_kept));
  EXPECT_EQ(shown(2), "Borealis");
}

}  // namespace
}  // namespace dossier::app
