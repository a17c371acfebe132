#include "server/db/pipelined_write_lane.hpp"

#include <libpq-fe.h>

#include <algorithm>

#include "server/db/postgres_error.hpp"

namespace dossier::db {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

constexpr auto deadline_check_interval = std::chrono::milliseconds(100);
constexpr int retry_after_seconds = 1;
/// After a batch its writers tend to come again at once. The next one waits for as many, for at most this
/// part of the time that the last one took (a disk that is slow to confirm makes full batches worth the
/// wait), and never longer than the cap.
constexpr int gather_part = 8;
constexpr auto longest_gather = std::chrono::microseconds(500);

problem not_kept(std::string_view why) {
  return problems::unavailable(fmt::format("{} Nothing was kept. Try again in a moment.", why),
                               retry_after_seconds);
}
problem perhaps_kept() {
  return problems::unavailable(
      "The database went away before it confirmed. The change may or may not have been kept: look before you "
      "try again.",
      retry_after_seconds);
}

}  // namespace

/// One connection and the transactions under way on it.
class pipelined_write_lane::writer final : private pipeline_connection::owner {
 public:
  /// `overflow` takes what is delayed here; without one, that is answered 503.
  writer(pipelined_write_lane& lane, const connection_target& where, std::size_t batch,
         std::chrono::milliseconds lock, std::chrono::milliseconds statement, writer* overflow)
      : lane_(lane),
        batch_(batch),
        statement_(statement),
        overflow_(overflow),
        connection_(lane.io_, where,
                    {{"lock_timeout", std::to_string(lock.count())},
                     {"statement_timeout", std::to_string(statement.count())}},
                    *this),
        deadlines_(lane.io_),
        gather_timer_(lane.io_) {}

  void start() { connection_.start(); }

  void stop() {
    connection_.stop();
    deadlines_.cancel();
    gather_timer_.cancel();
    drop_waiting("The server is stopping.");
  }

  [[nodiscard]] bool ready() const { return connection_.ready(); }

  /// Whether a write of this record waits or is under way here.
  [[nodiscard]] bool has(const uuid& id) const { return records_.contains(id); }

  void take(request& one) {
    if (!connection_.ready()) {
      one.outcome = not_kept("The database is away.");
      return lane_.answer(one);
    }
    waiting_.push_back(&one);
    if (overflow_ == nullptr) ++records_[one.id];
    watch_deadlines();
  }

  /// Sends what waits, once enough has gathered.
  void send_batch() {
    if (!under_way_.empty() || waiting_.empty() || !connection_.ready()) return;
    const auto now = clock::now();
    if (waiting_.size() < expected_ && now < gather_until_) return gather();
    transaction next;
    while (next.members.size() < batch_ && !waiting_.empty()) {
      auto& one = *waiting_.front();
      waiting_.pop_front();
      if (!give_to_overflow(one)) next.members.push_back(&one);
    }
    if (next.members.empty()) return;
    // In one order everywhere, so that two writers cannot wait for each other; stable: a record's writes stay
    // in turn.
    std::stable_sort(next.members.begin(), next.members.end(),
                     [](const request* a, const request* b) { return a->id < b->id; });
    last_progress_ = sent_at_ = now;
    expected_ = next.members.size();
    if (begin(std::move(next))) connection_.flush();
  }

 private:
  struct transaction {
    std::vector<request*> members;
    request* culprit = nullptr;
    bool repeated = false;
  };

  /// Sends one transaction. False when the connection broke: then `lost` has answered all of it.
  bool begin(transaction next) {
    under_way_.push_back(std::move(next));
    for (auto* each : under_way_.back().members) {
      each->failed = each->delayed = false;
    }
    const auto members = under_way_.back().members;
    for (auto* each : members) {
      if (!connection_.send(*each->what, each->with, each)) return false;
    }
    return connection_.sync();
  }

  void connected() override { lane_.ready_ = lane_.quick_->ready() && lane_.patient_->ready(); }

