#include "bench/many_filters.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <charconv>
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
constexpr std::uint64_t seed = 20'261'121;
constexpr std::size_t filters_a_connection = 64;  // the most that the server allows
constexpr std::size_t writers = 16;
constexpr std::chrono::seconds arrival_limit{30};

/// Of five kinds: by a value with a range beside it, by a word, by a range alone, by one value or another, by
/// an item of a list with a negation beside it. Few of them hold for the bench's brands.
std::string filter_of(std::size_t number) {
  switch (number % 5) {
    case 0:
      return fmt::format(R"(industry = "Industry {}" AND headcount > 100)", number);
    case 1:
      return fmt::format(R"(name:"brand {}")", number);
    case 2:
      return fmt::format(R"(headcount < {} AND country != "ZZ")", number);
    case 3:
      return fmt::format(R"(ticker = "T{0}" OR domain = "d{0}.example")", number);
    default:
      return fmt::format(R"(tags:"t{}" AND NOT headcount > 5)", number);
  }
}

std::vector<std::vector<std::string>> filters_by_connection(std::size_t count) {
  std::vector<std::vector<std::string>> made;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % filters_a_connection == 0) made.emplace_back();
    made.back().push_back(filter_of(i));
  }
  return made;
}

class steady_writes {
 public:
  explicit steady_writes(const many_filters_load& what)
      : what_(what),
        filtered_(what.port, filters_by_connection(what.filters), "brands"),
        all_(what.port, {{""}, {""}}, "brands"),
        random_(seed) {
    for (std::size_t i = 0; i < writers; ++i) writers_.push_back({http_connection(what.port), {}, false});
  }

  many_filters_result run() {
    began_ = clock::now();
    last_progress_ = began_;
    const clock::time_point end = began_ + std::chrono::duration_cast<clock::duration>(what_.time);
    while (clock::now() < end || outstanding_ > 0 || heard_ < 2 * result_.changes) {
      if (clock::now() < end) write_what_is_due();
      serve();
    }
    result_.seconds = std::chrono::duration<double>(clock::now() - began_).count();
    for (const delivery& one : deliveries_) {
      result_.delays_us.push_back(
          std::max(0.0F, std::chrono::duration<float, std::micro>(one.arrived - one.answered).count()));
    }
    return std::move(result_);
  }

 private:
  struct writer {
    http_connection connection;
    std::size_t change;
    bool waiting;
  };
  struct delivery {
    clock::time_point answered;
    clock::time_point arrived;
  };

  void write_what_is_due() {
    const double passed = std::chrono::duration<double>(clock::now() - began_).count();
    const auto due = static_cast<std::uint64_t>(passed * what_.changes_per_second);
    for (writer& one : writers_) {
      if (result_.changes >= due) return;
      if (one.waiting) continue;
      request_.clear();
      std::uniform_int_distribution<std::size_t> pick(0, what_.ids->size() - 1);
      append_patch(request_, (*what_.ids)[pick(random_)], what_.first_value + result_.changes);
      one.change = result_.changes++;
      one.waiting = true;
      ++outstanding_;
      deliveries_.emplace_back();
      one.connection.send(request_);
    }
  }

  void serve() {
    std::vector<pollfd> watched;
    for (const writer& one : writers_) watched.push_back({one.connection.socket(), POLLIN, 0});
    watched.push_back({filtered_.descriptor(), POLLIN, 0});
    watched.push_back({all_.descriptor(), POLLIN, 0});
    poll(watched.data(), watched.size(), 1);
    stop_if_interrupted();
    for (std::size_t i = 0; i < writers; ++i) {
      if (writers_[i].waiting && (watched[i].revents & POLLIN) != 0) take_answer(writers_[i]);
    }
    (void)filtered_.receive();
    (void)all_.receive([this](std::string_view message) { hear(message); });
    if (clock::now() - last_progress_ > arrival_limit) throw std::runtime_error("changes do not arrive");
  }

  void take_answer(writer& one) {
    const auto read = one.connection.receive();
    if (!read) return;
    if (read->status != 200) throw std::runtime_error("a PATCH was refused: " + std::string(read->head));
    deliveries_[one.change].answered = clock::now();
    one.waiting = false;
    --outstanding_;
  }

  /// The value written tells which change it was; the later of two arrivals counts.
  void hear(std::string_view message) {
    constexpr std::string_view member = "\"headcount\":";
    const std::size_t at = message.find(member);
    if (at == std::string_view::npos) return;
    std::uint64_t value = 0;
    const char* digits = message.data() + at + member.size();
    std::from_chars(digits, message.data() + message.size(), value);
    if (value < what_.first_value || value - what_.first_value >= deliveries_.size()) return;
    deliveries_[value - what_.first_value].arrived = last_progress_ = clock::now();
    ++heard_;
  }

  const many_filters_load& what_;
  live_subscribers filtered_;
  live_subscribers all_;  ///< two, so that most likely each I/O thread has one
  std::vector<writer> writers_;
  std::mt19937_64 random_;
  std::string request_;
  std::vector<delivery> deliveries_;
  std::uint64_t outstanding_ = 0;
  std::uint64_t heard_ = 0;
  clock::time_point began_;
  clock::time_point last_progress_;
  many_filters_result result_;
};

}  // namespace

many_filters_result run(const many_filters_load& what, int server, int postmaster) {
  steady_writes measured(what);
  const std::int64_t server_before = cpu_us(server);
  const std::int64_t database_before = family_cpu_us(postmaster);
  const std::int64_t own_before = own_cpu_us();
  many_filters_result result = measured.run();
  result.server_cpu_us = cpu_us(server) - server_before;
  result.database_cpu_us = family_cpu_us(postmaster) - database_before;
  result.own_cpu_us = own_cpu_us() - own_before;
  return result;
}

}  // namespace dossier::bench
