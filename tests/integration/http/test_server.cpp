#include "tests/integration/http/test_server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dossier::test {

namespace {

namespace asio = boost::asio;

http::response text(std::string body) {
  http::response made;
  made.content_type = "text/plain; charset=utf-8";
  made.body = std::move(body);
  return made;
}

asio::awaitable<void> wait(const std::string& milliseconds) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(std::chrono::milliseconds(std::stol(milliseconds)));
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<http::response> hello(http::request& /*of*/) {
  co_return text("hello");
}
asio::awaitable<http::response> echo(http::request& of) {
  co_return text(std::move(of.body));
}
asio::awaitable<http::response> fail(http::request& /*of*/) {
  throw std::runtime_error("secret of the database");
  co_return http::response{};
}
asio::awaitable<http::response> who(http::request& of) {
  co_return text(to_string(of.principal.tenant_id));
}
asio::awaitable<http::response> bytes(http::request& of) {
  co_return text(std::string(std::stoul(of.path_parameters.at(0)), 'x'));
}
asio::awaitable<http::response> items(http::request& /*of*/) {
  std::string json = R"({"items":[)";
  for (int i = 0; i < 200; ++i) json += R"({"name":"Acme"},)";
  json.back() = ']';
  co_return http::json_response(200, json + "}");
}
asio::awaitable<http::response> slow(http::request& of) {
  co_await wait(of.path_parameters.at(0));
  co_return text("slow");
}
asio::awaitable<http::response> slow_write(std::atomic<int>& finished, http::request& of) {
  co_await wait(of.path_parameters.at(0));
  ++finished;
  co_return text("written");
}

}  // namespace

asio::awaitable<result<http::principal>> header_principals::identify(const http::request& of,
                                                                     std::string_view /*token*/) {
  if (of.header("x-nobody")) co_return problems::unauthenticated("Sign in first.");
  http::principal who;
  const auto named = of.header("x-tenant");
  who.tenant_id.bytes.fill(named ? static_cast<std::uint8_t>(named->at(0)) : 0);
  co_return who;
}

test_server::test_server(setup with) : health_(with.ready) {
  add_routes();
  pipeline_ = std::make_unique<http::pipeline>(
      with.pipeline,
      http::pipeline_dependencies{routes_, principals_, with.dashboard, with.observer, with.log});
  server_ = std::make_unique<net::server>(
      net::server_options{.port = 0, .limits = with.limits},
      net::server_dependencies{*pipeline_, health_, with.live, with.log, with.tls});
  std::vector<asio::io_context*> contexts;
  for (std::size_t i = 0; i < with.threads; ++i) {
    contexts_.push_back(std::make_unique<asio::io_context>(1));
    contexts.push_back(contexts_.back().get());
  }
  server_->start(contexts);
  for (asio::io_context* context : contexts) {
    threads_.emplace_back([context] {
      const auto work = asio::make_work_guard(*context);
      context->run();
    });
  }
}

test_server::~test_server() {
  for (auto& context : contexts_) context->stop();
  for (std::thread& thread : threads_) thread.join();
}

void test_server::add_routes() {
  using http::method;
  add_health_routes(routes_, health_);
  routes_.add(method::get, "/hello", hello);
  routes_.add(method::post, "/echo", echo, {.body_limit = 1024});
  routes_.add(method::post, "/large", echo, {.body_limit = 1024 * 1024});
  routes_.add(method::get, "/slow/{}", slow);
  routes_.add(method::get, "/throw", fail);
  routes_.add(method::get, "/who", who);
  routes_.add(method::get, "/bytes/{}", bytes);
  routes_.add(method::get, "/items", items);
  routes_.add(method::post, "/slow_write/{}",
              [this](http::request& of) { return slow_write(finished_writes, of); });
}

}  // namespace dossier::test
