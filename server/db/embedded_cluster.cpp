#include "server/db/embedded_cluster.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>

#include "server/db/cluster_configuration.hpp"
#include "server/db/postgres_installation.hpp"

namespace dossier::db {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view program = "postgres";
constexpr int port = 5432;             // names the socket; nothing listens on the network
constexpr auto ready_deadline = 180s;  // after a crash PostgreSQL replays its log first
constexpr auto ready_poll = 20ms;
constexpr auto fast_stop_deadline = 10s;
constexpr auto immediate_stop_deadline = 5s;
constexpr auto leftover_deadline = 500ms;
constexpr auto restart_pause = 500ms;
constexpr int start_attempts = 3;
constexpr std::uintmax_t log_rotation_bytes = 10 << 20;
constexpr std::size_t log_tail_bytes = 1500;

problem failed(std::string detail) {
  auto made = problems::internal();
  made.detail = std::move(detail);
  return made;
}

}  // namespace

result<std::unique_ptr<embedded_cluster>> embedded_cluster::start(const embedded_cluster_options& options) {
  std::unique_ptr<embedded_cluster> cluster(new embedded_cluster(options));
  if (auto done = cluster->prepare(); !done) return std::move(done).error();
  problem last;
  for (int attempt = 0; attempt < start_attempts; ++attempt) {
    auto up = cluster->bring_up();
    if (up) {
      cluster->watcher_ = std::thread([self = cluster.get()] { self->watch(); });
      return cluster;
    }
    last = std::move(up).error();
  }
  return last;
}

embedded_cluster::embedded_cluster(embedded_cluster_options options) : options_(std::move(options)) {
  options_.directory = fs::absolute(options_.directory).lexically_normal();
  data_ = options_.directory / "data";
  log_ = options_.directory / "log" / "postgresql.log";
  socket_ = socket_directory_for(options_.directory / "run");
  wake_ = eventfd(0, EFD_CLOEXEC);
}

embedded_cluster::~embedded_cluster() {
  stop();
  if (wake_ >= 0) close(wake_);
  if (lock_ >= 0) close(lock_);
}

connection_settings embedded_cluster::settings_of(const fs::path& directory, std::string_view database) {
  return connection_settings::local(socket_directory_for(fs::absolute(directory).lexically_normal() / "run"),
                                    port, database);
}

connection_settings embedded_cluster::settings(std::string_view database) const {
  return connection_settings::local(socket_, port, database);
}

pid_t embedded_cluster::postmaster_pid() const {
  const std::lock_guard guard(mutex_);
  return postmaster_.pid();
}

result<void> embedded_cluster::prepare() {
  auto user = system_user::for_postgres();
  if (!user) return std::move(user).error();
  user_ = *std::move(user);
  auto binaries = find_postgres_binaries();
  if (!binaries) return std::move(binaries).error();
  binaries_ = *std::move(binaries);
  std::error_code error;
  fs::create_directories(options_.directory, error);
  if (error) return failed(fmt::format("cannot make {}: {}", options_.directory.string(), error.message()));
  if (auto done = take_lock(); !done) return done;
  if (auto done = check_reachable(options_.directory, user_); !done) return done;
  for (const auto& folder : {data_.parent_path() / "log", socket_}) {
    if (auto done = make_private_folder(folder, user_); !done) return done;
  }
  if (!fs::exists(data_ / "PG_VERSION")) {
    if (auto done = initialize(); !done) return done;
  }
  std::string version;
  std::getline(std::ifstream(data_ / "PG_VERSION"), version);
  if (version != postgres_major_version) {
    return failed(
        fmt::format("{} holds data of PostgreSQL {}, and this program runs PostgreSQL {}: move it with "
                    "pg_upgrade, or choose another data directory.",
                    data_.string(), version, postgres_major_version));
  }
  return write_configuration();
}

result<void> embedded_cluster::take_lock() {
  const auto file = options_.directory / "lock";
  lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) return failed(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    std::string owner;
    std::getline(std::ifstream(file), owner);
    return failed(
        fmt::format("{} is in use by another server (process {}). Stop that one, or give this one a data "
                    "directory of its own (--data-dir).",
                    options_.directory.string(), owner.empty() ? "unknown" : owner));
  }
  const auto text = std::to_string(getpid()) + "\n";
  if (ftruncate(lock_, 0) != 0 || pwrite(lock_, text.data(), text.size(), 0) < 0) {
    return failed(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
  }
  return {};
}

result<void> embedded_cluster::initialize() {
  // Beside the final place and renamed when complete, so that an interrupted first start leaves nothing half
  // made.
  const auto fresh = options_.directory / "data.new";
  std::error_code error;
  fs::remove_all(fresh, error);
  if (auto done = make_private_folder(fresh, user_); !done) return done;
  const auto log = log_.parent_path() / "initdb.log";
  fs::remove(log, error);
  child_command command{{(binaries_ / "initdb").string(), "--pgdata=" + fresh.string(), "--username=postgres",
                         "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"},
                        log};
  if (!options_.durable) command.arguments.emplace_back("--no-sync");
  auto status = run_child(command, user_);
  if (!status) return std::move(status).error();
  if (*status != 0) {
    return failed(fmt::format("initdb could not make a cluster in {} (status {}):\n{}", fresh.string(),
                              *status, tail_of(log, log_tail_bytes)));
  }
  fs::rename(fresh, data_, error);
  if (error)
    return failed(fmt::format("cannot rename {} to {}: {}", fresh.string(), data_.string(), error.message()));
  return {};
}

