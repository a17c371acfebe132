#include "bench/load.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "bench/interruption.hpp"

namespace dossier::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::seconds silence_limit{30};
constexpr std::size_t events_at_once = 128;

/// The connections of one load and what each of them waits for.
class closed_loop {
 public:
  explicit closed_loop(const load& what) : what_(what), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::runtime_error("epoll is not to be had");
    connections_.reserve(what.connections);
    for (unsigned i = 0; i < what.connections; ++i) {
      connections_.emplace_back(what.port);
      epoll_event wanted{};
      wanted.events = EPOLLIN;
      wanted.data.u32 = i;
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back().socket(), &wanted);
    }
    sent_at_.resize(what.connections);
  }
  ~closed_loop() { close(epoll_); }
  closed_loop(const closed_loop&) = delete;
  closed_loop& operator=(const closed_loop&) = delete;

  load_result run() {
    const clock::time_point began = clock::now();
    end_ = began + std::chrono::duration_cast<clock::duration>(what_.time);
    for (std::size_t i = 0; i < connections_.size(); ++i) send_next(i);
    while (outstanding_ > 0) serve_events();
    result_.seconds = std::chrono::duration<double>(clock::now() - began).count();
    return std::move(result_);
  }

 private:
  void send_next(std::size_t index) {
    if (sent_ == what_.at_most) return;
    request_.clear();
    what_.compose(request_);
    sent_at_[index] = clock::now();
    connections_[index].send(request_);
    ++sent_;
    ++outstanding_;
  }

  void serve_events() {
    std::array<epoll_event, events_at_once> ready{};
    const int count = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()),
                                 static_cast<int>(std::chrono::milliseconds(silence_limit).count()));
    stop_if_interrupted();
    if (count == 0) throw std::runtime_error("the server answered nothing for 30 s");
    for (int i = 0; i < count; ++i) {
      const std::size_t index = ready[static_cast<std::size_t>(i)].data.u32;
      const auto read = connections_[index].receive();
      if (!read) continue;
      take(*read, index);
    }
  }

  void take(const answer& read, std::size_t index) {
    const clock::time_point now = clock::now();
    --outstanding_;
    ++result_.answered;
    result_.latencies_us.push_back(std::chrono::duration<float, std::micro>(now - sent_at_[index]).count());
    if (read.status != what_.expected_status) {
      if (result_.wrong++ == 0) result_.first_wrong = std::string(read.head) + "\n" + std::string(read.body);
    } else if (what_.inspect) {
      what_.inspect(read);
    }
    if (now < end_) send_next(index);
  }

  const load& what_;
  int epoll_;
  std::vector<http_connection> connections_;
  std::vector<clock::time_point> sent_at_;
  clock::time_point end_;
  std::uint64_t sent_ = 0;
  std::uint64_t outstanding_ = 0;
  std::string request_;
  load_result result_;
};

}  // namespace

load_result run(const load& what) {
  return closed_loop(what).run();
}

double quantile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return static_cast<double>(*at);
}

}  // namespace dossier::bench
