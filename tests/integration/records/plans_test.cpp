#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <list>
#include <map>

#include "server/records/audit_statements.hpp"
#include "server/records/facets.hpp"
#include "server/records/fence_reader.hpp"
#include "server/records/list_statements.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/search.hpp"
#include "server/records/statements.hpp"
#include "shared/records/audit_entry.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {
namespace {

using describe::type_of;

constexpr int brands_in_all = 1'000'000;
/// Blocks of 8 KiB that an interactive statement may touch: a few levels of an index and a page of rows.
constexpr std::int64_t buffers_max = 700;
/// The same for a filter by one field of a list in the order of another, where one row in 182 matches.
constexpr std::int64_t filtered_buffers_max = 15'000;
/// The same for a jump: the rows between two fences, each in a block of its own at worst, and its index's.
constexpr std::int64_t jump_buffers_max = buffers_max + 2 * records::fence_spacing;
/// The same where a page walks over walked_rows_max rows first, each found by its id.
constexpr std::int64_t walked_buffers_max = 10'000;
/// Rows that any sort may see; a filter may leave a small group to be sorted.
constexpr double sorted_rows_max = 200;
constexpr double filtered_sorted_rows_max = 10'000;
/// Rows that may be read without an index.
constexpr double scanned_rows_max = 100;

/// Where a test does not care how many rows a page has.
constexpr std::int64_t any_rows = -1;

/// What a plan did, summed over its nodes.
struct plan_facts {
  std::int64_t buffers = 0;
  double most_sorted = 0;
  double rows = 0;
  std::string scans;  ///< tables that were read from end to end
  std::string text;
};

double number(const boost::json::object& node, const char* name) {
  const auto* found = node.if_contains(name);
  return found == nullptr ? 0 : found->to_number<double>();
}

void walk(const boost::json::object& node, plan_facts& facts) {
  const std::string type(node.at("Node Type").as_string());
  // A table of a page or two, as an empty partition, is rightly read as a whole.
  const double read =
      (number(node, "Actual Rows") + number(node, "Rows Removed by Filter")) * number(node, "Actual Loops");
  if (type == "Seq Scan" && read > scanned_rows_max) {
    facts.scans += std::string(node.at("Relation Name").as_string()) + " ";
  }
  const auto* children = node.if_contains("Plans");
  if (children == nullptr) return;
  for (const auto& child : children->as_array()) {
    if (type.ends_with("Sort") && child.at("Parent Relationship").as_string() == "Outer") {
      facts.most_sorted = std::max(facts.most_sorted, number(child.as_object(), "Actual Rows"));
    }
    walk(child.as_object(), facts);
  }
}

/// A million brands of three tenants, 800,000 of them of one; some insights and many changes. Statements are
/// explained as the role that serves, with the very texts that the lanes send, and with plans that know no
/// parameter: the worst that a lane can have.
class plans : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tested = std::make_unique<test_database>();
    tenant = tested->make_tenant();
    const uuid other = tested->make_tenant("Other");
    const uuid third = tested->make_tenant("Third");
    const auto fill = tested->connect_as_superuser();
    {
      pqxx::work work(*fill);
      const auto indexes = work.exec(
          "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'brands' AND indexname <> "
          "'brands_pkey'");
      for (const auto& index : indexes) work.exec("DROP INDEX " + index[0].as<std::string>());
      work.exec("SET LOCAL session_replication_role = replica");  // foreign keys hold by construction
      work.exec("SET LOCAL maintenance_work_mem = '256MB'");
      work.exec(brands_sql(other, third));
      for (const auto& index : indexes) work.exec(index[1].as<std::string>());
      work.exec(insights_sql);
      for (const char* table : {"brands", "insights"}) {  // what triggers do else
        work.exec("INSERT INTO " + std::string(table) +
                  "_recency SELECT tenant_id, id, updated_at, deleted_at IS NOT "
                  "NULL FROM " +
                  table);
      }
      work.exec("DROP INDEX brands_search_by_word");
      work.exec(search_sql);
      work.exec("CREATE INDEX brands_search_by_word ON brands_search USING gin (tenant_id, document)");
      work.exec(changes_sql);
      work.exec(
          "INSERT INTO change_heads SELECT tenant_id, max(seq), '\\x00', now() FROM changes GROUP BY "
          "tenant_id");
      work.commit();
    }
    pqxx::nontransaction tidy(*fill);
    for (const char* table : {"brands", "insights", "brands_recency", "insights_recency", "brands_search",
                              "changes", "change_heads"}) {
      tidy.exec(std::string("VACUUM ANALYZE ") + table);
    }
  }
  static void TearDownTestSuite() { tested.reset(); }

  void SetUp() override {
    serving = tested->connect(db::role::app);
    pqxx::nontransaction set(*serving);
    set.exec("SET plan_cache_mode = force_generic_plan");
    set.exec("SET jit = off");
  }

  static std::string brands_sql(const uuid& other, const uuid& third) {
    return "INSERT INTO brands (tenant_id, id, version, name, name_key, industry, industry_key, country, "
           "country_key, "
           "headcount, founded, description, tags, tags_keys, domain, domain_key, ticker, ticker_key, "
           "headquarters, headquarters_key, created_at, updated_at, created_by, updated_by, deleted_at) "
           "SELECT t, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, 'Brand ' || n, "
           "'brand ' || md5(n::text), i, lower(i), c, lower(c), "
           "CASE WHEN n % 7 = 0 THEN NULL ELSE n::bigint * 7919 % 100000 END, 1900 + n % 120, repeat('words "
           "', 10), "
           "g, g, 'd' || n || '.example', 'd' || n || '.example', upper(left(md5(n::text), 4)), "
           "left(md5(n::text), 4), 'City ' || n % 5000, 'city ' || n % 5000, "
           "timestamptz '2026-01-01' + n * interval '1 second', "
           "timestamptz '2026-06-01' + (n::bigint * 7919 % 1000000) * interval '1 second', t, t, "
           "CASE WHEN n % 50 = 0 THEN now() END "
           "FROM generate_series(1, " +
           std::to_string(brands_in_all) + ") n, LATERAL (SELECT CASE WHEN n % 10 < 8 THEN '" +
           to_string(tenant) + "' WHEN n % 10 = 8 THEN '" + to_string(other) + "' ELSE '" + to_string(third) +
           "' END::uuid AS t, CASE WHEN n % 5 = 0 THEN NULL ELSE 'Industry ' || n % 97 END AS i, "
           "CASE WHEN n % 11 = 0 THEN NULL ELSE chr(65 + n % 26) || chr(65 + n % 7) END AS c, "
           "ARRAY[CASE WHEN n % 5 = 1 THEN 'frequent' ELSE 't' || n % 200 END, "
           "CASE WHEN n % 10000 = 1 THEN 'rare' ELSE 'b' END] AS g) v";
  }
  static constexpr const char* insights_sql =
      "INSERT INTO insights (tenant_id, id, version, brand_id, title, title_key, status, sentiment, "
      "published_at, "
      "author_id, created_at, updated_at, created_by, updated_by) "
      "SELECT tenant_id, md5(id::text || n)::uuid, 1, id, 'T' || n, 't' || md5(id::text || n), "
      "CASE WHEN name_key < 'brand 001' THEN 'draft' ELSE 'published' END, "
      "CASE WHEN n = 1 THEN NULL ELSE 0.5 END, created_at, tenant_id, created_at, updated_at, tenant_id, "
      "tenant_id "
      "FROM brands, generate_series(1, 2) n WHERE name_key < 'brand 1'";
  /// Words of all records, a fifth, a fortieth, one in 83, 1,000, 1,536, and of one.
  static constexpr const char* search_sql =
      "INSERT INTO brands_search SELECT tenant_id, id, ('brand:1A n' || n || ':2A f' || n % 1536 || ':3B ' "
      "|| "
      "CASE WHEN n % 5 = 0 THEN 'fifth' ELSE 'other' END || ':4B ' || "
      "CASE WHEN n % 83 = 0 THEN 'most' ELSE 'x' || n % 1000 END || ':5C ' || "
      "CASE WHEN n % 40 = 1 THEN 'fortieth' ELSE 'y' || n % 500 END || ':6C')::tsvector "
      "FROM (SELECT tenant_id, id, substr(name, 7)::int AS n FROM brands) b";
  static constexpr const char* changes_sql =
      "INSERT INTO changes (tenant_id, seq, sequenced_at, at, actor_id, actor_name, origin, resource, "
      "record_id, "
      "kind, version, after, trace_id, xid, hash) "
      "SELECT tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY n, id), now(), now(), tenant_id, "
      "'A', "
      "'api', 'brands', id, 'updated', n, '{}', 't', pg_current_xact_id(), '\\x00' "
      "FROM brands, generate_series(1, 3) n WHERE name_key < 'brand 1'";

  /// Explains `what` with `values` for $2 and on (SQL literals), planned as the lanes have it planned.
  plan_facts explain(const db::statement& what, const std::vector<std::string>& values) {
    pqxx::work work(*serving);
    work.exec(std::string("SET LOCAL plan_cache_mode = force_") +
              (what.is_planned_anew ? "custom" : "generic") + "_plan");
    work.exec("PREPARE explained AS " + what.sql);
    std::string arguments = "'" + to_string(tenant) + "'";
    for (const std::string& value : values) arguments += ", " + value;
    plan_facts facts;
    facts.text = work.exec1("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained(" + arguments + ")")[0]
                     .as<std::string>();
    work.exec("DEALLOCATE explained");
    const auto plan = boost::json::parse(facts.text).as_array().at(0).at("Plan").as_object();
    facts.buffers = plan.at("Shared Hit Blocks").to_number<std::int64_t>() +
                    plan.at("Shared Read Blocks").to_number<std::int64_t>();
    facts.rows = plan.at("Actual Rows").to_number<double>();
    walk(plan, facts);
    return facts;
  }

  /// Explains a statement and expects it to be one that a request may wait for.
  void expect_quick(const db::statement& what, const std::vector<std::string>& values, double rows,
                    const std::string& about, bool filtered = false) {
    const plan_facts facts = explain(what, values);
    const bool quick = facts.scans.empty() &&
                       facts.most_sorted <= (filtered ? filtered_sorted_rows_max : sorted_rows_max) &&
                       facts.buffers <= (filtered ? filtered_buffers_max : buffers_max) && facts.rows == rows;
    EXPECT_TRUE(quick) << about << ": " << facts.rows << " rows, " << facts.buffers << " buffers, "
                       << facts.most_sorted << " rows sorted, scans of " << facts.scans << "\n"
                       << what.sql << facts.text;
  }

  /// A list's statement, with its values.
  plan_facts explain(const records::list_statement& what) {
    std::vector<std::string> values;
    for (std::string& value : records::as_texts(what.values)) {
      for (std::size_t at = 0; (at = value.find('\'', at)) != std::string::npos; at += 2)
        value.insert(at, "'");
      values.push_back("'" + value + "'");
    }
    values.erase(values.begin());  // the tenant
    return explain(*what.what, values);
  }

  static records::list_statements& statements(const describe::record_type& type) {
    static std::map<const describe::record_type*, std::unique_ptr<records::list_statements>> all;
    auto& made = all[&type];
    if (!made) made = std::make_unique<records::list_statements>(type);
    return *made;
  }

  /// A page of 50 rows, and one more.
  static records::list_query list_of(const std::string& filter, const std::string& order,
                                     const describe::record_type& type = type_of<brand>()) {
    static std::list<query::filter> filters;  // lists point to them
    filters.push_back(*query::parse_filter(type, filter));
    records::list_query made;
    made.where = &filters.back();
    made.at.now = timestamp{1'785'000'000'000'000};
    made.at.caller = *parse_uuid("0192f0c1-7a2b-7c3d-8e4f-0123456789ab");
    made.by = *query::parse_order(type, order);
    made.rows = 51;
    return made;
  }

  /// Explains a page and expects it to be one that a request may wait for; nothing unfiltered sorts more than
  /// two pages.
  void expect_quick(const records::list_query& page, const std::string& about,
                    std::int64_t most_buffers = buffers_max, double most_sorted = sorted_rows_max,
                    std::int64_t rows = 0) {
    const records::list_statement what = statements(*page.where->type).page(tenant, page);
    const plan_facts facts = explain(what);
    const bool quick = facts.scans.empty() && facts.most_sorted <= most_sorted &&
                       facts.buffers <= most_buffers &&
                       (rows == any_rows || facts.rows == static_cast<double>(rows == 0 ? page.rows : rows));
    EXPECT_TRUE(quick) << query::to_string(*page.where) << " by " << about << ": " << facts.rows << " rows, "
                       << facts.buffers << " buffers, " << facts.most_sorted << " rows sorted, scans of "
                       << facts.scans << "\n"
                       << what.what->sql << facts.text;
  }

  /// The text of a query's only value; `one` quotes it.
  static std::string plain(const std::string& sql) {
    const auto look = tested->connect_as_superuser();
    pqxx::work work(*look);
    work.exec("SET TimeZone = 'UTC'");
    return work.exec1(sql)[0].as<std::string>();
  }
  static std::string one(const std::string& sql) { return "'" + plain(sql) + "'"; }

  /// A column's text as the key of a page's position.
  static query::sort_key key_of(const describe::field& described, std::string text) {
    if (described.kind == describe::kind::integer) return std::int64_t{std::stoll(text)};
    if (described.kind != describe::kind::timestamp) return text;
    text[10] = 'T';
    return *parse_timestamp(text.substr(0, text.find('+')) + "Z");
  }

  static inline std::unique_ptr<test_database> tested;
  static inline uuid tenant;
  std::unique_ptr<pqxx::connection> serving;
};

