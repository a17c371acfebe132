#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "server/records/search_keeper.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

class search : public testing::Test {
 protected:
  /// Makes a brand and answers its id.
  std::string brand(const std::string& name, boost::json::object body = {}) {
    body["name"] = name;
    world.time.advance(1'000'000);
    const api_answer made = world.post("/brands", boost::json::serialize(body));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }

  static std::vector<std::string> names(const api_answer& page, const char* field = "name") {
    EXPECT_EQ(page.status, 200) << page.body;
    std::vector<std::string> all;
    if (page.status != 200) return all;
    for (const auto& item : page.json.at("items").as_array()) all.emplace_back(item.at(field).as_string());
    return all;
  }

  std::vector<std::string> found(const std::string& q, const std::string& more = {}) {
    return names(world.get("/brands?q=" + q + more));
  }

  /// Makes many brands `<word> <country> <number>` at once, each touched later than those before.
  void fill(std::int64_t count, const std::string& word, const std::string& country) {
    const auto as = world.tested.connect_as_superuser();
    pqxx::work work(*as);
    for (const auto& index :
         work.exec("SELECT indexname FROM pg_indexes WHERE tablename = 'brands' AND indexname NOT LIKE "
                   "'%pkey' AND indexname NOT LIKE '%created'")) {
      work.exec("DROP INDEX " + index[0].as<std::string>());
    }
    work.exec_params(
        "WITH made AS (INSERT INTO brands (tenant_id, id, version, name, name_key, country, country_key, "
        "created_at, updated_at, created_by, updated_by) SELECT $1::uuid, gen_random_uuid(), 1, t, lower(t), "
        "$3, lower($3), at, at, $1::uuid, $1::uuid FROM (SELECT $2 || ' ' || $3 || ' ' || n AS t, "
        "now() + n * interval '1 microsecond' AS at FROM generate_series(1, $4::bigint) n) v "
        "RETURNING tenant_id, id) "
        "INSERT INTO brands_search SELECT tenant_id, id, ($2 || ':1A')::tsvector FROM made",
        to_string(world.tenant), word, country, count);
    work.commit();
    pqxx::nontransaction(*as).exec("ANALYZE brands, brands_search");
  }

  using list = std::vector<std::string>;
  records_world world;
};

TEST_F(search, finds_words_in_any_searchable_field_whatever_their_case_and_accents) {
  brand("Société Générale", {{"description", "Eine Bank in Paris.\nAuch in ŁÓDŹ."}});
  brand("Acme", {{"industry", "Banking"}, {"domain", "acme.example"}});
  brand("Other", {{"ticker", "SOCIETE"}});
  EXPECT_EQ(found("societe"), list{"Société Générale"}) << "a ticker is not searched";
  EXPECT_EQ(found("GÉNÉRALE"), list{"Société Générale"});
  EXPECT_EQ(found("lodz"), list{"Société Générale"});
  EXPECT_EQ(found("banking"), list{"Acme"});
  EXPECT_EQ(found("paris bank"), list{"Société Générale"}) << "every word, in whatever field";
  EXPECT_EQ(found("paris banking"), list{}) << "… of one record";
  EXPECT_EQ(found("acme.example"), list{"Acme"});
}

TEST_F(search, understands_phrases_exclusions_and_beginnings_of_words) {
  brand("North Star Line");
  brand("Star of the North");
  brand("Starling");
  EXPECT_EQ(found("\"north star\""), list{"North Star Line"});
  EXPECT_EQ(found("star -line"), list{"Star of the North"});
  EXPECT_EQ(found("star -\"north star\""), list{"Star of the North"});
  EXPECT_EQ(found("star*").size(), 3U);
  EXPECT_EQ(found("star* -of"), (list{"Starling", "North Star Line"})) << "equals by what is newest";
  EXPECT_EQ(found("\"north st*\""), list{}) << "an asterisk inside of quotes is punctuation";
  EXPECT_EQ(found("\"north st\"*"), list{"North Star Line"});
}

TEST_F(search, finds_no_phrase_across_two_fields) {
  brand("One Two", {{"industry", "Three Four"}});
  EXPECT_EQ(found("\"one two\""), list{"One Two"});
  EXPECT_EQ(found("\"two three\""), list{});
  EXPECT_EQ(found("two three"), list{"One Two"});
}

TEST_F(search, orders_by_rank_titles_first_and_says_so) {
  brand("Alpha", {{"description", "A mention of copper."}});
  brand("Copper Works");
  brand("Beta", {{"industry", "Copper"}});
  const api_answer page = world.get("/brands?q=copper");
  EXPECT_EQ(names(page), (list{"Copper Works", "Beta", "Alpha"}));
  EXPECT_EQ(page.text("ordered_by"), "rank");
  const api_answer by_name = world.get("/brands?q=copper&order_by=name");
  EXPECT_EQ(names(by_name), (list{"Alpha", "Beta", "Copper Works"}));
  EXPECT_EQ(by_name.text("ordered_by"), "name");
  EXPECT_FALSE(world.get("/brands").json.contains("ordered_by")) << "only a search does";
}

