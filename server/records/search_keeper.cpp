#include "server/records/search_keeper.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/records/search_document.hpp"

namespace dossier::records {

namespace asio = boost::asio;

search_keeper::search_keeper(asio::io_context& io, engine& of, db::session_pool& sessions,
                             std::vector<uuid> tenants)
    : io_(io), engine_(of), sessions_(sessions), tenants_(std::move(tenants)), timer_(io) {
  asio::co_spawn(io_, work(), asio::detached);
}

void search_keeper::stop() {
  asio::post(io_, [this] {
    stopping_ = true;
    timer_.cancel();
  });
  ended_.get_future().wait();
}

asio::awaitable<void> search_keeper::work() {
  for (const uuid& tenant : tenants_) {
    for (const auto& each : engine_.services()) {
      if (is_searchable(each->type())) co_await fill(each->search(), tenant);
    }
  }
  do {
    co_await pause(word_interval);
    for (const auto& each : engine_.services()) co_await each->search().remember_words(sessions_);
  } while (!stopping_);
  ended_.set_value();
}

/// One step after the other, so that a session is never held for long.
asio::awaitable<void> search_keeper::fill(searches& of, uuid tenant) {
  while (!stopping_) {
    const auto more = co_await of.fill_some(sessions_, tenant);
    if (more && !*more) co_return;
    if (!more && more.error().status != 503) {
      spdlog::error("{} of a tenant have not all become searchable", of.type().names.resource);
      co_return;  // told in full where it happened; the next start tries again
    }
    if (!more) co_await pause(retry_wait);
  }
}

asio::awaitable<void> search_keeper::pause(std::chrono::milliseconds time) {
  if (stopping_) co_return;
  boost::system::error_code canceled;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, canceled));
}

}  // namespace dossier::records
