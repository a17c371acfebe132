// Long lists: exact totals, and `skip` to any row, while records come, go and change.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

bool eventually(const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

/// A list as a client asks for it, and as PostgreSQL has it.
struct list_case {
  std::string query;      ///< "&filter=…&order_by=…"
  std::string condition;  ///< SQL
  std::string order;      ///< SQL
};

const std::vector<list_case>& list_cases() {
  static const std::vector<list_case> all{
      {"&order_by=name", "true", "name_key, id"},
      {"&order_by=headcount desc", "true", "headcount DESC NULLS LAST, id DESC"},
      {"&order_by=created_at desc", "true", "created_at DESC, id DESC"},
      {"&order_by=headcount&filter=NOT country = \"FR\"", "country_key IS DISTINCT FROM 'fr'",
       "headcount NULLS LAST, id"},
      {"&order_by=country&filter=headcount >= 100 OR country = null", "(headcount >= 100 OR country IS NULL)",
       "country_key NULLS LAST, id"},
  };
  return all;
}

class tracked : public testing::Test {
 protected:
  static constexpr int rows_at_first = 24'000;

  explicit tracked(records::tracked_lists_limits limits = {}) : world(limits) {}

  void SetUp() override {
    superuser = world.tested.connect_as_superuser();
    pqxx::work work(*superuser);
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, country, country_key, headcount, "
        "created_at, updated_at, created_by, updated_by) SELECT $1::uuid, "
        "('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, 'seed ' || n, 'seed ' || n, c, "
        "lower(c), CASE WHEN n % 9 <> 0 THEN n::bigint * 7919 % 1000 END, to_timestamp(1.7e9 + n), "
        "to_timestamp(1.7e9 + n), $1::uuid, $1::uuid FROM generate_series(1, $2::bigint) n, LATERAL (SELECT "
        "CASE "
        "n % 4 WHEN 0 THEN 'DE' WHEN 1 THEN 'FR' WHEN 2 THEN 'US' END AS c) v",
        to_string(world.tenant), rows_at_first);
    for (const auto& row : work.exec("SELECT id::text FROM brands ORDER BY id LIMIT 2000"))
      known.push_back(row[0].as<std::string>());
    work.commit();
    pqxx::nontransaction(*superuser).exec("ANALYZE brands");
  }

  api_answer list(const std::string& rest) { return world.get("/brands?page_size=3" + rest); }

  /// The ids at a place of a list, and how many it has, as PostgreSQL numbers them.
  struct oracle_page {
    std::int64_t total = 0;
    std::vector<std::string> ids;
  };
  oracle_page by_sql(const list_case& of, std::int64_t skip) {
    pqxx::work work(*superuser);
    oracle_page page;
    page.total = work.exec("SELECT count(*) FROM brands WHERE deleted_at IS NULL AND " + of.condition)[0][0]
                     .as<std::int64_t>();
    for (const auto& row : work.exec("SELECT id::text FROM (SELECT id, row_number() OVER (ORDER BY " +
                                     of.order + ") AS number FROM brands WHERE deleted_at IS NULL AND " +
                                     of.condition + ") numbered WHERE number > " + std::to_string(skip) +
                                     " AND number <= " + std::to_string(skip + 3) + " ORDER BY number"))
      page.ids.push_back(row[0].as<std::string>());
    return page;
  }

  static std::vector<std::string> ids_of(const api_answer& page) {
    std::vector<std::string> ids;
    for (const auto& item : page.json.at("items").as_array())
      ids.emplace_back(item.at("id").as_string().c_str());
    return ids;
  }

  void expect_right(const list_case& of, std::int64_t skip, const std::string& about) {
    const oracle_page expected = by_sql(of, skip);
    // A loaded machine may take its time to bring the lists up to date; an answer says so then.
    api_answer page = list(of.query + "&skip=" + std::to_string(skip));
    EXPECT_TRUE(eventually([&] {
      const api_answer before = list(of.query);
      page = list(of.query + "&skip=" + std::to_string(skip));
      return before.json.at("total").at("exact").as_bool();
    }));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(ids_of(page), expected.ids) << about << of.query << " skip " << skip;
    EXPECT_TRUE(page.json.at("total").at("exact").as_bool()) << about << of.query;
    EXPECT_EQ(page.json.at("total").at("value").as_int64(), expected.total) << about << of.query;
  }

  /// Writes at random from several threads, which answer before this returns.
  void write(std::mt19937& random, int threads, int each) {
    std::vector<std::thread> writers;
    writers.reserve(static_cast<std::size_t>(threads));
    for (int t = 0; t < threads; ++t) {
      writers.emplace_back([this, seed = random(), each, t] { write_some(seed, each, t); });
    }
    for (std::thread& one : writers) one.join();
  }

  void write_some(unsigned seed, int count, int thread) {
    static constexpr std::array<const char*, 4> countries{"\"DE\"", "\"FR\"", "\"US\"", "null"};
    std::mt19937 mine(seed);
    for (int n = 0; n < count; ++n) {
      const std::string record = "/brands/" + known[mine() % known.size()];
      const std::string headcount = mine() % 6 == 0 ? "null" : std::to_string(mine() % 1000);
      const std::string values =
          "\"headcount\":" + headcount + ",\"country\":" + countries.at(mine() % countries.size()) + "}";
      switch (mine() % 5) {
        case 0:
          world.post("/brands", "{\"name\":\"New " + std::to_string(seed) + "/" + std::to_string(thread) +
                                    "/" + std::to_string(n) + "\"," + values);
          break;
        case 1:
          world.del(record);
          break;
        case 2:
          world.call(method::post, record + ":undelete");
          break;
        default:
          world.patch(record, "{" + values);
      }
    }
  }

  /// Many new records at one end of the list by time.
  void create_batch(int round) {
    std::string body = "{\"operations\":[";
    for (int n = 0; n < 900; ++n) {
      body += (n == 0 ? "" : ",") + std::string("{\"create\":{\"name\":\"Batch ") + std::to_string(round) +
              "/" + std::to_string(n) + "\"}}";
    }
    ASSERT_EQ(world.post("/brands:batch", body + "]}").status, 200);
  }

  records_world world;
  std::unique_ptr<pqxx::connection> superuser;
  std::vector<std::string> known;
};