result<void> embedded_cluster::write_configuration() const {
  const std::pair<fs::path, std::string> files[] = {
      {data_ / "postgresql.conf", cluster_configuration(socket_, port, options_.durable)},
      {data_ / "pg_hba.conf", cluster_authentication()}};
  for (const auto& [file, text] : files) {
    std::ofstream out(file, std::ios::trunc);
    out << text;
    if (!out.flush()) return failed(fmt::format("cannot write {}", file.string()));
  }
  return {};
}

process_handle embedded_cluster::find_running() const {
  std::ifstream file(data_ / "postmaster.pid");
  pid_t pid = 0;
  if (!(file >> pid) || pid <= 0) return {};
  process_handle found(pid);
  // The number may be another process's by now: ours has its working directory in the data directory.
  const auto all = processes_in(data_, program);
  if (!found || std::find(all.begin(), all.end(), pid) == all.end()) return {};
  return found;
}

void embedded_cluster::end_leftovers() const {
  // Backends outlive a killed postmaster for a moment and hold its shared memory, and a new one refuses to
  // start. The lock says that this cluster is ours alone, so whoever works in its folder is one of them.
  for (const int number : {SIGQUIT, SIGKILL}) {
    for (const pid_t pid : processes_in(data_, program)) process_handle(pid).signal(number);
    const auto until = std::chrono::steady_clock::now() + leftover_deadline;
    while (!processes_in(data_, program).empty() && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(ready_poll);
    }
  }
  // Its lock files may name a process that is dead and not yet reaped, or whose number is another one's by
  // now: PostgreSQL would take either for a running postmaster and refuse to start.
  if (!processes_in(data_, program).empty()) return;
  std::error_code ignored;
  fs::remove(data_ / "postmaster.pid", ignored);
  fs::remove(socket_ / fmt::format(".s.PGSQL.{}.lock", port), ignored);
}

void embedded_cluster::rotate_log() const {
  std::error_code error;
  if (fs::file_size(log_, error) > log_rotation_bytes && !error) {
    fs::rename(log_, fs::path(log_).replace_extension(".log.1"), error);
  }
}

result<void> embedded_cluster::bring_up() {
  auto found = find_running();
  if (found) {
    found.signal(SIGHUP);  // the configuration may be a newer program's
  } else {
    end_leftovers();
    rotate_log();
    auto started = start_child({{(binaries_ / "postgres").string(), "-D", data_.string()}, log_}, user_);
    if (!started) return std::move(started).error();
    if (user_.switch_needed && chown(log_.c_str(), user_.uid, user_.gid) != 0) {
      spdlog::warn("cannot give {} to {}", log_.string(), user_.name);
    }
    found = process_handle(*started);
  }
  {
    const std::lock_guard guard(mutex_);
    postmaster_ = std::move(found);
  }
  auto ready = await_ready();
  if (ready) running_ = true;
  return ready;
}

result<void> embedded_cluster::await_ready() const {
  const auto conninfo = settings("postgres").administrator_conninfo("postgres");
  const auto until = std::chrono::steady_clock::now() + ready_deadline;
  while (std::chrono::steady_clock::now() < until && !stopping_) {
    if (PQping(conninfo.c_str()) == PQPING_OK) return {};
    if (postmaster_.wait(ready_poll)) {
      return failed(fmt::format("PostgreSQL ended while starting. The end of {}:\n{}", log_.string(),
                                tail_of(log_, log_tail_bytes)));
    }
  }
  return failed(fmt::format("PostgreSQL did not accept connections within {} s; see {}",
                            ready_deadline.count(), log_.string()));
}

void embedded_cluster::watch() {
  while (!stopping_) {
    pollfd watched[] = {{postmaster_.descriptor(), POLLIN, 0}, {wake_, POLLIN, 0}};
    if (poll(watched, 2, -1) < 0 && errno != EINTR) return;
    if (stopping_ || !postmaster_.wait(0ms)) continue;
    running_ = false;
    spdlog::error("PostgreSQL (process {}) ended unexpectedly; starting it again", postmaster_.pid());
    while (!stopping_) {
      auto up = bring_up();
      if (up) {
        spdlog::info("PostgreSQL is back (process {})", postmaster_.pid());
        break;
      }
      spdlog::error("{}", up.error().detail);
      pollfd pause{wake_, POLLIN, 0};
      poll(&pause, 1, static_cast<int>(std::chrono::milliseconds(restart_pause).count()));
    }
  }
}

void embedded_cluster::stop() {
  if (stopping_.exchange(true)) return;
  const std::uint64_t one = 1;
  if (write(wake_, &one, sizeof one) < 0)
    spdlog::warn("cannot wake the cluster's watcher: {}", std::strerror(errno));
  if (watcher_.joinable()) watcher_.join();
  running_ = false;
  if (postmaster_) {
    postmaster_.signal(SIGINT);
    if (!postmaster_.wait(fast_stop_deadline)) {
      spdlog::warn("PostgreSQL did not stop within {} s; stopping it at once", fast_stop_deadline.count());
      postmaster_.signal(SIGQUIT);
      if (!postmaster_.wait(immediate_stop_deadline)) end_leftovers();
    }
  }
}

}  // namespace dossier::db
