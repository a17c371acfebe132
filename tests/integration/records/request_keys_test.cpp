#include <gtest/gtest.h>

#include <set>

#include "server/db/session.hpp"
#include "server/records/request_keys.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

constexpr std::int64_t hour = 3'600'000'000;  // microseconds

header_list with_key(const std::string& key) {
  return {{"idempotency-key", key}};
}

class request_keys : public testing::Test {
 protected:
  std::int64_t count(const std::string& from) {
    const auto connection = world.tested.connect_as_superuser();
    pqxx::work work(*connection);
    return work.exec1("SELECT count(*) FROM " + from)[0].as<std::int64_t>();
  }
  static void expect_repeated(const api_answer& second, const api_answer& first) {
    EXPECT_EQ(second.status, first.status) << second.body;
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.header("ETag"), first.header("ETag"));
    EXPECT_EQ(second.header("Location"), first.header("Location"));
    EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(first.header("Idempotency-Replayed"), "");
  }

  records_world world;
};

TEST_F(request_keys, make_a_repeated_create_answer_the_first_and_make_nothing) {
  const std::string body = R"({"name":"Acme","tags":["a"]})";
  const api_answer first = world.post("/brands", body, with_key("one"));
  ASSERT_EQ(first.status, 201) << first.body;
  ASSERT_EQ(world.patch("/brands/" + first.text("id"), R"({"name":"Renamed"})").status, 200);
  expect_repeated(world.post("/brands", body, with_key("one")), first);
  EXPECT_EQ(count("brands"), 1);
  ASSERT_EQ(world.del("/brands/" + first.text("id")).status, 204);
  expect_repeated(world.post("/brands", body, with_key("one")), first);
  EXPECT_EQ(world.post("/brands", body, with_key("two")).status, 201) << "another key is another request";
  EXPECT_EQ(world.post("/brands", R"({"name":"Other"})").status, 201) << "and none is none";
  EXPECT_EQ(count("brands"), 3);
}

TEST_F(request_keys, repeat_what_could_not_be_done_again) {
  const std::string acme = world.post("/brands", R"({"name":"Acme"})").text("id");
  const std::string body = R"({"brand_id":")" + acme + R"(","title":"T"})";
  const api_answer first = world.post("/insights", body, with_key("k"));
  ASSERT_EQ(first.status, 201);
  ASSERT_EQ(world.del("/brands/" + acme).status, 204);
  expect_repeated(world.post("/insights", body, with_key("k")), first);
  EXPECT_EQ(world.post("/insights", body, with_key("new")).status, 422);
}

TEST_F(request_keys, belong_to_one_request) {
  ASSERT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key("k")).status, 201);
  for (const auto& [target, body] : std::vector<std::pair<std::string, std::string>>{
           {"/brands", R"({"name":"Acme "})"},
           {"/brands", R"({"headcount":-1})"},
           {"/brands", R"({"name":"Acme","tags":["unknown"]})"},
           {"/tags", R"({"name":"Acme"})"},
           {"/brands:batch", R"({"operations":[{"create":{"name":"B"}}]})"}}) {
    const api_answer refused = world.post(target, body, with_key("k"));
    EXPECT_EQ(refused.status, 422) << target << body << refused.body;
    EXPECT_EQ(refused.errors(), ":idempotency_key") << target << body;
  }
  EXPECT_EQ(count("brands"), 1);
}

