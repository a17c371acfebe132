#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "tests/integration/live/brand_writer.hpp"
#include "tests/integration/live/test_client.hpp"

namespace dossier::tests {
namespace {

TEST(live_protocol, a_connection_that_says_nothing_is_closed_in_time) {
  live_world world({.hello_deadline = std::chrono::milliseconds(100)});
  test_client client(world, world.tested.make_tenant());
  client.open();
  EXPECT_TRUE(eventually([&] { return client.socket().close_code() == 4408; }));
}

TEST(live_protocol, the_first_message_must_be_hello) {
  live_world world;
  test_client client(world, world.tested.make_tenant());
  client.open();
  client.say(live::ping{"p"});
  EXPECT_EQ(client.socket().close_code(), 4408);
}

TEST(live_protocol, an_unknown_token_is_closed_4401) {
  live_world world;
  test_client client(world, world.tested.make_tenant());
  client.open();
  client.say(live::hello{"nobody", ""});
  EXPECT_EQ(client.socket().close_code(), 4401);
}

TEST(live_protocol, welcome_names_the_tenants_seq_and_whether_the_client_is_stale) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer(world.tested, tenant).create_now("Brand", "Software");
  world.live->wake().committed();
  settled_head(world.tested, tenant);
  test_client client(world, tenant);
  client.open();
  client.say(live::hello{to_string(tenant), describe::contract_hash()});
  const auto welcome = client.wait_for<live::welcome>();
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->seq, 1);
  EXPECT_EQ(welcome->tenant_id, to_string(tenant));
  EXPECT_EQ(welcome->contract, describe::contract_hash());
  EXPECT_FALSE(welcome->stale);
  client.cut();
  client.open();
  client.say(live::hello{to_string(tenant), "0123456789abcdef"});
  const auto again = client.wait_for<live::welcome>();
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->stale);
}

TEST(live_protocol, what_is_wrong_is_named_and_the_connection_stays) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  client.connect();
  const auto refusal_of = [&](const live::client_message& message) {
    client.say(message);
    const auto refused = client.wait_for<live::error>();
    return refused ? *refused : live::error{};
  };
  EXPECT_EQ(refusal_of(live::hello{}).what.status, 400);
  const auto resource = refusal_of(live::subscribe{"s", "unicorns", "", {}});
  EXPECT_EQ(resource.id, "s");
  EXPECT_EQ(resource.what.errors.at(0).field, "resource");
  const auto filter = refusal_of(live::subscribe{"s", "brands", "industry =", {}});
  EXPECT_EQ(filter.what.status, 400);
  EXPECT_TRUE(filter.what.position.has_value());
  const auto beyond = refusal_of(live::subscribe{"s", "brands", "", 5});
  EXPECT_EQ(beyond.what.errors.at(0).field, "after");
  EXPECT_EQ(refusal_of(live::unsubscribe{"s"}).what.status, 404);
  client.say(live::subscribe{"s", "brands", "", {}});
  ASSERT_TRUE(client.wait_for<live::subscribed>());
  EXPECT_EQ(refusal_of(live::subscribe{"s", "brands", "", {}}).what.status, 409);
  client.say_text(R"({"op":"dance","id":"d7"})");
  const auto unknown = client.wait_for<live::error>();
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->id, "d7");
  client.say_text("not json");
  EXPECT_TRUE(client.wait_for<live::error>());
  for (std::size_t n = 1; n < live::max_subscriptions; ++n) {
    client.say(live::subscribe{"n" + std::to_string(n), "brands", "", {}});
    ASSERT_TRUE(client.wait_for<live::subscribed>());
  }
  EXPECT_EQ(refusal_of(live::subscribe{"one more", "brands", "", {}}).what.errors.at(0).field, "id");
  EXPECT_EQ(refusal_of(live::subscribe{"one_more", "brands", "", {}}).what.errors.at(0).code, "too_many");
  client.say(live::ping{"p1"});
  const auto pong = client.wait_for<live::pong>();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->id, "p1");
  EXPECT_FALSE(client.socket().close_code());
}

TEST(live_protocol, a_record_enters_stays_and_leaves_by_its_filter_and_by_deletion) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client client(world, tenant);
  client.views["software"].filter = "industry = \"software\"";  // text compares folded
  client.connect();
  const uuid id = writer.create_now("Acme", "Banking");
  writer.move_now(id, "Software");
  writer.move_now(id, "Software");
  writer.begin();
  writer.remove(id);
  writer.commit();
  writer.begin();
  writer.restore(id);
  writer.commit();
  writer.move_now(id, "Energy");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 6);
  ASSERT_TRUE(client.reads_up_to("software", 6));
  std::vector<std::string> told;
  for (const live::change& change : client.changes) {
    told.push_back(std::to_string(change.seq) + " " + std::string(to_string(change.kind)) + " " +
                   std::string(to_string(change.match)));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2 updated enter", "3 updated stay", "4 deleted leave",
                                            "5 restored enter", "6 updated leave"}));
  EXPECT_EQ(client.changes.at(0).changed, std::vector<std::string>{"industry"});
  EXPECT_TRUE(client.views["software"].records.empty());
}

