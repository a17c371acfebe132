#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>

#include "server/app/demo.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view trace_id = "00000000000000000000000000000002";

records::caller caller(const http::principal& who) {
  return {.who = who, .trace_id = trace_id, .origin = "demo"};
}

}  // namespace

colleague::colleague(boost::asio::io_context& io, records::engine& engine, http::principal who,
                     std::function<db::lanes()> lanes_here)
    : io_(io), engine_(engine), who_(std::move(who)), lanes_here_(std::move(lanes_here)), pause_(io) {
  const auto ended = [this](std::exception_ptr thrown) {
    if (thrown) spdlog::error("the simulated colleague stopped editing");
    ended_.set_value();
  };
  boost::asio::co_spawn(io_, work(), ended);
}

void colleague::stop() {
  const auto wake = [this] {
    stopping_ = true;
    pause_.cancel();
  };
  boost::asio::post(io_, wake);
  ended_.get_future().wait();
}

boost::asio::awaitable<void> colleague::work() {
  while (!stopping_) {
    co_await act_once();
    boost::system::error_code canceled;
    pause_.expires_after(colleague_pause);
    co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, canceled));
  }
}

/// One of the first brands by one of the orders that people look at: edits are then seen on the screen.
boost::asio::awaitable<std::optional<colleague::brand_seen>> colleague::some_brand() {
  const records::list_request first = first_page(describe::type_of<brand>(), "name", 40);
  const auto page = co_await engine_.of(describe::type_of<brand>()).list(lanes_here_(), caller(who_), first);
  if (!page) co_return std::nullopt;
  const boost::json::value listed = boost::json::parse(page->json);
  const boost::json::array& items = listed.at("items").as_array();
  if (items.empty()) co_return std::nullopt;
  const boost::json::object& one = items[content_.pick(items.size())].as_object();
  const auto id = parse_uuid(std::string(one.at("id").as_string()));
  if (!id) co_return std::nullopt;
  co_return brand_seen{*id, std::string(one.at("name").as_string())};
}

boost::asio::awaitable<void> colleague::act_once() {
  const auto seen = co_await some_brand();
  if (!seen) co_return;  // nothing there, or the database is away: the next time, perhaps
  if (content_.pick(5) == 0) {
    describe::any_record made(describe::type_of<insight>());
    *made.get_if<insight>() = content_.make_insight(seen->name);
    made.get_if<insight>()->brand_id = seen->id;
    (void)co_await engine_.of(describe::type_of<insight>())
        .create(lanes_here_(), caller(who_), std::move(made));
    co_return;
  }
  boost::json::object patch;
  patch["headcount"] = 10 + static_cast<std::int64_t>(content_.pick(4000));
  if (content_.pick(4) == 0) patch["founded"] = 1900 + static_cast<std::int64_t>(content_.pick(120));
  const records::precondition whatever_version;
  (void)co_await engine_.of(describe::type_of<brand>())
      .patch(lanes_here_(), caller(who_), seen->id, patch, whatever_version);
}

}  // namespace dossier::app
