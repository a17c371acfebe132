// Reads that match a position of the log exactly, while it moves.
#include <gtest/gtest.h>

#include <random>

#include "server/live/snapshot_source.hpp"
#include "tests/integration/live/brand_writer.hpp"

namespace dossier::tests {
namespace {

using versions = std::map<std::string, std::int64_t>;

/// Every live brand by what a transaction sees.
versions seen_by(pqxx::work& at) {
  versions found;
  for (const auto& row : at.exec("SELECT id::text, version FROM brands WHERE deleted_at IS NULL"))
    found[row[0].as<std::string>()] = row[1].as<std::int64_t>();
  return found;
}

/// The log, told again.
class replay {
 public:
  replay(test_database& database, const uuid& tenant)
      : connection_(database.connect_as_superuser()), tenant_(tenant) {}

  /// Every live brand after the change `seq`; seqs do not go back from call to call.
  const versions& up_to(std::int64_t seq) {
    pqxx::nontransaction work(*connection_);
    for (const auto& row : work.exec_params("SELECT seq, record_id::text, kind, version FROM changes WHERE "
                                            "tenant_id = $1::uuid AND seq > $2 "
                                            "AND seq <= $3 ORDER BY seq",
                                            to_string(tenant_), position_, seq)) {
      position_ = row[0].as<std::int64_t>();
      if (row[2].as<std::string>() == "deleted") {
        state_.erase(row[1].as<std::string>());
      } else {
        state_[row[1].as<std::string>()] = row[3].as<std::int64_t>();
      }
    }
    EXPECT_EQ(position_, seq) << "the log does not hold what the snapshot stands for";
    return state_;
  }

 private:
  std::unique_ptr<pqxx::connection> connection_;
  uuid tenant_;
  std::int64_t position_ = 0;
  versions state_;
};

/// Threads that write one tenant's brands without a pause until they are stopped.
class restless_writers {
 public:
  restless_writers(live_world& world, const uuid& tenant, int count) {
    for (int w = 0; w < count; ++w) {
      std::vector<uuid> ids;
      ids.reserve(ids_each);
      for (int n = 0; n < ids_each; ++n) ids.push_back(world.tested.make_id());
      threads_.emplace_back(
          [this, &world, w, ids, writer = std::make_shared<brand_writer>(world.tested, tenant)] {
            run(world, w, ids, *writer);
          });
    }
  }
  ~restless_writers() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  restless_writers(const restless_writers&) = delete;
  restless_writers& operator=(const restless_writers&) = delete;

 private:
  static constexpr int ids_each = 20'000;

  void run(live_world& world, int number, const std::vector<uuid>& ids, brand_writer& writer) const {
    std::mt19937 random(static_cast<unsigned>(number));
    std::size_t made = 0;
    std::vector<uuid> live;
    while (!stopping_ && made < ids.size()) {
      writer.begin();
      const auto kind = random() % 8;
      if (live.size() < 20 || kind < 3) {
        live.push_back(writer.create("Brand " + std::to_string(number) + "/" + std::to_string(made),
                                     "Software", ids[made]));
        ++made;
        writer.move_to(live.back(), "Energy");
      } else if (kind < 7) {
        writer.move_to(live[random() % live.size()], kind == 5 ? "Banking" : "Software");
      } else {
        writer.remove(live.back());
        live.pop_back();
      }
      writer.commit();
      world.live->wake().committed();
    }
  }

  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

struct exact_read {
  std::int64_t seq = -1;
  versions found;
};

boost::asio::awaitable<exact_read> read_brands(live::snapshot_source& from, uuid tenant) {
  exact_read made;
  const live::snapshot_source::job job = [&made](pqxx::work& at, std::int64_t seq) {
    made = {seq, seen_by(at)};
  };
  const auto done = co_await from.read(tenant, job);
  EXPECT_TRUE(done.ok());
  co_return made;
}

TEST(exact_snapshots, hold_what_the_log_tells_up_to_their_seq_while_three_writers_never_pause) {
  constexpr int snapshots = 200;
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  const uuid quiet = world.tested.make_tenant("Quiet");
  brand_writer(world.tested, quiet).create_now("Still", "Software");
  live::snapshot_source source(world.live->sequencing(),
                               world.tested.settings().conninfo(db::role::app, "snapshots"));
  replay told(world.tested, tenant);
  std::int64_t moved = 0;
  {
    const restless_writers writers(world, tenant, 3);
    std::int64_t before = 0;
    for (int n = 0; n < snapshots; ++n) {
      const exact_read read = world.await(read_brands(source, tenant), static_cast<std::size_t>(n) % 2);
      ASSERT_GE(read.seq, before);
      ASSERT_EQ(read.found, told.up_to(read.seq)) << "snapshot " << n << " at " << read.seq;
      if (read.seq > before) ++moved;
      before = read.seq;
    }
    const exact_read still = world.await(read_brands(source, quiet));
    EXPECT_EQ(still.seq, 1) << "a tenant whose log stands still has its own head";
    EXPECT_EQ(still.found.size(), 1U);
  }
  EXPECT_GT(moved, snapshots / 2) << "the writers wrote all the while";
  source.stop();
}

TEST(exact_snapshots, are_shared_by_readers_who_ask_together_and_hold_up_sequencing_for_a_moment_only) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  // A reader that never imports: the snapshot is given up after its time, and the log goes on.
  const auto round = world.live->sequencing().join_snapshot();
  ASSERT_TRUE(round->wait_for_name(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  EXPECT_NE(world.live->sequencing().join_snapshot(), round) << "it is exported: too late to join";
  brand_writer(world.tested, tenant).create_now("Brand", "Software");
  world.live->wake().committed();
  EXPECT_EQ(settled_head(world.tested, tenant), 1);
  EXPECT_TRUE(round->wait_for_heads(std::chrono::steady_clock::now() + std::chrono::seconds(10)));

  world.live->stop();
  EXPECT_EQ(world.live->sequencing().join_snapshot(), nullptr) << "nobody would export it";
  live::sequencer alone(world.sequencer_conninfo(), nullptr);
  const auto first = alone.join_snapshot();
  const auto second = alone.join_snapshot();
  EXPECT_EQ(first, second);
}

TEST(exact_snapshots, are_refused_at_once_when_there_is_no_sequencer) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  live::snapshot_source source(world.live->sequencing(),
                               world.tested.settings().conninfo(db::role::app, "snapshots"));
  world.live->stop();
  const live::snapshot_source::job job = [](pqxx::work&, std::int64_t) { FAIL() << "there is no snapshot"; };
  const auto refused = world.await(source.read(tenant, job));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, 503);
  source.stop();
}

TEST(exact_snapshots, hold_while_other_nodes_sequence_too) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  live::sequencer second(world.sequencer_conninfo(), nullptr, 5);
  second.start();
  live::snapshot_source source(world.live->sequencing(),
                               world.tested.settings().conninfo(db::role::app, "snapshots"));
  replay told(world.tested, tenant);
  {
    const restless_writers writers(world, tenant, 2);
    for (int n = 0; n < 50; ++n) {
      second.committed();
      exact_read read;
      const live::snapshot_source::job job = [&read](pqxx::work& at, std::int64_t seq) {
        read = {seq, seen_by(at)};
      };
      // The other node may win every time that this one tries; asking again is what a caller does then.
      ASSERT_TRUE(eventually([&] { return world.await(source.read(tenant, job)).ok(); }));
      ASSERT_EQ(read.found, told.up_to(read.seq)) << "snapshot " << n << " at " << read.seq;
    }
  }
  source.stop();
}

}  // namespace
}  // namespace dossier::tests