TEST(live_protocol, a_change_comes_once_with_every_subscription_that_it_touches) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client client(world, tenant);
  client.views["a"] = {};
  client.views["b"] = {};
  client.views["software"].filter = "industry = \"Software\"";
  client.views["energy"].filter = "industry = \"Energy\"";
  client.connect();
  const uuid id = writer.create_now("Acme", "Software");
  writer.move_now(id, "Energy");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("a", 2));
  ASSERT_TRUE(client.reads_up_to("energy", 2));
  ASSERT_TRUE(client.reads_up_to("software", 2));
  ASSERT_EQ(client.changes.size(), 4U);  // one for the creation; enter, stay and leave for the update
  EXPECT_EQ(std::set<std::string>(client.changes[0].subs.begin(), client.changes[0].subs.end()),
            (std::set<std::string>{"a", "b", "software"}));
}

TEST(live_protocol, a_subscription_with_after_gets_what_it_missed_and_goes_on_live) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 450; ++n)
    writer.create_now("Brand " + std::to_string(n), "Software");  // more than two pages
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 450);
  test_client client(world, tenant);
  client.views["all"].seq = 100;
  client.views["late"].seq = 440;
  client.views["new"].seq = 450;
  client.connect();
  writer.create_now("Live", "Software");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("all", 451));
  ASSERT_TRUE(client.reads_up_to("late", 451));
  ASSERT_TRUE(client.reads_up_to("new", 451));
  EXPECT_EQ(client.views["all"].seqs.size(), 351U);
  EXPECT_EQ(client.views["late"].seqs.size(), 11U);
  EXPECT_EQ(client.views["new"].seqs, std::vector<std::int64_t>{451});
  for (std::size_t i = 1; i < client.changes.size(); ++i)
    EXPECT_GE(client.changes[i].seq, client.changes[i - 1].seq);
}

TEST(live_protocol, a_position_that_the_history_no_longer_holds_is_reset) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 10; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 10);
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::nontransaction work(*superuser);
    work.exec("DELETE FROM changes WHERE seq <= 5");
    work.exec("UPDATE change_months SET first_seq = 6");
  }
  test_client client(world, tenant);
  client.views["old"].seq = 2;
  client.views["kept"].seq = 5;
  client.connect();
  ASSERT_TRUE(client.reads_up_to("kept", 10));
  ASSERT_TRUE(client.reads_up_to("old", 10));
  EXPECT_EQ(client.views["old"].resets, 1);
  EXPECT_EQ(client.views["kept"].resets, 0);
  EXPECT_EQ(client.views["kept"].seqs.size(), 5U);
  writer.create_now("After", "Software");
  world.live->wake().committed();
  EXPECT_TRUE(client.reads_up_to("old", 11));
  EXPECT_EQ(client.views["old"].seqs, std::vector<std::int64_t>{11});
}

TEST(live_protocol, a_replay_that_would_be_too_long_is_a_reset) {
  live_world world({.replay_limit = 20});
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 30; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 30);
  test_client client(world, tenant);
  client.views["far"].seq = 9;
  client.views["near"].seq = 10;
  client.connect();
  ASSERT_TRUE(client.reads_up_to("near", 30));
  ASSERT_TRUE(client.reads_up_to("far", 30));
  EXPECT_EQ(client.views["far"].resets, 1);
  EXPECT_EQ(client.views["near"].resets, 0);
  EXPECT_EQ(client.views["near"].seqs.size(), 20U);
}

TEST(live_protocol, a_replay_goes_from_month_to_month) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 10; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 10);
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::nontransaction work(*superuser);
    work.exec("SELECT ensure_change_partitions(now() - interval '2 months')");
    work.exec("UPDATE changes SET sequenced_at = sequenced_at - interval '2 months' WHERE seq <= 3");
    work.exec(
        "UPDATE changes SET sequenced_at = sequenced_at - interval '1 month' WHERE seq BETWEEN 4 AND 7");
    work.exec("UPDATE change_months SET first_seq = 8");
    work.exec(
        "INSERT INTO change_months SELECT tenant_id, (month - interval '1 month')::date, 4 FROM "
        "change_months");
    work.exec(
        "INSERT INTO change_months SELECT tenant_id, (month - interval '1 month')::date, 1 FROM "
        "change_months "
        "WHERE first_seq = 4");
  }
  test_client client(world, tenant);
  client.views["all"] = {};
  client.connect();
  ASSERT_TRUE(client.reads_up_to("all", 10));
  EXPECT_EQ(client.views["all"].seqs.size(), 10U);
  EXPECT_EQ(client.views["all"].resets, 0);
}

