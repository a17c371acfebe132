#include "client-wasm/src/app/people.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/administration.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

class account_test : public ::testing::Test {
 protected:
  test::fake_transport way;
  net::api_client api{way};
  std::vector<std::string> told;
  account mine{api, {[] { return 1'000.0; }, [] {}, [this](const notice& n) { told.push_back(n.message); }}};
};

TEST_F(account_test, knows_the_persons_address_and_workspaces) {
  mine.load();
  way.answer(200, R"({"email":"mara@x.example","memberships":[
    {"tenant":{"id":"t1","name":"Castellan"},"role":"owner"},
    {"tenant":{"id":"t2","name":"Borealis"},"role":"client-viewer"}]})");
  ASSERT_TRUE(mine.facts());
  EXPECT_EQ(mine.facts()->email, "mara@x.example");
  ASSERT_EQ(mine.facts()->memberships.size(), 2U);
  EXPECT_EQ(mine.facts()->memberships[1].tenant_name, "Borealis");
  EXPECT_EQ(mine.facts()->memberships[1].as, role::client_viewer);
}

TEST_F(account_test, ends_a_session_once_and_lists_those_that_are_left) {
  mine.sessions().load();
  way.answer(200, R"({"items":[{"id":"s1","tenant":{"id":"t1","name":"Castellan"},"address":"10.0.0.7",
    "user_agent":"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0",
    "created_at":"2026-11-20T09:00:00Z","last_used_at":"2026-11-20T10:00:00Z","current":false}]})");
  ASSERT_NE(mine.sessions().items(), nullptr);
  const person_session one = mine.sessions().items()->front();
  EXPECT_EQ(browser_text(one.user_agent), "Firefox on Linux");
  mine.end_session(one);
  mine.end_session(one);
  ASSERT_EQ(way.calls.size(), 1U) << "pressed twice, asked once";
  EXPECT_EQ(way.calls.front().what.method + " " + way.calls.front().what.target,
            "DELETE /api/v1/auth/sessions/s1");
  way.answer(204, "");
  EXPECT_EQ(told, std::vector<std::string>{"Session ended"});
  way.answer(200, R"({"items":[]})");
  EXPECT_TRUE(mine.sessions().items()->empty());
}

TEST_F(account_test, unlinks_a_provider_or_says_at_it_why_not) {
  mine.providers().load();
  const std::string one = R"({"items":[{"id":"p1","issuer":"https://id.acme.example","label":"Acme & Sons",
    "linked_at":"2026-11-20T09:00:00Z","last_used_at":"2026-11-20T10:00:00Z"}]})";
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/auth/identities");
  way.answer(200, one);
  ASSERT_NE(mine.providers().items(), nullptr);
  ASSERT_EQ(mine.providers().items()->size(), 1U);
  const linked_provider acme = mine.providers().items()->front();
  EXPECT_EQ(acme.name(), "Acme & Sons");
  EXPECT_GT(acme.last_used_at.micros, acme.linked_at.micros);
  mine.unlink(acme);
  mine.unlink(acme);
  ASSERT_EQ(way.calls.size(), 1U) << "pressed twice, asked once";
  EXPECT_EQ(way.calls.front().what.method + " " + way.calls.front().what.target,
            "DELETE /api/v1/auth/identities/p1");
  way.answer(409, R"({"type":"/problems/last-way-in","title":"The last way in stays","status":409,
    "detail":"You could not sign in any more: set a password first."})");
  EXPECT_EQ(mine.unlink_fault("p1"), "You could not sign in any more: set a password first.");
  EXPECT_EQ(mine.unlink_fault("p2"), "");
  EXPECT_TRUE(told.empty());
  way.answer(200, one);
  mine.unlink(acme);
  EXPECT_EQ(mine.unlink_fault("p1"), "") << "tried again, it is no more so";
  way.answer(204, "");
  EXPECT_EQ(told, std::vector<std::string>{"Acme & Sons unlinked"});
  way.answer(200, R"({"items":[]})");
  EXPECT_TRUE(mine.providers().items()->empty());
}