TEST_F(request_keys, belong_to_one_person) {
  ASSERT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key("k")).status, 201);
  http::principal bob = world.ada;
  bob.user_id = world.tested.make_user(world.tenant, "Bob");
  EXPECT_EQ(world.call_as(bob, method::post, "/brands", R"({"name":"Bob's"})", with_key("k")).status, 201);
  const uuid elsewhere = world.tested.make_tenant("Elsewhere");
  const http::principal eve{elsewhere, "Elsewhere", world.tested.make_user(elsewhere, "Eve"), "Eve"};
  EXPECT_EQ(world.call_as(eve, method::post, "/brands", R"({"name":"Acme"})", with_key("k")).status, 201);
}

TEST_F(request_keys, repeat_batches_and_restorations) {
  const std::string operations = R"({"operations":[{"create":{"name":"A"}},{"create":{"name":"B"}}]})";
  const api_answer first = world.post("/brands:batch", operations, with_key("batch"));
  ASSERT_EQ(first.status, 200) << first.body;
  expect_repeated(world.post("/brands:batch", operations, with_key("batch")), first);
  EXPECT_EQ(count("brands"), 2);

  const std::string id(first.json.at("results").as_array().at(0).at("id").as_string());
  ASSERT_EQ(world.del("/brands/" + id).status, 204);
  const api_answer restored = world.post("/brands/" + id + ":undelete", "", with_key("restore"));
  ASSERT_EQ(restored.status, 200) << restored.body;
  ASSERT_EQ(world.del("/brands/" + id).status, 204);
  expect_repeated(world.post("/brands/" + id + ":undelete", "", with_key("restore")), restored);
  EXPECT_EQ(world.get("/brands/" + id).status, 404) << "it stays deleted";
}

TEST_F(request_keys, keep_a_deletion_from_undoing_a_restoration) {
  const std::string path =
      "/brands/" + std::string(world.post("/brands", R"({"name":"A"})").json.at("id").as_string());
  const auto remove = [&](const header_list& with) { return world.del(path, with); };
  ASSERT_EQ(remove(with_key("gone")).status, 204);
  ASSERT_EQ(world.post(path + ":undelete", "").status, 200);
  const api_answer again = remove(with_key("gone"));
  EXPECT_EQ(again.status, 204);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(world.get(path).status, 200) << "it stays restored";
  EXPECT_EQ(world.post(path + ":undelete", "", with_key("gone")).status, 422) << "another request";
  EXPECT_EQ(remove({{"idempotency-key", "a b"}}).status, 400);
  const api_answer anew = remove(with_key("gone-again"));
  EXPECT_EQ(anew.status, 204);
  EXPECT_EQ(anew.header("Idempotency-Replayed"), "");
  EXPECT_EQ(remove(with_key("too-late")).status, 404);
}

TEST_F(request_keys, are_not_used_up_by_what_was_refused_or_tried) {
  ASSERT_EQ(world.post("/brands", R"({"name":"Taken"})").status, 201);
  EXPECT_EQ(world.post("/brands", R"({"name":"Taken"})", with_key("k")).status, 409);
  EXPECT_EQ(world.post("/brands", R"({"name":""})", with_key("k")).status, 422);
  header_list trial = with_key("k");
  trial.emplace_back("prefer", "tx=rollback");
  EXPECT_EQ(world.post("/brands", R"({"name":"Free"})", trial).status, 201);
  EXPECT_EQ(
      world.post("/brands:batch", R"({"operations":[{"create":{"name":"Taken"}}]})", with_key("k")).status,
      409);
  EXPECT_EQ(count("idempotency_keys"), 0);
  EXPECT_EQ(world.post("/brands", R"({"name":"Free"})", with_key("k")).header("Idempotency-Replayed"), "");
  EXPECT_EQ(count("idempotency_keys"), 1);
}

TEST_F(request_keys, are_1_to_255_visible_ascii_characters) {
  for (const std::string& bad : {std::string(), std::string(256, 'k'), std::string("a b"),
                                 std::string("a\tb"), std::string("k\x7f"), std::string("ké")}) {
    EXPECT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key(bad)).status, 400) << bad;
  }
  EXPECT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key(std::string(255, 'k'))).status, 201);
  EXPECT_EQ(world.post("/brands", R"({"name":"Beta"})", with_key("!\"#~")).status, 201);
}

TEST_F(request_keys, are_forgotten_after_a_day_and_removed_in_time) {
  ASSERT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key("k")).status, 201);
  world.time.advance(24 * hour - 1);
  EXPECT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key("k")).header("Idempotency-Replayed"),
            "true");
  world.time.advance(1);
  const api_answer anew = world.post("/brands", R"({"name":"Beta"})", with_key("k"));
  EXPECT_EQ(anew.status, 201) << anew.body;
  EXPECT_EQ(anew.header("Idempotency-Replayed"), "");
  world.time.advance(24 * hour);
  EXPECT_EQ(count("idempotency_keys"), 1);
  for (std::uint64_t i = 0; i < records::request_key_sweep_every; ++i) {
    ASSERT_EQ(
        world.post("/brands", R"({"name":"N)" + std::to_string(i) + "\"}", with_key("n" + std::to_string(i)))
            .status,
        201);
  }
  const auto old = [&] { return count("idempotency_keys WHERE key = 'k'"); };
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (old() > 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_EQ(old(), 0);
}

