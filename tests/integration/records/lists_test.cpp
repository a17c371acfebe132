#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "shared/codec/record_json.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"
#include "shared/records/brand.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using describe::any_record;
using http::method;

/// What the lists should hold: every brand by id, as it was answered last.
using model = std::map<std::string, any_record>;

class lists : public testing::Test {
 protected:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }

  /// A brand of few different values, so that there are ties and records without a value.
  std::string random_brand(bool with_name) {
    static const std::vector<std::string> names{"Ada", "ada ", "Äda",  "Zoë", "zoe",
                                                "中",  "Æon",  "aeon", "~",   "A-1"};
    boost::json::object body;
    if (with_name) body["name"] = names[pick(10)] + " " + std::to_string(pick(100'000));
    const auto maybe = [&](const char* field, boost::json::value value) {
      if (pick(3) != 0) body[field] = pick(4) == 0 ? boost::json::value() : std::move(value);
    };
    maybe("industry",
          boost::json::value(std::vector<std::string>{"Software", "software", "Steel", "Éclairs"}[pick(4)]));
    maybe("country", boost::json::value(std::vector<std::string>{"DE", "FR", "US"}[pick(3)]));
    maybe("headcount", boost::json::value(pick(5) * 10));
    maybe("ticker", boost::json::value(std::vector<std::string>{"AAA", "aaa", "B"}[pick(3)]));
    return boost::json::serialize(body);
  }

  any_record read(const api_answer& from) {
    return *codec::read_stored(describe::type_of<brand>(), from.body);
  }

  /// One random write, done to both.
  void step(model& expected) {
    world.time.advance(pick(3) == 0 ? 1'000'000 : 0);
    const std::uint32_t what = pick(10);
    if (expected.empty() || what < 5) {
      const api_answer made = world.post("/brands", random_brand(true));
      if (made.status == 201) expected.emplace(made.text("id"), read(made));
      return;
    }
    auto victim = std::next(expected.begin(), pick(static_cast<std::uint32_t>(expected.size())));
    if (what < 9) {
      const api_answer changed = world.patch("/brands/" + victim->first, random_brand(pick(4) == 0));
      if (changed.status == 200) victim->second = read(changed);
      return;
    }
    ASSERT_EQ(world.del("/brands/" + victim->first).status, 204);
    if (pick(2) == 0) {
      expected.erase(victim);
    } else {
      victim->second = read(world.call(method::post, "/brands/" + victim->first + ":undelete"));
    }
  }

  /// All ids of a list, page by page.
  std::vector<std::string> walk(const std::string& query, int page_size) {
    std::vector<std::string> ids;
    std::string token;
    do {
      const api_answer page = world.get("/brands?page_size=" + std::to_string(page_size) + query +
                                        (token.empty() ? "" : "&page_token=" + token));
      EXPECT_EQ(page.status, 200) << page.body;
      if (page.status != 200) break;
      for (const auto& item : page.json.at("items").as_array()) ids.emplace_back(item.at("id").as_string());
      token = page.text("next_page_token");
    } while (token != "null");
    return ids;
  }

  /// The same by the model.
  static std::vector<std::string> expected_ids(const model& expected, const std::string& order_by,
                                               const std::string& filter) {
    const auto by = query::parse_order(describe::type_of<brand>(), order_by);
    const auto where = query::parse_filter(describe::type_of<brand>(), filter);
    std::vector<const any_record*> matching;
    for (const auto& [id, record] : expected) {
      if (query::matches(*where, record)) matching.push_back(&record);
    }
    std::sort(matching.begin(), matching.end(),
              [&](const auto* a, const auto* b) { return query::compare(*by, *a, *b) < 0; });
    std::vector<std::string> ids;
    for (const auto* record : matching) ids.push_back(to_string(record->base().id));
    return ids;
  }

  /// All records, softly deleted ones too, as they are answered.
  model everything() {
    model all;
    for (const std::string& id : walk("&show_deleted=true", 100)) {
      all.emplace(id, read(world.get("/brands/" + id + "?show_deleted=true")));
    }
    return all;
  }

  /// … and by PostgreSQL itself.
  std::vector<std::string> sql_ids(const std::string& column, bool descending) {
    const auto look = world.tested.connect_as_superuser();
    pqxx::work work(*look);
    const std::string direction = descending ? " DESC" : " ASC";
    std::vector<std::string> ids;
    for (const auto& row : work.exec("SELECT id FROM brands WHERE deleted_at IS NULL ORDER BY " + column +
                                     direction + " NULLS LAST, id" + direction)) {
      ids.push_back(row[0].as<std::string>());
    }
    return ids;
  }

  records_world world;
  std::mt19937 random{20261120};
};

const std::vector<std::pair<std::string, std::string>> sortable{
    {"name", "name_key"},       {"industry", "industry_key"}, {"country", "country_key"},
    {"headcount", "headcount"}, {"created_at", "created_at"}, {"updated_at", "updated_at"}};

TEST_F(lists, hold_what_was_written_in_every_order_and_page_size) {
  model expected;
  for (int i = 0; i < 400; ++i) step(expected);
  for (const auto& [id, record] : expected) {
    const api_answer one = world.get("/brands/" + id);
    ASSERT_EQ(one.status, 200);
    ASSERT_EQ(one.body, codec::to_json(record));
  }
  for (const auto& [field, column] : sortable) {
    for (const bool descending : {false, true}) {
      const std::string order = field + (descending ? " desc" : "");
      const auto ids = sql_ids(column, descending);
      EXPECT_EQ(expected_ids(expected, order, ""), ids) << order;
      for (const int page_size : {1, 7, 50, 100}) {
        EXPECT_EQ(walk("&order_by=" + order, page_size), ids) << order << " by " << page_size;
      }
    }
  }
  EXPECT_EQ(walk("", 50), sql_ids("created_at", true)) << "the newest first, unless said otherwise";
}

TEST_F(lists, hold_what_a_filter_says) {
  model expected;
  for (int i = 0; i < 300; ++i) step(expected);
  for (const char* filter :
       {"country = \"DE\"", "country = null", "industry = \"SOFTWARE\"", "headcount = 20",
        "industry = \"eclairs\" AND country = \"FR\"", "ticker = \"AaA\" AND headcount = null",
        "headcount = 7", "country = \"FR\" AND country = \"DE\"",
        "country = \"FR\" AND industry = \"eclairs\""}) {
    for (const char* order : {"country", "headcount desc", "updated_at"}) {
      const auto ids = expected_ids(expected, order, filter);
      EXPECT_EQ(walk("&order_by=" + std::string(order) + "&filter=" + filter, 5), ids) << filter << order;
      const api_answer page =
          world.get("/brands?page_size=3&order_by=" + std::string(order) + "&filter=" + filter);
      EXPECT_EQ(page.text("total"), R"({"value":)" + std::to_string(ids.size()) + R"(,"exact":true})")
          << filter;
    }
  }
}

TEST_F(lists, stand_in_the_order_of_several_fields) {
  model expected;
  for (int i = 0; i < 300; ++i) step(expected);
  for (const char* order :
       {"country,headcount desc", "headcount desc,country", "industry desc,country desc,headcount,name",
        "country desc,industry desc", "updated_at,name desc", "name,country", "headcount,created_at desc"}) {
    for (const char* filter : {"", "headcount > 10 OR country = null"}) {
      const auto ids = expected_ids(expected, order, filter);
      for (const int page_size : {3, 100}) {
        EXPECT_EQ(walk("&order_by=" + std::string(order) + "&filter=" + filter, page_size), ids)
            << order << " by " << page_size;
      }
    }
  }
}

TEST_F(lists, take_several_fields_only_where_groups_are_small) {
  const auto fill = world.tested.connect_as_superuser();
  pqxx::work work(*fill);
  // 10,001 of one country, 10,000 of another.
  work.exec_params(
      "INSERT INTO brands (tenant_id, id, version, name, name_key, country, country_key, headcount, founded, "
      "created_at, updated_at, created_by, updated_by) "
      "SELECT $1::uuid, gen_random_uuid(), 1, 'b' || n, 'b' || n, c, lower(c), n / 2, n % 2, now(), now(), "
      "$1::uuid, $1::uuid FROM generate_series(1, 20001) n, LATERAL (SELECT CASE WHEN n <= 10001 THEN 'DE' "
      "ELSE "
      "'FR' END AS c) v",
      to_string(world.tenant));
  work.commit();
  const api_answer refused = world.get("/brands?order_by=country,name");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(
      refused.text("detail"),
      "`order_by` cannot be had: more than 10000 records match, and as many share a value of `country`. "
      "Filter further, or order by another field first.");
  for (const char* good :
       {"/brands?order_by=country", "/brands?order_by=headcount,country", "/brands?order_by=name,country",
        "/brands?order_by=country,name&filter=country = \"FR\"",
        "/brands?order_by=country,name&filter=founded = 0"}) {
    EXPECT_EQ(world.get(good).status, 200) << good;
  }
  EXPECT_EQ(world.get("/brands?order_by=country,name&filter=headcount > 1").status, 400);
}

TEST_F(lists, show_the_deleted_among_the_others_where_asked) {
  model live;
  for (int i = 0; i < 400; ++i) step(live);
  const model all = everything();
  ASSERT_GT(all.size(), live.size());
  for (const auto& [id, record] : all) {
    const bool lives = live.count(id) != 0;
    EXPECT_EQ(record.base().deleted_at.has_value(), !lives);
    EXPECT_EQ(world.get("/brands/" + id).status, lives ? 200 : 404);
  }
  for (const char* order :
       {"name", "headcount desc", "created_at desc", "country,headcount desc", "industry"}) {
    for (const char* filter : {"", "country = \"DE\" OR headcount = null", "NOT industry:\"steel\""}) {
      const auto ids = expected_ids(all, order, filter);
      const std::string query = "&show_deleted=true&order_by=" + std::string(order) + "&filter=" + filter;
      EXPECT_EQ(walk(query, 100), ids) << query;
      EXPECT_EQ(walk(query, 7), ids) << query;
      EXPECT_EQ(world.get("/brands?page_size=1" + query).text("total"),
                R"({"value":)" + std::to_string(ids.size()) + R"(,"exact":true})");
    }
  }
  const std::string token = world.get("/brands?page_size=2").text("next_page_token");
  EXPECT_EQ(world.get("/brands?page_size=2&show_deleted=true&page_token=" + token).status, 400);
}

TEST_F(lists, answer_the_fields_that_are_asked_for_and_no_others) {
  model expected;
  for (int i = 0; i < 60; ++i) step(expected);
  const std::string brand_id = expected.begin()->first;
  ASSERT_EQ(world.post("/insights", R"({"title":"T","brand_id":")" + brand_id + "\"}").status, 201);
  for (const char* order : {"name", "headcount desc", "industry,country"}) {
    const std::string some = "&fields=country,id&order_by=" + std::string(order);
    EXPECT_EQ(walk(some, 7), expected_ids(expected, order, ""));
    const api_answer page = world.get("/brands?page_size=3" + some);
    for (const auto& item : page.json.at("items").as_array()) {
      ASSERT_EQ(item.as_object().size(), 2U) << page.body;
      EXPECT_TRUE(item.as_object().contains("country"));
    }
    const std::string token =
        world.get("/brands?page_size=3&order_by=" + std::string(order)).text("next_page_token");
    EXPECT_EQ(world.get("/brands?page_size=3" + some + "&page_token=" + token).status, 200)
        << "a list may go on with other fields";
  }
  const std::string name = world.get("/brands/" + brand_id).text("name");
  const std::string brand = R"("brand":{"id":")" + brand_id + R"(","name":")" + name + "\"}";
  EXPECT_EQ(world.get("/insights?fields=title").text("items"), R"([{"title":"T"}])");
  EXPECT_EQ(world.get("/insights?fields=title,brand_id").text("items"),
            R"([{"brand_id":")" + brand_id + R"(","title":"T",)" + brand + "}]");
  EXPECT_EQ(world.get("/brands?fields=deleted_at&page_size=1").text("items"), "[{}]");
}

