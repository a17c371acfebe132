// Subscriptions with everything a filter may say, with some fields, and with what a connection may say
// beside.
#include <gtest/gtest.h>

#include "server/live/hub_shard.hpp"
#include "tests/integration/live/any_writer.hpp"
#include "tests/integration/live/brand_writer.hpp"
#include "tests/integration/live/test_client.hpp"

namespace dossier::tests {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

class live_filters : public testing::Test {
 protected:
  explicit live_filters(live::live_limits limits = {}) : world(limits) {}

  void say(const live::client_message& message) { client.say(message); }
  void subscribe(const std::string& id, const std::string& resource, const std::string& filter,
                 std::optional<std::int64_t> after = {}, std::vector<std::string> fields = {}) {
    client.views[id].resource = resource;
    client.views[id].complete = false;
    say(live::subscribe{id, resource, filter, after, std::move(fields)});
    ASSERT_TRUE(client.wait_for<live::subscribed>());
  }
  live::change next_change() {
    const auto told = client.wait_for<live::change>();
    EXPECT_TRUE(told);
    return told.value_or(live::change{});
  }
  describe::any_record make_insight(const uuid& of_brand, const std::string& title) {
    describe::any_record made(describe::type_of<insight>());
    made.base().id = world.tested.make_id();
    made.base().created_at = made.base().updated_at = {world.now_micros.load()};
    auto& note = *made.get_if<insight>();
    note.brand_id = of_brand;
    note.title = title;
    return made;
  }
  describe::any_record make_brand(const std::string& name) {
    describe::any_record made(describe::type_of<brand>());
    made.base().id = world.tested.make_id();
    made.get_if<brand>()->name = name;
    return made;
  }
  template <class Record, class Change>
  describe::any_record changed(const describe::any_record& from, const Change& change) {
    describe::any_record to = from;
    ++to.base().version;
    change(*to.get_if<Record>());
    writer.write(&from, to, live::change_kind::updated);
    return to;
  }

  live_world world;
  uuid tenant = world.tested.make_tenant();
  any_writer writer{world, tenant, 1};
  test_client client{world, tenant};
};

TEST_F(live_filters, a_record_carries_the_short_forms_of_its_references_as_in_a_list) {
  const describe::any_record acme = make_brand("Acme");
  writer.write(nullptr, acme, live::change_kind::created);
  client.connect();
  subscribe("all", "insights", "");
  subscribe("few", "insights", "", {}, {"title", "brand_id"});
  writer.write(nullptr, make_insight(acme.base().id, "They grow"), live::change_kind::created);
  const std::string short_form = R"("brand":{"id":")" + to_string(acme.base().id) + R"(","name":"Acme"})";
  for (int i = 0; i < 2; ++i) {
    const live::change told = next_change();
    EXPECT_NE(told.record.find(short_form), std::string::npos) << told.record;
    EXPECT_EQ(told.record.find("sentiment") == std::string::npos, told.subs.front() == "few");
    EXPECT_NE(told.record.find("\"version\":1"), std::string::npos);
  }
}

TEST_F(live_filters, who_asked_for_some_fields_hears_of_every_version_but_only_those_fields) {
  describe::any_record acme = make_brand("Acme");
  client.connect();
  subscribe("names", "brands", "", {}, {"name"});
  writer.write(nullptr, acme, live::change_kind::created);
  EXPECT_EQ(next_change().record,
            R"({"id":")" + to_string(acme.base().id) + R"(","version":1,"name":"Acme"})");
  acme = changed<brand>(acme, [](brand& one) { one.industry = "Software"; });
  const live::change told = next_change();
  EXPECT_EQ(told.version, 2);
  EXPECT_TRUE(told.changed.empty());
  say(live::subscribe{"odd", "brands", "", {}, {"name", "nmae"}});
  const auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.errors.at(0).field, "fields");
}

