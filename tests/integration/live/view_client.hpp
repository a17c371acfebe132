#pragma once
#include <gtest/gtest.h>

#include <map>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "server/records/filter_sql.hpp"
#include "tests/integration/live/live_world.hpp"

namespace dossier::tests {

/// The live records that match a filter by SQL, now: id → version. And the tenant's newest seq in the same
/// snapshot.
struct loaded_set {
  std::map<uuid, std::int64_t> records;
  std::int64_t seq = 0;
};

class set_loader {
 public:
  set_loader(live_world& world, const uuid& tenant)
      : world_(world), tenant_(tenant), connection_(world.tested.connect_as_superuser()) {}

  [[nodiscard]] loaded_set load(const query::filter& which) {
    query::context at;
    at.now = {world_.now_micros.load()};
    at.caller = tenant_;
    const records::sql_condition condition = records::filter_condition(which, at, 2);
    std::vector<std::string> values{to_string(tenant_)};
    for (std::string& value : records::as_texts(condition.values)) values.push_back(std::move(value));
    pqxx::work in(*connection_);
    in.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant_));
    loaded_set loaded;
    const auto rows = in.exec_params(
        "SELECT r.id::text, r.version, coalesce((SELECT seq FROM change_heads WHERE tenant_id = $1::uuid), "
        "0) "
        "FROM (SELECT) one LEFT JOIN " +
            std::string(which.type->names.resource) +
            " r ON r.tenant_id = $1::uuid AND r.deleted_at IS NULL" + records::and_also(condition),
        pqxx::prepare::make_dynamic_params(values));
    for (const auto& row : rows) {
      loaded.seq = row[2].as<std::int64_t>();
      if (!row[0].is_null())
        loaded.records[*parse_uuid(row[0].as<std::string>())] = row[1].as<std::int64_t>();
    }
    return loaded;
  }

 private:
  live_world& world_;
  uuid tenant_;
  std::unique_ptr<pqxx::connection> connection_;
};

/// A client as the protocol describes one: it applies what it is told by the records' versions, loads a set
/// anew when it is reset, and resumes each view from that view's own position. Holds every message against
/// what is promised.
class view_client {
 public:
  struct view {
    query::filter filter;
    std::int64_t seq = 0;
    std::map<uuid, std::int64_t> records;
    int resets = 0;
    int told = 0;
  };

  view_client(live_world& world, const uuid& tenant, std::size_t thread)
      : world_(world), tenant_(tenant), thread_(thread), loader_(world, tenant) {}
  ~view_client() { cut(); }
  view_client(const view_client&) = delete;
  view_client& operator=(const view_client&) = delete;

  std::map<std::string, view> views;

  void connect() {
    socket_ = std::make_shared<memory_socket>();
    heard_.clear();
    http::request upgrade;
    upgrade.io_thread = thread_;
    world_.on_thread(thread_, [&] { session_ = world_.live->sessions()(*socket_, upgrade); });
    say(live::hello{to_string(tenant_), ""});
    for (const auto& [id, one] : views)
      say(live::subscribe{id, std::string(one.filter.type->names.resource), query::to_string(one.filter),
                          one.seq});
  }
  void cut() {
    if (!session_) return;
    world_.on_thread(thread_, [&] {
      session_->closed();
      session_.reset();
    });
    socket_.reset();
  }
  [[nodiscard]] memory_socket& socket() { return *socket_; }

  void read(std::size_t most = std::numeric_limits<std::size_t>::max()) {
    for (; most > 0; --most) {
      const auto text = socket_->take();
      if (!text) break;
      auto message = live::parse_server_message(*text);
      ASSERT_TRUE(message.ok()) << *text;
      hear(*message, *text);
    }
    if (socket_->take_drained()) world_.on_thread(thread_, [&] { session_->drained(); });
  }

  /// The first view that does not show what SQL says, and how it differs; empty when all do.
  [[nodiscard]] std::string difference() {
    for (const auto& [id, one] : views) {
      const std::map<uuid, std::int64_t> right = loader_.load(one.filter).records;
      if (one.records == right) continue;
      std::string text = id + ", " + std::string(one.filter.type->names.resource) + " " +
                         query::to_string(one.filter) + " at " + std::to_string(one.seq) + ":";
      for (const auto& [record, version] : right) {
        const auto shown = one.records.find(record);
        if (shown == one.records.end()) {
          text += " lacks " + to_string(record);
        } else if (shown->second != version) {
          text += " has an old " + to_string(record);
        }
      }
      for (const auto& [record, version] : one.records) {
        if (!right.contains(record)) text += " still shows " + to_string(record);
      }
      return text;
    }
    return {};
  }

 private:
  void say(const live::client_message& message) {
    world_.await(session_->received(live::to_json(message)), thread_);
  }

  void hear(const live::server_message& message, const std::string& text) {
    if (const auto* change = std::get_if<live::change>(&message)) {
      for (const std::string& id : change->subs) apply(id, *change);
    } else if (const auto* done = std::get_if<live::subscribed>(&message)) {
      EXPECT_TRUE(heard_.insert(done->id).second) << "subscribed twice";
      EXPECT_EQ(done->seq, views.at(done->id).seq);
    } else if (const auto* reset = std::get_if<live::reset>(&message)) {
      EXPECT_TRUE(heard_.contains(reset->id)) << "reset before subscribed";
      view& one = views.at(reset->id);
      EXPECT_GE(reset->seq, one.seq);
      ++one.resets;
      one.seq = reset->seq;
      loaded_set loaded = loader_.load(one.filter);
      EXPECT_GE(loaded.seq, reset->seq);
      one.records = std::move(loaded.records);
    } else {
      EXPECT_FALSE(std::holds_alternative<live::error>(message)) << text;
    }
  }

  void apply(const std::string& id, const live::change& told) {
    view& one = views.at(id);
    EXPECT_TRUE(heard_.contains(id)) << "a change before subscribed";
    const bool by_time = parse_uuid(told.actor.id) == uuid{};
    if (by_time) {
      EXPECT_TRUE(query::has_relative_time(one.filter));
      EXPECT_TRUE(told.changed.empty());
      EXPECT_GE(told.seq, one.seq);
    } else {
      EXPECT_GT(told.seq, one.seq) << "a change came twice or out of order";
    }
    one.seq = told.seq;
    ++one.told;
    if (told.match == live::match_kind::leave) {
      one.records.erase(told.id);
      return;
    }
    EXPECT_FALSE(told.record.empty());
    std::int64_t& version = one.records[told.id];
    version = std::max(version, told.version);
  }

  live_world& world_;
  uuid tenant_;
  std::size_t thread_;
  set_loader loader_;
  std::shared_ptr<memory_socket> socket_;
  std::shared_ptr<net::live_session> session_;
  std::set<std::string> heard_;  ///< `subscribed` on this connection
};

}  // namespace dossier::tests
