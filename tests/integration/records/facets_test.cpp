#include <gtest/gtest.h>

#include <map>
#include <random>

#include "server/records/facets.hpp"
#include "shared/records/brand.hpp"
#include "shared/text/fold.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

class facets : public testing::Test {
 protected:
  std::string make(const std::string& resource, const boost::json::object& body) {
    const api_answer made = world.post("/" + resource, boost::json::serialize(body));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }

  /// The facets of a request as JSON.
  std::string counted(const std::string& target) {
    const api_answer answer = world.get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.text("facets");
  }

  /// What PostgreSQL itself counts: `value` and count, of a query on the tenant's table.
  std::map<std::string, std::int64_t> by_sql(const std::string& sql) {
    const auto look = world.tested.connect_as_superuser();
    pqxx::work work(*look);
    std::map<std::string, std::int64_t> all;
    for (const auto& row : work.exec(sql)) {
      all[row[0].is_null() ? "null" : row[0].as<std::string>()] = row[1].as<std::int64_t>();
    }
    return all;
  }

  std::map<std::string, std::int64_t> by_api(const std::string& target, const std::string& field) {
    std::map<std::string, std::int64_t> all;
    const api_answer answer = world.get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    for (const auto& value : answer.json.at("facets").at(field).at("values").as_array()) {
      const auto& known = value.at("value");
      all[known.is_string() ? std::string(known.as_string()) : boost::json::serialize(known)] =
          value.at("count").as_int64();
    }
    return all;
  }

  /// All but the primary key's, so that many rows are made quickly.
  static void drop_indexes(pqxx::work& in, const std::string& table) {
    for (const auto& index : in.exec("SELECT indexname FROM pg_indexes WHERE tablename = '" + table +
                                     "' AND indexname NOT LIKE '%pkey'")) {
      in.exec("DROP INDEX " + index[0].as<std::string>());
    }
  }

  records_world world;
  int number = 0;
};

TEST_F(facets, count_each_value_the_most_frequent_first_and_none_as_null) {
  const std::string acme = make("brands", {{"name", "Acme"}});
  const std::string other = make("brands", {{"name", "Other"}});
  make("insights",
       {{"brand_id", acme}, {"title", "1"}, {"tags", {"Energy", "steel"}}, {"source", "Reuters"}});
  make("insights", {{"brand_id", acme}, {"title", "2"}, {"tags", {"énergy"}}, {"source", "REUTERS"}});
  make("insights", {{"brand_id", other}, {"title", "3"}, {"source", "Reuters"}, {"pinned", true}});
  make("insights", {{"brand_id", acme}, {"title", "4"}, {"tags", {"Energy"}}, {"status", "published"}});
  EXPECT_EQ(
      counted("/insights:facets?fields=status,pinned,source,tags"),
      R"({"status":{"values":[{"value":"draft","count":3},{"value":"published","count":1}],"distinct":2,"exact":true},)"
      R"("pinned":{"values":[{"value":false,"count":3},{"value":true,"count":1}],"distinct":2,"exact":true},)"
      R"("source":{"values":[{"value":"Reuters","count":3},{"value":null,"count":1}],"distinct":2,"exact":true},)"
      R"("tags":{"values":[{"value":"Energy","count":3},{"value":"steel","count":1},{"value":null,"count":1}],"distinct":3,"exact":true}})");
  EXPECT_EQ(counted("/insights:facets?fields=brand_id"),
            R"({"brand_id":{"values":[{"value":")" + acme + R"(","brand":{"id":")" + acme +
                R"(","name":"Acme"},"count":3},{"value":")" + other + R"(","brand":{"id":")" + other +
                R"(","name":"Other"},"count":1}],"distinct":2,"exact":true}})");
  EXPECT_EQ(counted("/insights:facets?fields=status&filter=title = \"none\""),
            R"({"status":{"values":[],"distinct":0,"exact":true}})");
}