TEST_F(plans, of_pages_walk_the_orders_index_at_any_depth) {
  const std::string in_tenant =
      " FROM brands WHERE tenant_id = '" + to_string(tenant) + "' AND deleted_at IS NULL";
  for (const describe::field& described : type_of<brand>().fields) {
    if (!described.is_sortable) continue;
    const std::string column = records::comparison_column(described);
    const query::sort_key key =
        key_of(described, plain("SELECT " + column + in_tenant + " AND " + column + " IS NOT NULL ORDER BY " +
                                column + " OFFSET 400000 LIMIT 1"));
    const uuid id = *parse_uuid(plain("SELECT id" + in_tenant + " OFFSET 400000 LIMIT 1"));
    for (const bool descending : {false, true}) {
      const std::string about = std::string(described.name) + (descending ? " desc" : "");
      records::list_query page = list_of("", about);
      expect_quick(page, about);
      page.rows = 101;
      expect_quick(page, about);
      page.rows = 51;
      page.behind = {{key}, id};
      expect_quick(page, about + ", deep");
      page.offset = 1999;
      expect_quick(page, about + ", deep, and on from a fence", walked_buffers_max);
      page.offset = 0;
      page.show_deleted = true;
      expect_quick(page, about + ", deep among all");
      page.behind.reset();
      expect_quick(page, about + ", among all");
      page.show_deleted = false;
      if (!described.nullable) continue;
      page.behind = {{std::monostate{}}, id};
      expect_quick(page, about + ", among those without a value");
      const std::string last = descending ? "min" : "max";
      page.behind = {{key_of(described, plain("SELECT " + last + "(" + column + ")" + in_tenant))},
                     *parse_uuid(descending ? "00000000-0000-0000-0000-000000000000"
                                            : "ffffffff-ffff-ffff-ffff-ffffffffffff")};
      expect_quick(page, about + ", where those without a value begin");
    }
  }
}

