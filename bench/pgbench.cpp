#include "bench/pgbench.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "bench/interruption.hpp"
#include "bench/process_cpu.hpp"

namespace dossier::bench {
namespace {

constexpr const char* administrator = "postgres";
constexpr std::size_t shown_bytes = 1000;  // of what a failed program said
constexpr std::string_view tenant = "00000000-0000-7000-8000-00000000beac";

struct finished_program {
  std::string output;
  std::int64_t cpu_us = 0;
};

/// The cluster lets its own user in; as root we become that user for these programs.
void become_administrator() {
  if (geteuid() != 0) return;
  const passwd* user = getpwnam(administrator);
  if (user == nullptr || initgroups(administrator, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
      setuid(user->pw_uid) != 0) {
    _exit(126);
  }
}

/// Runs a program in `folder` to its end. Throws std::runtime_error with what it said when it fails.
finished_program run_program(const std::filesystem::path& folder, std::vector<std::string> words) {
  const std::string output_path = (folder / (words[0] + ".out")).string();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    const int output = open(output_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    become_administrator();
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (chdir(folder.c_str()) == 0) execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) kill(child, SIGTERM);
  stop_if_interrupted();
  std::ostringstream text;
  text << std::ifstream(output_path).rdbuf();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(
        words[0] + " failed (is the package postgresql-15 installed?): " + text.str().substr(0, shown_bytes));
  }
  const auto us = [](const timeval& time) { return time.tv_sec * 1'000'000 + time.tv_usec; };
  return {text.str(), us(used.ru_utime) + us(used.ru_stime)};
}

std::vector<std::string> psql(const server_under_test& on, const std::string& database,
                              const std::string& sql) {
  return {"psql", "-X",
          "-A",   "-t",
          "-v",   "ON_ERROR_STOP=1",
          "-h",   on.socket_dir(),
          "-p",   on.socket_port(),
          "-U",   administrator,
          "-d",   database,
          "-c",   sql};
}

/// Copies rows of the one tenant there is to another one, with ids that are the row's number in hexadecimal.
std::string copy_rows(std::uint64_t rows) {
  return fmt::format(
      "BEGIN;"
      "INSERT INTO tenants (tenant_id, name) VALUES ('{0}', 'pgbench');"
      "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT * FROM brands LIMIT {1};"
      "CREATE TEMPORARY SEQUENCE numbers;"
      "UPDATE copied SET tenant_id = '{0}', id = lpad(to_hex(nextval('numbers')), 32, '0')::uuid;"
      "INSERT INTO brands SELECT * FROM copied;"
      "COMMIT; ANALYZE brands;",
      tenant, rows);
}

/// Indexes are made anew when all rows are there: that is ten times as fast.
std::string fill_rows(std::uint64_t rows) {
  return fmt::format(
      "SET session_replication_role = replica; SET maintenance_work_mem = '256MB';"
      "CREATE TEMPORARY TABLE dropped AS SELECT indexname, indexdef FROM pg_indexes WHERE tablename = "
      "'brands' "
      "AND indexname <> 'brands_pkey';"
      "DO $$ DECLARE name text; BEGIN FOR name IN SELECT indexname FROM dropped LOOP "
      "EXECUTE 'DROP INDEX ' || name; END LOOP; END $$;"
      "INSERT INTO brands (tenant_id, id, version, name, name_key, headcount, description, created_at, "
      "updated_at, "
      "created_by, updated_by) SELECT t, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, "
      "'Filler ' || n, 'filler ' || n, n::bigint * 7919 % 1000003, repeat('words ', 10), now(), now(), t, t "
      "FROM generate_series(1, {}) n, (SELECT tenant_id AS t FROM tenants WHERE tenant_id <> '{}' LIMIT 1) "
      "one;"
      "INSERT INTO brands_recency SELECT tenant_id, id, updated_at, false FROM brands WHERE name_key LIKE "
      "'filler %';"
      "DROP INDEX brands_search_by_word;"
      "INSERT INTO brands_search SELECT tenant_id, id, ('filler:3A ' || substr(name, 8) || ':4A words:7C')"
      "::tsvector FROM brands WHERE name_key LIKE 'filler %';"
      "CREATE INDEX brands_search_by_word ON brands_search USING gin (tenant_id, document) "
      "WITH (gin_pending_list_limit = 2048);"
      "DO $$ DECLARE made text; BEGIN FOR made IN SELECT indexdef FROM dropped LOOP EXECUTE made; END LOOP; "
      "END $$;",
      rows, tenant);
}

/// Latencies from pgbench's transaction log: client, transaction, microseconds, …
std::vector<float> read_latencies(const std::filesystem::path& folder, std::string_view prefix) {
  std::vector<float> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with(prefix)) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      std::int64_t client = 0;
      std::int64_t transaction = 0;
      float us = 0;
      if (fields >> client >> transaction >> us) found.push_back(us);
    }
  }
  return found;
}

}  // namespace