TEST_F(lists, begin_so_many_rows_on_as_skip_says) {
  model expected;
  for (int i = 0; i < 120; ++i) step(expected);
  for (const char* order : {"name", "headcount desc", "country,name"}) {
    const auto ids = expected_ids(expected, order, "");
    for (std::size_t skip :
         {std::size_t{0}, std::size_t{1}, std::size_t{17}, ids.size() - 1, ids.size(), ids.size() + 5}) {
      const auto rest = walk("&skip=0&order_by=" + std::string(order), 100);
      const api_answer page =
          world.get("/brands?page_size=10&order_by=" + std::string(order) + "&skip=" + std::to_string(skip));
      std::vector<std::string> got;
      for (const auto& item : page.json.at("items").as_array()) got.emplace_back(item.at("id").as_string());
      const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(std::min(skip, ids.size()));
      EXPECT_EQ(got,
                std::vector<std::string>(begin, begin + std::min<std::ptrdiff_t>(10, ids.end() - begin)));
      EXPECT_EQ(page.text("total"), R"({"value":)" + std::to_string(ids.size()) + R"(,"exact":true})");
    }
    const api_answer first = world.get("/brands?page_size=3&order_by=" + std::string(order));
    const api_answer on = world.get("/brands?page_size=3&skip=4&order_by=" + std::string(order) +
                                    "&page_token=" + first.text("next_page_token"));
    EXPECT_EQ(on.json.at("items").as_array().at(0).at("id").as_string(), ids.at(7))
        << "from where the token says";
  }
}