TEST_F(plans, of_orders_by_several_fields_read_one_group_of_the_first) {
  const std::string key = plain("SELECT headcount FROM brands WHERE tenant_id = '" + to_string(tenant) +
                                "' AND deleted_at IS NULL AND headcount > 50000 LIMIT 1");
  for (const char* order : {"headcount,name", "headcount desc,country desc,name", "created_at,industry desc",
                            "name desc,country"}) {
    records::list_query page = list_of("", order);
    expect_quick(page, order, buffers_max, filtered_sorted_rows_max);
    page.show_deleted = true;
    expect_quick(page, std::string(order) + " among all", 2 * buffers_max, filtered_sorted_rows_max);
  }
  records::list_query deep = list_of("", "headcount desc,country,name");
  deep.behind = {{std::int64_t{std::stoll(key)}, std::string("bc"), std::string("brand b")}, tenant};
  expect_quick(deep, "deep", buffers_max, filtered_sorted_rows_max);
}

TEST_F(plans, of_filtered_pages_touch_little_more_than_their_rows) {
  const std::string rare = plain("SELECT id FROM brands WHERE tenant_id = '" + to_string(tenant) +
                                 "' AND name_key < 'brand 1' LIMIT 1");
  expect_quick(list_of("country = \"BC\"", "country"), "country");
  for (const char* order : {"name", "created_at desc", "headcount"}) {
    expect_quick(list_of("country = \"BC\"", order), order, filtered_buffers_max, filtered_sorted_rows_max);
  }
  expect_quick(list_of("name = \"x\"", ""), "a name nobody has", buffers_max, 0, 1);
  for (const char* order : {"title", "updated_at desc", "sentiment"}) {
    expect_quick(list_of("brand_id = \"" + rare + "\"", order, type_of<insight>()), order, buffers_max, 10,
                 2);
  }
}

