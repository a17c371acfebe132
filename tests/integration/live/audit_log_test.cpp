#include <gtest/gtest.h>

#include <fstream>

#include "server/domains/audit/head_exporter.hpp"
#include "server/domains/audit/heads_file.hpp"
#include "server/domains/audit/signed_head.hpp"
#include "shared/text/fold.hpp"
#include "tests/integration/live/log_oracle.hpp"

namespace dossier::tests {
namespace {

constexpr std::array roles{db::role::owner, db::role::app, db::role::sequencer, db::role::auth,
                           db::role::finder};

/// The change log and each of its months.
std::vector<std::string> log_tables(const test_database& tested) {
  const auto connection = tested.connect_as_superuser();
  pqxx::work work(*connection);
  std::vector<std::string> names{"changes"};
  for (const auto& row :
       work.exec("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'changes'::regclass"))
    names.push_back(row[0].as<std::string>());
  return names;
}

TEST(audit_log, no_role_of_the_server_may_change_or_remove_an_entry) {
  test_database tested;
  {
    pqxx::connection sequencer(tested.settings().conninfo(db::role::sequencer, "test"));
    pqxx::work work(sequencer);
    work.exec("SELECT ensure_change_partitions(now() + interval '400 days')");  // months that come later
    work.commit();
  }
  const std::vector<std::string> tables = log_tables(tested);
  EXPECT_GE(tables.size(), 7U);
  const uuid tenant = tested.make_tenant();
  for (const db::role who : roles) {
    const auto connection = tested.connect(who);
    for (const std::string& table : tables) {
      for (const std::string& sql :
           {"UPDATE " + table + " SET actor_name = 'Mallory'", "DELETE FROM " + table, "TRUNCATE " + table}) {
        pqxx::work work(*connection);
        work.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant));
        EXPECT_THROW(work.exec(sql), pqxx::insufficient_privilege) << role_name(who) << ": " << sql;
      }
    }
  }
}

TEST(audit_log, is_filtered_by_texts_folded_as_everywhere_else) {
  test_database tested;
  const auto connection = tested.connect(db::role::app);
  pqxx::work work(*connection);
  const auto folded = work.exec(
      "SELECT given, audit_fold(given) FROM (SELECT 'x' || chr(code) || 'Y' AS given FROM generate_series(1, "
      "12287) code) texts");  // up to CJK
  EXPECT_EQ(folded.size(), 12287U);
  for (const auto& row : folded)
    EXPECT_EQ(row[1].as<std::string>(), text::fold(row[0].as<std::string>())) << row[0].as<std::string>();
}

TEST(audit_log, no_table_of_the_log_grants_more_than_reading_and_appending) {
  test_database tested;
  const auto connection = tested.connect_as_superuser();
  pqxx::work work(*connection);
  const auto granted = work.exec(
      "SELECT c.relname, coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), a.privilege_type "
      "FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a "
      "WHERE (c.oid = 'changes'::regclass OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = "
      "'changes'::regclass)) AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')");
  for (const auto& row : granted) {
    ADD_FAILURE() << row[1].c_str() << " may " << row[2].c_str() << " " << row[0].c_str();
  }
  EXPECT_TRUE(work.exec("SELECT 1 FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = "
                        "'changes'::regclass")
                  .empty());
}

audit::signing_key test_key() {
  std::array<unsigned char, audit::seed_bytes> seed{};
  seed.fill(7);
  return audit::signing_key(seed);
}