TEST_F(lists, count_exactly_what_they_hold) {
  EXPECT_EQ(world.get("/brands").text("total"), R"({"value":0,"exact":true})");
  for (int i = 0; i < 5; ++i) {
    const std::string name = "Brand " + std::to_string(i);
    ASSERT_EQ(world.post("/brands", R"({"name":")" + name + "\"}").status, 201);
    EXPECT_EQ(world.get("/brands?page_size=2").text("total"),
              R"({"value":)" + std::to_string(i + 1) + R"(,"exact":true})")
        << "at once after a write of this server";
  }
  const std::string first =
      std::string(world.get("/brands").json.at("items").as_array()[0].at("id").as_string());
  ASSERT_EQ(world.del("/brands/" + first).status, 204);
  EXPECT_EQ(world.get("/brands?page_size=1").text("total"), R"({"value":4,"exact":true})");
}

TEST_F(lists, estimate_how_much_they_hold_beyond_ten_thousand) {
  const auto fill = world.tested.connect_as_superuser();
  pqxx::work work(*fill);
  work.exec_params(
      "INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, created_by, "
      "updated_by) "
      "SELECT $1::uuid, gen_random_uuid(), 1, 'b' || n, 'b' || n, now(), now(), $1::uuid, $1::uuid "
      "FROM generate_series(1, 12345) n",
      to_string(world.tenant));
  work.commit();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string total;
  do {
    const api_answer page = world.get("/brands");
    ASSERT_EQ(page.status, 200);
    total = page.text("total");
  } while (total != R"({"value":12345,"exact":false})" && std::chrono::steady_clock::now() < until);
  EXPECT_EQ(total, R"({"value":12345,"exact":false})");
}