TEST_F(live_filters, a_view_through_a_reference_is_reset_when_what_it_looks_at_changes) {
  describe::any_record acme = make_brand("Acme");
  writer.write(nullptr, acme, live::change_kind::created);
  client.connect();
  subscribe("acme", "insights", "brand.name = \"acme\"");
  subscribe("big", "insights", "brand.headcount > 10");
  const describe::any_record note = make_insight(acme.base().id, "They grow");
  writer.write(nullptr, note, live::change_kind::created);
  EXPECT_EQ(next_change().subs, std::vector<std::string>{"acme"});
  acme = changed<brand>(acme, [](brand& one) { one.headcount = 11; });
  const auto reset = client.wait_for<live::reset>();
  ASSERT_TRUE(reset);
  EXPECT_EQ(reset->id, "big");
  changed<insight>(note, [](insight& one) { one.title = "They grow fast"; });
  const live::change told = next_change();
  EXPECT_EQ(told.match, live::match_kind::stay);
  EXPECT_EQ(std::set<std::string>(told.subs.begin(), told.subs.end()),
            (std::set<std::string>{"acme", "big"}));
  acme = changed<brand>(acme, [](brand& one) { one.industry = "Software"; });
  acme = changed<brand>(acme, [](brand& one) { one.name = "Zenith"; });
  const auto renamed = client.wait_for<live::reset>();
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->id, "acme");
  EXPECT_EQ(client.views["big"].resets, 1);
  EXPECT_EQ(client.views["acme"].resets, 1);
}

TEST_F(live_filters, a_view_that_missed_such_a_change_is_reset_when_it_resumes) {
  describe::any_record acme = make_brand("Acme");
  writer.write(nullptr, acme, live::change_kind::created);
  writer.write(nullptr, make_insight(acme.base().id, "They grow"), live::change_kind::created);
  ASSERT_EQ(settled_head(world.tested, tenant), 2);
  changed<brand>(acme, [](brand& one) { one.name = "Zenith"; });
  ASSERT_EQ(settled_head(world.tested, tenant), 3);
  client.connect();
  subscribe("acme", "insights", "brand.name = \"Acme\"", 2);
  subscribe("other", "insights", "brand.industry = \"Software\"", 2);
  ASSERT_TRUE(eventually([&] {
    client.read();
    return client.views["acme"].resets == 1;
  }));
  EXPECT_EQ(client.views["acme"].seq, 3);
  EXPECT_EQ(client.views["other"].resets, 0);
}

TEST_F(live_filters, me_is_who_subscribes) {
  client.connect();
  subscribe("mine", "insights", "author_id = me");
  const describe::any_record acme = make_brand("Acme");
  writer.write(nullptr, acme, live::change_kind::created);
  writer.write(nullptr, make_insight(acme.base().id, "Theirs"), live::change_kind::created);
  describe::any_record mine = make_insight(acme.base().id, "Mine");
  mine.get_if<insight>()->author_id = tenant;  // the user of these tests
  writer.write(nullptr, mine, live::change_kind::created);
  EXPECT_EQ(next_change().id, mine.base().id);
}

TEST_F(live_filters, a_filter_that_cannot_be_read_is_refused_with_the_place_and_the_connection_stays) {
  client.connect();
  say(live::subscribe{"s", "insights", "status = \"draft\" AND brand.nmae = \"Acme\"", {}});
  const auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->id, "s");
  EXPECT_EQ(refused->what.status, 400);
  ASSERT_TRUE(refused->what.position);
  EXPECT_GE(*refused->what.position, 21U);
  subscribe("s", "insights", "status = \"draft\" AND brand.name = \"Acme\"");
}

class live_times : public live_filters {
 protected:
  live_times() : live_filters({.renewal_period = std::chrono::milliseconds(20)}) {}
};

TEST_F(live_times, records_enter_and_leave_as_time_goes_by) {
  describe::any_record old = make_brand("Old");
  old.base().created_at = {world.now_micros.load() - 30 * 60'000'000};
  writer.write(nullptr, old, live::change_kind::created);
  ASSERT_EQ(settled_head(world.tested, tenant), 1);
  client.connect();
  subscribe("young", "brands", "created_at > now-1h");
  subscribe("old", "brands", "created_at < now-1h");
  world.now_micros += hour;
  std::set<std::string> told;
  for (int i = 0; i < 2; ++i) {
    const live::change change = next_change();
    told.insert(change.subs.front() + " " + std::string(to_string(change.match)));
    EXPECT_EQ(change.id, old.base().id);
    EXPECT_EQ(change.seq, 1);
    EXPECT_EQ(change.version, 1);
    EXPECT_EQ(change.kind, live::change_kind::updated);
    EXPECT_TRUE(change.changed.empty());
    EXPECT_EQ(change.actor.id, to_string(uuid{}));
    EXPECT_EQ(change.at.micros, world.now_micros.load());
  }
  EXPECT_EQ(told, (std::set<std::string>{"old enter", "young leave"}));
}

