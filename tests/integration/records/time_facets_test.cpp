#include "server/records/time_facets.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using counts = std::map<std::string, std::int64_t>;

class time_facets : public testing::Test {
 protected:
  std::string brand(const std::string& name) {
    const api_answer made = world.post("/brands", R"({"name":")" + name + R"("})");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }

  /// An insight that was published at `moment`; none: a draft.
  void insight(const std::string& brand_id, const std::string& moment, const std::string& tags = "[]") {
    const api_answer made =
        world.post("/insights", R"({"brand_id":")" + brand_id + R"(","title":"t","tags":)" + tags + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    if (moment.empty()) return;
    const auto by_hand = world.tested.connect_as_superuser();
    pqxx::work work(*by_hand);
    work.exec_params(
        "UPDATE insights SET status = 'published', published_at = $1::timestamptz WHERE id = $2::uuid",
        moment, made.text("id"));
    work.commit();
  }

  std::string counted(const std::string& target) {
    const api_answer answer = world.get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.text("facets");
  }

  counts by_sql(const std::string& sql) {
    const auto look = world.tested.connect_as_superuser();
    pqxx::work work(*look);
    counts all;
    for (const auto& row : work.exec(sql)) {
      all[row[0].is_null() ? "null" : row[0].as<std::string>()] = row[1].as<std::int64_t>();
    }
    return all;
  }

  static counts of(const boost::json::value& values) {
    counts all;
    for (const auto& each : values.as_array()) {
      const auto& known = each.at("value");
      all[known.is_string() ? std::string(known.as_string()) : "null"] = each.at("count").as_int64();
    }
    return all;
  }

  records_world world;
};

TEST_F(time_facets, count_days_iso_weeks_and_months_in_the_order_of_time) {
  const std::string acme = brand("Acme");
  insight(acme, "2026-09-27T23:59:59.999999Z");  // a Sunday
  insight(acme, "2026-09-28T00:00:00Z");
  insight(acme, "2026-10-04T23:59:59Z");
  insight(acme, "2026-10-05T01:30:00+02:00");  // still Sunday in UTC
  insight(acme, "");
  EXPECT_EQ(
      counted("/insights:facets?fields=published_at:day,published_at:week,published_at:month"),
      R"({"published_at:day":{"values":[{"value":"2026-09-27","count":1},{"value":"2026-09-28","count":1},)"
      R"({"value":"2026-10-04","count":2},{"value":null,"count":1}],"distinct":4,"exact":true},)"
      R"("published_at:week":{"values":[{"value":"2026-09-21","count":1},{"value":"2026-09-28","count":3},)"
      R"({"value":null,"count":1}],"distinct":3,"exact":true},)"
      R"("published_at:month":{"values":[{"value":"2026-09-01","count":2},{"value":"2026-10-01","count":2},)"
      R"({"value":null,"count":1}],"distinct":3,"exact":true}})");
  EXPECT_EQ(counted("/insights:facets?fields=published_at:week&filter=title = \"none\""),
            R"({"published_at:week":{"values":[],"distinct":0,"exact":true}})");
}

TEST_F(time_facets, keep_the_filters_conditions_on_the_time_itself) {
  const std::string acme = brand("Acme");
  insight(acme, "2026-09-28T00:00:00Z");
  insight(acme, "2026-10-07T00:00:00Z");
  EXPECT_EQ(
      counted("/insights:facets?fields=published_at:week&filter=published_at >= \"2026-10-01\""),
      R"({"published_at:week":{"values":[{"value":"2026-10-05","count":1}],"distinct":1,"exact":true}})");
}

TEST_F(time_facets, count_each_value_of_another_field_the_most_frequent_first) {
  const std::string acme = brand("Acme");
  const std::string other = brand("Other");
  insight(other, "2026-10-07T00:00:00Z", R"(["Rates"])");
  insight(acme, "2026-09-28T00:00:00Z", R"(["rates","risk"])");
  insight(acme, "2026-09-29T00:00:00Z");
  EXPECT_EQ(counted("/insights:facets?fields=published_at:week*brand_id"),
            R"({"published_at:week*brand_id":{"series":[{"value":")" + acme + R"(","brand":{"id":")" + acme +
                R"(","name":"Acme"},"count":2,"values":[{"value":"2026-09-28","count":2}]},{"value":")" +
                other + R"(","brand":{"id":")" + other +
                R"(","name":"Other"},"count":1,"values":[{"value":"2026-10-05","count":1}]}],)"
                R"("distinct":2,"exact":true}})");
  EXPECT_EQ(
      counted("/insights:facets?fields=published_at:month*tags"),
      R"({"published_at:month*tags":{"series":[)"
      R"({"value":"Rates","count":2,"values":[{"value":"2026-09-01","count":1},{"value":"2026-10-01","count":1}]},)"
      R"({"value":"risk","count":1,"values":[{"value":"2026-09-01","count":1}]},)"
      R"({"value":null,"count":1,"values":[{"value":"2026-09-01","count":1}]}],"distinct":3,"exact":true}})");
}

