#include "shared/live/messages.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/random_records.hpp"

namespace dossier::live {
namespace {

/// What a server reads of a client's message.
template <class Message>
Message read_as(const client_message& sent) {
  auto read = parse_client_message(to_json(sent));
  EXPECT_TRUE(read.ok()) << to_json(sent);
  return std::get<Message>(*read);
}

/// What a client reads of a server's message.
template <class Message>
Message heard_as(const server_message& sent) {
  auto read = parse_server_message(to_json(sent));
  EXPECT_TRUE(read.ok()) << to_json(sent);
  return std::get<Message>(*read);
}

TEST(client_messages, arrive_as_they_were_sent) {
  const auto greeting = read_as<hello>(hello{"a \"token\"", "0123456789abcdef", "tab_1.a-b"});
  EXPECT_EQ(greeting.token, "a \"token\"");
  EXPECT_EQ(greeting.session, "tab_1.a-b");
  EXPECT_EQ(read_as<hello>(hello{"", "", std::string(max_session_length, 'x')}).session.size(),
            max_session_length);
  EXPECT_EQ(greeting.contract, "0123456789abcdef");
  const auto wish = read_as<subscribe>(subscribe{"s1", "brands", "country = \"DE\"", 812});
  EXPECT_EQ(wish.id + wish.resource + wish.filter, "s1brandscountry = \"DE\"");
  EXPECT_EQ(wish.after, 812);
  EXPECT_FALSE(read_as<subscribe>(subscribe{"s1", "brands", "", std::nullopt}).after.has_value());
  EXPECT_EQ(read_as<unsubscribe>(unsubscribe{"a-b_c.9"}).id, "a-b_c.9");
  EXPECT_EQ(read_as<ping>(ping{"17"}).id, "17");
  EXPECT_EQ(read_as<subscribe>(subscribe{"s1", "brands", "", {}, {"name", "tags"}}).fields,
            (std::vector<std::string>{"name", "tags"}));
  EXPECT_EQ(read_as<auth>(auth{"newer"}).token, "newer");
  const uuid record = tests::random_records(3).id();
  const auto there = read_as<announce>(announce{"brands", record, "name"});
  EXPECT_EQ(there.resource + there.field, "brandsname");
  EXPECT_EQ(there.record_id, record);
  const auto gone = read_as<announce>(announce{"brands", std::nullopt, {}});
  EXPECT_FALSE(gone.record_id.has_value());
  EXPECT_TRUE(gone.field.empty());
}

TEST(client_messages, with_anything_unknown_or_ill_typed_are_refused_by_name) {
  const auto fault = [](std::string_view text) {
    const auto read = parse_client_message(text);
    EXPECT_FALSE(read.ok()) << text;
    std::string found = std::to_string(read.error().status);
    for (const field_error& error : read.error().errors) found += " " + error.field + ":" + error.code;
    return found;
  };
  EXPECT_EQ(fault("nonsense"), "400");
  EXPECT_EQ(fault("[]"), "400");
  EXPECT_EQ(fault("{}"), "400");
  EXPECT_EQ(fault(R"({"op":"shout"})"), "400");
  EXPECT_EQ(fault(R"({"op":7})"), "400");
  EXPECT_EQ(fault(R"({"op":"subscribe"})"), "422 id:required resource:required");
  EXPECT_EQ(fault(R"({"op":"subscribe","id":"s 1","resource":7,"after":-1,"extra":1})"),
            "422 id:format resource:type after:type extra:unknown");
  EXPECT_EQ(fault(R"({"op":"subscribe","id":"s","resource":"brands","fields":["name",7]})"),
            "422 fields:type");
  EXPECT_EQ(fault(R"({"op":"subscribe","id":"s","resource":"brands","fields":"name"})"), "422 fields:type");
  EXPECT_EQ(fault(R"({"op":"auth"})"), "422 token:required");
  EXPECT_EQ(fault(R"({"op":"presence","resource":"brands","record_id":"7","field":7})"),
            "422 record_id:format field:type");
  EXPECT_EQ(fault(R"({"op":"unsubscribe","id":")" + std::string(65, 'x') + "\"}"), "422 id:format");
  EXPECT_EQ(fault(R"({"op":"hello","session":")" + std::string(max_session_length + 1, 'x') + "\"}"),
            "422 session:format");
  EXPECT_EQ(fault(R"({"op":"hello","session":"a tab"})"), "422 session:format");
  EXPECT_EQ(fault(R"({"op":"hello","session":7})"), "422 session:type");
}