TEST_F(facets, leave_out_the_fields_own_conditions_and_keep_all_others) {
  for (const char* country : {"DE", "DE", "FR", "US"}) {
    for (const char* industry : {"Steel", "Software"}) {
      make("brands", {{"name", std::string(country) + industry + std::to_string(number++)},
                      {"country", country},
                      {"industry", industry}});
    }
  }
  const std::string filter =
      "&filter=country IN (\"DE\",\"FR\") AND industry = \"steel\" AND NOT country = \"FR\"";
  EXPECT_EQ(
      counted("/brands:facets?fields=country,industry" + filter),
      R"({"country":{"values":[{"value":"DE","count":2},{"value":"FR","count":1},{"value":"US","count":1}],)"
      R"("distinct":3,"exact":true},"industry":{"values":[{"value":"Software","count":2},)"
      R"({"value":"Steel","count":2}],"distinct":2,"exact":true}})");
  EXPECT_EQ(
      counted("/brands:facets?fields=country&filter=country = \"DE\" OR industry = \"Steel\""),
      R"({"country":{"values":[{"value":"DE","count":4},{"value":"FR","count":1},{"value":"US","count":1}],)"
      R"("distinct":3,"exact":true}})")
      << "a condition on others, too, is not the field's own";
}

TEST_F(facets, follow_a_search) {
  make("brands", {{"name", "Copper One"}, {"country", "DE"}});
  make("brands", {{"name", "Copper Two"}, {"country", "FR"}});
  make("brands", {{"name", "Steel"}, {"country", "DE"}});
  EXPECT_EQ(by_api("/brands:facets?fields=country&q=copper", "country"),
            (std::map<std::string, std::int64_t>{{"DE", 1}, {"FR", 1}}));
  EXPECT_EQ(by_api("/brands:facets?fields=country&q=coper", "country"),
            (std::map<std::string, std::int64_t>{{"DE", 1}, {"FR", 1}}))
      << "misspelt, as the list does";
}

TEST_F(facets, agree_with_postgresql_for_random_records_and_filters) {
  std::mt19937 random(20261121);
  const auto pick = [&](std::uint32_t below) { return random() % below; };
  const std::vector<std::string> industries{"Steel", "steel", "Stéel", "Software", "Energy"};
  for (int i = 0; i < 300; ++i) {
    boost::json::object body{{"name", "Brand " + std::to_string(i)}};
    if (pick(4) != 0) body["industry"] = industries[pick(5)];
    if (pick(3) != 0) body["country"] = std::vector<std::string>{"DE", "FR", "US"}[pick(3)];
    body["headcount"] = pick(50);
    boost::json::array tags;
    for (const char* tag : {"a", "B", "ç"}) {
      if (pick(2) == 0) tags.emplace_back(tag);
    }
    body["tags"] = tags;
    const std::string id = make("brands", body);
    if (pick(10) == 0) world.del("/brands/" + id);
  }
  const std::string live = " FROM brands WHERE deleted_at IS NULL AND headcount >= 10 ";
  const std::string filter = "&filter=headcount >= 10";
  const std::string target = "/brands:facets?fields=country,industry,tags" + filter;
  EXPECT_EQ(by_api(target, "country"), by_sql("SELECT country, count(*)" + live + "GROUP BY 1"));
  EXPECT_EQ(by_api(target, "tags"), by_sql("SELECT tag, count(*) FROM (SELECT tags" + live +
                                           ") t LEFT JOIN LATERAL unnest(tags) tag ON true GROUP BY 1"));
  const auto folded = by_sql("SELECT industry_key, count(*)" + live + "GROUP BY 1");
  const auto counted_industries = by_api(target, "industry");
  ASSERT_EQ(counted_industries.size(), folded.size());
  for (const auto& [value, count] : counted_industries) {
    EXPECT_EQ(folded.at(value == "null" ? "null" : text::fold(value)), count) << value;
  }
  const std::string rest = " AND country_key = 'de' ";
  EXPECT_EQ(by_api(target + " AND country = \"DE\" AND tags:\"b\"", "tags"),
            by_sql("SELECT tag, count(*) FROM (SELECT tags" + live + rest +
                   ") t LEFT JOIN LATERAL unnest(tags) tag ON true GROUP BY 1"));
}

