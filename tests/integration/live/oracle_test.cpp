#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "tests/integration/live/any_writer.hpp"
#include "tests/integration/live/view_client.hpp"

namespace dossier::tests {
namespace {

constexpr int rounds = 24;
constexpr std::size_t filters_a_round = 50;
constexpr int writers = 3;
constexpr int writes_each = 60;
constexpr std::chrono::milliseconds renewal_period{30};

/// A round of a client's life: reads some, is cut off, comes back, does not read for a while, and the clock
/// goes on.
class random_life {
 public:
  random_life(live_world& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void turn(view_client& client) {
    const std::size_t die = pick(100);
    if (die < 8) {
      client.cut();
      client.connect();
    } else if (die < 16) {
      client.socket().limit(1 + pick(20));
    } else if (die < 30) {
      world_.now_micros += 1'000'000 * static_cast<std::int64_t>(pick(8 * 3600));
    } else if (die < 80) {
      client.read(pick(40));
    } else {
      std::this_thread::sleep_for(std::chrono::microseconds(pick(3000)));
    }
  }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  live_world& world_;
  std::mt19937_64 random_;
};

struct round_figures {
  int told = 0;
  int resets = 0;
  std::size_t shown = 0;
};

void watch_random_filters(view_client& client, std::uint32_t seed, timestamp now, std::size_t count) {
  random_filters random(seed, now);
  for (std::size_t i = 0; i < count; ++i) {
    const bool of_brands = random.pick(3) == 0;
    const auto& type = of_brands ? describe::type_of<brand>() : describe::type_of<insight>();
    client.views["f" + std::to_string(i)].filter = random.filter(type, 4);
  }
}

void run_round(live_world& world, std::uint32_t seed, round_figures& figures) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const uuid tenant = world.tested.make_tenant();
  const timestamp start{world.now_micros.load()};
  any_writer maker(world, tenant, seed);
  maker.make_referenced_brands();
  view_client one(world, tenant, 0);
  view_client other(world, tenant, 1);
  watch_random_filters(one, seed * 100, start, filters_a_round / 2 + 5);
  watch_random_filters(other, seed * 100 + 1, start, filters_a_round / 2 - 5);
  for (int i = 0; i < 5; ++i) other.views["same" + std::to_string(i)] = one.views["f" + std::to_string(i)];
  one.connect();
  other.connect();

  std::atomic<int> writing{writers};
  std::vector<std::thread> threads;
  for (int n = 0; n < writers; ++n) {
    threads.emplace_back([&, n] {
      any_writer writer(world, tenant, seed * 1000 + static_cast<std::uint32_t>(n));
      if (n == 0) writer.adopt_referenced_brands(maker);
      for (int i = 0; i < writes_each && !testing::Test::HasFatalFailure(); ++i) writer.step();
      --writing;
    });
  }
  random_life life(world, seed);
  while (writing > 0) {
    life.turn(one);
    life.turn(other);
  }
  for (std::thread& thread : threads) thread.join();
  one.socket().limit(std::numeric_limits<std::size_t>::max());
  other.socket().limit(std::numeric_limits<std::size_t>::max());
  const auto all_right = [&] {
    one.read();
    other.read();
    return one.difference().empty() && other.difference().empty();
  };
  EXPECT_TRUE(eventually(all_right, std::chrono::seconds(10))) << one.difference() << other.difference();
  for (view_client* client : {&one, &other}) {
    for (const auto& [id, view] : client->views) {
      figures.told += view.told;
      figures.resets += view.resets;
      figures.shown += view.records.size();
    }
  }
}

TEST(live_oracle, whatever_happens_each_view_ends_with_what_sql_says) {
  live_world world({.replay_limit = 100, .renewal_period = renewal_period});
  round_figures figures;
  for (std::uint32_t seed = 1; seed <= rounds && !testing::Test::HasFailure(); ++seed)
    run_round(world, seed, figures);
  std::printf(
      "[ figure   ] %d rounds of %zu filters: %d changes told to views, %d resets, %zu records shown\n",
      rounds, filters_a_round, figures.told, figures.resets, figures.shown);
  EXPECT_GT(figures.told, 1000);
  EXPECT_GT(figures.resets, 10);
  EXPECT_GT(figures.shown, 1000U);
}

}  // namespace
}  // namespace dossier::tests