  void answered(void* which, pg_result* answer) override {
    auto& one = *static_cast<request*>(which);
    last_progress_ = clock::now();
    rows got(answer);
    const auto status = PQresultStatus(answer);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      one.outcome = write_outcome{std::move(got), std::nullopt};
      return;
    }
    one.failed = true;
    if (status == PGRES_PIPELINE_ABORTED) return;
    under_way_.front().culprit = &one;
    const auto error = error_of(answer);
    one.delayed = error.what == postgres_error::kind::delayed;
    auto refused = error.as_refusal();
    if (!one.delayed && refused.what == refusal::kind::other) {
      spdlog::error("statement {} failed: {}", one.what->name, error.loggable);
    }
    one.outcome = write_outcome{{}, std::move(refused)};
  }

  /// The fate of a transaction is known.
  void synced() override {
    ended_ = true;
    auto done = std::move(under_way_.front());
    under_way_.pop_front();
    if (done.culprit == nullptr) {
      lane_.wake_.committed();
      for (auto* each : done.members) conclude(*each);
      return;
    }
    if (done.members.size() == 1) return settle(*done.culprit);
    std::erase(done.members, done.culprit);
    if (done.culprit->delayed && overflow_ != nullptr) {
      overflow_->take(*done.culprit);
      std::erase_if(done.members, [this](request* each) { return give_to_overflow(*each); });
      overflow_->send_batch();
    } else {
      again_.push_back({{done.culprit}, nullptr, true});
    }
    // A refusal within a batch may stem from a neighbour that is rolled back with it, so it is asked again,
    // alone.
    if (done.repeated) {
      for (auto* each : done.members) again_.push_back({{each}, nullptr, true});
    } else if (!done.members.empty()) {
      again_.insert(again_.begin(), {std::move(done.members), nullptr, true});
    }
  }

  /// True when this record's writes wait on the patient connection, and this one now waits with them.
  bool give_to_overflow(request& one) {
    if (overflow_ == nullptr || !overflow_->has(one.id)) return false;
    overflow_->take(one);
    return true;
  }

  /// A write that failed alone.
  void settle(request& one) {
    if (!one.delayed) return conclude(one);
    if (overflow_ != nullptr) {
      overflow_->take(one);
      return overflow_->send_batch();
    }
    one.outcome = not_kept("The record is being changed by somebody else, or the database is overloaded.");
    conclude(one);
  }

  void conclude(request& one) {
    if (overflow_ == nullptr) {
      const auto found = records_.find(one.id);
      if (found != records_.end() && --found->second == 0) records_.erase(found);
    }
    lane_.answer(one);
  }

  void turn_ended() override {
    bool sent = false;
    auto again = std::exchange(again_, {});
    for (std::size_t i = 0; i < again.size(); ++i) {
      sent = true;
      if (begin(std::move(again[i]))) continue;
      for (std::size_t rest = i + 1; rest < again.size(); ++rest) {
        for (auto* each : again[rest].members) {
          each->outcome = not_kept("The database went away.");
          conclude(*each);
        }
      }
      return lane_.deliver();
    }
    if (sent) connection_.flush();
    lane_.deliver();
    if (!under_way_.empty()) return;
    if (ended_) {
      const auto now = clock::now();
      gather_until_ = now + std::min<clock::duration>((now - sent_at_) / gather_part, longest_gather);
      expected_ = std::min(batch_, expected_ + waiting_.size());
    }
    ended_ = false;
    send_batch();
  }

  void gather() {
    if (std::exchange(gathering_, true)) return;
    gather_timer_.expires_at(gather_until_);
    gather_timer_.async_wait([this, guard = std::weak_ptr(alive_)](boost::system::error_code error) {
      if (error || guard.expired()) return;
      gathering_ = false;
      send_batch();
      lane_.deliver();
    });
  }

  void abandoned(void* which) override {
    auto& one = *static_cast<request*>(which);
    one.outcome = perhaps_kept();
    one.failed = false;
    lost_.push_back(&one);
  }

  void lost(const std::string&) override {
    lane_.ready_ = false;
    // Answers of a transaction whose end was not heard: the connection abandoned only those it had no answer
    // for.
    for (auto& each : under_way_) {
      for (auto* one : each.members) {
        one->outcome = each.culprit != nullptr ? not_kept("The database went away.") : perhaps_kept();
        lost_.push_back(one);
      }
    }
    for (auto& each : again_) lost_.insert(lost_.end(), each.members.begin(), each.members.end());
    for (auto& each : again_) {
      for (auto* one : each.members) one->outcome = not_kept("The database went away.");
    }
    under_way_.clear();
    again_.clear();
    std::sort(lost_.begin(), lost_.end());
    lost_.erase(std::unique(lost_.begin(), lost_.end()), lost_.end());
    for (auto* one : std::exchange(lost_, {})) conclude(*one);
    drop_waiting("The database is away.");
    lane_.deliver();
  }

  void drop_waiting(std::string_view why) {
    for (auto* one : std::exchange(waiting_, {})) {
      one->outcome = not_kept(why);
      conclude(*one);
    }
    lane_.deliver();
  }

  void watch_deadlines() {
    if (watching_) return;
    watching_ = true;
    deadlines_.expires_after(deadline_check_interval);
    deadlines_.async_wait([this, guard = std::weak_ptr(alive_)](boost::system::error_code error) {
      if (error || guard.expired()) return;
      watching_ = false;
      check_deadlines();
    });
  }

  void check_deadlines() {
    const auto now = clock::now();
    while (!waiting_.empty() && now - waiting_.front()->since > lane_.limits_.request) {
      auto& late = *waiting_.front();
      waiting_.pop_front();
      late.outcome = not_kept("The database took too long.");
      conclude(late);
    }
    if (!under_way_.empty() && now - last_progress_ > statement_ + lane_.limits_.grace) {
      connection_.fail("no answer within a statement's deadline");
    }
    lane_.deliver();
    if (!under_way_.empty() || !waiting_.empty()) watch_deadlines();
  }

  pipelined_write_lane& lane_;
  std::size_t batch_;
  std::chrono::milliseconds statement_;
  writer* overflow_;
  std::deque<request*> waiting_;
  std::deque<transaction> under_way_;
  std::vector<transaction> again_;  ///< to be repeated at the turn's end
  std::vector<request*> lost_;
  std::unordered_map<uuid, int> records_;  ///< of a patient writer: how many writes each record has here
  clock::time_point last_progress_{};
  clock::time_point sent_at_{};
  clock::time_point gather_until_{};
  std::size_t expected_ = 0;  ///< writes worth waiting for
  bool gathering_ = false;
  bool ended_ = false;  ///< a transaction has ended since the last turn
  bool watching_ = false;
  pipeline_connection connection_;
  asio::steady_timer deadlines_;
  asio::steady_timer gather_timer_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

