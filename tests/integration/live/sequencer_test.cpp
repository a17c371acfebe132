#include <gtest/gtest.h>

#include "server/live/log_mover.hpp"
#include "server/live/sequencer.hpp"
#include "tests/integration/live/log_oracle.hpp"

namespace dossier::tests {
namespace {

using live::log_mover;

/// Moves until nothing is left.
void move_all(log_mover& mover) {
  while (mover.move().status != log_mover::status::idle) {
  }
}

TEST(sequencer, numbers_each_tenant_from_one_without_a_gap) {
  live_world world;
  std::vector<uuid> tenants;
  std::vector<std::unique_ptr<brand_writer>> writers;
  for (int i = 0; i < 3; ++i) {
    tenants.push_back(world.tested.make_tenant());
    writers.push_back(std::make_unique<brand_writer>(world.tested, tenants.back()));
  }
  for (int n = 0; n < 20; ++n) {
    for (auto& writer : writers) writer->create_now("Brand " + std::to_string(n), "Software");
    world.live->wake().committed();
  }
  for (const uuid& tenant : tenants) {
    EXPECT_EQ(settled_head(world.tested, tenant), 20);
    expect_sound_log(world, tenant, {});
  }
}

TEST(sequencer, moves_a_backlog_in_pages_and_keeps_transactions_together) {
  live_world world;
  world.live->stop();  // this test moves by itself, in tiny pages
  const uuid tenant = world.tested.make_tenant();
  brand_writer small(world.tested, tenant);
  brand_writer large(world.tested, tenant);
  std::vector<seen_transaction> transactions;
  // A long transaction around short ones: its rows have the lowest and the highest outbox ids.
  seen_transaction around{large.begin(), 0, 0};
  for (int n = 0; n < 40; ++n) {
    large.create("Large " + std::to_string(n), "Banking");
    seen_transaction one{small.begin(), n * 2 + 1, n * 2 + 2};
    const uuid id = small.create("Small " + std::to_string(n), "Energy");
    small.move_to(id, "Software");
    small.commit();
    transactions.push_back(one);
  }
  large.commit();
  around.committed = 1000;
  transactions.push_back(around);
  live::pg_session session(world.sequencer_conninfo());
  log_mover mover(session, 7);
  move_all(mover);
  EXPECT_EQ(settled_head(world.tested, tenant), 120);
  expect_sound_log(world, tenant, transactions);
}

TEST(sequencer, two_movers_take_turns_without_a_gap) {
  live_world world;
  world.live->stop();
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  live::pg_session first_session(world.sequencer_conninfo());
  live::pg_session second_session(world.sequencer_conninfo());
  log_mover first(first_session, 3);
  log_mover second(second_session, 3);
  for (int n = 0; n < 30; ++n) {
    for (int i = 0; i <= n % 8; ++i) writer.create_now("Brand " + std::to_string(n * 10 + i), "Software");
    (void)first.move();
    (void)second.move();
  }
  move_all(first);
  expect_sound_log(world, tenant, {});
}

TEST(sequencer, a_tampered_change_is_found_at_its_place) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 20; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 20);
  const auto superuser = world.tested.connect_as_superuser();
  const auto verdict_after = [&](const std::string& sql) {
    pqxx::nontransaction work(*superuser);
    work.exec(sql + " AND tenant_id = '" + to_string(tenant) + "'");
    return world.await(live::verify_chain(*world.lanes[0], tenant)).value();
  };
  EXPECT_EQ(verdict_after("UPDATE changes SET after = after WHERE seq = 7").broken_at, std::nullopt);
  EXPECT_EQ(verdict_after("UPDATE changes SET actor_name = 'Mallory' WHERE seq = 13").broken_at, 13);
  EXPECT_EQ(verdict_after("UPDATE changes SET after = replace(after, 'Software', 'software') WHERE seq = 7")
                .broken_at,
            7);
  EXPECT_EQ(verdict_after("DELETE FROM changes WHERE seq = 4").broken_at, 4);
  const auto cut = verdict_after("DELETE FROM changes WHERE seq > 2");
  EXPECT_EQ(cut.broken_at, 3);
  EXPECT_EQ(cut.checked, 2);
}

TEST(sequencer, the_application_may_not_touch_the_log) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer(world.tested, tenant).create_now("Brand", "Software");
  settled_head(world.tested, tenant);
  const auto connection = world.tested.connect(db::role::app);
  for (const char* sql : {"UPDATE changes SET after = 'x'", "DELETE FROM changes", "DELETE FROM outbox",
                          "UPDATE change_heads SET seq = 0",
                          "INSERT INTO change_months VALUES (gen_random_uuid(), now(), 1)"}) {
    pqxx::work work(*connection);
    work.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant));
    EXPECT_THROW(work.exec(sql), pqxx::insufficient_privilege) << sql;
  }
}

TEST(sequencer, writers_on_many_threads_while_sequencers_are_killed_leave_a_sound_log) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  constexpr int writer_count = 4;
  constexpr int transactions_each = 150;
  std::atomic<int> running{writer_count};
  std::vector<std::unique_ptr<brand_writer>> writers;
  for (int w = 0; w < writer_count; ++w)
    writers.push_back(std::make_unique<brand_writer>(world.tested, tenant));
  std::vector<std::vector<uuid>> ids(writer_count);
  for (int w = 0; w < writer_count; ++w) {
    for (int n = 0; n < transactions_each * 2; ++n)
      ids[static_cast<std::size_t>(w)].push_back(world.tested.make_id());
  }
  std::vector<std::thread> threads;
  for (int w = 0; w < writer_count; ++w) {
    threads.emplace_back([&, w] {
      brand_writer& mine = *writers[static_cast<std::size_t>(w)];
      std::size_t next = 0;
      for (int n = 0; n < transactions_each; ++n) {
        mine.begin();
        const uuid id = ids[static_cast<std::size_t>(w)][next++];
        mine.create("Brand " + std::to_string(w) + "/" + std::to_string(n), "Software", id);
        mine.move_to(id, "Energy");
        if (n % 7 == 3) {
          mine.roll_back();
          continue;
        }
        mine.commit();
        world.live->wake().committed();
      }
      --running;
    });
  }
  live::sequencer second(world.sequencer_conninfo(), nullptr, 5);
  second.start();
  const auto superuser = world.tested.connect_as_superuser();
  int kills = 0;
  while (running > 0) {
    second.committed();
    pqxx::nontransaction work(*superuser);
    kills += static_cast<int>(work.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                        "usename = 'dossier_sequencer' AND "
                                        "datname = current_database() AND state <> 'idle'")
                                  .size());
  }
  for (std::thread& thread : threads) thread.join();
  second.committed();
  EXPECT_GT(settled_head(world.tested, tenant), 0);
  EXPECT_GT(kills, 0);
  expect_sound_log(world, tenant, {});
}

}  // namespace
}  // namespace dossier::tests
