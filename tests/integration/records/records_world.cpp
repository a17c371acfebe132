#include "tests/integration/records/records_world.hpp"

#include <stdexcept>

#include "server/domains/insights/insight_rules.hpp"
#include "shared/records/insight.hpp"

namespace dossier::tests {
namespace {

using namespace std::chrono_literals;

void eventually(const std::function<bool()>& holds, const char* what) {
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error(what);
    std::this_thread::sleep_for(1ms);
  }
}

/// Splits `?a=b&c=d`; values stand as they are.
std::vector<http::query_parameter> parse_query(std::string_view query) {
  std::vector<http::query_parameter> all;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const std::size_t equals = std::min(part.find('='), part.size());
    all.push_back(
        {std::string(part.substr(0, equals)), std::string(part.substr(std::min(part.size(), equals + 1)))});
  }
  return all;
}

}  // namespace

uuid counting_ids::next() {
  const std::uint64_t number = ++made_;
  return make_uuid_v7(1'795'204'800'000 + number, {});
}

std::string api_answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string api_answer::text(std::string_view member) const {
  const boost::json::value* found = json.if_contains(member);
  if (found == nullptr) return {};
  if (found->is_string()) return std::string(found->get_string());
  return boost::json::serialize(*found);
}

std::string api_answer::errors() const {
  std::string all;
  if (const auto* list = json.if_contains("errors")) {
    for (const auto& error : list->as_array()) {
      if (!all.empty()) all += ' ';
      all += std::string(error.at("field").as_string()) + ":" + std::string(error.at("code").as_string());
    }
  }
  return all;
}

records_world::records_world(std::optional<records::tracked_lists_limits> tracking)
    : tenant(tested.make_tenant()) {
  ada = {tenant, "Tenant", tested.make_user(tenant), "Ada Lovelace"};
  auto opened = db::database::open({.data_directory = {}, .url = tested.url(), .session_threads = 1});
  if (!opened) throw std::runtime_error(opened.error().detail);
  database = *std::move(opened);
  lane = &database->add_read_lane(io);
  sequencer_ = std::make_unique<live::sequencer>(tested.settings().conninfo(db::role::sequencer, "sequencer"),
                                                 [this](auto heads) { feed_->hint(heads); });
  feed_ = std::make_shared<live::feed>(io, *lane);
  snapshots_ = std::make_unique<live::snapshot_source>(
      *sequencer_, tested.settings().conninfo(db::role::app, "snapshots"));
  if (tracking) {
    tracked = std::make_shared<records::tracked_lists>(io, feed_, *snapshots_, *sequencer_, *tracking);
  }
  std::vector<records::rules_for> rules;
  rules.push_back({&describe::type_of<insight>(), std::make_unique<insights::insight_rules>()});
  const auto lanes_here = [this] { return db::lanes{*lane, database->writes(), database->sessions()}; };
  engine = std::make_unique<records::engine>(
      records::engine_dependencies{time, ids, std::move(rules), lanes_here, tracked.get()});
  engine->add_routes(routes_);
  database->start(*sequencer_);
  thread_ = std::thread([this] { io.run(); });
  sequencer_->start();
  eventually([this] { return database->state().ready; }, "the database does not get ready");
}

records_world::~records_world() {
  if (tracked) tracked->stop();
  sequencer_->stop();
  snapshots_->stop();
  feed_->stop();
  database->stop();
  io.stop();
  thread_.join();
}

api_answer records_world::call(http::method method, std::string_view target, std::string body,
                               header_list headers) {
  return call_as(ada, method, target, std::move(body), std::move(headers));
}

api_answer records_world::call_as(const http::principal& who, http::method method, std::string_view target,
                                  std::string body, header_list headers) {
  http::request sent;
  sent.method = method;
  sent.target = "/api/v1" + std::string(target);
  sent.path = sent.target.substr(0, sent.target.find('?'));
  if (const std::size_t query = sent.target.find('?'); query != std::string::npos) {
    sent.query = parse_query(std::string_view(sent.target).substr(query + 1));
  }
  sent.headers = std::move(headers);
  if (!body.empty() && !sent.header("content-type"))
    sent.headers.emplace_back("content-type", "application/json");
  sent.body = std::move(body);
  sent.trace_id = "0af7651916cd43dd8448eb211c80319c";
  sent.principal = who;
  http::router::match found = routes_.find(method, sent.path);
  if (found.found == nullptr) return {found.allowed.empty() ? 404 : 405, {}, {}, {}};
  sent.path_parameters = std::move(found.parameters);
  const http::response answered = await(found.found->handle(sent));
  api_answer made{answered.status, answered.body, {}, answered.headers};
  if (!answered.body.empty()) made.json = boost::json::parse(answered.body).as_object();
  return made;
}

void records_world::wait_for_the_log() {
  const auto watcher = tested.connect_as_superuser();
  eventually(
      [&] {
        pqxx::work look(*watcher);
        return look.exec1("SELECT NOT EXISTS (SELECT FROM outbox)")[0].as<bool>();
      },
      "the outbox is not emptied");
}

}  // namespace dossier::tests