TEST_F(search, says_where_it_found_the_words) {
  brand("Éclat Énergie", {{"description", "Energie, énergie!\nNo more."}, {"industry", "Steel"}});
  const api_answer page = world.get("/brands?q=energie");
  const auto& item = page.json.at("items").as_array().at(0).as_object();
  EXPECT_EQ(boost::json::serialize(item.at("highlights")),
            R"({"name":[[6,13]],"description":[[0,7],[9,16]]})");
  const auto only_name =
      world.get("/brands?q=energie&fields=id,name").json.at("items").as_array().at(0).as_object();
  EXPECT_EQ(boost::json::serialize(only_name.at("highlights")), R"({"name":[[6,13]]})");
  EXPECT_FALSE(only_name.contains("description"));
  EXPECT_FALSE(world.get("/brands").json.at("items").as_array().at(0).as_object().contains("highlights"));
}

TEST_F(search, marks_what_was_hit_in_each_item_of_a_list) {
  const std::string of = brand("Acme");
  const api_answer made =
      world.post("/insights", R"({"brand_id":")" + of +
                                  R"(","title":"Prices rise","tags":["energy","price watch","steel"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const api_answer page = world.get("/insights?q=price*");
  ASSERT_EQ(names(page, "title"), list{"Prices rise"});
  const auto& item = page.json.at("items").as_array().at(0).as_object();
  EXPECT_EQ(boost::json::serialize(item.at("highlights")), R"({"title":[[0,6]],"tags":[[],[[0,5]],[]]})");
  EXPECT_EQ(names(world.get("/insights?q=\"energy price\""), "title"), list{})
      << "items are texts of their own";
}

TEST_F(search, follows_what_records_say_now) {
  const std::string id = brand("Before");
  EXPECT_EQ(found("before"), list{"Before"});
  ASSERT_EQ(world.patch("/brands/" + id, R"({"name":"After"})").status, 200);
  EXPECT_EQ(found("after"), list{"After"});
  EXPECT_EQ(found("before"), list{});
  ASSERT_EQ(world.patch("/brands/" + id, R"({"headcount":7})").status, 200) << "of no concern to search";
  EXPECT_EQ(found("after"), list{"After"});
  ASSERT_EQ(world.patch("/brands/" + id, R"({"description":"Long text"})").status, 200);
  EXPECT_EQ(found("after text"), list{"After"});
}

TEST_F(search, leaves_out_deleted_records_until_they_are_back) {
  const std::string id = brand("Phoenix");
  ASSERT_EQ(world.del("/brands/" + id).status, 204);
  EXPECT_EQ(found("phoenix"), list{});
  EXPECT_EQ(found("phoenix", "&order_by=name"), list{});
  EXPECT_EQ(found("phoenix", "&show_deleted=true"), list{"Phoenix"});
  ASSERT_EQ(world.call(method::post, "/brands/" + id + ":undelete").status, 200);
  EXPECT_EQ(found("phoenix"), list{"Phoenix"});
}

TEST_F(search, never_finds_another_tenants_records) {
  brand("Secret Steel");
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  EXPECT_EQ(names(world.call_as(eve, method::get, "/brands?q=steel")), list{});
  EXPECT_EQ(names(world.call_as(eve, method::get, "/brands?q=stel")), list{}) << "nor guesses from its words";
  ASSERT_EQ(world.call_as(eve, method::post, "/brands", R"({"name":"Open Steel"})").status, 201);
  EXPECT_EQ(names(world.call_as(eve, method::get, "/brands?q=steel")), list{"Open Steel"});
  EXPECT_EQ(found("steel"), list{"Secret Steel"});
}

TEST_F(search, combines_with_filters_pages_and_totals) {
  std::set<std::string> expected;
  for (int i = 0; i < 57; ++i) {
    const std::string id = brand("Copper " + std::to_string(i) + (i % 3 == 0 ? " copper" : ""),
                                 {{"country", i % 2 == 0 ? "DE" : "FR"}});
    if (i % 2 == 0) expected.insert(id);
  }
  for (const char* order : {"", "&order_by=name", "&order_by=country,name desc"}) {
    for (const int page_size : {1, 7, 100}) {
      std::set<std::string> seen;
      std::string token;
      int rows = 0;
      do {
        const api_answer page =
            world.get("/brands?q=copper&filter=country = \"DE\"&page_size=" + std::to_string(page_size) +
                      order + (token.empty() ? "" : "&page_token=" + token));
        ASSERT_EQ(page.status, 200) << page.body;
        EXPECT_EQ(page.text("total"), R"({"value":29,"exact":true})");
        for (const auto& item : page.json.at("items").as_array()) {
          seen.insert(std::string(item.at("id").as_string()));
          ++rows;
        }
        token = page.text("next_page_token");
      } while (token != "null");
      EXPECT_EQ(seen, expected) << order << " by " << page_size;
      EXPECT_EQ(rows, 29) << order << " by " << page_size;
    }
  }
  EXPECT_EQ(found("copper", "&order_by=created_at&skip=55"), (list{"Copper 55", "Copper 56"}));
  EXPECT_EQ(found("copper", "&skip=55").size(), 2U);
  const std::string token = world.get("/brands?q=copper&page_size=5").text("next_page_token");
  EXPECT_EQ(world.get("/brands?q=copper&page_size=5&page_token=" + token).status, 200);
  EXPECT_EQ(world.get("/brands?q=COPPER&page_size=5&page_token=" + token).status, 200) << "the same search";
  for (const char* other : {"/brands?q=cop*&page_token=", "/brands?page_token=",
                            "/insights?q=copper&page_token=", "/brands?q=copper&order_by=name&page_token="}) {
    EXPECT_EQ(world.get(other + token).status, 400) << other;
  }
}

TEST_F(search, finds_what_a_misspelt_word_was_meant_for_and_says_so) {
  brand("Acme Freight");
  brand("Überlingen Optics", {{"description", "Lenses from Lake Constance"}});
  for (const char* q : {"acmee", "amce", "cme", "acne", "Äcmé*", "xacme"}) {
    const api_answer page = world.get("/brands?q=" + std::string(q));
    if (std::string(q) == "Äcmé*") {
      EXPECT_FALSE(page.json.contains("searched_for")) << "nothing is misspelt";
      continue;
    }
    EXPECT_EQ(names(page), list{"Acme Freight"}) << q;
    EXPECT_EQ(page.text("searched_for"), "acme") << q;
    const auto& item = page.json.at("items").as_array().at(0).as_object();
    EXPECT_EQ(boost::json::serialize(item.at("highlights")), R"({"name":[[0,4]]})") << "what matched";
  }
  const api_answer two = world.get("/brands?q=ueberlingen lenzes -freight");
  EXPECT_EQ(names(two), list{"Überlingen Optics"});
  EXPECT_EQ(two.text("searched_for"), "uberlingen lenses -freight");
  EXPECT_EQ(names(world.get("/brands?q=\"acme frieght\"")), list{"Acme Freight"}) << "in a phrase, too";
  EXPECT_EQ(names(world.get("/brands?q=optcs*")), list{"Überlingen Optics"}) << "and a beginning";
  const api_answer nothing = world.get("/brands?q=zzzzzz");
  EXPECT_EQ(names(nothing), list{});
  EXPECT_FALSE(nothing.json.contains("searched_for"));
  EXPECT_EQ(found("acme optics"), list{}) << "both exist, only not together: nothing is misspelt";
}

TEST_F(search, guesses_no_word_that_no_record_has_any_more) {
  const std::string id = brand("Quartz");
  brand("Quarts");
  EXPECT_EQ(found("quartx").size(), 1U);
  ASSERT_EQ(world.patch("/brands/" + id, R"({"name":"Opal"})").status, 200);
  const api_answer page = world.get("/brands?q=quarzt");
  EXPECT_EQ(names(page), list{"Quarts"});
  EXPECT_EQ(page.text("searched_for"), "quarts");
}

TEST_F(search, gives_records_that_are_older_than_it_their_place) {
  const auto total = [&] { return world.get("/brands?q=falconry&page_size=1").text("total"); };
  const auto keep_until = [&](const std::string& wanted) {
    records::search_keeper keeper(world.io, *world.engine, world.database->sessions(), {world.tenant});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (total() != wanted && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    keeper.stop();
  };
  keep_until(R"({"value":0,"exact":true})");  // there is nothing to do yet
  {
    const auto before_search = world.tested.connect_as_superuser();
    pqxx::work work(*before_search);
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, industry, industry_key, created_at, "
        "updated_at, created_by, updated_by) SELECT $1::uuid, gen_random_uuid(), 1, 'Old ' || n, 'old ' || "
        "n, "
        "'Falconry', 'falconry', now(), now(), $1::uuid, $1::uuid FROM generate_series(1, 450) n",
        to_string(world.tenant));
    work.commit();
  }
  {
    const auto migrating = world.tested.connect(db::role::owner);
    pqxx::work work(*migrating);
    work.exec("CALL search_anew('brands')");
    work.commit();
  }
  brand("New", {{"industry", "Steel"}});
  EXPECT_EQ(found("falconry"), list{});
  EXPECT_EQ(found("steel"), list{"New"});
  keep_until(R"({"value":450,"exact":true})");
  EXPECT_EQ(total(), R"({"value":450,"exact":true})");
  EXPECT_EQ(world.get("/brands?q=falcnory").text("searched_for"), "falconry") << "their words, too";
  EXPECT_EQ(found("steel"), list{"New"});
}

TEST_F(search, walks_what_was_touched_last_when_more_is_found_than_can_be_ranked) {
  const std::int64_t common = records::ranked_hits_max + 500;
  fill(common, "common", "FR");
  fill(12'000, "other", "DE");
  fill(3, "common", "DE");
  const api_answer page = world.get("/brands?q=common&page_size=3&fields=id,name");
  EXPECT_EQ(page.text("ordered_by"), "updated_at desc");
  EXPECT_EQ(names(page), (list{"common DE 3", "common DE 2", "common DE 1"}));
  EXPECT_EQ(page.text("total"), R"({"value":)" + std::to_string(common + 3) + R"(,"exact":false})");
  EXPECT_EQ(boost::json::serialize(page.json.at("items").at(0).at("highlights")), R"({"name":[[0,6]]})");
  const api_answer next =
      world.get("/brands?q=common&page_size=2&page_token=" + page.text("next_page_token"));
  EXPECT_EQ(names(next),
            (list{"common FR " + std::to_string(common), "common FR " + std::to_string(common - 1)}));
  EXPECT_EQ(names(world.get("/brands?q=common&order_by=created_at&page_size=1")), list{"common FR 1"});
  const api_answer filtered = world.get("/brands?q=common&filter=country = \"FR\"&page_size=1");
  EXPECT_EQ(filtered.text("ordered_by"), "updated_at desc") << "still too many";
  EXPECT_EQ(filtered.text("total"), R"({"value":)" + std::to_string(common + 3) + R"(,"exact":false})");
  const api_answer few = world.get("/brands?q=common&filter=country = \"DE\"");
  EXPECT_EQ(few.text("ordered_by"), "rank") << "few of the filter's many have the word";
  list few_names = names(few);
  std::sort(few_names.begin(), few_names.end());
  EXPECT_EQ(few_names, (list{"common DE 1", "common DE 2", "common DE 3"})) << "equals by their ids";
  EXPECT_EQ(few.text("total"), R"({"value":3,"exact":true})");
  EXPECT_EQ(world.get("/brands?q=common&filter=name < \"common de 3\"&page_size=1").text("total"),
            R"({"value":2,"exact":true})")
      << "few enough to ask each";
  EXPECT_EQ(world.get("/brands?q=common&order_by=country,name").status, 400) << "too many of one country";
}

TEST_F(search, says_what_it_does_not_understand_and_where) {
  const api_answer unclosed = world.get("/brands?q=acme \"north");
  EXPECT_EQ(unclosed.status, 400);
  EXPECT_EQ(unclosed.text("position"), "5") << unclosed.body;
  EXPECT_EQ(world.get("/brands?q=-acme").status, 400);
  EXPECT_EQ(world.get("/brands?q=").status, 200) << "nothing is searched for";
  EXPECT_EQ(world.get("/brands?q=" + std::string(501, 'a')).status, 400);
}

TEST_F(search, takes_records_and_searches_of_any_words_at_any_length) {
  std::string longest;
  for (int i = 0; longest.size() + 8 < 65'536; ++i)
    longest += "w" + std::to_string(i) + (i % 2 == 0 ? " " : "\n");
  std::string one_word(65'536, 'x');
  std::string same;
  while (same.size() + 2 <= 65'536) same += "a ";
  const std::string of = brand("It's 100% \\ 'quoted' & <-> ! : * | (x)");
  EXPECT_EQ(found("it's"), list{"It's 100% \\ 'quoted' & <-> ! : * | (x)"});
  EXPECT_EQ(found("100% quoted").size(), 1U);
  EXPECT_EQ(found("\\ 'quoted'").size(), 1U);
  for (const std::string& body : {longest, one_word, same}) {
    const boost::json::object insight{{"brand_id", of}, {"title", "Long"}, {"body", body}};
    ASSERT_EQ(world.post("/insights", boost::json::serialize(insight)).status, 201);
  }
  EXPECT_EQ(names(world.get("/insights?q=w9000"), "title").size(), 1U) << "behind the last position";
  EXPECT_EQ(names(world.get("/insights?q=\"w10 w11\""), "title").size(), 1U);
  EXPECT_EQ(names(world.get("/insights?q=" + std::string(500, 'x')), "title").size(), 0U);
  EXPECT_EQ(names(world.get("/insights?q=" + std::string(499, 'x') + "*"), "title").size(), 1U);
  EXPECT_EQ(names(world.get("/insights?q=a"), "title").size(), 1U);
}

}  // namespace
}  // namespace dossier::tests
