#include "client-wasm/src/net/signed_transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"
#include "tests/client/fake_transport.hpp"

namespace dossier::net {
namespace {

std::string grant(const std::string& token) {
  return R"({"access_token":")" + token + R"(","expires_in":600})";
}

class heard_socket final : public socket_listener {
 public:
  void socket_opened() override { opened = true; }
  void socket_message(std::string_view) override {}
  void socket_closed(int with, std::string_view) override { code = with; }
  bool opened = false;
  int code = 0;
};

class signed_way : public testing::Test {
 protected:
  /// The status that the request was answered with; -1 while it waits.
  std::shared_ptr<int> ask(const std::string& target) {
    auto status = std::make_shared<int>(-1);
    way.fetch({"GET", target, {}, {}, 0}, [status](const response& answer) { *status = answer.status; });
    return status;
  }
  [[nodiscard]] std::vector<std::string> open_calls() const {
    std::vector<std::string> made;
    for (const auto& call : below.calls) {
      std::string one = call.what.target;
      for (const auto& [name, value] : call.what.headers) one += " " + value;
      made.push_back(one);
    }
    return made;
  }
  /// Answers the oldest request to `target`.
  void answer(const std::string& target, int status, std::string body = {}) {
    const auto found = std::find_if(below.calls.begin(), below.calls.end(),
                                    [&](const auto& call) { return call.what.target == target; });
    ASSERT_NE(found, below.calls.end()) << target;
    const auto done = found->done;
    below.calls.erase(found);
    done({status, {}, std::move(body)});
  }
  void sign_in() {
    ask("/x");
    answer(refresh, 200, grant("t1"));
    answer("/x", 200);
  }

