// A client proves by count and checksum that it shows what the database holds.
#include <gtest/gtest.h>

#include <random>

#include "shared/live/digest.hpp"
#include "tests/integration/live/brand_writer.hpp"
#include "tests/integration/live/test_client.hpp"

namespace dossier::tests {
namespace {

/// What a client computes of what it shows.
live::digest_sum digest_of(const std::map<uuid, std::int64_t>& records) {
  live::digest_sum sum;
  for (const auto& [id, version] : records) sum.add(id, version);
  return sum;
}

/// What a view that began empty held after the change `seq`, by the changes that a client was told.
std::map<uuid, std::int64_t> view_at(const test_client& client, const std::string& id, std::int64_t seq) {
  std::map<uuid, std::int64_t> records;
  for (const live::change& told : client.changes) {
    if (told.seq > seq || std::find(told.subs.begin(), told.subs.end(), id) == told.subs.end()) continue;
    if (told.match == live::match_kind::leave) {
      records.erase(told.id);
    } else {
      records[told.id] = told.version;
    }
  }
  return records;
}

void watch(test_client& client, const std::string& id, const std::string& filter) {
  client.views[id].filter = filter;
}

TEST(live_digest, is_that_of_what_the_client_shows_while_others_write_without_a_pause) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  watch(client, "software", "industry = \"Software\"");
  watch(client, "all", "");
  client.connect();
  constexpr int writer_count = 3;
  std::atomic<bool> stopping{false};
  std::vector<std::jthread> writers;
  for (int w = 0; w < writer_count; ++w) {
    std::vector<uuid> ids;
    ids.reserve(20'000);
    for (int n = 0; n < 20'000; ++n) ids.push_back(world.tested.make_id());
    writers.emplace_back([&, w, ids, mine = std::make_shared<brand_writer>(world.tested, tenant)] {
      std::mt19937 random(static_cast<unsigned>(w));
      for (std::size_t n = 0; n < ids.size() && !stopping; ++n) {
        mine->begin();
        mine->create("Brand " + std::to_string(w) + "/" + std::to_string(n), "Software", ids[n]);
        mine->move_to(ids[random() % (n + 1)], random() % 2 == 0 ? "Energy" : "Software");
        mine->commit();
        world.live->wake().committed();
      }
    });
  }
  const std::shared_ptr<void> at_the_end(nullptr, [&](void*) { stopping = true; });
  for (int n = 0; n < 30; ++n) {
    const std::string id = n % 2 == 0 ? "software" : "all";
    client.say(live::digest_request{id});
    ASSERT_TRUE(eventually([&] {
      client.read();
      return client.digests.size() > static_cast<std::size_t>(n);
    }));
    const live::digest told = client.digests.back();
    ASSERT_EQ(told.id, id);
    ASSERT_TRUE(client.reads_up_to("all", told.seq));
    const live::digest_sum shown = digest_of(view_at(client, id, told.seq));
    ASSERT_EQ(told.count, shown.count()) << "at " << told.seq;
    ASSERT_EQ(told.checksum, shown.checksum()) << "at " << told.seq;
  }
  EXPECT_TRUE(client.errors.empty());
}

TEST(live_digest, is_over_the_named_records_only_where_some_are_named) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  const uuid first = writer.create_now("First", "Software");
  const uuid second = writer.create_now("Second", "Software");
  const uuid elsewhere = writer.create_now("Third", "Energy");
  writer.begin();
  writer.remove(second);
  writer.commit();
  world.live->wake().committed();
  const std::int64_t head = settled_head(world.tested, tenant);
  test_client client(world, tenant);
  watch(client, "s", "industry = \"Software\"");
  client.connect();
  client.say(live::digest_request{"s", std::vector<uuid>{first, second, elsewhere, world.tested.make_id()}});
  const auto some = client.wait_for<live::digest>();
  ASSERT_TRUE(some);
  EXPECT_EQ(some->seq, head);
  EXPECT_EQ(some->count, 1) << "what is deleted, does not match or does not exist is not in it";
  EXPECT_EQ(some->checksum, digest_of({{first, 1}}).checksum());
  client.say(live::digest_request{"s", std::vector<uuid>{}});
  const auto none = client.wait_for<live::digest>();
  ASSERT_TRUE(none);
  EXPECT_EQ(none->count, 0);
  EXPECT_EQ(none->checksum, "0000000000000000");
}

TEST(live_digest, never_looks_into_another_tenant) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  const uuid other = world.tested.make_tenant("Other");
  const uuid theirs = brand_writer(world.tested, other).create_now("Theirs", "Software");
  world.live->wake().committed();
  settled_head(world.tested, other);
  test_client client(world, tenant);
  watch(client, "s", "");
  client.connect();
  client.say(live::digest_request{"s", std::vector<uuid>{theirs}});
  const auto made = client.wait_for<live::digest>();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->count, 0);
  EXPECT_EQ(made->seq, 0);
}

TEST(live_digest, is_refused_by_name_where_it_cannot_be_had) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  watch(client, "s", "");
  client.connect();
  client.say(live::digest_request{"other"});
  auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->id, "other");
  EXPECT_EQ(refused->what.status, 404);
  client.say(live::digest_request{"s", std::vector<uuid>(live::max_digest_ids + 1, tenant)});
  refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.status, 422);
  // The log cannot be read exactly without a sequencer: the connection stays, and says so.
  world.live->sequencing().stop();
  client.say(live::digest_request{"s"});
  refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.status, 503);
  client.say(live::ping{"still here"});
  EXPECT_TRUE(client.wait_for<live::pong>());
}

TEST(live_digest, is_made_one_at_a_time_on_a_connection) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  watch(client, "s", "");
  client.connect();
  // A reader that does not come holds the sequencer for a while, so that the first digest waits.
  const auto round = world.live->sequencing().join_snapshot();
  ASSERT_TRUE(round->wait_for_name(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  client.say(live::digest_request{"s"});
  client.say(live::digest_request{"s"});
  const auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.status, 503);
  EXPECT_TRUE(client.wait_for<live::digest>()) << "the first is answered all the same";
}

}  // namespace
}  // namespace dossier::tests