TEST(server_messages, arrive_as_they_were_sent) {
  const auto greeting =
      heard_as<welcome>(welcome{812, "0123456789abcdef", true, "t", "Tenant", "u", "User", {}, "s"});
  EXPECT_EQ(greeting.seq, 812);
  EXPECT_TRUE(greeting.stale);
  EXPECT_EQ(
      greeting.tenant_id + greeting.tenant_name + greeting.user_id + greeting.user_name + greeting.session,
      "tTenantuUsers");
  EXPECT_EQ(greeting.workspace, "");
  EXPECT_EQ(greeting.role, "");
  welcome with_settings{812, "0123456789abcdef", true, "t", "Tenant", "u", "User", R"({"version":3})"};
  with_settings.role = "analyst";
  EXPECT_EQ(heard_as<welcome>(welcome(with_settings)).role, "analyst");
  EXPECT_EQ(heard_as<role_changed>(role_changed{"intern"}).role, "intern");
  EXPECT_EQ(heard_as<welcome>(std::move(with_settings)).workspace, R"({"version":3})");
  EXPECT_EQ(heard_as<subscribed>(subscribed{"s1", 5}).seq, 5);
  EXPECT_EQ(heard_as<unsubscribed>(unsubscribed{"s1"}).id, "s1");
  EXPECT_EQ(heard_as<reset>(reset{"s1", 9}).seq, 9);
  EXPECT_EQ(heard_as<pong>(pong{"x"}).id, "x");
  EXPECT_EQ(heard_as<auth_ok>(auth_ok{{1'795'204'800'000'000}}).expires_at.micros, 1'795'204'800'000'000);
  const uuid record = tests::random_records(4).id();
  const auto there = heard_as<presence>(
      presence{"c1", {"u", "Zoë"}, "brands", record, "name", {1'795'204'800'000'000}, "s"});
  EXPECT_EQ(there.session, "s");
  EXPECT_EQ(there.connection + there.who.id + there.who.name + there.resource + there.field,
            "c1uZoëbrandsname");
  EXPECT_EQ(there.record_id, record);
  EXPECT_FALSE(heard_as<presence>(presence{"c1", {"u", "Zoë"}, "brands", {}, {}, {}}).record_id.has_value());
  const auto refusal = heard_as<error>(error{"s1", problems::malformed("The filter is odd", 4)});
  EXPECT_EQ(refusal.id, "s1");
  EXPECT_EQ(refusal.what.status, 400);
  EXPECT_EQ(refusal.what.position, 4U);
}

TEST(server_messages, of_changes_arrive_as_they_were_sent) {
  tests::random_records random(9);
  for (const change_kind kind :
       {change_kind::created, change_kind::updated, change_kind::deleted, change_kind::restored}) {
    for (const match_kind match : {match_kind::enter, match_kind::stay, match_kind::leave}) {
      change sent;
      sent.subs = {"s1", "s2"};
      sent.seq = random.pick(100'000);
      sent.resource = "brands";
      sent.id = random.id();
      sent.kind = kind;
      sent.match = match;
      sent.version = 4;
      sent.changed = {"name", "tags"};
      if (match != match_kind::leave) sent.record = R"({"name":"A \"quoted\" name"})";
      sent.actor = {"u", "Zoë"};
      sent.at = random.moment();
      const change read = heard_as<change>(sent);
      EXPECT_EQ(read.subs, sent.subs);
      EXPECT_EQ(read.seq, sent.seq);
      EXPECT_EQ(read.resource, sent.resource);
      EXPECT_EQ(read.id, sent.id);
      EXPECT_EQ(read.kind, sent.kind);
      EXPECT_EQ(read.match, sent.match);
      EXPECT_EQ(read.version, sent.version);
      EXPECT_EQ(read.changed, sent.changed);
      EXPECT_EQ(read.record, sent.record);
      EXPECT_EQ(read.actor.name, sent.actor.name);
      EXPECT_EQ(read.at, sent.at);
      EXPECT_EQ(to_json(sent), change_head(sent.subs) + change_tail(sent));
    }
  }
}

TEST(server_messages, that_are_not_understood_are_a_problem_and_no_crash) {
  for (const char* text :
       {"", "{}", "[1]", R"({"op":"change"})", R"({"op":"change","id":7,"kind":"created"})",
        R"({"op":"later"})", R"({"op":null})"}) {
    EXPECT_FALSE(parse_server_message(text).ok()) << text;
  }
}

}  // namespace
}  // namespace dossier::live