TEST(live_protocol, an_unsubscribed_view_hears_nothing_more) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client client(world, tenant);
  client.views["a"] = {};
  client.views["b"] = {};
  client.connect();
  writer.create_now("One", "Software");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("a", 1));
  client.say(live::unsubscribe{"a"});
  writer.create_now("Two", "Software");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("b", 2));
  EXPECT_EQ(client.views["a"].seqs, std::vector<std::int64_t>{1});
  EXPECT_EQ(client.views["b"].seqs, (std::vector<std::int64_t>{1, 2}));
}

TEST(live_protocol, tenants_never_hear_of_each_other) {
  live_world world;
  const uuid mine = world.tested.make_tenant();
  const uuid theirs = world.tested.make_tenant();
  brand_writer my_writer(world.tested, mine);
  brand_writer their_writer(world.tested, theirs);
  test_client me(world, mine);
  test_client them(world, theirs);
  me.views["all"] = {};
  them.views["all"] = {};
  me.connect();
  them.connect();
  for (int n = 0; n < 25; ++n) {
    my_writer.create_now("Mine " + std::to_string(n), "Software");
    if (n % 2 == 0) their_writer.create_now("Theirs " + std::to_string(n), "Software");
    world.live->wake().committed();
  }
  ASSERT_TRUE(me.reads_up_to("all", 25));
  ASSERT_TRUE(them.reads_up_to("all", 13));
  EXPECT_EQ(me.views["all"].records, brands_by_sql(world.tested, mine));
  EXPECT_EQ(them.views["all"].records, brands_by_sql(world.tested, theirs));
}

TEST(live_protocol, a_slow_consumer_that_drains_has_missed_nothing) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client client(world, tenant);
  client.views["all"] = {};
  client.views["some"].filter = "industry = \"Software\"";
  client.connect();
  client.read();
  client.socket().limit(7);
  for (int n = 0; n < 60; ++n)
    writer.create_now("Brand " + std::to_string(n), n % 3 == 0 ? "Software" : "Energy");
  world.live->wake().committed();
  ASSERT_TRUE(eventually([&] { return client.socket().full(); }));
  client.say(live::ping{"while full"});  // waits its turn
  ASSERT_TRUE(client.reads_up_to("all", 60));
  EXPECT_EQ(client.views["all"].seqs.size(), 60U);
  EXPECT_EQ(client.views["some"].seqs.size(), 20U);
  EXPECT_EQ(client.views["all"].resets, 0);
  EXPECT_EQ(client.views["all"].records, brands_by_sql(world.tested, tenant));
  EXPECT_GT(world.live->figures().congestions, 0U);
}

TEST(live_protocol, a_slow_consumer_that_missed_too_much_is_reset_and_goes_on) {
  live_world world({.replay_limit = 20});
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client client(world, tenant);
  client.views["all"] = {};
  client.connect();
  client.read();
  client.socket().limit(7);
  for (int n = 0; n < 60; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_TRUE(eventually([&] { return client.socket().full() && world.live->figures().delivered == 60; }));
  ASSERT_TRUE(client.reads_up_to("all", 60));
  EXPECT_EQ(client.views["all"].seqs.size(), 7U);
  EXPECT_EQ(client.views["all"].resets, 1);
  writer.create_now("After", "Software");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("all", 61));
  EXPECT_EQ(client.views["all"].seqs.back(), 61);
}

TEST(live_protocol, a_consumer_that_never_drains_is_closed_and_holds_up_nobody) {
  live_world world({.drain_deadline = std::chrono::milliseconds(300)});
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  test_client stuck(world, tenant);
  test_client quick(world, tenant);
  stuck.views["all"] = {};
  quick.views["all"] = {};
  stuck.connect();
  quick.connect();
  stuck.read();
  stuck.socket().limit(3);
  for (int n = 0; n < 40; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_TRUE(quick.reads_up_to("all", 40));
  EXPECT_TRUE(eventually([&] { return stuck.socket().close_code() == 1013; }));
  EXPECT_EQ(stuck.socket().size(), 3U);
}

TEST(live_protocol, a_change_of_a_form_that_this_server_cannot_read_resets_the_view) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  client.views["all"] = {};
  client.connect();
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::nontransaction work(*superuser);
    work.exec_params(
        "INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, "
        "version, after, "
        "trace_id) VALUES ($1::uuid, now(), $1::uuid, 'A', 'test', 'brands', $1::uuid, 'created', 1, "
        "'{\"name\":7}', '0')",
        to_string(tenant));
  }
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("all", 1));
  EXPECT_EQ(client.views["all"].resets, 1);
}

TEST(live_protocol, the_live_feed_goes_on_after_postgresql_dropped_every_connection) {
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  test_client client(world, tenant);
  client.views["all"] = {};
  client.connect();
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::nontransaction work(*superuser);
    work.exec(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'dossier_%' AND datname = "
        "current_database()");
  }
  brand_writer writer(world.tested, tenant);
  for (int n = 0; n < 5; ++n) writer.create_now("Brand " + std::to_string(n), "Software");
  world.live->wake().committed();
  ASSERT_TRUE(client.reads_up_to("all", 5));
  EXPECT_EQ(client.views["all"].seqs.size(), 5U);
}

}  // namespace
}  // namespace dossier::tests