TEST_F(plans, of_selective_filters_do_not_walk_the_order) {
  const std::string live =
      " FROM brands WHERE deleted_at IS NULL AND tenant_id = '" + to_string(tenant) + "'";
  const std::string ticker = plain("SELECT ticker_key" + live + " LIMIT 1");
  for (const std::string& filter :
       {"ticker = \"" + ticker + "\"", "ticker IN (\"" + ticker + "\", \"zzzz\", null)",
        "ticker = \"" + ticker + "\" OR domain = \"d77.example\"", "NOT NOT ticker = \"" + ticker + "\"",
        std::string("domain = \"d77.example\""), std::string("headquarters = \"CITY 12\""),
        std::string("founded < 1900"), std::string("created_at > \"2026-01-12T13:40:00Z\""),
        std::string("updated_at > \"2026-06-12T13:40:00Z\""), std::string("created_by = me"),
        std::string("name > \"brand fff0\" AND headcount = null"),
        std::string(
            "id IN (\"01890000-0000-7000-8000-000000000001\", \"01890000-0000-7000-8000-000000000002\")")}) {
    for (const char* order :
         {"name", "created_at desc", "headcount desc", "updated_at desc", "country,name"}) {
      records::list_query page = list_of(filter, order);
      expect_quick(page, order, 6 * buffers_max, filtered_sorted_rows_max, any_rows);
      page.show_deleted = true;
      expect_quick(page, std::string(order) + " among all", 12 * buffers_max, filtered_sorted_rows_max,
                   any_rows);
    }
  }
}

