#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "tests/client/writing_fixture.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;

/// A server of brands in memory: versions, soft deletion, idempotency keys, and a log of what it did.
class fake_server {
 public:
  explicit fake_server(int records) {
    for (int i = 0; i < records; ++i) records_[id_of(i)] = make_brand(i, "Brand", 1, 0);
  }
  net::response answer(const net::request& what) {
    const std::string key = header(what, "Idempotency-Key");
    if (const auto known = answers_.find(key); !key.empty() && known != answers_.end()) return known->second;
    net::response made = carry_out(what);
    if (!key.empty() && made.status < 300) answers_[key] = made;
    return made;
  }
  brand& at(const uuid& id) { return *records_.at(id).get_if<brand>(); }
  /// Someone else stores another field of a record.
  void others_store(const uuid& id, const std::string& industry) {
    at(id).industry = industry;
    ++at(id).version;
  }
  std::vector<std::string> created;                        ///< names
  std::map<uuid, std::vector<std::int64_t>> headcounts{};  ///< every change of a headcount, in order

 private:
  static std::string header(const net::request& what, std::string_view wanted) {
    for (const auto& [name, value] : what.headers) {
      if (name == wanted) return value;
    }
    return {};
  }
  static net::response refuse(const problem& why) { return {why.status, {}, codec::to_json(why, {}, {})}; }

  net::response carry_out(const net::request& what) {
    const std::string base = "/api/v1/brands";
    if (what.target == base) return create(what.body);
    const std::string rest = what.target.substr(base.size() + 1);
    const auto found = records_.find(parse_uuid(rest.substr(0, 36)).value_or(uuid{}));
    if (found == records_.end()) return refuse(problems::not_found("none"));
    describe::any_record& record = found->second;
    auto& it = *record.get_if<brand>();
    if (rest.find(":undelete") != std::string::npos) {
      if (it.deleted_at) ++it.version;
      it.deleted_at.reset();
    } else if (it.deleted_at) {
      return refuse(problems::not_found("deleted"));
    } else if (what.method == "DELETE") {
      it.deleted_at = timestamp{1};
      ++it.version;
      return {204, {}, {}};
    } else if (what.method == "PATCH") {
      if (header(what, "If-Match") != "\"" + std::to_string(it.version) + "\"") {
        return refuse(problems::precondition_failed("newer", {}));
      }
      const auto before = it.headcount;
      apply_patch(what.body, record);
      if (it.headcount != before) {
        ++it.version;
        headcounts[it.id].push_back(*it.headcount);
      }
    }
    return {200, {}, codec::to_json(record)};
  }
  net::response create(const std::string& body) {
    const auto id = id_of(1'000 + static_cast<int>(created.size()));
    describe::any_record record = make_brand(0, "");
    apply_patch(body, record);
    record.base().id = id;
    created.push_back(record.get_if<brand>()->name);
    records_[id] = record;
    return {201, {}, codec::to_json(record)};
  }

  std::map<uuid, describe::any_record> records_;
  std::map<std::string, net::response> answers_;
};

constexpr int records = 4;

/// A person who writes, a connection that fails in every way, and a page that is loaded again at any moment.
class offline_queue_property : public writing_fixture {
 protected:
  fake_server server{records};
  std::unique_ptr<offline_queue> queue = std::make_unique<offline_queue>(api, around_writes());
  std::map<int, std::int64_t> wanted;  ///< the last headcount written to each record
  std::set<std::int64_t> written;
  std::set<std::string> names;
  std::set<int> gone;
  std::int64_t counter = 0;
  bool only_edits = false;  ///< nothing is deleted

  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(numbers); }

