#include "server/domains/identity/password_hasher.hpp"

#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>

#include <array>
#include <stdexcept>

#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {
namespace {

constexpr int retry_after_seconds = 1;
/// Of the threads: everything else goes first.
constexpr int niceness = 10;

problem overloaded() {
  return problems::unavailable("Too many people sign in at once. Try again in a moment.",
                               retry_after_seconds);
}

bool is_of(const std::string& password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace

std::string password_hasher::hash_now(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> made{};
  if (crypto_pwhash_str_alg(made.data(), password.data(), password.size(), argon2_passes, argon2_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("no memory to hash a password");
  }
  return made.data();
}

password_hasher::password_hasher(hasher_limits limits)
    : limits_(limits), nobodys_(hash_now(random_bytes(secret_bytes))) {
  for (int i = 0; i < limits_.threads; ++i) {
    threads_.emplace_back([this] { work(); });
    pthread_setname_np(threads_.back().native_handle(), "passwords");
  }
}

password_hasher::~password_hasher() {
  stop();
}

boost::asio::awaitable<result<std::string>> password_hasher::hash(std::string password) {
  request mine;
  mine.password = std::move(password);
  auto done = co_await wait_for(mine);
  if (!done) co_return std::move(done).error();
  co_return std::move(mine.hash);
}

boost::asio::awaitable<result<bool>> password_hasher::verify(std::string password, std::string hash) {
  const bool nobody = hash.empty();
  request mine;
  mine.password = std::move(password);
  mine.hash = nobody ? nobodys_ : std::move(hash);
  mine.compares = true;
  auto done = co_await wait_for(mine);
  if (!done) co_return std::move(done).error();
  co_return mine.same && !nobody;
}

boost::asio::awaitable<result<void>> password_hasher::wait_for(request& mine) {
  // Queued inside the suspension: a thread may answer before this coroutine has come to rest.
  auto start = [this, &mine](db::suspended::handler coroutine) {
    mine.coroutine.hold(std::move(coroutine));
    std::unique_lock lock(mutex_);
    const bool refused = stopping_ || waiting_.size() >= limits_.waiting;
    if (!refused) waiting_.push_back(&mine);
    lock.unlock();
    if (refused) {
      mine.coroutine.post_to_its_executor();
    } else {
      changed_.notify_one();
    }
  };
  co_await db::suspend(start);
  if (!mine.done) co_return overloaded();
  co_return result<void>{};
}

void password_hasher::work() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    request& one = *waiting_.front();
    waiting_.pop_front();
    const bool stopping = stopping_;
    lock.unlock();
    try {
      if (!stopping && one.compares) one.same = is_of(one.password, one.hash);
      if (!stopping && !one.compares) one.hash = hash_now(one.password);
      one.done = !stopping;
    } catch (const std::runtime_error&) {  // no memory: as if too many waited
    }
    one.coroutine.post_to_its_executor();
  }
}

void password_hasher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace dossier::identity