TEST_F(plans, of_items_are_found_by_their_index_where_rare_and_walked_where_frequent) {
  for (const char* order : {"name", "created_at desc", "headcount", "updated_at desc"}) {
    records::list_query rare = list_of("tags:\"Rare\"", order);
    rare.rare = records::rare_items_of(*rare.where);
    expect_quick(rare, order, 3 * buffers_max, filtered_sorted_rows_max);
    expect_quick(list_of("tags:\"frequent\"", order), order, 2 * buffers_max, sorted_rows_max);
  }
  for (const char* order : {"name", "updated_at desc"}) {
    records::list_query rare = list_of("name:\"n77\"", order);  // what the index has of it, the name has not
    rare.rare = records::rare_items_of(*rare.where);
    ASSERT_EQ(rare.rare.size(), 1U);
    expect_quick(rare, order, buffers_max, sorted_rows_max, any_rows);
    expect_quick(list_of("name:\"brand\"", order), order, 2 * buffers_max);
  }
  const auto few = list_of("tags:\"rare\"", "");
  const plan_facts counted =
      explain(statements(type_of<brand>()).count_having(tenant, *records::rare_items_of(*few.where).front()));
  EXPECT_LE(counted.buffers, buffers_max) << counted.text;
}

TEST_F(plans, of_paths_begin_with_the_records_referred_to_where_those_are_few) {
  const auto& notes = type_of<insight>();
  const std::string name = plain("SELECT name_key FROM brands WHERE tenant_id = '" + to_string(tenant) +
                                 "' AND name_key < 'brand 1' LIMIT 1");
  for (const char* order : {"title", "created_at desc", "updated_at desc"}) {
    expect_quick(list_of("brand.name = \"" + name + "\"", order, notes), order, buffers_max, 10, 2);
    expect_quick(list_of("brand.domain = \"d77.example\"", order, notes), order, buffers_max, 10, any_rows);
    expect_quick(list_of("brand.headcount > 10", order, notes), order, filtered_buffers_max);
    expect_quick(list_of("brand.country != \"BC\"", order, notes), order, filtered_buffers_max);
    expect_quick(list_of("status = \"draft\"", order, notes), order, 3 * buffers_max,
                 filtered_sorted_rows_max);
    expect_quick(list_of("status = \"published\" AND pinned = false", order, notes), order);
  }
}

TEST_F(plans, of_pages_with_references_look_each_up_by_its_id) {
  for (const describe::field& described : type_of<insight>().fields) {
    if (!described.is_sortable) continue;
    for (const char* direction : {"", " desc"}) {
      const std::string order = std::string(described.name) + direction;
      expect_quick(list_of("", order, type_of<insight>()), order);
    }
  }
}