TEST_F(account_test, calls_a_provider_that_is_no_more_by_its_issuer) {
  mine.providers().load();
  way.answer(200, R"({"items":[{"id":"p1","issuer":"https://id.acme.example","label":null,
    "linked_at":"2026-11-20T09:00:00Z","last_used_at":"2026-11-20T10:00:00Z"},{"issuer":"of nothing"}]})");
  ASSERT_EQ(mine.providers().items()->size(), 1U);
  EXPECT_EQ(mine.providers().items()->front().name(), "https://id.acme.example");
}

TEST_F(account_test, keeps_what_is_known_when_asking_again_fails) {
  mine.keys().load();
  way.answer(200, R"({"items":[{"id":"k1","name":"Export","prefix":"dsk_1","scope":"read",
    "created_at":"2026-11-20T09:00:00Z","expires_at":null,"last_used_at":null}]})");
  mine.keys().load();
  way.answer(net::no_answer, "offline");
  ASSERT_NE(mine.keys().items(), nullptr);
  EXPECT_EQ(mine.keys().items()->size(), 1U);
  EXPECT_TRUE(mine.keys().failure());
}

TEST_F(account_test, hands_out_the_text_of_a_new_key) {
  std::string key;
  mine.make_key({"Nightly \"export\"", true, std::nullopt},
                [&](const result<std::string>& made) { key = *made; });
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"Nightly \"export\"","scope":"write"})");
  way.answer(201, R"({"id":"k1","key":"dsk_1_secret"})");
  EXPECT_EQ(key, "dsk_1_secret");
}

class administration_test : public ::testing::Test {
 protected:
  test::fake_transport way;
  std::vector<notice> told;
  workspace work{way,
                 {[] { return 1'000.0; }, [] { return 0.5; }, [] {},
                  [this](const notice& n) { told.push_back(n); }, [](const route&, bool) {}}};
  administration people{work};
  const member ann{"a1", "Ann", "ann@x.example", role::analyst, {}, {}};

  [[nodiscard]] std::string asked() const {
    const net::request& last = way.calls.back().what;
    return last.method + " " + last.target + " " + last.body;
  }
};

TEST_F(administration_test, changes_a_role_and_can_undo_it) {
  people.change(ann, {role::manager});
  EXPECT_EQ(asked(), R"(PATCH /api/v1/auth/members/a1 {"role":"manager"})");
  EXPECT_TRUE(people.acts().busy("a1"));
  way.answer(200, "{}");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Ann is a manager now");
  told.front().act();
  EXPECT_EQ(asked(), R"(PATCH /api/v1/auth/members/a1 {"role":"analyst"})");
}

TEST_F(administration_test, gives_a_client_viewer_their_brand_back_by_undo) {
  member vic = ann;
  vic.as = role::client_viewer;
  vic.brand_id = to_string(test::id_of(1));
  people.change(vic, {role::analyst});
  way.answer(200, "{}");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Ann is an analyst now");
  people.brands().learn(vic.brand_id, "Halden Foods");
  told.front().act();
  EXPECT_EQ(asked(),
            R"(PATCH /api/v1/auth/members/a1 {"role":"client-viewer","brand_id":")" + vic.brand_id + "\"}");
  way.answer(200, R"({"items":[]})");
  way.answer(200, "{}");
  EXPECT_EQ(told.back().message, "Ann is a client viewer of Halden Foods now");
}

TEST_F(administration_test, says_of_a_brand_that_is_none_what_is_wrong_with_it) {
  people.change(ann, {role::client_viewer, "b1"});
  way.answer(422, R"({"title":"Not valid","status":422,"errors":[{"field":"brand_id","code":"reference",
    "message":"does not name one of the brands"}]})");
  EXPECT_EQ(people.fault("a1"), "Brand does not name one of the brands");
}