pgbench::pgbench(const server_under_test& on, std::uint64_t rows) : on_(on), rows_(rows) {
  const auto names =
      run_program(on.scratch_dir(),
                  psql(on, "postgres",
                       "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"));
  std::istringstream(names.output) >> database_;
  if (database_.empty()) throw std::runtime_error("the server's database was not found");
  run_program(on.scratch_dir(), psql(on, database_, copy_rows(rows)));
}

pgbench_result pgbench::select_by_key(std::chrono::duration<double> time) const {
  return measure("select",
                 fmt::format("\\set n random(1, {})\n"
                             "SELECT * FROM brands WHERE tenant_id = '{}'::uuid AND id = "
                             "lpad(to_hex(:n::bigint), 32, '0')::uuid;\n",
                             rows_, tenant),
                 time);
}

pgbench_result pgbench::update_by_key(std::chrono::duration<double> time) const {
  return measure(
      "update",
      fmt::format(
          "\\set n random(1, {})\n\\set h random(1, 1000000)\n"
          "UPDATE brands SET headcount = :h::bigint, sub_industry = 'Segment', version = version + 1, "
          "updated_at = now() WHERE tenant_id = '{}'::uuid AND id = lpad(to_hex(:n::bigint), 32, "
          "'0')::uuid;\n",
          rows_, tenant),
      time);
}

void pgbench::fill(std::uint64_t rows) const {
  run_program(on_.scratch_dir(), psql(on_, database_, fill_rows(rows)));
  run_program(on_.scratch_dir(),
              psql(on_, database_, "VACUUM ANALYZE brands, brands_recency, brands_search"));
}

pgbench_result pgbench::select_by_offset(std::uint64_t skip, std::chrono::duration<double> time) const {
  return measure("offset",
                 fmt::format("SELECT * FROM brands WHERE tenant_id = (SELECT tenant_id FROM tenants WHERE "
                             "tenant_id <> '{}' LIMIT 1) AND deleted_at IS NULL AND headcount IS NOT NULL "
                             "ORDER BY headcount, id LIMIT 50 OFFSET {};\n",
                             tenant, skip),
                 time, pgbench_slow_clients);
}

pgbench_result pgbench::measure(const std::string& name, const std::string& script,
                                std::chrono::duration<double> time, int clients) const {
  const std::filesystem::path script_path = on_.scratch_dir() / (name + ".sql");
  std::ofstream(script_path) << script;
  const std::string log = "log-" + name;
  const std::int64_t before = family_cpu_us(on_.postmaster());
  const auto ran = run_program(on_.scratch_dir(),
                               {"pgbench", "-n",
                                "-M",      "prepared",
                                "-c",      std::to_string(clients),
                                "-j",      std::to_string(pgbench_threads),
                                "-T",      std::to_string(std::max(1, static_cast<int>(time.count() + 0.5))),
                                "-l",      "--log-prefix=" + log,
                                "-f",      script_path.string(),
                                "-h",      on_.socket_dir(),
                                "-p",      on_.socket_port(),
                                "-U",      administrator,
                                database_});
  pgbench_result result;
  result.database_cpu_us = family_cpu_us(on_.postmaster()) - before;
  result.own_cpu_us = ran.cpu_us;
  const std::size_t at = ran.output.find("tps = ");
  if (at == std::string::npos) throw std::runtime_error("pgbench told no figure: " + ran.output);
  result.per_second = std::stod(ran.output.substr(at + 6));
  result.latencies_us = read_latencies(on_.scratch_dir(), log);
  result.transactions = result.latencies_us.size();
  return result;
}

}  // namespace dossier::bench