TEST_F(plans, of_single_records_and_their_history_use_their_key) {
  const std::string id = one("SELECT id FROM brands WHERE tenant_id = '" + to_string(tenant) +
                             "' AND name_key < 'brand 1' LIMIT 1");
  const records::read_statements reads(type_of<brand>());
  expect_quick(reads.one, {id}, 1, "get");
  expect_quick(reads.history, {id, "9223372036854775807", "51"}, 3, "history");
  expect_quick(reads.history, {id, "1", "51"}, 1, "history, behind its end");
  expect_quick(reads.image, {id, "2"}, 1, "image");
  const records::read_statements notes(type_of<insight>());
  const std::string note =
      one("SELECT id FROM insights WHERE tenant_id = '" + to_string(tenant) + "' LIMIT 1");
  expect_quick(notes.one, {note}, 1, "get with a reference");
  expect_quick(notes.short_forms.at(0), {id}, 1, "what a reference is called");
}

TEST_F(plans, of_counts_end_at_their_bound) {
  const plan_facts facts = explain(statements(type_of<brand>()).count(tenant, list_of("", "")));
  EXPECT_EQ(facts.scans, "") << facts.text;
  EXPECT_LE(facts.buffers, 2 * records::counted_rows_max) << facts.text;
}

TEST_F(plans, of_a_jump_walk_from_the_nearest_fence_and_no_further) {
  for (const char* order : {"name", "headcount desc", "created_at desc", "updated_at"}) {
    records::list_query page = list_of("", order);
    records::fences kept(page.by);
    {
      pqxx::work at(*serving);
      at.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant));
      kept.replace(0, records::read_fences(at, {tenant, &type_of<brand>(), *page.where, page.by}, {}));
    }
    EXPECT_EQ(std::to_string(kept.rows()),
              plain("SELECT count(*) FROM brands WHERE deleted_at IS NULL AND tenant_id = '" +
                    to_string(tenant) + "'"));
    for (const std::int64_t skip : {250'000, 500'000, 760'000}) {
      records::fence_place place = kept.find(skip);
      ASSERT_LE(place.rest, records::fence_spacing);
      page.behind = std::move(place.behind);
      page.offset = place.rest;
      expect_quick(page, std::string(order) + ", skip " + std::to_string(skip), jump_buffers_max);
    }
  }
}

