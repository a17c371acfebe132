#include <gtest/gtest.h>

#include <random>

#include "server/live/sequencer.hpp"
#include "tests/integration/live/log_oracle.hpp"
#include "tests/integration/live/test_client.hpp"

namespace dossier::tests {
namespace {

constexpr const char* industries[] = {"Software", "Banking", "Energy"};
constexpr const char* watched_industry = "Software";

/// Several connections whose statements, commits and rollbacks one thread interleaves at random, so that a
/// round is repeated by its seed. A record that an open transaction has written is left alone by the others.
class interleaving {
 public:
  static constexpr std::size_t writer_count = 3;

  interleaving(live_world& world, const uuid& tenant, std::uint64_t seed) : world_(world), random_(seed) {
    for (std::size_t i = 0; i < writer_count; ++i)
      writers_.push_back({std::make_unique<brand_writer>(world.tested, tenant), {}, {}, 0});
  }

  void step() {
    ++clock_;
    writer& one = writers_[pick(writers_.size())];
    if (!one.brands->open()) {
      one.transaction = {one.brands->begin(), clock_, 0};
      one.writes = 0;
      return;
    }
    const std::size_t die = pick(100);
    if (one.writes > 0 && die < 30) return commit(one);
    if (die < 38) return roll_back(one);
    write(one);
  }
  void finish() {
    for (writer& one : writers_) {
      ++clock_;
      if (one.brands->open()) commit(one);
    }
  }
  [[nodiscard]] const std::vector<seen_transaction>& transactions() const { return transactions_; }
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

 private:
  struct record {
    bool deleted = false;
    const void* locked_by = nullptr;
  };
  struct writer {
    std::unique_ptr<brand_writer> brands;
    seen_transaction transaction;
    std::map<uuid, std::optional<bool>> touched;  ///< deleted before; nothing = did not exist
    int writes = 0;
  };

  void write(writer& one) {
    ++one.writes;
    if (records_.empty() || pick(100) < 30) {
      const uuid id = one.brands->create("Brand " + std::to_string(++names_), industries[pick(3)]);
      records_[id] = {false, &one};
      one.touched.emplace(id, std::nullopt);
      return;
    }
    auto at = records_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(pick(records_.size())));
    auto& [id, state] = *at;
    if (state.locked_by != nullptr && state.locked_by != &one) return;
    state.locked_by = &one;
    one.touched.emplace(id, state.deleted);
    if (state.deleted) {
      one.brands->restore(id);
      state.deleted = false;
    } else if (pick(100) < 25) {
      one.brands->remove(id);
      state.deleted = true;
    } else {
      one.brands->move_to(id, industries[pick(3)]);
    }
  }
  void commit(writer& one) {
    one.brands->commit();
    world_.live->wake().committed();
    one.transaction.committed = clock_;
    transactions_.push_back(one.transaction);
    for (const auto& [id, before] : one.touched) records_[id].locked_by = nullptr;
    one.touched.clear();
  }
  void roll_back(writer& one) {
    one.brands->roll_back();
    for (const auto& [id, before] : one.touched) {
      if (before) {
        records_[id] = {*before, nullptr};
      } else {
        records_.erase(id);
      }
    }
    one.touched.clear();
  }

  live_world& world_;
  std::mt19937_64 random_;
  std::vector<writer> writers_;
  std::map<uuid, record> records_;
  std::vector<seen_transaction> transactions_;
  int clock_ = 0;
  int names_ = 0;
};

/// One round: writers interleave, a client's connection is cut and resumed at random, `meddle` may do harm.
/// In the end the client knows what SQL says.
void run_round(live_world& world, std::uint64_t seed, int steps,
               const std::function<void(interleaving&)>& meddle) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const uuid tenant = world.tested.make_tenant();
  interleaving writers(world, tenant, seed);
  test_client client(world, tenant, seed % live_world::thread_count);
  client.one_resume_point = seed % 4 < 2;
  client.views["all"] = {};
  client.views["some"].filter = "industry = \"Software\"";
  client.connect();
  for (int step = 0; step < steps; ++step) {
    writers.step();
    if (writers.pick(100) < 20) client.read(writers.pick(8));
    if (writers.pick(100) < 6) {
      client.cut();
      client.connect();
    }
    meddle(writers);
  }
  writers.finish();
  const std::int64_t head = settled_head(world.tested, tenant);
  ASSERT_TRUE(client.reads_up_to("all", head));
  const client_view& all = client.views["all"];
  EXPECT_EQ(all.records, brands_by_sql(world.tested, tenant));
  EXPECT_EQ(client.views["some"].records, brands_by_sql(world.tested, tenant, watched_industry));
  ASSERT_EQ(all.seqs.size(), static_cast<std::size_t>(head)) << "a change was not told, or twice";
  EXPECT_EQ(all.resets, 0);
  EXPECT_TRUE(client.errors.empty());
  expect_sound_log(world, tenant, writers.transactions());
}

TEST(live_interleavings, a_subscriber_that_is_cut_off_at_random_ends_with_what_sql_says) {
  live_world world;
  for (std::uint64_t seed = 1; seed <= 200 && !testing::Test::HasFailure(); ++seed)
    run_round(world, seed, 60, [](interleaving&) {});
}

TEST(live_interleavings, the_same_while_sequencers_are_killed_and_others_take_over) {
  live_world world;
  const auto superuser = world.tested.connect_as_superuser();
  std::unique_ptr<live::sequencer> second;
  int kills = 0;
  for (std::uint64_t seed = 1001; seed <= 1200 && !testing::Test::HasFailure(); ++seed) {
    run_round(world, seed, 60, [&](interleaving& dice) {
      const std::size_t die = dice.pick(100);
      if (die < 3) {
        pqxx::nontransaction work(*superuser);
        kills += static_cast<int>(work.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                            "usename = 'dossier_sequencer' AND "
                                            "datname = current_database()")
                                      .size());
      } else if (die < 6) {
        if (second) {
          second.reset();
        } else {
          second = std::make_unique<live::sequencer>(world.sequencer_conninfo(), nullptr, 3);
          second->start();
        }
      } else if (second && die < 40) {
        second->committed();
      }
    });
  }
  EXPECT_GT(kills, 10);
}

}  // namespace
}  // namespace dossier::tests
