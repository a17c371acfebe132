#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <cmath>
#include <limits>

#include "server/db/rows.hpp"
#include "server/db/statement.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::db {
namespace {

/// One connection that runs a statement in the lanes' way: prepared with the parameters' types, binary both
/// ways.
class values : public testing::Test {
 protected:
  tests::test_database database;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection{
      PQconnectdb(database.settings().conninfo(role::app, "test").c_str()), &PQfinish};

  rows run(const std::string& sql, const parameters& with) {
    const auto pointers = with.pointers();
    const std::vector<int> formats(with.size(), 1);
    rows answer(PQexecParams(connection.get(), sql.c_str(), static_cast<int>(with.size()),
                             with.types().data(), pointers.data(), with.lengths().data(), formats.data(), 1));
    EXPECT_STREQ(PQerrorMessage(connection.get()), "");
    return answer;
  }
};

TEST_F(values, come_back_as_they_were_sent) {
  const auto id = database.make_id();
  const std::vector<std::string> tags{"", "plain", "Zürich, \"quoted\" {braces}", "日本語", "NULL"};
  const auto answer =
      run("SELECT $1, $2, $3, $4, $5, $6, $7, cardinality($8)", parameters()
                                                                    .add(id)
                                                                    .add(std::int64_t{-42})
                                                                    .add(0.1)
                                                                    .add(true)
                                                                    .add(timestamp{1'795'000'000'123'456})
                                                                    .add("Ünïcödé 🦊")
                                                                    .add(tags)
                                                                    .add(std::vector<uuid>{id, id, uuid{}}));
  ASSERT_EQ(answer.size(), 1);
  EXPECT_EQ(answer.id(0, 0), id);
  EXPECT_EQ(answer.integer(0, 1), -42);
  EXPECT_EQ(answer.number(0, 2), 0.1);
  EXPECT_TRUE(answer.boolean(0, 3));
  EXPECT_EQ(answer.moment(0, 4).micros, 1'795'000'000'123'456);
  EXPECT_EQ(answer.text(0, 5), "Ünïcödé 🦊");
  EXPECT_EQ(answer.text_list(0, 6), tags);
  EXPECT_EQ(answer.integer(0, 7), 3);
}

TEST_F(values, keep_their_extremes) {
  for (const auto number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                            std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(run("SELECT $1", parameters().add(number)).integer(0, 0), number);
  }
  for (const auto number : {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::denorm_min(),
                            -0.0, std::numeric_limits<double>::infinity()}) {
    const auto back = run("SELECT $1", parameters().add(number)).number(0, 0);
    EXPECT_EQ(back, number);
    EXPECT_EQ(std::signbit(back), std::signbit(number));
  }
  EXPECT_TRUE(std::isnan(run("SELECT $1", parameters().add(std::nan(""))).number(0, 0)));
  for (const auto micros : {timestamp_min_micros, std::int64_t{0}, std::int64_t{-1}, timestamp_max_micros}) {
    const auto answer = run("SELECT $1, to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
                            parameters().add(timestamp{micros}));
    EXPECT_EQ(answer.moment(0, 0).micros, micros);
    EXPECT_EQ(answer.text(0, 1), to_string(timestamp{micros}));
  }
  const std::string long_text(1'000'000, 'x');
  EXPECT_EQ(run("SELECT $1", parameters().add(long_text)).text(0, 0), long_text);
}

TEST_F(values, may_be_empty_or_null) {
  const auto answer =
      run("SELECT $1, $2::text[], $3::bigint, $4::uuid, cardinality($5)", parameters()
                                                                              .add("")
                                                                              .add(std::vector<std::string>{})
                                                                              .add_null()
                                                                              .add(std::optional<uuid>())
                                                                              .add(std::vector<uuid>{}));
  EXPECT_EQ(answer.text(0, 0), "");
  EXPECT_FALSE(answer.is_null(0, 0));
  EXPECT_TRUE(answer.text_list(0, 1).empty());
  EXPECT_TRUE(answer.is_null(0, 2));
  EXPECT_TRUE(answer.is_null(0, 3));
  EXPECT_EQ(answer.integer(0, 4), 0);
}

TEST_F(values, of_narrower_columns_and_bytes_are_read_too) {
  const auto answer = run(
      "SELECT 7::smallint, -8::integer, 1.5::real, '\\x00ff'::bytea, '{\"a\":1}'::json, 'v'::varchar", {});
  EXPECT_EQ(answer.integer(0, 0), 7);
  EXPECT_EQ(answer.integer(0, 1), -8);
  EXPECT_EQ(answer.number(0, 2), 1.5);
  EXPECT_EQ(answer.bytes(0, 3), std::string_view("\0\xff", 2));
  EXPECT_EQ(answer.text(0, 4), "{\"a\":1}");
  EXPECT_EQ(answer.text(0, 5), "v");
}

TEST_F(values, asked_for_as_another_type_are_a_defect_not_a_wrong_answer) {
  const auto answer = run("SELECT 1::bigint, NULL::text", {});
  EXPECT_THROW((void)answer.text(0, 0), std::logic_error);
  EXPECT_THROW((void)answer.id(0, 0), std::logic_error);
  EXPECT_THROW((void)answer.text(0, 1), std::logic_error);
  EXPECT_THROW((void)answer.integer(1, 0), std::logic_error);
  EXPECT_THROW((void)answer.integer(0, 2), std::logic_error);
}

TEST(tenant_statements, need_their_marker) {
  EXPECT_THROW((void)tenant_statement("brand.get", "SELECT 1 FROM brands"), std::logic_error);
  const auto made =
      tenant_statement("x", "SELECT 1 WHERE /*tenant*/ UNION ALL SELECT 2 WHERE /*tenant*/ AND true");
  EXPECT_EQ(made.sql.find("/*tenant*/"), std::string::npos);
  EXPECT_NE(made.sql.find("set_config('app.tenant', $1::text, true)"),
            made.sql.rfind("set_config('app.tenant', $1::text, true)"));
}

}  // namespace
}  // namespace dossier::db