TEST_F(administration_test, says_at_the_person_what_was_refused) {
  people.change(ann, {role::intern});
  way.answer(409, R"({"type":"/problems/last-owner","title":"The last owner stays","status":409,
    "detail":"They are the last owner."})");
  EXPECT_EQ(people.fault("a1"), "They are the last owner.");
  EXPECT_EQ(people.fault("another"), "");
  EXPECT_TRUE(told.empty());
  way.answer(200, R"({"items":[]})");
  people.change(ann, {role::intern});
  EXPECT_EQ(people.fault("a1"), "") << "tried again, it is no more so";
}

TEST_F(administration_test, reads_members_and_when_they_were_seen) {
  people.members().load();
  way.answer(200, R"({"items":[{"user":{"id":"a1","name":"Ann"},"email":"ann@x.example","role":"auditor",
    "joined_at":"2026-11-20T09:00:00Z","last_seen_at":null},{"user":{"id":"a2"},"role":"king"}]})");
  ASSERT_EQ(people.members().items()->size(), 1U) << "what has no role is nobody";
  EXPECT_EQ(people.members().items()->front().as, role::auditor);
  EXPECT_FALSE(people.members().items()->front().last_seen_at);
}

TEST_F(administration_test, invites_somebody_or_hears_why_not) {
  std::optional<problem> refused;
  people.invite({"ann@x.example", "Ann", role::manager},
                [&](std::optional<problem> why) { refused = std::move(why); });
  EXPECT_EQ(asked(),
            R"(POST /api/v1/auth/invitations {"email":"ann@x.example","name":"Ann","role":"manager"})");
  way.answer(409,
             R"({"title":"Already exists","status":409,"detail":"Is a member.","errors":[{"field":"email",
    "code":"duplicate","message":"is a member already"}]})");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->errors.front().field, "email");
}

TEST_F(administration_test, withdraws_an_invitation_and_lists_those_that_are_left) {
  people.invitations().load();
  way.answer(200, R"({"items":[{"id":"i1","email":"ann@x.example","name":"Ann","role":"client-viewer",
    "brand_id":"b1","created_at":"2026-11-20T09:00:00Z","expires_at":null}]})");
  ASSERT_EQ(people.invitations().items()->size(), 1U);
  EXPECT_EQ(people.invitations().items()->front().brand_id, "b1");
  people.withdraw(people.invitations().items()->front());
  EXPECT_EQ(asked(), "DELETE /api/v1/auth/invitations/i1 ");
  way.answer(204, "");
  EXPECT_EQ(told.front().message, "Invitation of ann@x.example withdrawn");
  way.answer(200, R"({"items":[]})");
  EXPECT_TRUE(people.invitations().items()->empty());
}

TEST_F(administration_test, lists_everybodys_keys_with_their_person) {
  people.keys().load();
  EXPECT_EQ(asked(), "GET /api/v1/auth/api-keys?of=all ");
  way.answer(200, R"({"items":[{"id":"k1","name":"Export","prefix":"dsk_1","scope":"write","user":{"id":"a1",
    "name":"Ann"},"created_at":"2026-11-20T09:00:00Z","expires_at":null,"last_used_at":null}]})");
  ASSERT_EQ(people.keys().items()->size(), 1U);
  EXPECT_EQ(people.keys().items()->front().person, "Ann");
  EXPECT_TRUE(people.keys().items()->front().may_write);
}

TEST(browser_text, names_browsers_that_name_one_another) {
  const std::string edge =
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 "
      "Edg/120.0";
  EXPECT_EQ(browser_text(edge), "Edge on Windows");
  const std::string on_a_phone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
  EXPECT_EQ(browser_text(on_a_phone + "CriOS/131.0 Mobile/15E148 Safari/604.1"), "Chrome on iPhone");
  EXPECT_EQ(browser_text(on_a_phone + "Version/18.1 Mobile/15E148 Safari/604.1"), "Safari on iPhone");
  EXPECT_EQ(browser_text("curl/8.5.0"), "curl/8.5.0");
  EXPECT_EQ(browser_text(""), "Unknown program");
}

}  // namespace
}  // namespace dossier::app
