#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "shared/live/messages.hpp"
#include "tests/integration/live/live_world.hpp"

namespace dossier::tests {

/// What a client knows of one subscription: the records in view with their versions, by what it was told
/// alone. Holds every message against what it promises.
struct client_view {
  std::string resource = "brands";
  std::string filter;
  std::int64_t seq = 0;  ///< resume point
  std::map<uuid, std::int64_t> records;
  std::vector<std::int64_t> seqs;  ///< of every change received, over all connections
  int resets = 0;
  bool subscribed = false;
  /// Knows every record that is in view. Without that (no set was loaded) it only keeps count.
  bool complete = true;

  void apply(const live::change& told) {
    if (!complete) {
      seq = told.seq;
      return;
    }
    EXPECT_GT(told.seq, seq) << "a change came twice or out of order";
    seq = told.seq;
    seqs.push_back(told.seq);
    const auto found = records.find(told.id);
    if (told.match == live::match_kind::enter) {
      EXPECT_EQ(found, records.end()) << "entered, but was there";
    } else {
      ASSERT_NE(found, records.end()) << "stayed or left, but was not there";
      EXPECT_GT(told.version, found->second) << "versions went back";
    }
    EXPECT_EQ(told.record.empty(), told.match == live::match_kind::leave);
    if (told.match == live::match_kind::leave) {
      records.erase(told.id);
    } else {
      records[told.id] = told.version;
    }
  }
};

/// A client with one connection at a time and views that outlive it.
class test_client {
 public:
  test_client(live_world& world, const uuid& tenant, std::size_t thread = 0)
      : world_(world), tenant_(tenant), thread_(thread) {}
  ~test_client() { cut(); }
  test_client(const test_client&) = delete;
  test_client& operator=(const test_client&) = delete;

  std::map<std::string, client_view> views;
  /// Resume every view from where the furthest back of them stands, as a client does that keeps one position
  /// a connection; otherwise each view exactly from its own. The last seq received will not do: a connection
  /// that is cut while one of its views is brought up to date has told the others more.
  bool one_resume_point = false;

  /// Opens the connection, says hello and subscribes every view from its resume point.
  void connect() {
    open();
    say(live::hello{to_string(tenant_), ""});
    std::int64_t furthest_back = std::numeric_limits<std::int64_t>::max();
    for (const auto& [id, view] : views) furthest_back = std::min(furthest_back, view.seq);
    for (auto& [id, view] : views) {
      view.subscribed = false;
      say(live::subscribe{id, view.resource, view.filter, one_resume_point ? furthest_back : view.seq});
    }
  }
  void open() {
    socket_ = std::make_shared<memory_socket>();
    seen_on_connection_.clear();
    http::request upgrade;
    upgrade.io_thread = thread_;
    world_.on_thread(thread_, [&] { session_ = world_.live->sessions()(*socket_, upgrade); });
  }
  void say(const live::client_message& message) { say_text(live::to_json(message)); }
  void say_text(std::string text) { world_.await(session_->received(std::move(text)), thread_); }

  /// The connection ends; what it had not read is lost.
  void cut() {
    if (!session_) return;
    world_.on_thread(thread_, [&] {
      session_->closed();
      session_.reset();
    });
    socket_.reset();
  }
  [[nodiscard]] bool connected() const { return session_ != nullptr; }
  [[nodiscard]] memory_socket& socket() { return *socket_; }

  /// Reads at most `most` messages; answers how many there were.
  std::size_t read(std::size_t most = std::numeric_limits<std::size_t>::max()) {
    std::size_t count = 0;
    while (count < most) {
      const auto text = socket_->take();
      if (!text) break;
      ++count;
      auto message = live::parse_server_message(*text);
      EXPECT_TRUE(message.ok()) << *text;
      if (message) hear(*message);
    }
    if (socket_->take_drained()) world_.on_thread(thread_, [&] { session_->drained(); });
    return count;
  }
  /// Reads until the view has heard of `seq` or of something later.
  [[nodiscard]] bool reads_up_to(const std::string& id, std::int64_t seq) {
    return eventually([&] {
      read();
      return views.at(id).seq >= seq;
    });
  }
  /// Reads until a message of the kind comes, and answers it.
  template <class Message>
  std::optional<Message> wait_for() {
    std::optional<Message> found;
    eventually([&] {
      read(1);
      if (last_ && std::holds_alternative<Message>(*last_)) {
        found = std::get<Message>(*last_);
        last_.reset();
      }
      return found.has_value();
    });
    return found;
  }

  std::vector<live::error> errors;
  std::vector<live::digest> digests;
  std::vector<live::change> changes;  ///< in the order received, over all connections
  std::vector<live::presence> presences;

 private:
  void hear(const live::server_message& message) {
    last_ = message;
    if (const auto* change = std::get_if<live::change>(&message)) {
      changes.push_back(*change);
      for (const std::string& id : change->subs) {
        if (one_resume_point && views.at(id).seq >= change->seq) continue;  // known, and so is its version
        EXPECT_TRUE(seen_on_connection_.insert({id, change->seq}).second)
            << "a change came twice on a connection";
        if (const auto view = views.find(id); view != views.end()) view->second.apply(*change);
      }
    } else if (const auto* done = std::get_if<live::subscribed>(&message)) {
      if (const auto view = views.find(done->id); view != views.end()) view->second.subscribed = true;
    } else if (const auto* reset = std::get_if<live::reset>(&message)) {
      if (const auto view = views.find(reset->id); view != views.end()) {
        ++view->second.resets;
        view->second.seq = reset->seq;
      }
    } else if (const auto* error = std::get_if<live::error>(&message)) {
      errors.push_back(*error);
    } else if (const auto* presence = std::get_if<live::presence>(&message)) {
      presences.push_back(*presence);
    } else if (const auto* digest = std::get_if<live::digest>(&message)) {
      digests.push_back(*digest);
    }
  }

  live_world& world_;
  uuid tenant_;
  std::size_t thread_;
  std::shared_ptr<memory_socket> socket_;
  std::shared_ptr<net::live_session> session_;
  std::set<std::pair<std::string, std::int64_t>> seen_on_connection_;
  std::optional<live::server_message> last_;
};

}  // namespace dossier::tests