TEST_F(live_times, a_view_with_a_relative_time_that_resumes_is_reset_once_after_subscribed) {
  client.connect();
  client.views["young"].resource = "brands";
  say(live::subscribe{"young", "brands", "created_at > now-1h", 0});
  ASSERT_TRUE(client.wait_for<live::subscribed>());
  EXPECT_EQ(client.views["young"].resets, 0);
  ASSERT_TRUE(client.wait_for<live::reset>());
  describe::any_record made = make_brand("New");
  made.base().created_at = {world.now_micros.load()};
  writer.write(nullptr, made, live::change_kind::created);
  EXPECT_EQ(next_change().id, made.base().id);
  EXPECT_EQ(client.views["young"].resets, 1);
}

TEST_F(live_times, too_many_crossings_are_a_reset) {
  {
    const auto superuser = world.tested.connect_as_superuser();
    pqxx::nontransaction work(*superuser);
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, created_by, "
        "updated_by) SELECT $1::uuid, gen_random_uuid(), 1, 'B' || n, 'b' || n, $2::timestamptz, now(), "
        "$1::uuid, $1::uuid FROM generate_series(0, $3) n",
        to_string(tenant), to_string(timestamp{world.now_micros.load()}), live::hub_shard::max_crossings);
  }
  client.connect();
  subscribe("young", "brands", "created_at > now-1h");
  world.now_micros += 2 * hour;
  ASSERT_TRUE(client.wait_for<live::reset>());
  EXPECT_TRUE(client.changes.empty());
}

class live_presence : public live_filters {
 protected:
  live_presence() : live_filters({.presence_interval = std::chrono::milliseconds(30)}) {}
};

TEST_F(live_presence, is_told_to_others_of_the_tenant_who_watch_the_resource_until_the_connection_ends) {
  test_client bob(world, tenant, 1);
  test_client elsewhere(world, tenant, 1);
  const uuid other_tenant = world.tested.make_tenant();
  test_client stranger(world, other_tenant, 1);
  bob.views["b"] = {};
  elsewhere.views["i"].resource = "insights";
  stranger.views["b"] = {};
  client.views["b"] = {};
  for (test_client* one : {&client, &bob, &elsewhere, &stranger}) one->connect();
  ASSERT_TRUE(bob.wait_for<live::subscribed>());
  const uuid record = world.tested.make_id();
  say(live::announce{"brands", record, "name"});
  const auto there = bob.wait_for<live::presence>();
  ASSERT_TRUE(there);
  EXPECT_EQ(there->record_id, record);
  EXPECT_EQ(there->field, "name");
  EXPECT_EQ(there->who.name, "Ada Lovelace");
  client.cut();
  const auto gone = bob.wait_for<live::presence>();
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->connection, there->connection);
  EXPECT_FALSE(gone->record_id);
  for (test_client* one : {&elsewhere, &stranger}) {
    one->say(live::ping{"p"});
    one->read();
    EXPECT_TRUE(one->presences.empty());
  }
}

TEST_F(live_presence, names_the_session_that_the_connection_gave_or_one_of_its_own) {
  test_client bob(world, tenant, 1);
  test_client tab(world, tenant, 1);
  for (test_client* one : {&bob, &tab, &client}) one->open();
  bob.say(live::hello{to_string(tenant), "", "bobs"});
  client.say(live::hello{to_string(tenant), "", "adas"});
  tab.say(live::hello{to_string(tenant), ""});
  EXPECT_EQ(bob.wait_for<live::welcome>().value_or(live::welcome{}).session, "bobs");
  EXPECT_EQ(client.wait_for<live::welcome>().value_or(live::welcome{}).session, "adas");
  const std::string made = tab.wait_for<live::welcome>().value_or(live::welcome{}).session;
  EXPECT_FALSE(made.empty());
  bob.views["b"] = {};
  bob.say(live::subscribe{"b", "brands", "", {}});
  ASSERT_TRUE(bob.wait_for<live::subscribed>());
  const uuid record = world.tested.make_id();
  client.say(live::announce{"brands", record, "name"});
  EXPECT_EQ(bob.wait_for<live::presence>().value_or(live::presence{}).session, "adas");
  tab.say(live::announce{"brands", record, "name"});
  EXPECT_EQ(bob.wait_for<live::presence>().value_or(live::presence{}).session, made);
}