pipelined_write_lane::pipelined_write_lane(asio::io_context& io, const connection_target& where,
                                           live::sequencer_wake& wake, write_lane_limits limits)
    : io_(io), limits_(limits), wake_(wake) {
  patient_ =
      std::make_unique<writer>(*this, where, 1, limits.patient_lock, limits.patient_statement, nullptr);
  quick_ = std::make_unique<writer>(*this, where, limits.batch, limits.batch_lock, limits.batch_statement,
                                    patient_.get());
}

pipelined_write_lane::~pipelined_write_lane() = default;

void pipelined_write_lane::start() {
  patient_->start();
  quick_->start();
}

void pipelined_write_lane::stop() {
  ready_ = false;
  take_inbox();
  quick_->stop();
  patient_->stop();
  deliver();
}

asio::awaitable<result<write_outcome>> pipelined_write_lane::execute(const statement& what, parameters with,
                                                                     uuid id) {
  if (!ready_) co_return not_kept("The database is away.");
  if (pending_.fetch_add(1) >= limits_.waiting) {
    --pending_;
    co_return not_kept("Too many writes wait for the database.");
  }
  request mine;
  mine.what = &what;
  mine.with = std::move(with);
  mine.id = id;
  mine.since = clock::now();
  auto start = [this, &mine](suspended::handler coroutine) {
    mine.coroutine.hold(std::move(coroutine));
    hand_over(mine);
  };
  co_await suspend(start);
  co_return std::move(mine.outcome);
}

void pipelined_write_lane::hand_over(request& waiting) {
  auto* head = inbox_.load(std::memory_order_relaxed);
  do {
    waiting.next = head;
  } while (
      !inbox_.compare_exchange_weak(head, &waiting, std::memory_order_release, std::memory_order_relaxed));
  // Whoever finds the inbox empty wakes the writer; the others ride along. `waiting` may be gone by now.
  if (head == nullptr) asio::post(io_, [this] { take_inbox(); });
}

void pipelined_write_lane::take_inbox() {
  auto* newest = inbox_.exchange(nullptr, std::memory_order_acquire);
  request* oldest = nullptr;
  while (newest != nullptr) {
    auto* next = std::exchange(newest->next, oldest);
    oldest = std::exchange(newest, next);
  }
  while (oldest != nullptr) {
    auto& one = *std::exchange(oldest, oldest->next);
    one.next = nullptr;
    quick_->take(one);
  }
  quick_->send_batch();
  patient_->send_batch();
  deliver();
}

void pipelined_write_lane::answer(request& done) {
  auto& chain = answered_[done.coroutine.context()];
  done.next = std::exchange(chain, &done);
}

/// One post per I/O thread, not per write.
void pipelined_write_lane::deliver() {
  for (auto& [context, chain] : answered_) {
    auto* first = std::exchange(chain, nullptr);
    auto resume_all = [](request* next) {
      while (next != nullptr) {
        auto& one = *std::exchange(next, next->next);
        one.coroutine.resume_on_its_executor();
      }
    };
    for (auto* each = first; each != nullptr; each = each->next) --pending_;
    if (first == nullptr) continue;
    if (context == nullptr) {
      resume_all(first);
    } else {
      asio::post(*context, [resume_all, first] { resume_all(first); });
    }
  }
}

}  // namespace dossier::db
