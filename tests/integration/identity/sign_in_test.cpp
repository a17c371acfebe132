#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <stdexcept>

#include "server/domains/identity/api_key_service.hpp"
#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/link_service.hpp"
#include "server/domains/identity/secrets.hpp"
#include "server/domains/identity/session_repository.hpp"
#include "tests/integration/identity/sign_in_world.hpp"

namespace dossier::identity {
namespace {

const std::string password = "the analytical engine";

/// Keeps whom links were sent to.
class kept_messages final : public messenger {
 public:
  void send(const link_message& what) override {
    const std::lock_guard lock(mutex_);
    to_.push_back(what.to);
  }
  [[nodiscard]] std::vector<std::string> to() {
    const std::lock_guard lock(mutex_);
    return to_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> to_;
};

/// Fails with whatever it is given.
class broken_messages final : public messenger {
 public:
  void send(const link_message& /*what*/) override { throw std::runtime_error("there is no way"); }
};

class sign_ins : public testing::Test {
 protected:
  tests::sign_in_world world;
};

TEST_F(sign_ins, keep_the_former_refresh_token_for_its_grace_and_not_a_second_longer) {
  (void)world.person("ada@first.example", password);
  const auto begun = world.sign_in("Ada@First.example", password);
  ASSERT_TRUE(begun.ok());
  const auto next = world.refresh(begun->refresh_token);
  ASSERT_TRUE(next.ok());
  world.pass(refresh_grace_seconds);
  EXPECT_TRUE(world.refresh(begun->refresh_token).ok());
  world.pass(1);
  EXPECT_EQ(world.refresh(begun->refresh_token).error().status, 401);
  EXPECT_EQ(world.refresh(next->refresh_token).error().status, 401) << "its family is revoked";
}

TEST_F(sign_ins, end_after_their_time_however_often_they_are_refreshed) {
  (void)world.person("ada@first.example", password);
  auto now = world.sign_in("ada@first.example", password);
  for (std::int64_t passed = 0; passed < session_seconds - 3600; passed += 3600) {
    world.pass(3600);
    now = world.refresh(now->refresh_token);
    ASSERT_TRUE(now.ok());
  }
  world.pass(3600);
  EXPECT_EQ(world.refresh(now->refresh_token).error().status, 401);
}

TEST_F(sign_ins, of_the_unknown_and_of_the_wrong_password_are_noted_where_they_belong) {
  (void)world.person("ada@first.example", password);
  EXPECT_EQ(world.sign_in("ada@first.example", "wrong").error().detail, "Email or password is wrong.");
  EXPECT_EQ(world.sign_in("eve@nowhere.example", "wrong").error().detail, "Email or password is wrong.");
  const auto noted = [&](const uuid& tenant) {
    return world.database_row(
        "SELECT string_agg(after::json ->> 'email', ' ') FROM outbox WHERE tenant_id = '" +
        to_string(tenant) + "' AND resource = 'sign_ins'");
  };
  EXPECT_EQ(noted(world.tenant), "ada@first.example");
  EXPECT_EQ(noted(system_tenant_id()), "eve@nowhere.example");
  EXPECT_EQ(world.database_row("SELECT count(*) FROM outbox WHERE after LIKE '%wrong%'"), "0");
}

TEST_F(sign_ins, are_noted_in_each_tenant_under_the_name_that_it_has_for_the_person) {
  const account ada = world.person("ada@first.example", password);
  world.change([&](pqxx::work& work) {
    put_membership(work, world.other_tenant, ada.id, ada.name, role::analyst, world.clock()());
    rename_person(work, world.other_tenant, ada.id, "A. Lovelace");
  });
  EXPECT_EQ(world.sign_in("ada@first.example", "wrong").error().status, 401);
  const auto there = world.sign_in("ada@first.example", password, world.other_tenant);
  ASSERT_TRUE(there.ok());
  EXPECT_TRUE(world.io.run(world.service.sign_out(there->refresh_token, world.from)).ok());
  const auto noted = [&](const uuid& tenant) {
    return world.database_row(
        "SELECT string_agg(actor_name || ': ' || resource, ', ' ORDER BY id) FROM outbox WHERE tenant_id = "
        "'" +
        to_string(tenant) + "'");
  };
  EXPECT_EQ(noted(world.tenant), "Ada: sign_ins");
  EXPECT_EQ(noted(world.other_tenant), "A. Lovelace: sign_ins, A. Lovelace: sessions, A. Lovelace: sessions");
}

TEST_F(sign_ins, of_who_is_added_by_the_command_line_are_noted_with_what_they_were_before) {
  const std::string as_auth = world.database.settings().conninfo(db::role::auth, "test");
  const auto add = [&](role what, const uuid& tenant, const std::string& name) {
    return add_person(as_auth, {"ada@first.example", name, what, tenant}, world.database.make_id(),
                      world.clock()())
        .value();
  };
  EXPECT_FALSE(add(role::analyst, world.tenant, "Ada").empty());
  EXPECT_FALSE(add(role::auditor, world.tenant, "Ada").empty());
  EXPECT_FALSE(add(role::auditor, world.tenant, "Ada").empty()) << "another link, but nothing to tell";
  EXPECT_FALSE(add(role::intern, world.other_tenant, "A. Lovelace").empty());
  const auto noted = [&](const uuid& tenant) {
    return world.database_row(
        "SELECT string_agg(concat_ws(' ', actor_name, kind, before::json ->> 'role', after::json ->> "
        "'role'), ', '"
        " ORDER BY id) FROM outbox WHERE tenant_id = '" +
        to_string(tenant) + "'");
  };
  EXPECT_EQ(noted(world.tenant),
            "the command line created analyst, the command line updated analyst auditor");
  EXPECT_EQ(noted(world.other_tenant), "the command line created intern");
  const auto called = [&] {
    return world.database_row(
        "SELECT string_agg(u.name, ', ' ORDER BY u.name COLLATE \"C\") FROM users u JOIN accounts a USING "
        "(id)"
        " WHERE a.email = 'ada@first.example'");
  };
  EXPECT_EQ(called(), "A. Lovelace, Ada") << "each tenant has a name of its own for her";
  world.change([&](pqxx::work& work) {
    remove_membership(work, world.tenant, find_account(work, "ada@first.example")->id, world.clock()());
  });
  EXPECT_FALSE(add(role::analyst, world.tenant, "Augusta Ada").empty());
  EXPECT_EQ(called(), "A. Lovelace, Augusta Ada") << "who comes back, too";
}

TEST_F(sign_ins, leave_a_tenant_its_last_owner_whatever_the_command_line_is_told) {
  const std::string as_auth = world.database.settings().conninfo(db::role::auth, "test");
  const auto add = [&](const std::string& email, role what) {
    return add_person(as_auth, {email, "Somebody", what, world.tenant}, world.database.make_id(),
                      world.clock()());
  };
  ASSERT_TRUE(add("ada@first.example", role::owner).ok());
  const auto refused = add("ada@first.example", role::analyst);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, 409);
  EXPECT_TRUE(add("ada@first.example", role::owner).ok()) << "which she is";
  EXPECT_TRUE(add("bob@first.example", role::owner).ok());
  EXPECT_TRUE(add("ada@first.example", role::analyst).ok());
  EXPECT_FALSE(add("bob@first.example", role::admin).ok());
}

TEST_F(sign_ins, by_keys_that_are_refused_are_noted_where_they_belong_once_an_hour_for_each_reason) {
  const account ada = world.person("ada@first.example", password);
  http::principal who;
  who.tenant_id = world.tenant;
  who.user_id = ada.id;
  who.user_name = ada.name;
  api_key_service keys(world.dependencies());
  const auto made = world.io.run(keys.make(who, {"Export", false, {}}, world.from));
  ASSERT_TRUE(made.ok());
  const std::string wrong = to_text(api_key_text{made->about.prefix, random_bytes(secret_bytes)});
  const std::string unknown = to_text(api_key_text{"0123456789ab", random_bytes(secret_bytes)});
  const auto noted = [&](const uuid& tenant) {
    return world.database_row(
        "SELECT string_agg(actor_name || ': ' || (after::json ->> 'why'), ', ' ORDER BY id) FROM outbox"
        " WHERE tenant_id = '" +
        to_string(tenant) + "' AND resource = 'api_keys' AND after::json ->> 'outcome' = 'refused'");
  };
  for (int i = 0; i < 3; ++i) {
    for (const std::string& key : {wrong, unknown, std::string("dsk_none")})
      EXPECT_EQ(world.identify(key).error().status, 401);
  }
  EXPECT_EQ(noted(world.tenant), "somebody: its secret is wrong");
  EXPECT_EQ(noted(system_tenant_id()), "somebody: nobody has it") << "one address, whatever it tries";
  ASSERT_TRUE(world.io.run(keys.revoke(who, made->about.id, world.from)).ok());
  EXPECT_EQ(world.identify(made->text).error().status, 401);
  EXPECT_EQ(noted(world.tenant), "somebody: its secret is wrong, Ada: it was revoked");
  world.pass(60 * 60);
  EXPECT_EQ(world.identify(made->text).error().status, 401);
  EXPECT_EQ(world.identify(unknown).error().status, 401);
  EXPECT_EQ(noted(world.tenant), "somebody: its secret is wrong, Ada: it was revoked, Ada: it was revoked");
  EXPECT_EQ(noted(system_tenant_id()), "somebody: nobody has it, somebody: nobody has it");
}

TEST_F(sign_ins, of_suspended_people_and_of_those_without_a_tenant_are_refused_alike) {
  const account ada = world.person("ada@first.example", password);
  world.change([&](pqxx::work& work) { remove_membership(work, world.tenant, ada.id, world.clock()()); });
  EXPECT_EQ(world.sign_in("ada@first.example", password).error().detail, "Email or password is wrong.");
  const account bob = world.person("bob@first.example", password);
  world.change([&](pqxx::work& work) {
    work.exec("UPDATE accounts SET state = 'suspended' WHERE id = '" + to_string(bob.id) + "'");
  });
  EXPECT_EQ(world.sign_in("bob@first.example", password).error().detail, "Email or password is wrong.");
}

TEST_F(sign_ins, are_no_way_around_for_who_guesses_the_password_by_changing_it) {
  const account ada = world.person("ada@first.example", password);
  http::principal who;
  who.tenant_id = world.tenant;
  who.user_id = ada.id;
  const auto change = [&](const std::string& from_old) {
    return world.io.run(world.service.change_password(who, from_old, "the difference engine", world.from));
  };
  for (int i = 0; i < pair_free_refusals; ++i) EXPECT_EQ(change("a guess").error().status, 422);
  const auto refused = change(password);
  ASSERT_FALSE(refused.ok()) << "the right one does not help";
  EXPECT_EQ(refused.error().status, 429);
  EXPECT_EQ(refused.error().retry_after, 2);
  EXPECT_EQ(
      world.database_row("SELECT count(*) FROM outbox WHERE tenant_id = '" + to_string(world.tenant) +
                         "' AND resource = 'accounts' AND actor_name = 'Ada' AND after::json ->> 'outcome' = "
                         "'password change refused'"),
      std::to_string(pair_free_refusals));
  EXPECT_TRUE(world.sign_in("ada@first.example", password).ok()) << "which its owner still can";
  world.pass(2);
  EXPECT_TRUE(change(password).ok());
}

TEST_F(sign_ins, by_whatever_address_do_not_keep_anybody_from_changing_their_password) {
  const account ada = world.person("ada@first.example", password);
  for (int i = 0; i < pair_free_refusals; ++i)
    EXPECT_EQ(world.sign_in("password of " + to_string(ada.id), "a guess").error().status, 401);
  http::principal who;
  who.tenant_id = world.tenant;
  who.user_id = ada.id;
  EXPECT_TRUE(
      world.io.run(world.service.change_password(who, password, "the difference engine", world.from)).ok());
}

TEST_F(sign_ins, and_keys_of_who_was_taken_out_of_a_tenant_stay_ended_when_they_come_back) {
  const account ada = world.person("ada@first.example", password);
  world.change([&](pqxx::work& work) {
    put_membership(work, world.other_tenant, ada.id, ada.name, role::analyst, world.clock()());
  });
  const auto here = world.sign_in("ada@first.example", password, world.tenant);
  const auto there = world.sign_in("ada@first.example", password, world.other_tenant);
  http::principal who;
  who.tenant_id = world.tenant;
  who.user_id = ada.id;
  api_key_service keys(world.dependencies());
  const auto key = world.io.run(keys.make(who, {"Export", false, {}}, world.from));
  ASSERT_TRUE(key.ok());
  ASSERT_TRUE(world.identify(key->text).ok());
  world.change([&](pqxx::work& work) { remove_membership(work, world.tenant, ada.id, world.clock()()); });
  EXPECT_EQ(
      world.database_row("SELECT (SELECT count(*) FROM sessions WHERE revoked_at IS NOT NULL) + (SELECT "
                         "count(*) FROM api_keys WHERE revoked_at IS NOT NULL)"),
      "2")
      << "at once, not only when she comes back";
  EXPECT_EQ(world.refresh(here->refresh_token).error().status, 401) << "nor is it another tenant's now";
  EXPECT_TRUE(world.refresh(there->refresh_token).ok()) << "it is the other tenant's";
  // As one that was being made while they were taken out.
  (void)world.database_row("UPDATE api_keys SET revoked_at = NULL RETURNING 1");
  world.change([&](pqxx::work& work) {
    put_membership(work, world.tenant, ada.id, ada.name, role::analyst, world.clock()());
  });
  EXPECT_TRUE(world.sign_in("ada@first.example", password, world.tenant).ok());
  EXPECT_EQ(world.refresh(here->refresh_token).error().status, 401);
  // What was known of her is forgotten a moment after it changed.
  EXPECT_TRUE(tests::eventually([&] { return !world.identify(key->text).ok(); }));
  EXPECT_TRUE(tests::eventually([&] { return !world.identify(here->access_token).ok(); }));
}

TEST_F(sign_ins, stay_within_a_number_of_sessions_by_ending_the_oldest) {
  const account ada = world.person("ada@first.example", password);
  const auto first = world.sign_in("ada@first.example", password);
  world.change([&](pqxx::work& work) {
    for (int i = 0; i < sessions_per_account_max; ++i) {
      world.pass(1);
      session made;
      made.id = world.database.make_id();
      made.account_id = ada.id;
      made.tenant_id = world.tenant;
      made.family_hash = made.token_hash = hash_of("x");
      made.created_at = world.clock()();
      made.expires_at = {made.created_at.micros + session_seconds * world.second};
      add_session(work, made);
    }
    EXPECT_EQ(sessions_of(work, ada.id, world.clock()()).size(),
              static_cast<std::size_t>(sessions_per_account_max));
  });
  EXPECT_EQ(world.refresh(first->refresh_token).error().status, 401);
}

TEST_F(sign_ins, make_tokens_that_end_with_their_session_and_change_with_the_role) {
  const account ada = world.person("ada@first.example", password);
  const auto begun = world.sign_in("ada@first.example", password);
  auto who = world.identify(begun->access_token);
  ASSERT_TRUE(who.ok());
  EXPECT_EQ(who->role, role::analyst);
  EXPECT_EQ(who->tenant_id, world.tenant);
  world.change([&](pqxx::work& work) {
    put_membership(work, world.tenant, ada.id, ada.name, role::auditor, world.clock()());
  });
  ASSERT_TRUE(tests::eventually([&] { return who->standing->ended(); }, std::chrono::seconds(1)));
  EXPECT_EQ(world.identify(begun->access_token)->role, role::auditor);
  world.change([&](pqxx::work& work) { remove_membership(work, world.tenant, ada.id, world.clock()()); });
  EXPECT_TRUE(
      tests::eventually([&] { return !world.identify(begun->access_token).ok(); }, std::chrono::seconds(1)));
}

TEST_F(sign_ins, are_for_the_tenants_one_belongs_to) {
  const account ada = world.person("ada@first.example", password);
  const auto begun = world.sign_in("ada@first.example", password);
  EXPECT_EQ(world.sign_in("ada@first.example", password, world.other_tenant).error().status, 401);
  EXPECT_EQ(world.refresh(begun->refresh_token, world.other_tenant).error().status, 403);
  access_claims forged{ada.id, world.other_tenant, begun->session_id};
  EXPECT_EQ(world.identify(world.tokens.make(forged, world.clock()())).error().status, 401);
  world.change([&](pqxx::work& work) {
    put_membership(work, world.other_tenant, ada.id, ada.name, role::manager, world.clock()());
  });
  const auto there = world.refresh(begun->refresh_token, world.other_tenant);
  ASSERT_TRUE(there.ok());
  EXPECT_EQ(world.identify(there->access_token)->role, role::manager);
}

TEST_F(sign_ins, with_somebody_elses_session_are_refused) {
  (void)world.person("ada@first.example", password);
  const account bob = world.person("bob@first.example", password);
  const auto ada = world.sign_in("ada@first.example", password);
  access_claims forged{bob.id, world.tenant, ada->session_id};
  EXPECT_EQ(world.identify(world.tokens.make(forged, world.clock()())).error().status, 401);
}

TEST_F(sign_ins, are_signed_by_another_key_after_an_hour_while_what_the_former_one_signed_holds) {
  (void)world.person("ada@first.example", password);
  world.pass(signing_micros / world.second - 60);
  const auto begun = world.sign_in("ada@first.example", password);
  ASSERT_TRUE(begun.ok());
  const auto own = [&] { return world.keys.current()->own->open.kid; };
  const std::string former = own();
  world.pass(61);
  ASSERT_TRUE(tests::eventually([&] { return world.keys.current()->known.size() == 2; }));
  EXPECT_EQ(own(), former) << "other servers have to read the new one first";
  world.pass(2 * keys_period_micros / world.second + 1);
  ASSERT_TRUE(tests::eventually([&] { return own() != former; }));
  const auto next = world.refresh(begun->refresh_token);
  ASSERT_TRUE(next.ok());
  for (const std::string& token : {begun->access_token, next->access_token})
    EXPECT_TRUE(world.tokens.read(token, world.clock()()).ok());
  const auto tells = [&](const std::string& kid) {
    return to_jwks(*world.keys.current(), world.clock()()).find(kid) != std::string::npos;
  };
  EXPECT_TRUE(tells(former));
  EXPECT_TRUE(tells(own()));
  world.pass(signing_grace_micros / world.second);
  EXPECT_FALSE(tells(former)) << "nothing that it signed is good any more";
  EXPECT_TRUE(tells(own()));
}

TEST_F(sign_ins, keep_passwords_by_argon2id_with_64_mib_and_three_passes) {
  const account ada = world.person("ada@first.example", password);
  const std::string kept =
      world.database_row("SELECT password_hash FROM accounts WHERE id = '" + to_string(ada.id) + "'");
  EXPECT_EQ(kept.substr(0, kept.find("p=1$") + 4), "$argon2id$v=19$m=65536,t=3,p=1$");
  EXPECT_NE(password_hasher::hash_now(password), kept) << "each with a salt of its own";
}

TEST_F(sign_ins, of_the_unknown_take_as_much_of_the_machine_as_those_of_others) {
  std::vector<std::future<result<signed_in>>> all;
  for (int i = 0; i < 12; ++i)
    all.push_back(
        world.io.start(world.service.sign_in({"nobody@first.example", password, {}, false}, world.from)));
  int beyond = 0;
  for (auto& one : all) {
    const auto answer = tests::coroutine_runner::take(one);
    ASSERT_FALSE(answer.ok());
    if (answer.error().status == 503) ++beyond;
  }
  EXPECT_GT(beyond, 0) << "who is unknown at once is told by the time that it takes";
  EXPECT_LT(beyond, 12);
}

TEST_F(sign_ins, beyond_what_the_machine_can_hash_are_told_to_come_again) {
  (void)world.person("ada@first.example", password);
  std::vector<std::future<result<signed_in>>> all;
  for (int i = 0; i < 12; ++i)
    all.push_back(
        world.io.start(world.service.sign_in({"ada@first.example", password, {}, false}, world.from)));
  int refused = 0;
  for (auto& one : all) {
    const auto answer = tests::coroutine_runner::take(one);
    if (answer) continue;
    ++refused;
    EXPECT_EQ(answer.error().status, 503);
    EXPECT_GT(answer.error().retry_after, 0);
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 12);
}

TEST_F(sign_ins, by_a_forgotten_password_are_answered_before_anybody_looks_whose_it_is) {
  (void)world.person("ada@first.example", password);
  kept_messages way;
  link_service links(world.dependencies(), way);
  const auto ask = [&](const std::string& email) { return world.io.run(links.reset(email, world.from)); };
  {
    const auto superuser = world.database.connect_as_superuser();
    pqxx::work holding(*superuser);
    holding.exec("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE");  // nobody can look until this ends
    EXPECT_TRUE(ask("ada@first.example").ok());
    for (int i = 1; i < link_service::resets_max; ++i) EXPECT_TRUE(ask("nobody@first.example").ok());
    const auto refused = ask("ada@first.example");
    ASSERT_FALSE(refused.ok()) << "beyond what may be under way, whoever asks";
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_TRUE(way.to().empty());
  }
  ASSERT_TRUE(tests::eventually([&] { return links.resets_under_way() == 0; }));
  EXPECT_EQ(way.to(), std::vector<std::string>{"ada@first.example"});
}

TEST_F(sign_ins, by_a_forgotten_password_take_nobodys_place_for_good_whatever_becomes_of_them) {
  (void)world.person("ada@first.example", password);
  broken_messages way;
  link_service links(world.dependencies(), way);
  EXPECT_TRUE(world.io.run(links.reset("ada@first.example", world.from)).ok());
  EXPECT_TRUE(tests::eventually([&] { return links.resets_under_way() == 0; }));
  EXPECT_EQ(world.database_row("SELECT count(*) FROM one_time_links"), "1") << "it came as far as that";
}

TEST_F(sign_ins, begin_by_the_links_of_an_invitation_and_of_the_operator_whoever_asks_for_a_reset_meanwhile) {
  const std::string as_auth = world.database.settings().conninfo(db::role::auth, "test");
  const auto invited = add_person(as_auth, {"grace@first.example", "Grace", role::analyst, world.tenant},
                                  world.database.make_id(), world.clock()());
  (void)world.person("ada@first.example", password);
  const std::string printed = link_for(as_auth, "ada@first.example", world.clock()());
  kept_messages way;
  link_service links(world.dependencies(), way);
  for (const char* email : {"grace@first.example", "ada@first.example"}) {
    EXPECT_TRUE(world.io.run(links.reset(email, world.from)).ok()) << "whoever it is";
    ASSERT_TRUE(tests::eventually([&] { return links.resets_under_way() == 0; }));
  }
  EXPECT_EQ(way.to(), std::vector<std::string>{"ada@first.example"}) << "who has a password";
  EXPECT_EQ(world.database_row("SELECT count(*) FROM one_time_links"), "3");
  EXPECT_EQ(*world.io.run(world.service.redeem(*invited, password, world.from)), "grace@first.example");
  EXPECT_EQ(*world.io.run(world.service.redeem(printed, password, world.from)), "ada@first.example");
  EXPECT_EQ(world.database_row("SELECT count(*) FROM one_time_links WHERE used_at IS NULL"), "0")
      << "what was asked for ends with it";
}

TEST_F(sign_ins, of_the_first_owner_begin_with_a_link_that_is_made_anew_until_it_is_used) {
  const std::string as_auth = world.database.settings().conninfo(db::role::auth, "test");
  installation here = local_installation();
  here.tenant_id = world.tenant;
  here.local.name = "Ada";
  (void)world.database_row("INSERT INTO users (tenant_id, id, name) VALUES ('" + to_string(world.tenant) +
                           "', '" + to_string(here.local.id) + "', 'Whoever used the machine') RETURNING 1");
  const auto first = ensure_accounts(as_auth, here, "owner@first.example", false, world.clock()());
  ASSERT_TRUE(first.owner);
  const auto second = ensure_accounts(as_auth, here, "owner@first.example", false, world.clock()());
  ASSERT_TRUE(second.owner);
  EXPECT_EQ(world.database_row(
                "SELECT string_agg(concat_ws(' ', actor_name, kind, after::json ->> 'outcome', after::json"
                " ->> 'role'), ', ') FROM outbox WHERE resource = 'memberships'"),
            "the command line created made at the first start owner");
  EXPECT_EQ(world.io.run(world.service.redeem(first.owner->link, password, world.from)).error().status, 404);
  EXPECT_EQ(*world.io.run(world.service.redeem(second.owner->link, password, world.from)),
            "owner@first.example");
  EXPECT_EQ(world.io.run(world.service.redeem(second.owner->link, password, world.from)).error().status, 404);
  EXPECT_FALSE(ensure_accounts(as_auth, here, "owner@first.example", false, world.clock()()).owner);
  const auto owner = world.sign_in("owner@first.example", password);
  EXPECT_EQ(owner->in.role, role::owner);
  EXPECT_EQ(owner->in.user_name, "Ada");
}

TEST_F(sign_ins, of_the_demo_are_one_of_each_role_with_a_password_that_every_start_can_tell) {
  const std::string as_auth = world.database.settings().conninfo(db::role::auth, "test");
  installation here = local_installation();
  here.tenant_id = world.tenant;
  const auto first = ensure_accounts(as_auth, here, "owner@first.example", true, world.clock()());
  const auto again = ensure_accounts(as_auth, here, "owner@first.example", true, world.clock()());
  EXPECT_EQ(first.demo_password, again.demo_password);
  EXPECT_FALSE(first.owner);
  ASSERT_EQ(first.demo.size(), all_roles.size());
  const demo_person& last = first.demo.back();
  EXPECT_EQ(world.sign_in(last.email, first.demo_password)->in.role, last.role);
}

TEST_F(sign_ins, go_on_when_the_connection_that_follows_them_is_cut) {
  (void)world.person("ada@first.example", password);
  const auto begun = world.sign_in("ada@first.example", password);
  const auto who = world.identify(begun->access_token);
  ASSERT_TRUE(who.ok());
  (void)world.database_row(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
      " AND usename = 'dossier_auth'");
  // What was known is not relied on any more: nobody saw what happened meanwhile.
  EXPECT_TRUE(tests::eventually([&] { return who->standing->ended(); }));
  EXPECT_TRUE(tests::eventually([&] { return world.identify(begun->access_token).ok(); }));
}

}  // namespace
}  // namespace dossier::identity