/// A tenant with a log of 20 entries whose heads were exported after 10 and after 20 of them.
class exported_log : public testing::Test {
 protected:
  exported_log() {
    write_entries(10);
    export_heads();
    write_entries(10);
    export_heads();
  }
  void write_entries(int count) {
    for (int n = 0; n < count; ++n) writer.create_now("Brand " + std::to_string(++written), "Software");
    world.live->wake().committed();
    ASSERT_EQ(settled_head(world.tested, tenant), written);
  }
  void export_heads() {
    // At its start; that it ends at once makes it the only time, since nothing has grown.
    audit::head_exporter(world.sequencer_conninfo(), file, test_key(), std::chrono::hours(1),
                         [] { return timestamp{1'795'000'000'000'000}; });
  }
  audit::exported_heads read() const {
    const std::array keys{test_key().open()};
    return audit::read_heads_file(file, keys).value();
  }
  live::chain_verdict verdict_after(const std::string& sql) {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::work work(*superuser);
    work.exec(sql);
    work.commit();
    const audit::exported_heads heads = read();
    return world.await(live::verify_chain(*world.lanes[0], tenant, heads.of.at(tenant))).value();
  }

  temporary_folder folder;
  std::filesystem::path file = folder.path() / "heads";
  live_world world;
  uuid tenant = world.tested.make_tenant();
  brand_writer writer{world.tested, tenant};
  int written = 0;
};

TEST_F(exported_log, that_nobody_touched_carries_every_exported_head) {
  const audit::exported_heads heads = read();
  EXPECT_TRUE(heads.flaws.empty());
  ASSERT_EQ(heads.of.at(tenant).size(), 2U);
  EXPECT_EQ(heads.of.at(tenant).front().seq, 10);
  const auto verdict = world.await(live::verify_chain(*world.lanes[0], tenant, heads.of.at(tenant))).value();
  EXPECT_EQ(verdict.broken_at, std::nullopt) << verdict.reason;
  EXPECT_EQ(verdict.known_held, 2U);
  EXPECT_EQ(verdict.last, 20);
}

TEST_F(exported_log, whose_end_was_cut_off_with_its_head_is_found_by_the_exported_one) {
  const std::string cut =
      "DELETE FROM changes WHERE seq > 15; UPDATE change_heads SET seq = 15, hash = (SELECT hash FROM "
      "changes "
      "WHERE seq = 15)";
  EXPECT_EQ(verdict_after(cut).broken_at, 16);
  EXPECT_EQ(world.await(live::verify_chain(*world.lanes[0], tenant)).value().broken_at, std::nullopt)
      << "the chain alone does not show it";
}

TEST_F(exported_log, whose_beginning_was_cut_off_is_found_whatever_heads_are_known) {
  // The first head that was exported, and the first entry that is left, altered, are among what is gone.
  const auto verdict = verdict_after(
      "DELETE FROM changes WHERE seq < 12; UPDATE changes SET actor_name = 'Mallory' WHERE seq = 12");
  EXPECT_EQ(verdict.broken_at, 1);
  EXPECT_EQ(verdict.reason, "The entry is missing: the log begins with entry 12, its beginning was cut off.");
  EXPECT_EQ(verdict.checked, 0);
  EXPECT_EQ(world.await(live::verify_chain(*world.lanes[0], tenant)).value().broken_at, 1)
      << "the chain alone";
}

TEST_F(exported_log, with_an_entry_before_its_first_is_broken) {
  EXPECT_EQ(verdict_after("UPDATE changes SET seq = 0 WHERE seq = 1").broken_at, 0);
}

TEST_F(exported_log, that_vanished_as_a_whole_is_found) {
  EXPECT_EQ(verdict_after("DELETE FROM changes; DELETE FROM change_heads").broken_at, 1);
}

TEST_F(exported_log, that_was_cut_and_written_anew_is_found_where_it_differs) {
  world.live->stop();
  live::pg_session session(world.sequencer_conninfo());
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::work work(*superuser);
    work.exec(
        "DELETE FROM changes WHERE seq > 15; UPDATE change_heads SET seq = 15, hash = (SELECT hash FROM "
        "changes WHERE seq = 15)");
    work.commit();
  }
  for (int n = 0; n < 10; ++n) writer.create_now("Other " + std::to_string(n), "Software");
  live::log_mover mover(session, 100);
  while (mover.move().status != live::log_mover::status::idle) {
  }
  EXPECT_EQ(verdict_after("SELECT 1").broken_at, 20);
}

TEST_F(exported_log, whose_entries_changed_places_is_broken_at_the_first_of_them) {
  EXPECT_EQ(
      verdict_after("UPDATE changes SET seq = CASE seq WHEN 7 THEN 107 ELSE 108 END WHERE seq IN (7, 8); "
                    "UPDATE changes SET seq = 115 - seq WHERE seq > 100")
          .broken_at,
      7);
}

TEST_F(exported_log, without_its_head_or_with_entries_behind_it_is_broken) {
  EXPECT_EQ(
      verdict_after("UPDATE change_heads SET seq = 19, hash = (SELECT hash FROM changes WHERE seq = 19)")
          .broken_at,
      20);
  EXPECT_EQ(verdict_after("DELETE FROM change_heads").broken_at, 1);
}

TEST_F(exported_log, with_an_altered_head_tells_the_line) {
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  text.replace(text.find("\"seq\":10"), 8, "\"seq\":11");
  std::ofstream(file) << text << "{\n";
  const audit::exported_heads heads = read();
  EXPECT_EQ(heads.flaws, (std::vector<std::string>{"line 1 was altered: its signature does not fit",
                                                   "line 3 is no head"}));
  EXPECT_EQ(heads.count, 1U);
}

}  // namespace
}  // namespace dossier::tests