TEST_F(time_facets, tell_the_newest_buckets_and_the_most_frequent_values) {
  const auto fill = world.tested.connect_as_superuser();
  {
    pqxx::work work(*fill);
    work.exec("SET LOCAL session_replication_role = replica");
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, country, country_key, created_at, "
        "updated_at, "
        "created_by, updated_by) SELECT $1::uuid, gen_random_uuid(), 1, 'b' || n, 'b' || n, 'C' || n % 12, "
        "'c' || n "
        "% 12, '2026-01-01'::timestamptz + n * interval '1 day', now(), $1::uuid, $1::uuid "
        "FROM generate_series(1, 130) n",
        to_string(world.tenant));
    work.commit();
  }
  const api_answer answer = world.get("/brands:facets?fields=created_at:day,created_at:day*country");
  const auto& days = answer.json.at("facets").at("created_at:day");
  EXPECT_EQ(days.at("values").as_array().size(), static_cast<std::size_t>(records::facet_buckets_max));
  EXPECT_EQ(days.at("distinct"), 130);
  EXPECT_EQ(days.at("values").as_array().front().at("value"), "2026-01-12");
  EXPECT_EQ(days.at("values").as_array().back().at("value"), "2026-05-11");
  const auto& series = answer.json.at("facets").at("created_at:day*country");
  EXPECT_EQ(series.at("series").as_array().size(), static_cast<std::size_t>(records::facet_series_max));
  EXPECT_EQ(series.at("distinct"), 12);
  std::int64_t told = 0;
  for (const auto& each : series.at("series").as_array().front().at("values").as_array()) {
    told += each.at("count").as_int64();
  }
  EXPECT_EQ(series.at("series").as_array().front().at("count"), 11);
  EXPECT_EQ(told, 10) << "one stands before the newest buckets";
}

TEST_F(time_facets, agree_with_postgresql_for_random_records) {
  std::mt19937 random(20261128);
  const auto pick = [&](std::uint32_t below) { return static_cast<int>(random() % below); };
  const std::vector<std::string> brands{brand("A"), brand("B"), brand("C")};
  for (int i = 0; i < 200; ++i) {
    const std::string moment = "2026-0" + std::to_string(1 + pick(9)) + "-1" + std::to_string(pick(10)) +
                               "T0" + std::to_string(pick(10)) + ":00:00Z";
    insight(brands.at(static_cast<std::size_t>(pick(3))), pick(8) == 0 ? "" : moment);
  }
  const std::string target =
      "/insights:facets?filter=title = \"t\"&fields=published_at:week,published_at:week*brand_id";
  const api_answer answer = world.get(target);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string week =
      "SELECT to_char(date_trunc('week', published_at, 'UTC') AT TIME ZONE 'UTC', 'YYYY-MM-DD')";
  const auto& facets = answer.json.at("facets");
  EXPECT_EQ(of(facets.at("published_at:week").at("values")),
            by_sql(week + ", count(*) FROM insights GROUP BY 1"));
  const auto& series = facets.at("published_at:week*brand_id").at("series").as_array();
  ASSERT_EQ(series.size(), 3U);
  for (const auto& each : series) {
    const std::string id(each.at("value").as_string());
    EXPECT_EQ(of(each.at("values")),
              by_sql(week + ", count(*) FROM insights WHERE brand_id = '" + id + "' GROUP BY 1"));
  }
}

TEST_F(time_facets, count_nobody_elses_records) {
  brand("Ours");
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  EXPECT_EQ(world.call_as(eve, http::method::get, "/brands:facets?fields=created_at:day*name").text("facets"),
            R"({"created_at:day*name":{"series":[],"distinct":0,"exact":true}})");
}

}  // namespace
}  // namespace dossier::tests
