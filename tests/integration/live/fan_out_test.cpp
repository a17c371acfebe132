#include <gtest/gtest.h>

#include <boost/asio/use_future.hpp>

#include "shared/live/messages.hpp"
#include "tests/integration/live/brand_writer.hpp"
#include "tests/integration/live/live_world.hpp"

namespace dossier::tests {
namespace {

/// A connection that only notes when the last of all connections has got the message.
class counting_socket final : public net::live_socket {
 public:
  explicit counting_socket(std::atomic<std::int64_t>& count) : count_(count) {}
  bool send(std::string, std::shared_ptr<const std::string> tail) override {
    if (tail) count_.fetch_add(1, std::memory_order_release);
    return true;
  }
  void close(std::uint16_t, std::string) override {}

 private:
  std::atomic<std::int64_t>& count_;
};

TEST(fan_out, one_change_reaches_a_thousand_subscribers) {
  constexpr std::int64_t subscribers = 1000;
  constexpr int rounds = 50;
  live_world world;
  const uuid tenant = world.tested.make_tenant();
  brand_writer writer(world.tested, tenant);
  std::atomic<std::int64_t> received{0};
  counting_socket socket(received);
  std::vector<std::vector<std::shared_ptr<net::live_session>>> sessions(live_world::thread_count);
  for (std::int64_t n = 0; n < subscribers; ++n) {
    const std::size_t thread = static_cast<std::size_t>(n) % live_world::thread_count;
    http::request upgrade;
    upgrade.io_thread = thread;
    world.on_thread(thread, [&] { sessions[thread].push_back(world.live->sessions()(socket, upgrade)); });
    world.await(sessions[thread].back()->received(live::to_json(live::hello{to_string(tenant), ""})), thread);
    world.await(sessions[thread].back()->received(live::to_json(live::subscribe{"s", "brands", "", {}})),
                thread);
  }
  std::vector<double> milliseconds;
  for (int n = 0; n < rounds; ++n) {
    // Beyond the sequencer's interval, so that a round does not wait for the one before.
    std::this_thread::sleep_for(live::sequencer::batch_interval * 2);
    writer.begin();
    writer.create("Brand " + std::to_string(n), "Software");
    const std::int64_t target = received + subscribers;
    writer.commit();
    const auto committed = std::chrono::steady_clock::now();
    world.live->wake().committed();
    while (received.load(std::memory_order_acquire) < target) {
      ASSERT_LT(std::chrono::steady_clock::now() - committed, std::chrono::seconds(10));
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - committed).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) { return milliseconds[static_cast<std::size_t>(share * (rounds - 1))]; };
  std::printf(
      "[ figure   ] from commit to the last of %lld subscribers: p50 %.1f ms, p95 %.1f ms, worst %.1f ms\n",
      static_cast<long long>(subscribers), at(0.5), at(0.95), at(1));
  for (std::size_t thread = 0; thread < sessions.size(); ++thread) {
    world.on_thread(thread, [&] {
      for (const auto& session : sessions[thread]) session->closed();
      sessions[thread].clear();
    });
  }
  EXPECT_EQ(received, subscribers * rounds);
  EXPECT_EQ(world.live->figures().subscriptions, 0);
}

}  // namespace
}  // namespace dossier::tests