TEST_F(facets, name_what_cannot_be_counted_and_where) {
  for (const auto& [target, position] : std::vector<std::pair<std::string, std::string>>{
           {"/brands:facets", "0"},
           {"/brands:facets?fields=", "0"},
           {"/brands:facets?fields=country,nonsense", "8"},
           {"/brands:facets?fields=country,country", "8"},
           {"/brands:facets?fields=country,description", "8"},
           {"/brands:facets?fields=headcount", "0"},
           {"/brands:facets?fields=country, created_at", "9"},
           {"/brands:facets?fields=created_at:year", "11"},
           {"/brands:facets?fields=created_at:", "11"},
           {"/brands:facets?fields=country,name:week", "8"},
           {"/brands:facets?fields=nonsense:week", "0"},
           {"/brands:facets?fields=created_at:week*", "16"},
           {"/brands:facets?fields=created_at:week*description", "16"},
           {"/brands:facets?fields=created_at:week*created_at", "16"},
           {"/brands:facets?fields=created_at:day,created_at:day", "15"},
           {"/brands:facets?fields=id", "0"},
           {"/brands:facets?fields=country&filter=country = ", "10"}}) {
    const api_answer refused = world.get(target);
    EXPECT_EQ(refused.status, 400) << target;
    EXPECT_EQ(refused.text("position"), position) << target << refused.body;
  }
  EXPECT_EQ(world.get("/brands:facets?fields=country&page_size=3").status, 400);
  EXPECT_EQ(world.call(http::method::post, "/brands:facets").status, 405);
}

TEST_F(facets, tell_fifty_values_and_how_many_there_are) {
  for (int i = 0; i < 60; ++i) {
    make("brands", {{"name", "Brand " + std::to_string(i)}, {"industry", "Industry " + std::to_string(i)}});
  }
  make("brands", {{"name", "Twice"}, {"industry", "Industry 59"}});
  const api_answer answer = world.get("/brands:facets?fields=industry");
  const auto& industry = answer.json.at("facets").at("industry");
  EXPECT_EQ(industry.at("values").as_array().size(), 50U);
  EXPECT_EQ(industry.at("values").as_array().at(0).at("value"), "Industry 59");
  EXPECT_EQ(industry.at("distinct"), 60);
}

TEST_F(facets, count_nobody_elses_records) {
  make("brands", {{"name", "Ours"}, {"country", "DE"}});
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  const api_answer answer = world.call_as(eve, http::method::get, "/brands:facets?fields=country");
  EXPECT_EQ(answer.text("facets"), R"({"country":{"values":[],"distinct":0,"exact":true}})");
}

TEST_F(facets, answer_a_position_in_the_log_that_they_include) {
  make("brands", {{"name", "Ours"}, {"country", "DE"}});
  world.wait_for_the_log();
  EXPECT_EQ(world.get("/brands:facets?fields=country").header("Change-Seq"), "1");
  EXPECT_EQ(world.get("/brands:facets?fields=country&q=ours").header("Change-Seq"), "1");
}

TEST_F(facets, are_estimates_of_a_list_too_long_to_count) {
  const auto fill = world.tested.connect_as_superuser();
  {
    pqxx::work work(*fill);
    drop_indexes(work, "brands");
    work.exec("SET LOCAL session_replication_role = replica");
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, country, country_key, created_at, "
        "updated_at, "
        "created_by, updated_by) SELECT $1::uuid, gen_random_uuid(), 1, 'b' || n, 'b' || n, c, lower(c), "
        "now(), "
        "now(), $1::uuid, $1::uuid FROM generate_series(1, 110000) n, LATERAL (SELECT CASE WHEN n % 4 = 0 "
        "THEN "
        "'FR' ELSE 'DE' END AS c) v",
        to_string(world.tenant));
    work.commit();
  }
  pqxx::nontransaction(*fill).exec("ANALYZE brands");
  const api_answer answer = world.get("/brands:facets?fields=country");
  const auto& country = answer.json.at("facets").at("country");
  EXPECT_EQ(country.at("exact"), false);
  const auto& values = country.at("values").as_array();
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values.at(0).at("value"), "DE");
  EXPECT_NEAR(static_cast<double>(values.at(0).at("count").as_int64()), 82'500, 25'000);
  EXPECT_NEAR(static_cast<double>(values.at(1).at("count").as_int64()), 27'500, 10'000);
  EXPECT_EQ(world.get("/brands:facets?fields=country&filter=country = \"FR\" AND name < \"b2\"")
                .json.at("facets")
                .at("country")
                .at("exact"),
            true)
      << "of fewer records";
}

}  // namespace
}  // namespace dossier::tests
