#include "tests/integration/support/pooler.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace dossier::tests {

namespace {

constexpr const char* program = "/usr/sbin/pgbouncer";
constexpr int port = 6432;  // in the name of a socket in a folder of our own
constexpr std::chrono::seconds started_within{10};
constexpr std::chrono::seconds stopped_within{10};
constexpr std::chrono::milliseconds pause{20};

}  // namespace

pooler::pooler(const test_database& before)
    : settings_(db::connection_settings::local(folder_.path(), port, before.settings().database())) {
  const auto as = db::system_user::for_postgres();
  if (!as) throw std::runtime_error(as.error().detail);
  if (as->switch_needed && chown(folder_.path().c_str(), as->uid, as->gid) != 0)
    throw std::runtime_error("cannot give the pooler its folder");
  write_configuration(before);
  const auto configuration = (folder_.path() / "pgbouncer.ini").string();
  const auto started = db::start_child({{program, configuration}, folder_.path() / "output"}, *as);
  if (!started) throw std::runtime_error(started.error().detail);
  process_ = db::process_handle(*started);
  const auto deadline = std::chrono::steady_clock::now() + started_within;
  while (!std::filesystem::exists(folder_.path() / (".s.PGSQL." + std::to_string(port)))) {
    if (process_.wait(pause) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("pgbouncer does not start: " + db::tail_of(folder_.path() / "output", 2000));
  }
}

pooler::~pooler() {
  process_.signal(SIGINT);
  if (!process_.wait(stopped_within)) {
    process_.signal(SIGKILL);
    process_.wait(stopped_within);
  }
}

void pooler::write_configuration(const test_database& before) const {
  const auto direct = before.connect_as_superuser();
  std::ofstream ini(folder_.path() / "pgbouncer.ini");
  ini << "[databases]\n* = host=" << direct->hostname() << " port=" << direct->port()
      << "\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = " << folder_.path().string()
      << "\nlisten_port = " << port
      << "\nauth_type = trust\nauth_file = " << (folder_.path() / "users").string()
      << "\npool_mode = transaction\ndefault_pool_size = 1\n";
  std::ofstream users(folder_.path() / "users");
  for (const auto each :
       {db::role::owner, db::role::app, db::role::sequencer, db::role::auth, db::role::finder})
    users << '"' << db::role_name(each) << "\" \"\"\n";
}

std::unique_ptr<pqxx::connection> pooler::connect(db::role as) const {
  return std::make_unique<pqxx::connection>(settings_.conninfo(as, "pooled test"));
}

}  // namespace dossier::tests