TEST_F(lists, answer_a_position_in_the_log_that_they_include) {
  EXPECT_EQ(world.get("/brands").header("Change-Seq"), "0");
  ASSERT_EQ(world.post("/brands", R"({"name":"Acme"})").status, 201);
  world.wait_for_the_log();
  EXPECT_EQ(world.get("/brands").header("Change-Seq"), "1");
  EXPECT_EQ(world.get("/brands?filter=country = \"XX\"").header("Change-Seq"), "1") << "an empty page, too";
}

TEST_F(lists, continue_only_as_they_began) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(world.post("/brands", R"({"country":"DE","name":"Brand )" + std::to_string(i) + "\"}").status,
              201);
  }
  const std::string token =
      world.get("/brands?page_size=2&order_by=name&filter=country = \"DE\"").text("next_page_token");
  const std::string good = "/brands?page_size=3&order_by=name asc&filter=country=\"de\"&page_token=";
  EXPECT_EQ(world.get("/brands?order_by=name&filter=country = \"DE\"&page_token=" + token).status, 200);
  for (const char* other :
       {"/brands?order_by=name desc&filter=country = \"DE\"&page_token=",
        "/brands?order_by=country&filter=country = \"DE\"&page_token=",
        "/brands?order_by=name&filter=country = \"FR\"&page_token=", "/brands?order_by=name&page_token=",
        "/brands?page_token=", "/insights?page_token="}) {
    const api_answer refused = world.get(other + token);
    EXPECT_EQ(refused.status, 400) << other;
  }
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  EXPECT_EQ(
      world.call_as(eve, method::get, "/brands?order_by=name&filter=country = \"DE\"&page_token=" + token)
          .status,
      400);
  std::string forged = token;
  for (std::size_t at = 0; at < token.size(); at += 3) {
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(world.get("/brands?order_by=name&filter=country = \"DE\"&page_token=" + forged).status, 400)
        << at;
    forged[at] = token[at];
  }
}

