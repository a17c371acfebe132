#include "server/app/server.hpp"

#include <spdlog/spdlog.h>

#include "server/app/demo.hpp"
#include "server/app/documents.hpp"
#include "server/app/figures.hpp"
#include "server/app/io_threads.hpp"
#include "server/app/local_principal.hpp"
#include "server/app/people.hpp"
#include "server/app/rules.hpp"
#include "server/db/database.hpp"
#include "server/domains/audit/head_exporter.hpp"
#include "server/domains/identity/api_key_controller.hpp"
#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/installation_repository.hpp"
#include "server/domains/identity/link_controller.hpp"
#include "server/domains/identity/member_controller.hpp"
#include "server/domains/identity/oidc_controller.hpp"
#include "server/domains/identity/sign_in_controller.hpp"
#include "server/http/assets.hpp"
#include "server/http/health.hpp"
#include "server/http/pipeline.hpp"
#include "server/live/live_service.hpp"
#include "server/net/server.hpp"
#include "server/records/engine.hpp"
#include "server/records/live_records.hpp"
#include "server/records/search_keeper.hpp"
#include "server/telemetry/metrics.hpp"

namespace dossier::app {
namespace {

/// How long connections may take to stand after PostgreSQL accepted the first.
constexpr std::chrono::seconds start_deadline{30};
constexpr std::chrono::milliseconds start_poll{5};

unsigned thread_count(unsigned asked) {
  return asked != 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
}

std::vector<live::live_thread> live_threads(const io_threads& threads,
                                            const std::vector<db::read_lane*>& lanes) {
  std::vector<live::live_thread> made;
  for (std::size_t i = 0; i < lanes.size(); ++i) made.push_back({*threads.contexts()[i], *lanes[i]});
  return made;
}

std::vector<db::read_lane*> read_lanes(db::database& database, const io_threads& threads) {
  std::vector<db::read_lane*> made;
  for (boost::asio::io_context* context : threads.contexts())
    made.push_back(&database.add_read_lane(*context));
  return made;
}

}  // namespace

/// In the order in which they are made; later parts use earlier ones.
struct server::parts {
  std::shared_ptr<spdlog::logger> log = spdlog::default_logger();
  identity::installation installation = identity::local_installation();
  std::unique_ptr<db::database> database;
  io_threads threads;
  std::vector<db::read_lane*> lanes;
  records::system_clock clock;
  records::random_id_source ids;
  std::string installation_id;
  identity::first_accounts first;
  local_principal local{who_is_here()};
  std::unique_ptr<people> signing_in;  ///< null: nobody signs in
  http::principal_source& principals;
  records::live_records live_records;
  live::live_service live;
  std::shared_ptr<records::tracked_lists> tracked;
  records::engine engine;
  identity::sign_in_controller sign_ins;
  identity::api_key_controller api_keys;
  identity::link_controller links;
  std::optional<identity::oidc_controller> providers;
  identity::member_controller members;
  http::router routes;
  http::health health;
  http::assets assets;
  telemetry::metrics metrics;
  http::pipeline pipeline;
  net::server transport;
  std::unique_ptr<records::search_keeper> search;
  std::unique_ptr<colleague> simulated;
  std::unique_ptr<audit::head_exporter> heads;  ///< null: none are exported
  bool listening = false;
  bool stopped = false;

  parts(const serve_configuration& configuration, const net::tls_context* tls,
        std::unique_ptr<db::database> opened)
      : database(std::move(opened)),
        threads(thread_count(configuration.threads)),
        lanes(read_lanes(*database, threads)),
        installation_id(identity::installation_id(auth_conninfo("installation"))),
        signing_in(configuration.sign_in == sign_in_mode::required ? make_people(configuration.demo)
                                                                   : nullptr),
        principals(signing_in ? signing_in->principals() : local),
        live_records([this]() -> db::session_pool& { return database->sessions(); }),
        live(database->settings().conninfo(db::role::sequencer, "sequencer"), live_threads(threads, lanes),
             {principals, live_records, [this] { return clock.now(); },
              database->settings().conninfo(db::role::app, "snapshots")}),
        tracked(std::make_shared<records::tracked_lists>(*threads.contexts().front(), live.changes(),
                                                         *live.snapshots(), live.sequencing())),
        engine(engine_dependencies()),
        sign_ins(signing_in ? &signing_in->service() : nullptr, installation_id,
                 [this] { return signing_in ? signing_in->public_keys() : std::string(R"({"keys":[]})"); }),
        api_keys(signing_in ? &signing_in->api_keys() : nullptr),
        links(signing_in ? &signing_in->links() : nullptr),
        members(signing_in ? &signing_in->members() : nullptr),
        health([this] { return readiness(); }),
        assets(configuration.assets_dir, log),
        pipeline({.hosts = configuration.allowed_hosts,
                  .origins = configuration.allowed_origins,
                  .tls = tls != nullptr,
                  .proxies = configuration.proxies,
                  .rates = configuration.rates},
                 {.routes = routes,
                  .principals = principals,
                  .dashboard = configuration.assets_dir.empty() ? nullptr : &assets,
                  .observer = &metrics,
                  .log = log}),
        transport({.addresses = configuration.addresses,
                   .port = configuration.port,
                   .limits = {},
                   .proxies = configuration.proxies},
                  {.pipeline = pipeline, .health = health, .live = live.sessions(), .log = log, .tls = tls}) {
    http::add_health_routes(routes, health);
    add_document_routes(routes);
    telemetry::add_metrics_route(routes, metrics);
    watch_server(metrics, *database, live, transport);
    engine.add_routes(routes);
    sign_ins.add_routes(routes);
    api_keys.add_routes(routes);
    links.add_routes(routes);
    members.add_routes(routes);
  }