  void write() {
    const int record = pick(records);
    const int what = pick(8);
    if (what == 0) {
      const std::string name = "New " + std::to_string(++counter);
      names.insert(name);
      queue->create(type, "{\"name\":\"" + name + "\"}", name, false, {});
    } else if (what == 1 && !only_edits) {
      if (gone.erase(record) != 0) {
        queue->undelete(type, id_of(record), "Brand", {});
      } else {
        gone.insert(record);
        queue->remove(type, id_of(record), "Brand", {});
      }
    } else if (gone.count(record) == 0) {
      // What the person sees is what is stored with all that waits.
      const describe::any_record stored = make_stored(record);
      const auto ahead = queue->ahead(stored);
      const std::string body = "{\"headcount\":" + std::to_string(++counter) + "}";
      written.insert(counter);
      wanted[record] = counter;
      queue->patch(type, id_of(record), stored.base().version, body, values_before(body, stored), "Brand",
                   {});
      EXPECT_EQ(queue->ahead(stored)->get_if<brand>()->headcount, counter) << "it is shown at once";
    }
  }
  describe::any_record make_stored(int record) {
    describe::any_record stored(type);
    *stored.get_if<brand>() = server.at(id_of(record));
    return stored;
  }
  /// Something happens to the oldest request.
  void network(bool works) {
    if (way.calls.empty()) return;
    const int how = works ? 0 : pick(4);
    const net::request what = asked();
    if (how == 1) return lose();  // it never arrives
    const net::response made = server.answer(what);
    if (how == 2) return lose();  // the answer is lost
    way.answer(made.status, made.body);
  }
  void reload() {
    while (!way.calls.empty()) {
      if (pick(2) == 0) server.answer(asked());  // on its way already; nobody hears the answer
      way.calls.pop_front();
    }
    const std::string stored = kept;
    queue = std::make_unique<offline_queue>(api, around_writes());
    queue->adopt(stored);
  }
  void step() {
    const int what = pick(12);
    if (what < 4) {
      write();
    } else if (what < 9) {
      network(false);
    } else if (what == 9) {
      reload();
    } else if (what == 10) {
      server.others_store(id_of(pick(records)), "Industry " + std::to_string(++counter));
    } else {
      now += 40'000;
      queue->tick();
    }
  }
  void settle() {
    for (int i = 0; i < 2'000 && !queue->writes().empty(); ++i) {
      queue->connected();
      network(true);
    }
  }
};

TEST_F(offline_queue_property, whatever_happens_each_write_is_done_exactly_once_and_in_order) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    numbers.seed(seed);
    server = fake_server(records);
    way.calls.clear();
    kept.clear();
    queue = std::make_unique<offline_queue>(api, around_writes());
    wanted.clear();
    names.clear();
    gone.clear();
    for (int i = 0; i < 120; ++i) step();
    settle();
    ASSERT_TRUE(queue->writes().empty());
    EXPECT_TRUE(refused.empty()) << refused.front();
    EXPECT_EQ(kept, "");
    for (const auto& [record, headcount] : wanted) EXPECT_EQ(server.at(id_of(record)).headcount, headcount);
    for (int i = 0; i < records; ++i)
      EXPECT_EQ(server.at(id_of(i)).deleted_at.has_value(), gone.count(i) != 0);
    EXPECT_EQ(server.created.size(), names.size()) << "each new record once";
    EXPECT_EQ(std::set<std::string>(server.created.begin(), server.created.end()), names);
    for (const auto& [id, changes] : server.headcounts) {
      EXPECT_TRUE(std::is_sorted(changes.begin(), changes.end(), std::less_equal<>()))
          << "in order, none twice";
    }
    if (HasFailure()) return;
  }
}

TEST_F(offline_queue_property, two_pages_that_send_the_same_new_records_and_edits_do_them_once) {
  only_edits = true;
  for (int i = 0; i < 30; ++i) write();
  way.calls.clear();  // the page crashed
  const std::string left = kept;
  offline_queue one(api, around_writes());
  offline_queue other(api, around_writes());
  one.adopt(left);
  other.adopt(left);
  const auto busy = [](const offline_queue& q) { return q.waiting() > 0 || !q.settled(); };
  for (int i = 0; i < 2'000 && (busy(one) || busy(other)); ++i) {
    one.connected();
    other.connected();
    network(true);
  }
  EXPECT_FALSE(busy(one));
  EXPECT_FALSE(busy(other));
  EXPECT_EQ(server.created.size(), names.size());
  for (const auto& [record, headcount] : wanted) EXPECT_EQ(server.at(id_of(record)).headcount, headcount);
  for (const auto& [id, changes] : server.headcounts) {
    EXPECT_TRUE(std::is_sorted(changes.begin(), changes.end(), std::less_equal<>())) << "none twice";
  }
}

}  // namespace
}  // namespace dossier::app
