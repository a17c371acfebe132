#include "tests/integration/db/lanes_fixture.hpp"

namespace dossier::db {
namespace {

using namespace std::chrono_literals;

class write_lane_test : public lanes_fixture {
 protected:
  std::int64_t count_of(const std::string& table) {
    const auto connection = database.connect_as_superuser();
    pqxx::work work(*connection);
    return work.exec1("SELECT count(*) FROM " + table)[0].as<std::int64_t>();
  }
};

TEST_F(write_lane_test, an_acknowledged_write_is_stored_with_its_outbox_row_and_wakes_the_sequencer) {
  start();
  const auto tenant = database.make_tenant();
  const auto id = database.make_id();
  const auto outcome = reader.run(create(tenant, id, "One"));
  ASSERT_TRUE(outcome.ok());
  EXPECT_FALSE(outcome->refused);
  EXPECT_EQ(outcome->answered.size(), 1);
  EXPECT_EQ(count_of("brands"), 1);
  EXPECT_EQ(count_of("outbox"), 1);
  EXPECT_GE(wake.count, 1);
}

TEST_F(write_lane_test, a_guarded_version_that_does_not_match_changes_nothing_and_answers_no_row) {
  start();
  const auto tenant = database.make_tenant();
  const auto id = database.make_id();
  ASSERT_TRUE(reader.run(create(tenant, id, "One")).ok());
  EXPECT_EQ(reader.run(rename(tenant, id, "Two", 7))->answered.size(), 0);
  EXPECT_EQ(reader.run(rename(tenant, id, "Two", 1))->answered.size(), 1);
  EXPECT_EQ(count_of("outbox"), 2);
}

TEST_F(write_lane_test, another_tenants_record_cannot_be_changed) {
  start();
  const auto owner = database.make_tenant();
  const auto stranger = database.make_tenant();
  const auto id = database.make_id();
  ASSERT_TRUE(reader.run(create(owner, id, "One")).ok());
  EXPECT_EQ(reader.run(rename(stranger, id, "Stolen"))->answered.size(), 0);
  EXPECT_EQ(reader.run(read(sql.get, parameters().add(owner).add(id)))->text(0, 2), "One");
}

TEST_F(write_lane_test, only_what_fails_in_a_batch_of_many_tenants_is_refused) {
  start();
  constexpr int tenant_count = 50;
  std::vector<uuid> tenants;
  for (int i = 0; i < tenant_count; ++i) tenants.push_back(database.make_tenant());
  for (const auto& tenant : tenants)
    ASSERT_TRUE(reader.run(create(tenant, database.make_id(), "taken")).ok());
  std::mt19937 random(11);
  std::int64_t kept = tenant_count;
  for (int round = 0; round < 10; ++round) {
    struct asked {
      bool fails;
      std::future<result<write_outcome>> outcome;
    };
    std::vector<asked> all;
    for (int i = 0; i < 200; ++i) {
      const auto& tenant = tenants[random() % tenant_count];
      const bool fails = random() % 10 == 0;
      const auto name = fails ? "taken" : "name " + std::to_string(round) + " " + std::to_string(i);
      all.push_back({fails, reader.start(create(tenant, database.make_id(), name))});
    }
    for (auto& each : all) {
      const auto outcome = reader.take(each.outcome);
      ASSERT_TRUE(outcome.ok()) << outcome.error().detail;
      ASSERT_EQ(outcome->refused.has_value(), each.fails);
      if (each.fails) {
        EXPECT_EQ(outcome->refused->what, refusal::kind::unique_violation);
        EXPECT_EQ(outcome->refused->constraint, "brands_name_unique");
      } else {
        ++kept;
        EXPECT_EQ(outcome->answered.size(), 1);
      }
    }
  }
  EXPECT_EQ(count_of("brands"), kept);
  EXPECT_EQ(count_of("outbox"), kept);
  EXPECT_EQ(count_of("brands b WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id = b.tenant_id AND "
                     "o.record_id = b.id)"),
            0);
}

TEST_F(write_lane_test, of_two_with_one_unique_name_in_one_batch_one_is_kept) {
  start();
  const auto tenant = database.make_tenant();
  for (int round = 0; round < 20; ++round) {
    const auto name = "twin " + std::to_string(round);
    auto first = reader.start(create(tenant, database.make_id(), name));
    auto second = reader.start(create(tenant, database.make_id(), name));
    const auto a = reader.take(first);
    const auto b = reader.take(second);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_NE(a->refused.has_value(), b->refused.has_value());
  }
  EXPECT_EQ(count_of("brands"), 20);
}

TEST_F(write_lane_test, a_lock_that_somebody_holds_delays_only_the_record_it_is_on) {
  start();
  const auto tenant = database.make_tenant();
  const auto locked = database.make_id();
  ASSERT_TRUE(reader.run(create(tenant, locked, "locked")).ok());
  const auto holder = database.connect_as_superuser();
  auto holding = std::make_unique<pqxx::work>(*holder);
  holding->exec("SELECT 1 FROM brands FOR UPDATE");

  auto waiting = reader.start(rename(tenant, locked, "renamed"));
  auto longest = 0ms;
  for (int i = 0; i < 40; ++i) {
    if (i == 20) {  // a second one for the same record joins the first at once
      (void)reader.start(rename(tenant, locked, "renamed again"));
    }
    const auto began = std::chrono::steady_clock::now();
    ASSERT_TRUE(reader.run(create(tenant, database.make_id(), "neighbour " + std::to_string(i))).ok());
    longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::steady_clock::now() - began));
  }
  EXPECT_LT(longest, 150ms);
  EXPECT_EQ(waiting.wait_for(0s), std::future_status::timeout);
  holding.reset();
  const auto outcome = reader.take(waiting);
  ASSERT_TRUE(outcome.ok()) << outcome.error().detail;
  EXPECT_EQ(outcome->answered.size(), 1);
}