TEST_F(plans, of_searches_read_little_more_than_their_hits) {
  const db::statement find = db::tenant_statement(
      "find",
      "SELECT f.found, f.rank FROM search_brands($2::text::tsquery, $2::text::tsquery, 10001) f "
      "WHERE /*tenant*/");
  for (const auto& [word, hits] : std::map<std::string, double>{{"n4711", 1},
                                                                {"f700", 521},
                                                                {"most", 9638},
                                                                {"f700 & !fifth", 390},
                                                                {"brand <-> n4711", 1},
                                                                {"nobody", 0}}) {
    const plan_facts facts = explain(find, {"'" + word + "'"});
    EXPECT_NEAR(facts.rows, hits, 2) << word;
    EXPECT_LE(static_cast<double>(facts.buffers), 1'000 + 3 * hits) << word << facts.text;
  }
}

TEST_F(plans, of_lists_of_hits_look_each_up_by_its_id) {
  records::list_search found;
  found.ids.emplace();
  const auto look = tested->connect_as_superuser();
  pqxx::work work(*look);
  for (const auto& row : work.exec("SELECT id FROM brands_search WHERE tenant_id = '" + to_string(tenant) +
                                   "' AND document @@ 'most' LIMIT 10000")) {
    found.ids->push_back(*parse_uuid(row[0].as<std::string>()));
  }
  for (const char* order : {"name", "updated_at desc", "headcount desc,country"}) {
    for (const char* filter : {"", "country = \"BC\""}) {
      records::list_query page = list_of(filter, order);
      page.search = &found;
      // Every hit is looked up, and in the order of the last change once more.
      const bool some = *filter != '\0';
      expect_quick(page, std::string(order) + " among hits", 90'000, 10'000, some ? any_rows : 51);
    }
  }
  found.ids_are_the_order = true;
  records::list_query ranked = list_of("", "name");
  ranked.search = &found;
  expect_quick(ranked, "rank", 50'000, 10'000);
}

TEST_F(plans, of_frequent_words_walk_the_order_and_ask_each_record) {
  const records::searches brands(type_of<brand>(), std::make_shared<records::vocabulary>());
  for (const auto& [word, buffers] : std::map<std::string, std::int64_t>{
           {"brand", 2'000}, {"fifth", 5'000}, {"other", 3'000}, {"fortieth", 30'000}}) {
    records::search_outcome found;
    found.searched = *query::parse_search(word);
    found.frequent = true;
    const records::list_search part = brands.part_in_list(found, false, std::nullopt);
    for (const char* order : {"updated_at desc", "name", "created_at"}) {
      records::list_query page = list_of("", order);
      page.search = &part;
      expect_quick(page, word + " by " + order, buffers);
    }
  }
}

TEST_F(plans, of_frequent_words_that_a_walk_meets_late_look_up_every_hit_once) {
  const records::searches brands(type_of<brand>(), std::make_shared<records::vocabulary>());
  records::search_outcome found;
  found.searched = *query::parse_search("n1*");  // 111,112 of the million, most of them side by side
  found.frequent = true;
  const records::list_search part = brands.part_by_hits(found);
  for (const char* order : {"updated_at desc", "created_at desc"}) {
    records::list_query page = list_of("", order);
    page.search = &part;
    expect_quick(page, order, 1'000'000, 112'000);
  }
}

TEST_F(plans, of_facets_count_a_million_records_within_a_second_or_two) {
  db::session in(tested->settings().conninfo(db::role::app, "facets"));
  in.begin();
  const auto counted = [&](const char* field, const char* filter, const records::search_outcome* found) {
    const records::list_query list = list_of(filter, "name");
    const auto begun = std::chrono::steady_clock::now();
    records::facet facet =
        records::count_values(in, tenant, type_of<brand>(), *type_of<brand>().find(field), list, found);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    EXPECT_LT(took.count(), 5) << field << " of " << filter;
    return facet;
  };
  const records::facet all = counted("industry", "", nullptr);
  EXPECT_FALSE(all.exact);
  EXPECT_NEAR(static_cast<double>(all.values.at(0).count), 180'000, 18'000)
      << "none: a fifth of those that live";
  const records::facet some = counted("industry", "country = \"BC\"", nullptr);
  EXPECT_TRUE(some.exact);
  EXPECT_EQ(counted("tags", "", nullptr).values.at(0).value, "b");
  records::search_outcome found;
  found.searched = *query::parse_search("other");
  found.frequent = true;
  found.count = 600'000;
  const records::facet searched = counted("country", "", &found);
  EXPECT_FALSE(searched.exact);
  EXPECT_FALSE(searched.values.empty());
  in.roll_back();
}

TEST_F(plans, of_the_audit_log_find_a_resource_and_a_record_in_it_by_the_index_of_histories) {
  const auto expect = [&](const std::string& filter) {
    const records::list_query list = list_of(filter, "seq desc", type_of<audit_entry>());
    records::audit::page_statement page = records::audit::page_of(tenant, list, true, std::nullopt);
    const records::list_statement what{
        std::make_shared<const db::statement>(db::tenant_statement("audit_list", page.sql, true)),
        std::move(page.values)};
    const plan_facts facts = explain(what);
    EXPECT_TRUE(facts.scans.empty() && facts.buffers <= buffers_max)
        << filter << ": " << facts.buffers << " buffers, scans of " << facts.scans << "\n"
        << facts.text;
  };
  expect(R"(resource = "none")");
  expect(R"(resource = "brands" AND record_id = "0192f0c1-7a2b-7c3d-8e4f-0123456789ab")");
  expect(R"(resource = "none" AND actor = "nobody")");
}

TEST_F(plans, of_writes_find_their_record_by_its_key) {
  const records::write_statements writes(type_of<brand>());
  const std::string id = one("SELECT id FROM brands WHERE tenant_id = '" + to_string(tenant) +
                             "' AND deleted_at IS NULL LIMIT 1");
  for (const db::statement* update : {&writes.update, &writes.update_short, &writes.update_short_searched}) {
    std::size_t count = 1;
    while (update->sql.find("$" + std::to_string(count + 1) + ":") != std::string::npos) ++count;
    std::vector<std::string> values(count - 1, "NULL");
    values[0] = id;
    values[1] = "-1";  // nobody's version: found, and left alone
    expect_quick(*update, values, 0, update->name);
  }
}

}  // namespace
}  // namespace dossier::tests
