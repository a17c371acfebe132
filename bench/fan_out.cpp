#include "bench/fan_out.hpp"

#include <poll.h>

#include <array>
#include <random>
#include <stdexcept>

#include "bench/http_connection.hpp"
#include "bench/interruption.hpp"
#include "bench/live_subscribers.hpp"
#include "bench/process_cpu.hpp"
#include "bench/requests.hpp"

namespace dossier::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::seconds arrival_limit{30};
constexpr std::chrono::milliseconds silence{1200};  // longer than the feed's slow poll takes to find a change
constexpr std::uint64_t seed = 20'261'120;
constexpr std::uint64_t values_per_run = 10'000'000;

float us_between(clock::time_point from, clock::time_point to) {
  return std::max(0.0F, std::chrono::duration<float, std::micro>(to - from).count());
}

/// One writer, which keeps at most `window` changes on their way to the subscribers.
class fan_out {
 public:
  explicit fan_out(const fan_out_load& what)
      : what_(what),
        subscribers_(what.port, what.subscribers, "brands", what.filter),
        writer_(what.port),
        random_(seed) {}

  fan_out_result run() {
    await_silence();
    const clock::time_point began = clock::now();
    const clock::time_point end = began + std::chrono::duration_cast<clock::duration>(what_.time);
    last_progress_ = began;
    while (clock::now() < end || waiting_ || result_.deliveries < expected()) {
      if (!waiting_ && clock::now() < end && room()) write_one();
      serve();
    }
    result_.seconds = std::chrono::duration<double>(clock::now() - began).count();
    return std::move(result_);
  }

 private:
  /// Changes of earlier loads may still be on their way; they are not ours to count.
  void await_silence() {
    const clock::time_point deadline = clock::now() + arrival_limit;
    clock::time_point heard = clock::now();
    while (clock::now() < heard + silence) {
      pollfd watched{subscribers_.descriptor(), POLLIN, 0};
      poll(&watched, 1, 10);
      stop_if_interrupted();
      if (subscribers_.receive() > 0) heard = clock::now();
      if (clock::now() > deadline) throw std::runtime_error("changes that nobody writes keep coming");
    }
  }

  [[nodiscard]] std::uint64_t expected() const { return result_.changes * what_.subscribers; }
  [[nodiscard]] bool room() const {
    return result_.deliveries + what_.window * what_.subscribers >= expected() + what_.subscribers;
  }

  void write_one() {
    request_.clear();
    std::uniform_int_distribution<std::size_t> pick(0, what_.ids->size() - 1);
    // A value that no record has yet: what changes nothing is told to nobody.
    append_patch(request_, (*what_.ids)[pick(random_)],
                 what_.first_value + what_.window * values_per_run + result_.changes);
    sent_at_ = clock::now();
    writer_.send(request_);
    waiting_ = true;
    ++result_.changes;
  }

  void serve() {
    std::array<pollfd, 2> watched{pollfd{writer_.socket(), POLLIN, 0},
                                  pollfd{subscribers_.descriptor(), POLLIN, 0}};
    poll(watched.data(), watched.size(), 100);
    stop_if_interrupted();
    if (waiting_ && (watched[0].revents & POLLIN) != 0) take_answer();
    if ((watched[1].revents & POLLIN) != 0) {
      if (const std::uint64_t came = subscribers_.receive(); came > 0) {
        result_.deliveries += came;
        last_progress_ = clock::now();
      }
    }
    if (what_.window == 1 && !waiting_ && result_.deliveries == expected() && measured_ < result_.changes)
      measure();
    if (clock::now() - last_progress_ > arrival_limit) {
      throw std::runtime_error("of " + std::to_string(expected()) + " deliveries only " +
                               std::to_string(result_.deliveries) + " came");
    }
  }

  void take_answer() {
    const auto read = writer_.receive();
    if (!read) return;
    if (read->status != 200) throw std::runtime_error("a PATCH was refused: " + std::string(read->head));
    answered_at_ = clock::now();
    waiting_ = false;
  }

  void measure() {
    measured_ = result_.changes;
    result_.from_commit_us.push_back(us_between(answered_at_, last_progress_));
    result_.from_request_us.push_back(us_between(sent_at_, std::max(answered_at_, last_progress_)));
  }

  const fan_out_load& what_;
  live_subscribers subscribers_;
  http_connection writer_;
  std::mt19937_64 random_;
  std::string request_;
  bool waiting_ = false;  ///< for the answer to a PATCH
  clock::time_point sent_at_;
  clock::time_point answered_at_;
  clock::time_point last_progress_;
  std::uint64_t measured_ = 0;
  fan_out_result result_;
};

}  // namespace

fan_out_result run(const fan_out_load& what, int server, int postmaster) {
  fan_out measured(what);
  const std::int64_t server_before = cpu_us(server);
  const std::int64_t database_before = family_cpu_us(postmaster);
  const std::int64_t own_before = own_cpu_us();
  fan_out_result result = measured.run();
  result.server_cpu_us = cpu_us(server) - server_before;
  result.database_cpu_us = family_cpu_us(postmaster) - database_before;
  result.own_cpu_us = own_cpu_us() - own_before;
  return result;
}

}  // namespace dossier::bench
