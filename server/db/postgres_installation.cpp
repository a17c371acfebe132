#include "server/db/postgres_installation.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace dossier::db {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view socket_file = "/.s.PGSQL.5432.lock";  // the longest name PostgreSQL makes there

problem failed(std::string detail) {
  auto made = problems::internal();
  made.detail = std::move(detail);
  return made;
}

bool has_binaries(const fs::path& folder) {
  return access((folder / "postgres").c_str(), X_OK) == 0 && access((folder / "initdb").c_str(), X_OK) == 0;
}

/// The directory and those above it, from the root down.
std::vector<std::string> way_to(const fs::path& directory) {
  std::vector<std::string> way;
  fs::path at;
  for (const auto& part : directory) {
    at /= part;
    if (!part.empty()) way.push_back(at.string());
  }
  return way;
}

/// As `user`, in a child: the index of the first folder that cannot be entered, or `way.size()`.
std::size_t first_barrier(const std::vector<std::string>& way, const system_user& user) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (setgroups(user.groups.size(), user.groups.data()) != 0 || setgid(user.gid) != 0 ||
        setuid(user.uid) != 0) {
      _exit(0);
    }
    std::size_t i = 0;
    while (i < way.size() && access(way[i].c_str(), X_OK) == 0) ++i;
    _exit(static_cast<int>(std::min<std::size_t>(i, 255)));
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? static_cast<std::size_t>(WEXITSTATUS(status)) : 0;
}

}  // namespace

result<fs::path> find_postgres_binaries() {
  const fs::path debian = fs::path("/usr/lib/postgresql") / postgres_major_version / "bin";
  if (has_binaries(debian)) return debian;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    const fs::path folder = rest.substr(0, end);
    if (!folder.empty() && has_binaries(folder)) return folder;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return failed(fmt::format(
      "PostgreSQL {0} is not installed: no initdb and postgres in {1} or on PATH. Install it with "
      "'apt-get install postgresql-{0}', or give the URL of a running one.",
      postgres_major_version, debian.string()));
}

result<void> check_reachable(const fs::path& directory, const system_user& user) {
  if (!user.switch_needed) return {};
  const auto way = way_to(directory);
  const auto barrier = first_barrier(way, user);
  if (barrier >= way.size()) return {};
  return failed(
      fmt::format("PostgreSQL runs as the user '{}', who cannot enter {}. Choose a data directory elsewhere "
                  "(--data-dir /var/lib/dossier), or open that folder (chmod o+x {}).",
                  user.name, way[barrier], way[barrier]));
}

result<void> make_private_folder(const fs::path& directory, const system_user& user) {
  std::error_code error;
  fs::create_directories(directory.parent_path(), error);
  struct stat found {};
  if (mkdir(directory.c_str(), 0700) == 0) {
    if (user.switch_needed && chown(directory.c_str(), user.uid, user.gid) != 0) {
      return failed(fmt::format("cannot give {} to the user {}: {}", directory.string(), user.name,
                                std::strerror(errno)));
    }
    return {};
  }
  if (errno != EEXIST)
    return failed(fmt::format("cannot make {}: {}", directory.string(), std::strerror(errno)));
  // lstat: a link that somebody laid in a shared folder must not lead us elsewhere.
  if (lstat(directory.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return failed(fmt::format("{} is not a folder", directory.string()));
  }
  if (found.st_uid != user.uid) {
    return failed(fmt::format(
        "{} belongs to another user than {}, whom PostgreSQL runs as. It was made by a server that "
        "ran as somebody else: run as that user, or choose another data directory.",
        directory.string(), user.name));
  }
  if ((found.st_mode & 077U) != 0 && chmod(directory.c_str(), 0700) != 0) {
    return failed(fmt::format("cannot make {} private: {}", directory.string(), std::strerror(errno)));
  }
  return {};
}

fs::path socket_directory_for(const fs::path& preferred) {
  if (preferred.string().size() + socket_file.size() < sizeof(sockaddr_un::sun_path)) return preferred;
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a: the same place at each start
  for (const char c : preferred.string()) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  const auto name = fmt::format("dossier-{}-{:016x}", geteuid(), hash);
  return geteuid() == 0 && fs::is_directory("/run") ? fs::path("/run") / name : fs::path("/tmp") / name;
}

}  // namespace dossier::db