  [[nodiscard]] std::string auth_conninfo(std::string_view purpose) const {
    return database->settings().conninfo(db::role::auth, purpose);
  }
  [[nodiscard]] std::unique_ptr<people> make_people(bool demo) {
    return std::make_unique<people>(*database, installation_id, clock, ids, threads.contexts().size(), demo,
                                    [this] { live.wake().committed(); });
  }

  /// Who acts where nobody signs in. The tenant's name is the one at the start; `welcome` tells the present
  /// one.
  [[nodiscard]] http::principal who_is_here() const {
    http::principal made = identity::principal_of(installation, installation.local);
    made.tenant_name = identity::workspace_name(auth_conninfo("installation"), installation.tenant_id);
    return made;
  }

  [[nodiscard]] result<void> add_providers(const identity::oidc_configuration& asked) {
    if (signing_in) {
      auto used = signing_in->use_providers(asked.providers, auth_conninfo("installation"), ids);
      if (!used) return used;
    }
    providers.emplace(signing_in ? signing_in->oidc() : nullptr, sign_ins, asked.public_url);
    providers->add_routes(routes);
    return {};
  }

  [[nodiscard]] db::lanes lanes_here() {
    return {*lanes.at(threads.current()), database->writes(), database->sessions()};
  }
  [[nodiscard]] records::engine_dependencies engine_dependencies() {
    return {.time = clock,
            .ids = ids,
            .rules = make_rules(),
            .lanes_here = [this] { return lanes_here(); },
            .tracked = tracked.get(),
            .seal_of = [this](const uuid& tenant) { return seal_of(tenant); }};
  }
  [[nodiscard]] std::optional<records::log_seal> seal_of(const uuid& tenant) const {
    const auto last = heads ? heads->sealed(tenant) : std::nullopt;
    if (!last) return std::nullopt;
    return records::log_seal{last->seq, audit::hex_of(last->hash), last->at};
  }
  /// Blocks until connections stand: they are made in the background.
  [[nodiscard]] result<void> wait_until_ready() const {
    const auto deadline = std::chrono::steady_clock::now() + start_deadline;
    while (true) {
      const http::readiness state = readiness();
      if (state.ready) return {};
      if (std::chrono::steady_clock::now() > deadline) return problems::unavailable(state.reason, 0);
      std::this_thread::sleep_for(start_poll);
    }
  }
  [[nodiscard]] result<void> load_demo() {
    const auto begun = std::chrono::steady_clock::now();
    const auto loaded = app::load_demo(
        *threads.contexts().front(), identity::principal_of(installation, installation.local),
        identity::principal_of(installation, installation.colleague), [this] { return lanes_here(); });
    if (!loaded) return loaded.error();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    if (loaded->records > 0) log->info("loaded {} demo records in {:.1f} s", loaded->records, took.count());
    if (signing_in && !loaded->some_brand.is_nil())
      identity::give_viewer_a_brand(auth_conninfo("installation"), installation, loaded->some_brand);
    return {};
  }
  void start_search_keeper() {
    std::vector<uuid> tenants;
    for (const auto& [id, name] : identity::all_tenants(auth_conninfo("search"))) {
      tenants.push_back(id);
    }
    search = std::make_unique<records::search_keeper>(*threads.contexts().front(), engine,
                                                      database->sessions(), std::move(tenants));
  }
  [[nodiscard]] result<void> start_heads(const serve_configuration& configuration) {
    auto key = audit::ensure_signing_key(configuration.audit_key_file);
    if (!key) return std::move(key).error();
    if (auto writable = audit::check_heads_file(configuration.audit_heads_file); !writable)
      return std::move(writable).error();
    log->info("heads of the change logs are signed by {}, public key {}", key->open().id(),
              key->open().hex());
    heads = std::make_unique<audit::head_exporter>(
        database->settings().conninfo(db::role::sequencer, "audit heads"), configuration.audit_heads_file,
        *key, std::chrono::seconds(configuration.audit_heads_seconds), [this] { return clock.now(); });
    return {};
  }
  void start_colleague() {
    simulated = std::make_unique<colleague>(*threads.contexts().front(), engine,
                                            identity::principal_of(installation, installation.colleague),
                                            [this] { return lanes_here(); });
  }
  [[nodiscard]] http::readiness readiness() const {
    const db::database_state state = database->state();
    if (!state.ready) return {false, state.reason};
    if (!live.ready()) return {false, "The sequencer has no connection to the database yet."};
    return {};
  }
};

server::server(std::unique_ptr<parts> made) : parts_(std::move(made)) {}

server::~server() {
  stop();
}

std::uint16_t server::port() const {
  return parts_->transport.port();
}

std::vector<std::string> server::greeting(const std::string& url) const {
  const identity::first_accounts& first = parts_->first;
  std::vector<std::string> lines;
  if (!first.demo.empty())
    lines.push_back("dossier: the demo's people, all with the password " + first.demo_password);
  for (const identity::demo_person& one : first.demo) {
    lines.push_back("dossier:   " + one.email + " (" + std::string(to_string(one.role)) + ")");
  }
  if (first.owner) {
    lines.push_back("dossier: first sign-in of " + first.owner->email + " (once, within 24 h): " + url +
                    identity::link_path(first.owner->link));
  }
  return lines;
}

result<std::unique_ptr<server>> server::start(const serve_configuration& configuration,
                                              const net::tls_context* tls) {
  db::database_options options;
  options.data_directory = configuration.database.data_dir;
  options.url = configuration.database.url;
  options.pooler_url = configuration.pooler_url;
  auto opened = db::database::open(options);
  if (!opened) return std::move(opened).error();

  identity::installation installation = identity::local_installation();
  if (configuration.sign_in == sign_in_mode::required && !configuration.demo) {
    // Called by their address, as everybody is who is added without a name: the built-in name is the demo's.
    const std::string& email = configuration.owner_email;
    installation.local.name = email.substr(0, email.find('@'));
  }
  identity::ensure_installation((*opened)->settings().conninfo(db::role::owner, "installation"),
                                installation);

  identity::first_accounts first;
  if (configuration.sign_in == sign_in_mode::required) {
    identity::ensure_tenant((*opened)->settings().conninfo(db::role::owner, "installation"),
                            identity::system_tenant_id(), std::string(identity::system_tenant_name));
    records::system_clock clock;
    first =
        identity::ensure_accounts((*opened)->settings().conninfo(db::role::auth, "installation"),
                                  installation, configuration.owner_email, configuration.demo, clock.now());
    if (first.owner) spdlog::info("a link to choose the first password by was made");
  }

  auto made = std::make_unique<parts>(configuration, tls, std::move(opened).value());
  parts& all = *made;
  all.first = std::move(first);
  std::unique_ptr<server> serving(new server(std::move(made)));
  all.database->start(all.live.wake());
  all.live.start();
  all.threads.start();
  if (auto ready = all.wait_until_ready(); !ready) return std::move(ready).error();
  if (auto added = all.add_providers(configuration.oidc); !added) return std::move(added).error();
  if (configuration.demo) {
    if (auto loaded = all.load_demo(); !loaded) return std::move(loaded).error();
  }
  if (!configuration.audit_heads_file.empty()) {
    if (auto exporting = all.start_heads(configuration); !exporting) return std::move(exporting).error();
  }
  all.start_search_keeper();
  try {
    all.transport.start(all.threads.contexts());
  } catch (const std::runtime_error& cannot) {
    return problems::unavailable(cannot.what(), 0);
  }
  all.listening = true;
  if (configuration.live_demo) all.start_colleague();
  return serving;
}

void server::stop() {
  if (parts_->stopped) return;
  parts_->stopped = true;
  if (parts_->simulated) parts_->simulated->stop();
  if (parts_->listening) {
    if (const std::size_t cut = parts_->transport.stop(); cut > 0)
      parts_->log->warn("{} connections had to be cut", cut);
  }
  if (parts_->signing_in) parts_->signing_in->stop();
  if (parts_->search) parts_->search->stop();
  parts_->tracked->stop();
  parts_->live.stop();
  if (parts_->heads) parts_->heads->stop();
  parts_->database->stop();
  parts_->threads.stop();
}

}  // namespace dossier::app