TEST_F(request_keys, in_flight_are_refused_at_once) {
  // Somebody else, on another server, holds the key.
  const records::request_keys table;
  const records::request_key key{"k", "another request"};
  const records::request_key_use use{world.tenant, world.ada.user_id, key, world.time.now()};
  db::session elsewhere(world.tested.settings().conninfo(db::role::app, "test"));
  elsewhere.begin();
  ASSERT_TRUE(table.lock(elsewhere, use));
  for (const auto& [target, body] : std::vector<std::pair<std::string, std::string>>{
           {"/brands", R"({"name":"Acme"})"},
           {"/brands", R"({"name":"Acme","tags":["unknown"]})"},
           {"/brands:batch", R"({"operations":[{"create":{"name":"B"}}]})"}}) {
    const api_answer refused = world.post(target, body, with_key("k"));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.errors(), ":idempotency_key");
  }
  elsewhere.roll_back();
  EXPECT_EQ(world.post("/brands", R"({"name":"Acme"})", with_key("k")).status, 201);
}

/// A second server on the same database.
class second_server {
 public:
  explicit second_server(records_world& world) : world_(world) {
    auto opened = db::database::open({.data_directory = {}, .url = world.tested.url(), .session_threads = 1});
    if (!opened) throw std::runtime_error(opened.error().detail);
    database_ = *std::move(opened);
    db::read_lane& lane = database_->add_read_lane(io_);
    const auto lanes_here = [this, &lane] {
      return db::lanes{lane, database_->writes(), database_->sessions()};
    };
    engine_ = std::make_unique<records::engine>(
        records::engine_dependencies{world.time, world.ids, {}, lanes_here});
    engine_->add_routes(routes_);
    database_->start(wake_);
    thread_ = std::thread([this] { io_.run(); });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!database_->state().ready && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  }
  ~second_server() {
    database_->stop();
    io_.stop();
    thread_.join();
  }
  second_server(const second_server&) = delete;
  second_server& operator=(const second_server&) = delete;

  /// The status of a POST to it.
  http::response post(const std::string& target, const std::string& body, const std::string& key) {
    http::request sent;
    sent.method = method::post;
    sent.target = sent.path = "/api/v1" + target;
    sent.headers = {{"content-type", "application/json"}, {"idempotency-key", key}};
    sent.body = body;
    sent.trace_id = "0af7651916cd43dd8448eb211c80319c";
    sent.principal = world_.ada;
    const http::router::match found = routes_.find(method::post, sent.path);
    http::response answered;
    auto keep = [](boost::asio::awaitable<http::response> what,
                   http::response& to) -> boost::asio::awaitable<void> { to = co_await std::move(what); };
    boost::asio::co_spawn(io_, keep(found.found->handle(sent), answered), boost::asio::use_future).get();
    return answered;
  }

 private:
  struct silent_wake final : live::sequencer_wake {
    void committed() override {}
  };
  records_world& world_;
  silent_wake wake_;
  boost::asio::io_context io_{1};
  std::unique_ptr<db::database> database_;
  std::unique_ptr<records::engine> engine_;
  http::router routes_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
  std::thread thread_;
};

TEST_F(request_keys, let_one_of_many_requests_at_two_servers_through) {
  second_server other(world);
  constexpr int rounds = 30;
  constexpr int senders = 6;
  for (int round = 0; round < rounds; ++round) {
    const std::string number = std::to_string(round);
    const bool batch = round % 3 == 2;
    const std::string tags = round % 3 == 1 ? R"(,"tags":["new )" + number + "\"]" : "";
    const std::string record = R"({"name":"Brand )" + number + "\"" + tags + "}";
    const std::string target = batch ? "/brands:batch" : "/brands";
    const std::string body = batch ? R"({"operations":[{"create":)" + record + "}]}" : record;
    std::mutex mutex;
    std::vector<int> statuses;
    std::set<std::string> bodies;
    std::vector<std::thread> threads;
    threads.reserve(senders);
    for (int i = 0; i < senders; ++i) {
      threads.emplace_back([&, i] {
        int status = 409;
        std::string answer;
        while (status == 409) {  // in flight: ask again
          if (i % 2 == 0) {
            const api_answer got = world.post(target, body, with_key("key-" + number));
            status = got.status;
            answer = got.body;
          } else {
            const http::response got = other.post(target, body, "key-" + number);
            status = got.status;
            answer = got.body;
          }
        }
        const std::lock_guard lock(mutex);
        statuses.push_back(status);
        bodies.insert(answer);
      });
    }
    for (auto& each : threads) each.join();
    EXPECT_EQ(bodies.size(), 1U) << "round " << round;
    for (const int status : statuses) EXPECT_EQ(status, batch ? 200 : 201) << *bodies.begin();
  }
  EXPECT_EQ(count("brands"), rounds);
  EXPECT_EQ(count("idempotency_keys"), rounds);
  world.wait_for_the_log();
  EXPECT_EQ(count("changes WHERE resource = 'brands'"), rounds);
}

}  // namespace
}  // namespace dossier::tests