TEST_F(live_presence, reaches_a_connection_that_is_just_being_brought_up_to_date) {
  brand_writer ada(world.tested, tenant);
  ada.begin();
  for (int i = 0; i < 50; ++i) ada.create("Brand " + std::to_string(i), "Software");
  ada.commit();
  settled_head(world.tested, tenant);
  for (int round = 0; round < 20; ++round) {
    test_client eve(world, tenant, 0);
    test_client bob(world, tenant, 1);
    bob.views["b"] = {};
    eve.connect();
    bob.connect();  // from the log's beginning
    eve.say(live::announce{"brands", world.tested.make_id(), "name"});
    ASSERT_TRUE(bob.wait_for<live::presence>()) << "round " << round;
  }
}

TEST_F(live_presence, that_changes_fast_is_told_now_and_then_and_the_newest_last) {
  test_client bob(world, tenant, 1);
  bob.views["b"] = {};
  bob.connect();
  client.connect();
  const uuid record = world.tested.make_id();
  for (int i = 0; i < 200; ++i) say(live::announce{"brands", record, i % 2 == 0 ? "name" : "industry"});
  say(live::announce{"brands", record, "domain"});
  ASSERT_TRUE(eventually([&] {
    bob.read();
    return !bob.presences.empty() && bob.presences.back().field == "domain";
  }));
  EXPECT_LT(bob.presences.size(), 100U);
  say(live::announce{"brands", std::nullopt, {}});
  ASSERT_TRUE(eventually([&] {
    bob.read();
    return !bob.presences.back().record_id;
  }));
  say(live::announce{"unicorns", record, {}});
  const auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.errors.at(0).field, "resource");
}

TEST_F(live_filters, a_sign_in_may_be_renewed_by_the_same_person_only) {
  client.connect();
  say(live::auth{to_string(tenant)});
  const auto renewed = client.wait_for<live::auth_ok>();
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->expires_at.micros, timestamp_max_micros);
  say(live::auth{"nobody"});
  const auto refused = client.wait_for<live::error>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what.status, 401);
  say(live::auth{to_string(world.tested.make_tenant())});
  const auto somebody_else = client.wait_for<live::error>();
  ASSERT_TRUE(somebody_else);
  EXPECT_EQ(somebody_else->what.status, 403);
  EXPECT_FALSE(client.socket().close_code());
}

TEST_F(live_filters, a_renewed_sign_in_of_who_may_see_other_things_by_now_loads_the_views_anew) {
  brand_writer brands_of(world.tested, tenant);
  const uuid ours = brands_of.create_now("Ours", "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 1);
  client.connect();
  subscribe("brands", "brands", "");
  subscribe("tags", "tags", "");
  say(live::auth{to_string(tenant)});
  ASSERT_TRUE(client.wait_for<live::auth_ok>());
  const auto renewed_as = [&](role as, const uuid& brand) {
    world.tokens.role = as;
    world.tokens.brand_id = brand;
    say(live::auth{to_string(tenant)});
    return client.wait_for<live::role_changed>().value_or(live::role_changed{}).role;
  };
  EXPECT_EQ(renewed_as(role::client_viewer, {}), "client-viewer");
  say(live::ping{"p"});
  ASSERT_TRUE(client.wait_for<live::pong>());
  EXPECT_EQ(client.views["brands"].resets, 1) << "none where nothing had changed";
  ASSERT_EQ(client.errors.size(), 1U);
  EXPECT_EQ(client.errors[0].id, "tags");
  EXPECT_EQ(client.errors[0].what.status, 403);
  brands_of.create_now("Theirs", "Software");
  world.live->wake().committed();
  ASSERT_EQ(settled_head(world.tested, tenant), 2);
  EXPECT_EQ(renewed_as(role::client_viewer, ours), "client-viewer") << "of another brand";
  brands_of.move_now(ours, "Energy");
  world.live->wake().committed();
  EXPECT_EQ(next_change().id, ours) << "nothing else was told before";
  EXPECT_EQ(client.changes.size(), 1U);
}

}  // namespace
}  // namespace dossier::tests
