#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "server/records/filter_sql.hpp"
#include "server/records/repository.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/integration/records/records_world.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::tests {
namespace {

using describe::any_record;
using describe::record_type;
using describe::type_of;

constexpr std::size_t records_of_each_type = 500;

/// Random records in the database, and the same in memory.
class filters : public testing::Test {
 protected:
  filters() {
    for (std::size_t i = 0; i < records_of_each_type; ++i) store(random.record(type_of<brand>()), i);
    for (std::size_t i = 0; i < records_of_each_type; ++i) store(random.record(type_of<insight>()), i);
  }

  /// The first brands are those that insights refer to; every fourth record is softly deleted, and so is one
  /// of two brands of one name.
  void store(any_record made, std::size_t index) {
    if (auto* company = made.get_if<brand>()) {
      if (index < random_filters::ids)
        company->id = random_filters::some_id(static_cast<std::uint32_t>(index));
      if (index == 1) company->tags = {"odd \x01 \xf0\x9f\x98\x80 \"quoted\" \\ {}", "ÉCLAIRS"};
      if (!names.insert(query::make_text(company->name).key).second) company->deleted_at = random.now();
    }
    if (index % 4 == 3) made.base().deleted_at = random.now();
    records::change_note note;
    note.actor_name = "A";
    note.origin = "api";
    note.trace_id = "t";
    const std::string image = codec::to_json(made);
    note.after = image;
    const auto done =
        world.await(repository_of(made.type()).insert(world.database->writes(), world.tenant, made, note));
    ASSERT_TRUE(done.ok() && !done->refused);
    stored[&made.type()].push_back(std::move(made));
  }

  records::repository& repository_of(const record_type& type) {
    auto& made = repositories[&type];
    if (!made) made = std::make_unique<records::repository>(type);
    return *made;
  }

  /// Ids that PostgreSQL finds by the filter's condition, over the lane or by libpqxx.
  std::set<std::string> found(const query::filter& where, bool by_lane, bool rare) {
    const auto condition = records::filter_condition(
        where, now_and_me, 2, rare ? records::rare_items_of(where) : std::vector<const query::comparison*>{});
    const std::string sql = "SELECT r.id::text FROM " + std::string(where.type->names.resource) +
                            " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid" + records::and_also(condition);
    const db::statement statement = db::tenant_statement("found", sql, true);
    std::set<std::string> ids;
    if (by_lane) {
      db::parameters with;
      with.add(world.tenant);
      records::bind_values(with, condition.values);
      const auto rows = world.await(world.lane->query(statement, std::move(with)));
      EXPECT_TRUE(rows.ok()) << sql;
      for (int row = 0; rows.ok() && row < rows->size(); ++row) ids.emplace(rows->text(row, 0));
      return ids;
    }
    pqxx::work work(*serving);
    std::vector<std::string> values{to_string(world.tenant)};
    for (std::string& value : records::as_texts(condition.values)) values.push_back(std::move(value));
    for (const auto& row : work.exec_params(statement.sql, pqxx::prepare::make_dynamic_params(values))) {
      ids.insert(row[0].as<std::string>());
    }
    return ids;
  }

  /// … and those that the evaluator lets pass.
  std::set<std::string> expected(const query::filter& where) {
    auto& all = subjects[where.type];
    if (all.empty()) {
      for (const any_record& record : stored[where.type]) {
        all.push_back(std::make_unique<query::subject>(record));
      }
    }
    std::set<std::string> ids;
    for (const auto& each : all) {
      if (query::matches(where, *each, now_and_me)) ids.insert(to_string(each->record().base().id));
    }
    return ids;
  }

  const query::subject* referenced(const uuid& id) {
    auto& known = brands_by_id;
    if (known.empty()) {
      for (const any_record& record : stored[&type_of<brand>()]) {
        known.emplace(record.base().id, std::make_unique<query::subject>(record));
      }
    }
    const auto at = known.find(id);
    return at == known.end() ? nullptr : at->second.get();
  }

  void expect_agreement(const record_type& type, int count) {
    std::size_t some = 0;
    for (int i = 0; i < count; ++i) {
      const query::filter where = random.filter(type);
      const auto wanted = expected(where);
      ASSERT_EQ(found(where, i % 3 != 0, i % 2 == 0), wanted) << query::to_string(where);
      if (!wanted.empty() && wanted.size() < records_of_each_type) ++some;
    }
    EXPECT_GT(some, static_cast<std::size_t>(count) / 2) << "filters that tell records apart";
  }

  records_world world;
  random_filters random{20261121, world.time.now()};
  std::unique_ptr<pqxx::connection> serving = world.tested.connect(db::role::app);
  std::set<std::string> names;
  std::map<const record_type*, std::unique_ptr<records::repository>> repositories;
  std::map<const record_type*, std::vector<any_record>> stored;
  std::map<const record_type*, std::vector<std::unique_ptr<query::subject>>> subjects;
  std::map<uuid, std::unique_ptr<query::subject>> brands_by_id;
  query::context now_and_me{random.now(), random_filters::some_id(0),
                            [this](const describe::field&, const uuid& id) { return referenced(id); }};
};

TEST_F(filters, find_in_postgresql_exactly_what_the_evaluator_lets_pass) {
  expect_agreement(type_of<brand>(), 1'000);
  expect_agreement(type_of<insight>(), 1'000);
}

TEST_F(filters, take_any_text_for_what_it_is) {
  const auto holds_for_one = [&](const std::string& text, std::size_t count) {
    const auto where = query::parse_filter(type_of<brand>(), text);
    ASSERT_TRUE(where.ok()) << text;
    EXPECT_EQ(expected(*where).size(), count) << text;
    for (const bool by_lane : {false, true})
      EXPECT_EQ(found(*where, by_lane, by_lane), expected(*where)) << text;
  };
  holds_for_one("tags:\"ODD \x01 \xf0\x9f\x98\x80 \\\"quoted\\\" \\\\ {}\"", 1);
  holds_for_one("tags:\"eclairs\" AND NOT tags:\"odd\"", 1);
  holds_for_one("name = \"'; DROP TABLE brands; --\"", 0);
  holds_for_one("name IN (\"{a,b}\", \"\\\"\", \"NULL\", \"\\\\\")", 0);
  holds_for_one("name:\"(q.*)|[q]\"", 0);
  holds_for_one("name:\"q😀$\"", 0);
}

}  // namespace
}  // namespace dossier::tests