  static constexpr const char* refresh = "/api/v1/auth/refresh";
  test::fake_transport below;
  double now = 1000;
  int signed_out = 0;
  std::vector<std::string> renewed;
  signed_transport way{below,
                       {[this] { return now; }, [this] { ++signed_out; },
                        [this](const std::string& token) { renewed.push_back(token); }}};
};

using calls = std::vector<std::string>;

TEST_F(signed_way, what_the_page_asked_for_while_the_program_loaded_is_not_asked_for_again) {
  way.begin({200, {}, grant("early")});
  ask("/x");
  EXPECT_EQ(open_calls(), std::vector<std::string>{"/x Bearer early"});
}

TEST_F(signed_way, where_nobody_signs_in_nothing_waits_for_a_token) {
  way.begin({204, {}, {}});
  ask("/x");
  EXPECT_EQ(open_calls(), std::vector<std::string>{"/x"});
}

TEST_F(signed_way, a_page_that_got_no_answer_leaves_the_question_to_the_program) {
  way.begin({no_answer, {}, {}});
  ask("/x");
  EXPECT_EQ(open_calls(), std::vector<std::string>{refresh});
}

TEST_F(signed_way, asks_first_whether_anybody_signs_in_here) {
  const auto first = ask("/a");
  const auto second = ask("/b");
  EXPECT_EQ(open_calls(), (calls{refresh}));
  answer(refresh, 204);
  EXPECT_EQ(way.state(), sign_in_state::open);
  EXPECT_EQ(open_calls(), (calls{"/a", "/b"})) << "nobody does: nothing more is asked or sent";
  answer("/a", 401);
  EXPECT_EQ(*first, 401);
  EXPECT_EQ(signed_out, 0);
  EXPECT_EQ(*second, -1);
}

TEST_F(signed_way, sends_what_waited_with_the_token_that_came) {
  ask("/a");
  answer(refresh, 200, grant("t1"));
  ask("/b");
  EXPECT_EQ(open_calls(), (calls{"/a Bearer t1", "/b Bearer t1"}));
}

TEST_F(signed_way, repeats_once_what_was_refused_because_its_token_had_ended) {
  sign_in();
  const auto first = ask("/a");
  const auto second = ask("/b");
  answer("/a", 401);
  EXPECT_EQ(*first, -1) << "it waits";
  answer(refresh, 200, grant("t2"));
  EXPECT_EQ(open_calls(), (calls{"/b Bearer t1", "/a Bearer t2"}));
  answer("/b", 401);
  EXPECT_EQ(open_calls(), (calls{"/a Bearer t2", "/b Bearer t2"})) << "a newer token is here by now";
  answer("/a", 200);
  answer("/b", 401);
  EXPECT_EQ(*first, 200);
  EXPECT_EQ(*second, 401) << "refused with a token that is good: so it is";
  EXPECT_EQ(signed_out, 0);
}

TEST_F(signed_way, tells_once_that_nobody_is_signed_in) {
  const auto first = ask("/a");
  answer(refresh, 401);
  EXPECT_EQ(*first, 401);
  EXPECT_EQ(signed_out, 1);
  const auto second = ask("/b");
  EXPECT_TRUE(open_calls().empty()) << "the page goes: nothing more is sent";
  EXPECT_EQ(*second, -1);
  EXPECT_EQ(signed_out, 1);
}

TEST_F(signed_way, renews_the_token_a_minute_before_it_ends_and_once_for_all_who_need_it) {
  sign_in();
  EXPECT_EQ(*way.next_deadline(), 1000 + 540'000);
  now += 539'999;
  way.tick();
  EXPECT_TRUE(open_calls().empty());
  now += 1;
  way.tick();
  way.tick();
  EXPECT_EQ(open_calls(), (calls{refresh}));
  const auto meanwhile = ask("/a");
  answer("/a", 401);
  EXPECT_EQ(open_calls(), (calls{refresh}));
  answer(refresh, 200, grant("t2"));
  EXPECT_EQ(renewed, (calls{"t1", "t2"}));
  EXPECT_EQ(open_calls(), (calls{"/a Bearer t2"}));
  answer("/a", 200);
  EXPECT_EQ(*meanwhile, 200);
}

TEST_F(signed_way, keeps_its_token_while_the_server_is_away_and_asks_again) {
  sign_in();
  now += 540'000;
  way.tick();
  answer(refresh, 0);
  EXPECT_EQ(way.state(), sign_in_state::signed_in);
  EXPECT_EQ(*way.next_deadline(), now + renewal_retry_ms);
  ask("/a");
  EXPECT_EQ(open_calls(), (calls{"/a Bearer t1"}));
}

TEST_F(signed_way, without_an_answer_fails_what_waits_and_asks_anew_with_the_next_request) {
  const auto first = ask("/a");
  heard_socket socket;
  way.open_socket("/live", "p", socket);
  answer(refresh, 0);
  EXPECT_EQ(*first, 0);
  EXPECT_EQ(socket.code, 1006);
  ask("/b");
  EXPECT_EQ(open_calls(), (calls{refresh}));
}

TEST_F(signed_way, opens_sockets_when_it_knows_what_they_are_to_say) {
  heard_socket socket;
  const int id = way.open_socket("/live", "p", socket);
  EXPECT_EQ(below.sockets_opened, 0);
  EXPECT_FALSE(way.send(id, "early"));
  answer(refresh, 200, grant("t1"));
  ASSERT_EQ(below.sockets_opened, 1);
  below.open();
  EXPECT_TRUE(socket.opened);
  EXPECT_EQ(way.token(), "t1");
  EXPECT_TRUE(way.send(id, "hello"));
  EXPECT_EQ(below.current.sent, (calls{"hello"}));
  way.close(id, 1000, {});
  EXPECT_EQ(below.current.id, 0);
}

TEST_F(signed_way, finds_out_by_a_socket_that_was_shut_whether_the_session_is_over) {
  sign_in();
  heard_socket socket;
  way.open_socket("/live", "p", socket);
  below.open();
  below.drop(4401);
  EXPECT_EQ(socket.code, 0) << "it waits for what the server says";
  answer(refresh, 200, grant("t2"));
  EXPECT_EQ(socket.code, 1006) << "its owner tries again";
  heard_socket second;
  way.open_socket("/live", "p", second);
  below.open();
  below.drop(4401);
  answer(refresh, 401);
  EXPECT_EQ(second.code, 4401);
  EXPECT_EQ(signed_out, 1);
}

TEST_F(signed_way, forgets_requests_and_sockets_that_are_not_wanted_any_more) {
  heard_socket socket;
  const int opened = way.open_socket("/live", "p", socket);
  int status = -1;
  const int id = way.fetch({"GET", "/a", {}, {}, 0}, [&](const response& answer) { status = answer.status; });
  way.abort(id);
  way.close(opened, 1000, {});
  answer(refresh, 200, grant("t1"));
  EXPECT_EQ(below.sockets_opened, 0);
  EXPECT_TRUE(open_calls().empty());
  EXPECT_EQ(status, -1);
}

TEST_F(signed_way, signs_out_whatever_the_server_says) {
  sign_in();
  way.sign_out();
  way.sign_out();
  EXPECT_EQ(open_calls(), (calls{"/api/v1/auth/logout"}));
  answer("/api/v1/auth/logout", 0);
  EXPECT_EQ(signed_out, 1);
}

std::string grant_to(const std::string& token, const std::string& tenant, const std::string& user) {
  return R"({"access_token":")" + token + R"(","expires_in":600,"tenant":{"id":")" + tenant +
         R"("},"user":{"id":")" + user + R"("}})";
}