TEST_F(lists, neither_repeat_nor_skip_an_unmoved_record_while_others_write) {
  std::set<std::string> unmoved;
  for (int i = 0; i < 120; ++i) {
    boost::json::object body{{"name", "Still " + std::to_string(i)}};
    if (i % 3 != 0) body["headcount"] = i % 7;
    unmoved.insert(world.post("/brands", boost::json::serialize(body)).text("id"));
  }
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    std::vector<std::string> moving;
    for (std::uint32_t i = 0; !stop; ++i) {
      const api_answer made = world.post("/brands", R"({"headcount":)" + std::to_string(i % 9) +
                                                        R"(,"name":"Moving )" + std::to_string(i) + "\"}");
      moving.push_back(made.text("id"));
      world.patch("/brands/" + moving[i / 2],
                  R"({"headcount":)" + (i % 4 == 0 ? "null" : std::to_string(i % 11)) + "}");
      if (i % 3 == 0) world.del("/brands/" + moving[i / 3]);
    }
  });
  for (const char* order : {"headcount", "headcount desc", "name", "created_at desc", "headcount,name desc",
                            "headcount desc,created_at"}) {
    for (const char* filter : {"", "name:\"still\"", "headcount != 20 AND NOT ticker:*"}) {
      for (const char* deleted : {"", "&show_deleted=true"}) {
        std::map<std::string, int> seen;
        const std::string query = "&order_by=" + std::string(order) + deleted + "&filter=" + filter;
        for (const std::string& id : walk(query, 13)) ++seen[id];
        for (const std::string& id : unmoved) EXPECT_EQ(seen[id], 1) << query;
      }
    }
  }
  std::map<std::string, int> seen;
  for (const std::string& id : walk("&order_by=headcount", 1)) ++seen[id];
  for (const std::string& id : unmoved) EXPECT_EQ(seen[id], 1) << "one by one";
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace dossier::tests
