#include "server/domains/identity/identity_keeper.hpp"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include "server/domains/identity/key_repository.hpp"
#include "server/domains/identity/oidc_repository.hpp"
#include "server/domains/identity/session_repository.hpp"

namespace dossier::identity {
namespace {

constexpr int events_per_look = 1000;

}  // namespace

identity_keeper::identity_keeper(std::string auth_conninfo, std::function<timestamp()> now, key_ring& keys,
                                 standing_register& standings)
    : conninfo_(std::move(auth_conninfo)), now_(std::move(now)), keys_(keys), standings_(standings) {
  connect();
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "identity");
}

identity_keeper::~identity_keeper() {
  stop();
}

void identity_keeper::look() {
  {
    const std::lock_guard lock(mutex_);
    look_wanted_ = true;
  }
  changed_.notify_one();
}

void identity_keeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void identity_keeper::run() {
  auto pause = identity_poll;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, pause, [this] { return stopping_ || look_wanted_; });
      if (stopping_) return;
      look_wanted_ = false;
    }
    try {
      if (!connection_) connect();
      step();
      pause = identity_poll;
    } catch (const std::exception& error) {
      if (connection_) spdlog::warn("the connection that follows sign-ins is lost");
      connection_.reset();
      pause = identity_retry;
    }
  }
}

/// Nothing that was known before is relied on: what happened meanwhile may have been deleted already.
void identity_keeper::connect() {
  auto made = std::make_unique<pqxx::connection>(conninfo_);
  {
    pqxx::work work(*made);
    position_ = newest_event(work);
    work.commit();
  }
  standings_.end_all();
  looked_at_ = now_();
  connection_ = std::move(made);
  keys_read_at_ = {};
  renew_keys();
}

void identity_keeper::step() {
  const timestamp now = now_();
  if (now.micros - looked_at_.micros > identity_event_micros / 2) return connect();
  follow_events();
  looked_at_ = now;
  if (now.micros - keys_read_at_.micros > keys_period_micros) renew_keys();
  const auto clock = std::chrono::steady_clock::now();
  if (clock - tidied_ > identity_tidy) {
    tidied_ = clock;
    tidy();
  }
}

void identity_keeper::follow_events() {
  while (true) {
    pqxx::work work(*connection_);
    const auto events = events_after(work, position_, events_per_look);
    work.commit();
    for (const identity_event& each : events) {
      standings_.end(each.account_id);
      position_ = each.id;
    }
    if (events.size() < events_per_look) return;
  }
}

void identity_keeper::renew_keys() {
  const timestamp now = now_();
  const auto age = [now](const key_pair& of) { return now.micros - of.open.created_at.micros; };
  const bool due = !own_ || age(*own_) >= signing_micros;
  pqxx::work work(*connection_);
  std::shared_ptr<const key_pair> next = next_;
  if (due && !next) {
    next = std::make_shared<const key_pair>(make_key_pair(now));
    add_signing_key(work, next->open);
  }
  auto known = signing_keys(work, now);
  work.commit();
  next_ = std::move(next);
  if (due && (!own_ || age(*next_) > 2 * keys_period_micros)) own_ = std::exchange(next_, nullptr);
  keys_.put(own_, std::move(known));
  keys_read_at_ = now;
}

void identity_keeper::tidy() {
  const timestamp now = now_();
  pqxx::work work(*connection_);
  delete_signing_keys(work, now);
  delete_events(work, {now.micros - identity_event_micros});
  delete_ended(work, {now.micros - ended_kept_micros});
  delete_sign_in_states(work, now);
  work.commit();
}

}  // namespace dossier::identity