TEST_F(tracked, totals_are_exact_and_skip_lands_on_the_right_record_under_random_writes) {
  std::mt19937 random(20261121);
  for (const list_case& each : list_cases()) expect_right(each, 15'000, "at first, ");
  for (int round = 0; round < 30; ++round) {
    write(random, 3, 12);
    if (round % 4 == 0) create_batch(round);
    world.time.advance(1'000'000);
    const std::string about = "in round " + std::to_string(round) + ", ";
    for (const list_case& each : list_cases()) {
      expect_right(each, static_cast<std::int64_t>(random() % 24'000), about);
      if (HasFailure()) return;
    }
  }
  for (const list_case& each : list_cases()) {
    for (const std::int64_t skip : {0, 1, 999, 1000, 1001, 1999, 2000, 2001, 9'999, 10'000, 10'001})
      expect_right(each, skip, "at an edge, ");
  }
}

TEST_F(tracked, a_total_that_says_exact_includes_what_was_written_the_moment_before) {
  const list_case& of = list_cases().front();
  expect_right(of, 12'000, "at first, ");
  std::int64_t total = by_sql(of, 0).total;
  int exact = 0;
  for (int n = 0; n < 100; ++n) {
    ASSERT_EQ(world.post("/brands", "{\"name\":\"One more " + std::to_string(n) + "\"}").status, 201);
    ++total;
    const api_answer page = list(of.query);
    if (!page.json.at("total").at("exact").as_bool()) continue;
    ++exact;
    ASSERT_EQ(page.json.at("total").at("value").as_int64(), total);
  }
  EXPECT_GT(exact, 90);
}

TEST_F(tracked, totals_never_lie_while_somebody_writes_without_a_pause) {
  const list_case& of = list_cases().front();
  expect_right(of, 12'000, "at first, ");
  const std::int64_t before = by_sql(of, 0).total;
  std::atomic<int> begun{0};
  std::atomic<int> done{0};
  std::atomic<bool> stopping{false};
  std::thread writer([&] {
    for (int n = 0; !stopping; ++n) {
      ++begun;
      ASSERT_EQ(world.post("/brands", "{\"name\":\"Restless " + std::to_string(n) + "\"}").status, 201);
      ++done;
    }
  });
  int exact = 0;
  for (int n = 0; n < 150; ++n) {
    const int at_least = done;
    const api_answer page = list(of.query);
    const int at_most = begun;
    if (!page.json.at("total").at("exact").as_bool()) continue;
    ++exact;
    const std::int64_t more = page.json.at("total").at("value").as_int64() - before;
    EXPECT_GE(more, at_least);
    EXPECT_LE(more, at_most);
  }
  stopping = true;
  writer.join();
  EXPECT_GT(exact, 75);
}

TEST_F(tracked, lists_that_begin_to_be_tracked_while_others_write_are_exact_from_then_on) {
  std::atomic<bool> stopping{false};
  std::vector<std::thread> writers;
  for (unsigned w = 0; w < 2; ++w) {
    writers.emplace_back([&, w] {
      for (unsigned n = 0; !stopping; ++n) write_some(w * 1000 + n, 5, static_cast<int>(w));
    });
  }
  for (const list_case& each : list_cases())
    EXPECT_EQ(list(each.query + "&skip=12000").status, 200) << each.query;
  stopping = true;
  for (std::thread& one : writers) one.join();
  for (const list_case& each : list_cases()) {
    for (const std::int64_t skip : {3'000, 11'111, 15'000}) expect_right(each, skip, "afterwards, ");
  }
}

TEST_F(tracked, skip_beyond_the_end_answers_an_empty_page_with_the_total) {
  const api_answer page = list("&order_by=name&skip=50000");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_TRUE(page.json.at("items").as_array().empty());
  EXPECT_TRUE(page.json.at("next_page_token").is_null());
  EXPECT_EQ(page.json.at("total").at("value").as_int64(), rows_at_first);
}

TEST_F(tracked, pages_go_on_from_where_a_skip_landed) {
  const list_case& of = list_cases()[1];
  const api_answer first = list(of.query + "&skip=20000");
  ASSERT_EQ(first.status, 200) << first.body;
  const std::string token(first.json.at("next_page_token").as_string());
  EXPECT_EQ(ids_of(list(of.query + "&page_token=" + token)), by_sql(of, 20'003).ids);
}

TEST_F(tracked, skip_goes_far_only_where_fences_can_be_kept) {
  for (const char* query : {"&order_by=country,name", "&filter=created_at < now%2B1d", "&show_deleted=true",
                            "&filter=updated_at > now-3650d"}) {
    std::string spelled = query;
    if (const auto at = spelled.find("%2B"); at != std::string::npos) spelled.replace(at, 3, "+");
    const api_answer near = list(spelled + "&skip=" + std::to_string(records::skip_walk_max));
    const api_answer far = list(spelled + "&skip=" + std::to_string(records::skip_walk_max + 1));
    if (near.status == 400) continue;  // not such an order at all
    EXPECT_EQ(near.status, 200) << query << near.body;
    EXPECT_EQ(far.status, 400) << query << far.body;
  }
  const api_answer first = list("&order_by=name");
  const std::string token(first.json.at("next_page_token").as_string());
  EXPECT_EQ(list("&order_by=name&skip=10000&page_token=" + token).status, 200);
  EXPECT_EQ(list("&order_by=name&skip=10001&page_token=" + token).status, 400);
}

class tracked_few : public tracked {
 protected:
  tracked_few() : tracked({.lists = 2, .idle = std::chrono::milliseconds(400)}) {}
};

TEST_F(tracked_few, the_list_that_was_not_asked_for_longest_makes_room_and_idle_ones_are_let_go) {
  for (const list_case& each : list_cases()) {
    expect_right(each, 12'000, "one after the other, ");
    EXPECT_LE(world.tracked->size(), 2U);
  }
  EXPECT_TRUE(eventually([&] { return world.tracked->size() == 0; }));
  expect_right(list_cases().front(), 12'000, "again, ");
}

TEST_F(tracked, a_short_list_is_not_tracked) {
  ASSERT_EQ(list("&filter=headcount = 7").status, 200);
  ASSERT_EQ(list("&filter=headcount = 7&skip=12000").status, 200);
  EXPECT_EQ(world.tracked->size(), 0U);
}

TEST_F(tracked, lists_are_counted_anew_after_the_database_was_away) {
  const list_case& of = list_cases().front();
  expect_right(of, 12'000, "at first, ");
  pqxx::nontransaction(*superuser)
      .exec(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
          "usename LIKE 'dossier%'");
  EXPECT_TRUE(eventually([&] {
    return world.post("/brands", "{\"name\":\"Back again\"}").status == 201 && list(of.query).status == 200;
  }));
  EXPECT_TRUE(eventually([&] {
    const api_answer page = list(of.query);
    return page.status == 200 && page.json.at("total").at("exact").as_bool();
  }));
  expect_right(of, 12'000, "afterwards, ");
  expect_right(list_cases()[1], 12'000, "another one, ");
}

}  // namespace
}  // namespace dossier::tests
