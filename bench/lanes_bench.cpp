// Measures the database's lanes alone: no HTTP, one cluster of its own, a million brands of one tenant among
// several. Coroutines stand for connections; half of them run on each of two I/O threads, as in the server.
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <latch>
#include <pqxx/pqxx>
#include <random>

#include "server/db/child_process.hpp"
#include "server/db/database.hpp"

namespace {

namespace asio = boost::asio;
namespace db = dossier::db;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

constexpr int io_threads = 2;
constexpr int tenants = 5;
constexpr auto run_time = 5s;

struct silent_wake final : dossier::live::sequencer_wake {
  void committed() override {}
};

/// CPU seconds used so far by all PostgreSQL processes whose working directory is `data`, and by us.
struct cpu_times {
  double postgres = 0;
  double ours = 0;
};

cpu_times cpu_now(const std::filesystem::path& data) {
  cpu_times times;
  for (const auto pid : db::processes_in(data, "postgres")) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const auto after = line.rfind(')');
    if (after == std::string::npos) continue;
    std::istringstream fields(line.substr(after + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    long user = 0;
    long system = 0;
    long ended_user = 0;  // of children that have ended: the postmaster's are sessions
    long ended_system = 0;
    fields >> user >> system >> ended_user >> ended_system;
    times.postgres += static_cast<double>(user + system + ended_user + ended_system) /
                      static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  times.ours = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return times;
}

struct io_thread {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  db::read_lane* lane = nullptr;
  std::thread thread;
};

dossier::uuid brand_id(std::uint64_t number) {
  dossier::uuid id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  id.bytes[0] = 1;
  return id;
}

dossier::uuid tenant_id(int number) {
  dossier::uuid id;
  id.bytes[15] = static_cast<std::uint8_t>(number + 1);
  return id;
}

/// A million brands of the first tenant and ten thousand of each other.
void fill(const db::connection_settings& settings, int brands) {
  pqxx::connection connection(settings.administrator_conninfo(settings.database()));
  pqxx::work work(connection);
  if (!work.exec("SELECT 1 FROM brands LIMIT 1").empty()) return;
  for (int tenant = 0; tenant < tenants; ++tenant) {
    const auto id = to_string(tenant_id(tenant));
    work.exec_params("INSERT INTO tenants (tenant_id, name) VALUES ($1::uuid, 'T')", id);
    work.exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, domain, domain_key, industry, "
        "industry_key, country,"
        " country_key, headcount, description, created_at, updated_at, created_by, updated_by)"
        " SELECT $1::uuid, ('01000000-0000-0000-' || lpad(to_hex(i >> 48), 4, '0') || '-' || lpad(to_hex(i), "
        "12, '0'))::uuid, 1,"
        " 'Brand ' || i, 'brand ' || i, 'brand' || i || '.example', 'brand' || i || '.example', 'Software', "
        "'software', 'CH',"
        " 'ch', i % 10000, 'A company that makes things', now(), now(), $1::uuid, $1::uuid"
        " FROM generate_series(1::bigint, $2::bigint) i",
        id, tenant == 0 ? brands : std::min(brands, 10'000));
  }
  work.commit();
  pqxx::nontransaction plain(connection);
  plain.exec("VACUUM ANALYZE brands");
  plain.exec("CHECKPOINT");
}

struct statements {
  db::statement get = db::tenant_statement(
      "bench.get",
      "SELECT id, version, name, domain, industry, sub_industry, headquarters, country, headcount, founded, "
      "ticker,"
      " description, tags, created_at, updated_at, created_by, updated_by, deleted_at FROM brands"
      " WHERE /*tenant*/ AND tenant_id = $1 AND id = $2");
  db::statement create = db::tenant_statement("bench.create",
                                              "WITH written AS (INSERT INTO brands (tenant_id, id, version, "
                                              "name, name_key, headcount, description, created_at,"
                                              " updated_at, created_by, updated_by) SELECT $1, $2, 1, $3, "
                                              "$3, $4, $5, $6, $6, $1, $1 WHERE /*tenant*/ RETURNING id)"
                                              " INSERT INTO outbox (tenant_id, at, actor_id, actor_name, "
                                              "origin, resource, record_id, kind, version, after, trace_id)"
                                              " SELECT $1, $6, $1, 'Ada', 'api', 'brands', id, 'created', 1, "
                                              "$7, '0af7651916cd43dd8448eb211c80319c' FROM written"
                                              " RETURNING 1");
  db::statement patch = db::tenant_statement(
      "bench.patch",
      "WITH written AS (UPDATE brands SET description = $3, version = version + 1, updated_at = $4 WHERE "
      "/*tenant*/ AND"
      " tenant_id = $1 AND id = $2 RETURNING id, version)"
      " INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, version, "
      "before, after,"
      " trace_id) SELECT $1, $4, $1, 'Ada', 'api', 'brands', id, 'updated', version, $5, $5,"
      " '0af7651916cd43dd8448eb211c80319c' FROM written RETURNING 1");
};

const std::string record_json(600, 'j');

class bench {
 public:
  bench(std::filesystem::path data, int brands) : data_(std::move(data)), brands_(brands) {}

  /// Runs `connections` coroutines of `one_request` for a while and prints a line.
  template <class Request>
  void measure(const char* name, int connections, std::vector<std::unique_ptr<io_thread>>& threads,
               Request& one_request) {
    stopping_ = false;
    count_ = 0;
    failures_ = 0;
    std::latch done(connections);
    const auto before = cpu_now(data_);
    const auto began = clock_type::now();
    for (int i = 0; i < connections; ++i) {
      auto& on = *threads[static_cast<std::size_t>(i) % threads.size()];
      auto loop = run(on, i, one_request, done);
      asio::co_spawn(on.io, std::move(loop), asio::detached);
    }
    std::this_thread::sleep_for(run_time);
    stopping_ = true;
    done.wait();
    const auto seconds = std::chrono::duration<double>(clock_type::now() - began).count();
    const auto after = cpu_now(data_);
    const auto each = 1e6 / static_cast<double>(count_.load());
    std::printf("%-28s %9.0f/s   CPU us each: ours %5.1f, PostgreSQL %5.1f   failures %ld\n", name,
                static_cast<double>(count_.load()) / seconds, (after.ours - before.ours) * each,
                (after.postgres - before.postgres) * each, failures_.load());
    std::fflush(stdout);
  }

 private:
  template <class Request>
  asio::awaitable<void> run(io_thread& on, int seed, Request& one_request, std::latch& done) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed) + 1);
    long count = 0;
    while (!stopping_.load(std::memory_order_relaxed)) {
      const bool fine = co_await one_request(on, random, brands_);
      ++count;
      if (!fine) ++failures_;
    }
    count_ += count;
    done.count_down();
  }

  std::filesystem::path data_;
  int brands_;
  std::atomic<bool> stopping_ = false;
  std::atomic<long> count_ = 0;
  std::atomic<long> failures_ = 0;
};

void pgbench(const db::connection_settings& settings, const char* name, const std::string& options) {
  // The administrator's place and user; libpq's environment carries them.
  const auto conninfo = settings.administrator_conninfo("pgbench");
  const auto command = "/usr/lib/postgresql/15/bin/pgbench -n -M prepared -c 8 -j 2 -T 5 " + options + " \"" +
                       conninfo + "\" 2>/dev/null | sed -n 's/^tps = \\([0-9]*\\).*/\\1/p'";
  FILE* pipe = popen(command.c_str(), "r");
  char line[64] = {};
  if (pipe != nullptr && std::fgets(line, sizeof line, pipe) != nullptr)
    std::printf("%-28s %9.0f/s\n", name, std::atof(line));
  if (pipe != nullptr) pclose(pipe);
  std::fflush(stdout);
}

void compare_with_pgbench(const db::connection_settings& settings, int brands) {
  {
    pqxx::connection connection(settings.administrator_conninfo("postgres"));
    pqxx::nontransaction work(connection);
    if (work.exec("SELECT 1 FROM pg_database WHERE datname = 'pgbench'").empty())
      work.exec("CREATE DATABASE pgbench");
  }
  const auto scale = std::max(1, brands / 100'000);
  const auto make = "/usr/lib/postgresql/15/bin/pgbench -i -q -s " + std::to_string(scale) + " \"" +
                    settings.administrator_conninfo("pgbench") + "\" >/dev/null 2>&1";
  if (std::system(make.c_str()) != 0) std::puts("pgbench -i failed");
  pgbench(settings, "pgbench select-only", "-S");
  pgbench(settings, "pgbench simple-update", "-N");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const int brands = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const std::filesystem::path folder =
      argc > 2 ? argv[2] : "/tmp/dossier-lanes-bench-" + std::to_string(getpid());
  db::database_options options;
  options.data_directory = folder;
  auto opened = db::database::open(options);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
    return 1;
  }
  auto database = *std::move(opened);
  fill(database->settings(), brands);
  std::vector<std::unique_ptr<io_thread>> threads;
  for (int i = 0; i < io_threads; ++i) {
    threads.push_back(std::make_unique<io_thread>());
    threads.back()->lane = &database->add_read_lane(threads.back()->io);
  }
  silent_wake wake;
  database->start(wake);
  for (auto& each : threads) each->thread = std::thread([own = each.get()] { own->io.run(); });
  while (!database->state().ready) std::this_thread::sleep_for(10ms);

  const statements sql;
  bench bench(folder / "postgres" / "data", brands);
  auto get = [&sql](io_thread& on, std::mt19937_64& random, int count) -> asio::awaitable<bool> {
    db::parameters with;
    with.add(tenant_id(0)).add(brand_id(1 + random() % static_cast<std::uint64_t>(count)));
    auto answer = co_await on.lane->query(sql.get, std::move(with));
    co_return answer.ok() && answer->size() == 1;
  };
  std::atomic<std::uint64_t> next_id = 1ULL << 40;
  const dossier::timestamp now{1'795'000'000'000'000};
  auto& writes = database->writes();
  auto create = [&](io_thread&, std::mt19937_64&, int) -> asio::awaitable<bool> {
    const auto number = next_id++;
    db::parameters with;
    with.add(tenant_id(0))
        .add(brand_id(number))
        .add("brand new " + std::to_string(number))
        .add(std::int64_t{12});
    with.add("A company that makes things").add(now).add(record_json);
    auto answer = co_await writes.execute(sql.create, std::move(with), brand_id(number));
    co_return answer.ok() && answer->answered.affected() == 1;
  };
  auto patch = [&](io_thread&, std::mt19937_64& random, int count) -> asio::awaitable<bool> {
    const auto id = brand_id(1 + random() % static_cast<std::uint64_t>(count));
    db::parameters with;
    with.add(tenant_id(0)).add(id).add("Changed " + std::to_string(random())).add(now).add(record_json);
    auto answer = co_await writes.execute(sql.patch, std::move(with), id);
    co_return answer.ok() && answer->answered.affected() == 1;
  };
  for (const int connections : {1, 64, 256}) {
    std::printf("-- %d connections, %d brands\n", connections, brands);
    bench.measure("gets", connections, threads, get);
    bench.measure("creates with outbox", connections, threads, create);
    bench.measure("patches with outbox", connections, threads, patch);
  }
  compare_with_pgbench(database->settings(), brands);
  database->stop();
  for (auto& each : threads) {
    each->work.reset();
    each->io.stop();
    each->thread.join();
  }
  database.reset();
  if (argc <= 2) std::filesystem::remove_all(folder);
  return 0;
}