TEST_F(write_lane_test, a_lock_held_for_too_long_is_503_and_says_that_nothing_was_kept) {
  write_lane_limits limits;
  limits.patient_lock = 200ms;
  start({}, limits);
  const auto tenant = database.make_tenant();
  const auto locked = database.make_id();
  ASSERT_TRUE(reader.run(create(tenant, locked, "locked")).ok());
  const auto holder = database.connect_as_superuser();
  pqxx::work holding(*holder);
  holding.exec("SELECT 1 FROM brands FOR UPDATE");
  const auto outcome = reader.run(rename(tenant, locked, "renamed"));
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().status, 503);
  EXPECT_NE(outcome.error().detail.find("Nothing was kept"), std::string::npos);
}

TEST_F(write_lane_test, a_full_queue_is_answered_with_503_and_retry_after) {
  write_lane_limits limits;
  limits.waiting = 3;
  limits.batch_lock = 2000ms;
  start({}, limits);
  const auto tenant = database.make_tenant();
  const auto locked = database.make_id();
  ASSERT_TRUE(reader.run(create(tenant, locked, "locked")).ok());
  const auto holder = database.connect_as_superuser();
  auto holding = std::make_unique<pqxx::work>(*holder);
  holding->exec("SELECT 1 FROM brands FOR UPDATE");
  std::vector<std::future<result<write_outcome>>> outcomes;
  for (int i = 0; i < 5; ++i) outcomes.push_back(reader.start(rename(tenant, locked, "renamed")));
  int refused = 0;
  std::vector<std::future<result<write_outcome>>*> rest;
  EXPECT_TRUE(tests::eventually([&] { return outcomes[4].wait_for(0s) == std::future_status::ready; }));
  holding.reset();
  for (auto& each : outcomes) {
    const auto outcome = reader.take(each);
    if (outcome.ok()) continue;
    ++refused;
    EXPECT_EQ(outcome.error().status, 503);
    EXPECT_GT(outcome.error().retry_after, 0);
  }
  EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace dossier::db
