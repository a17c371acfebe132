#pragma once
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "shared/codec/problem_json.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {

/// A list of brands and the queue of writes, over a transport in memory and a clock that the test moves.
/// Nobody listens to the live connection: such tests speak HTTP only.
class writing_fixture : public ::testing::Test, private net::live_listener {
 protected:
  double now = 1'000;
  test::fake_transport way;
  std::vector<notice> told;
  std::mt19937 numbers{7};
  std::function<double()> clock = [this] { return now; };
  std::function<double()> random = [this] { return std::uniform_real_distribution<double>(0, 1)(numbers); };
  std::function<void()> changed = [] {};
  std::function<void(notice)> tell = [this](notice n) { told.push_back(std::move(n)); };
  net::api_client api{way};
  net::live_connection live{way, *this, clock, random};
  const describe::record_type& type = describe::type_of<brand>();
  record_list list{type, api, live, clock, changed};
  std::string kept;                  ///< what stands in local storage
  bool can_keep = true;              ///< whether local storage takes it
  std::vector<std::string> refused;  ///< refusals that nobody handled
  int full = 0;                      ///< writes that were not taken
  double wall_now = 1'700'000'000'000.0;
  offline_queue writes{api, around_writes()};

  offline_queue::surroundings around_writes() {
    offline_queue::surroundings out;
    out.clock = clock;
    out.wall_clock = [this] { return wall_now; };
    out.random = random;
    out.changed = changed;
    out.keep = [this](const std::string& json) {
      if (can_keep) kept = json;
      return can_keep;
    };
    out.done = [this](const queued_write& write, const write_outcome& outcome) {
      for (const net::told_record& one : outcome.records) list.take_own(one.record);
      if (write.removes()) removed.insert(removed.end(), write.ids.begin(), write.ids.end());
      if (when_done) when_done(write);
    };
    out.beside = [this](const std::string&, const std::string& text) {
      if (when_beside) when_beside(text);
    };
    out.refused = [this](const queued_write& w) { refused.push_back(w.reason); };
    out.full = [this] { ++full; };
    return out;
  }
  std::vector<uuid> removed;
  std::function<void(const queued_write&)> when_done;
  std::function<void(const std::string&)> when_beside;  ///< was taken over with writes

  /// A page with brands `first`…`last`.
  static std::string page(int first, int last, std::string_view token, std::int64_t total) {
    std::string body = "{\"items\":[";
    for (int i = first; i <= last; ++i) {
      if (i != first) body += ',';
      body += codec::to_json(test::make_brand(i, "Brand " + std::to_string(i)));
    }
    body += "],\"next_page_token\":" + (token.empty() ? "null" : "\"" + std::string(token) + "\"");
    return body + ",\"page_size\":100,\"total\":{\"value\":" + std::to_string(total) + ",\"exact\":true}}";
  }
  [[nodiscard]] const net::request& asked() const { return way.calls.front().what; }
  /// A header of the oldest open request; empty when it has none of that name.
  [[nodiscard]] std::string header(std::string_view wanted) const {
    for (const auto& [name, value] : asked().headers) {
      if (name == wanted) return value;
    }
    return {};
  }
  static std::string body_of(const problem& what) { return codec::to_json(what, {}, {}); }
  void lose() { way.answer(net::no_answer, "offline"); }
  void store(int record, std::int64_t version, std::optional<std::int64_t> headcount = std::nullopt) {
    way.answer(200, codec::to_json(test::make_brand(record, "Acme", version, headcount)));
  }

 private:
  void live_welcome(const live::welcome&) override {}
  void live_change(const live::change&) override {}
  void live_reset(const std::string&) override {}
  void live_refused(const std::string&, const problem&) override {}
  void live_state_changed() override {}
};

}  // namespace dossier::app
