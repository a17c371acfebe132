#include "server/live/feed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace dossier::live {

namespace asio = boost::asio;

feed::feed(asio::io_context& io, db::read_lane& lane) : io_(io), lane_(lane) {}

void feed::hint(std::span<const log_head> heads) {
  // Who begins to follow after this reads the head itself.
  if (registrations_.load(std::memory_order_acquire) == 0 || stopped_) return;
  asio::post(io_, [self = shared_from_this(), known = std::vector<log_head>(heads.begin(), heads.end())] {
    for (const log_head& head : known) {
      const auto found = self->followed_.find(head.tenant_id);
      if (found == self->followed_.end() || found->second->head >= head.seq) continue;
      found->second->head = head.seq;
      found->second->signal.cancel();
    }
  });
}

void feed::follow(const uuid& tenant_id, std::shared_ptr<feed_listener> listener) {
  if (stopped_) return;
  registrations_.fetch_add(1, std::memory_order_acq_rel);
  asio::post(io_, [self = shared_from_this(), tenant_id, who = std::move(listener)]() mutable {
    self->add(tenant_id, std::move(who));
  });
}

void feed::unfollow(const uuid& tenant_id, std::shared_ptr<feed_listener> listener) {
  if (stopped_) return;  // the contexts may be gone
  asio::post(io_, [self = shared_from_this(), tenant_id, who = std::move(listener)] {
    self->remove(tenant_id, who);
    self->registrations_.fetch_sub(1, std::memory_order_acq_rel);
  });
}

void feed::stop() {
  stopped_ = true;
  asio::post(io_, [self = shared_from_this()] {
    for (const auto& [tenant_id, one] : self->followed_) one->signal.cancel();
  });
}

void feed::add(const uuid& tenant_id, std::shared_ptr<feed_listener> listener) {
  if (stopped_) return;
  if (const auto found = followed_.find(tenant_id); found != followed_.end()) {
    const std::shared_ptr<followed>& one = found->second;
    if (one->position) send_joined(tenant_id, listener, *one->position);
    one->listeners.push_back(std::move(listener));
    return;
  }
  auto one = std::make_shared<followed>(io_);
  one->listeners.push_back(std::move(listener));
  followed_.emplace(tenant_id, one);
  asio::co_spawn(io_, run(tenant_id, one), asio::detached);
}

void feed::remove(const uuid& tenant_id, const std::shared_ptr<feed_listener>& listener) {
  const auto found = followed_.find(tenant_id);
  if (found == followed_.end()) return;
  auto& listeners = found->second->listeners;
  listeners.erase(std::remove(listeners.begin(), listeners.end(), listener), listeners.end());
  if (listeners.empty()) found->second->signal.cancel();
}

void feed::send_joined(const uuid& tenant_id, const std::shared_ptr<feed_listener>& to, std::int64_t seq) {
  asio::post(to->context(), [to, tenant_id, seq] { to->joined(tenant_id, seq); });
}

/// Sleeps until signaled; false when `longest` passed first.
asio::awaitable<bool> feed::wait(followed& one, std::chrono::milliseconds longest) {
  boost::system::error_code woken;
  one.signal.expires_after(longest);
  co_await one.signal.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  co_return woken == asio::error::operation_aborted;
}

/// Follows one tenant for as long as it has listeners.
asio::awaitable<void> feed::run(uuid tenant_id, std::shared_ptr<followed> one) {
  const auto self = shared_from_this();
  std::optional<log_reader> reader;
  while (!stopped_ && !one->listeners.empty()) {
    if (!one->position) {
      co_await find_head(tenant_id, one);
      continue;
    }
    if (one->outstanding >= max_outstanding) {
      co_await wait(*one, slow_poll);
    } else if (*one->position < one->head) {
      if (!reader || reader->position() != *one->position) reader.emplace(lane_, tenant_id, *one->position);
      co_await read_page(*reader, tenant_id, one);
    } else {
      const bool signaled = co_await wait(*one, slow_poll);
      if (!signaled) co_await find_head(tenant_id, one);
    }
  }
  // Nobody can have come in since the check above: nothing was awaited.
  if (const auto found = followed_.find(tenant_id); found != followed_.end() && found->second == one)
    followed_.erase(found);
}

asio::awaitable<void> feed::find_head(uuid tenant_id, std::shared_ptr<followed> one) {
  const result<std::int64_t> head = co_await read_log_head(lane_, tenant_id);
  if (!head) {
    co_await wait(*one, retry_wait);
    co_return;
  }
  one->head = std::max(one->head, *head);
  if (one->position) co_return;
  one->position = *head;
  for (const auto& listener : one->listeners) send_joined(tenant_id, listener, *head);
}

asio::awaitable<void> feed::read_page(log_reader& reader, uuid tenant_id, std::shared_ptr<followed> one) {
  result<log_reader::page> page = co_await reader.next(one->head);
  if (!page) {
    co_await wait(*one, retry_wait);
    co_return;
  }
  if (!page->changes.empty()) {
    one->position = page->changes.back()->seq();
    send(tenant_id, one, std::move(page->changes));
    co_return;
  }
  if (!page->lost) co_return;
  spdlog::error("live feed: the log of tenant {} has a gap after {}; its subscribers are reset",
                to_string(tenant_id), *one->position);
  one->position = one->head;
  for (const auto& listener : one->listeners)
    asio::post(listener->context(),
               [listener, tenant_id, seq = one->head] { listener->broken(tenant_id, seq); });
}

void feed::send(const uuid& tenant_id, const std::shared_ptr<followed>& to,
                std::vector<shared_change> changes) {
  delivered_.fetch_add(changes.size(), std::memory_order_relaxed);
  ++to->outstanding;
  // The last listener to let go of the batch makes room for the next one, whatever it did with it.
  const auto finished = [self = weak_from_this(), of = std::weak_ptr(to)](const feed_batch* batch) {
    const std::unique_ptr<const feed_batch> owned(batch);
    const auto alive = self.lock();
    if (!alive || alive->stopped_) return;
    asio::post(alive->io_, [of] {
      const auto one = of.lock();
      if (!one) return;
      --one->outstanding;
      one->signal.cancel();
    });
  };
  const shared_batch batch(new feed_batch{tenant_id, std::move(changes)}, finished);
  for (const auto& listener : to->listeners)
    asio::post(listener->context(), [listener, batch] { listener->deliver(batch); });
}

}  // namespace dossier::live