class signed_for_one : public signed_way {
 protected:
  int someone_else = 0;
  signed_transport one{below,
                       {[this] { return now; }, [this] { ++signed_out; }, [](const std::string&) {},
                        [this] { ++someone_else; }}};
  void renew() {
    now += 600'000;
    one.tick();
  }
  /// The body of the last request.
  [[nodiscard]] const std::string& sent() const { return below.calls.back().what.body; }
};

TEST_F(signed_for_one, a_page_stays_in_its_tenant_when_another_tab_has_switched) {
  one.begin({200, {}, grant_to("t1", "castellan", "mara")});
  EXPECT_EQ(one.holder(), (token_holder{"castellan", "mara"}));
  renew();
  EXPECT_EQ(sent(), R"({"tenant":"castellan"})");
  answer(refresh, 200, grant_to("t2", "castellan", "mara"));
  EXPECT_EQ(someone_else, 0);
  EXPECT_EQ(one.token(), "t2");
}

TEST_F(signed_for_one, nothing_of_one_person_is_ever_sent_as_another) {
  one.begin({200, {}, grant_to("t1", "castellan", "mara")});
  renew();
  answer(refresh, 200, grant_to("t2", "castellan", "tom"));
  EXPECT_EQ(someone_else, 1);
  one.fetch({"POST", "/write", {}, {}, 0}, [](const response&) {});
  EXPECT_TRUE(below.calls.empty());
  EXPECT_EQ(one.token(), "");
}

TEST_F(signed_for_one, who_belongs_to_the_tenant_no_more_begins_anew) {
  one.begin({200, {}, grant_to("t1", "castellan", "mara")});
  renew();
  answer(refresh, 403);
  EXPECT_EQ(someone_else, 1);
}

TEST_F(signed_for_one, switching_the_tenant_begins_anew_there_or_says_why_not) {
  one.begin({200, {}, grant_to("t1", "castellan", "mara")});
  int refused = 0;
  one.switch_tenant("borealis", [&](const problem& why) { refused = why.status; });
  EXPECT_EQ(sent(), R"({"tenant":"borealis"})");
  answer(refresh, 403);
  EXPECT_EQ(refused, 403);
  EXPECT_EQ(someone_else, 0);
  one.switch_tenant("borealis", [](const problem&) {});
  answer(refresh, 200, grant_to("t2", "borealis", "mara"));
  EXPECT_EQ(someone_else, 1);
}

}  // namespace
}  // namespace dossier::net
