#include "server/db/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {  // glibc 2.36 forgot to say so itself
#include <sys/pidfd.h>
}

#include <charconv>
#include <cstring>
#include <fstream>

namespace dossier::db {

namespace fs = std::filesystem;

namespace {

constexpr int cannot_execute_status = 127;

problem failed(std::string detail) {
  auto made = problems::internal();
  made.detail = std::move(detail);
  return made;
}

/// In the child, after fork: only async-signal-safe calls, nothing that allocates.
[[noreturn]] void become(char* const* arguments, const system_user& as, int input, int log) {
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD, SIGQUIT}) ::signal(number, SIG_DFL);
  if (dup2(input, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) {
    _exit(cannot_execute_status);
  }
  close_range(3, ~0U, 0);
  umask(077);
  if (as.switch_needed &&
      (setgroups(as.groups.size(), as.groups.data()) != 0 || setgid(as.gid) != 0 || setuid(as.uid) != 0)) {
    _exit(cannot_execute_status);
  }
  execv(arguments[0], arguments);
  _exit(cannot_execute_status);
}

}  // namespace

result<system_user> system_user::for_postgres() {
  system_user user;
  if (geteuid() != 0) {
    user.uid = geteuid();
    user.gid = getegid();
    const auto* entry = getpwuid(user.uid);
    user.name = entry != nullptr ? entry->pw_name : std::to_string(user.uid);
    return user;
  }
  // PostgreSQL refuses to run as root.
  const auto* entry = getpwnam("postgres");
  if (entry == nullptr) {
    return failed(
        "PostgreSQL does not run as root, and this machine has no user 'postgres'. Install the package "
        "postgresql-15 (apt-get install postgresql-15), or start the server as another user.");
  }
  user.uid = entry->pw_uid;
  user.gid = entry->pw_gid;
  user.name = entry->pw_name;
  user.switch_needed = true;
  int count = 64;
  user.groups.resize(static_cast<std::size_t>(count));
  if (getgrouplist(entry->pw_name, entry->pw_gid, user.groups.data(), &count) < 0) count = 0;
  user.groups.resize(static_cast<std::size_t>(count));
  return user;
}

result<pid_t> start_child(const child_command& command, const system_user& as) {
  std::vector<char*> arguments;
  for (const auto& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int log = open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (input < 0 || log < 0) {
    const int reason = errno;
    if (input >= 0) close(input);
    return failed(fmt::format("cannot write {}: {}", command.log.string(), std::strerror(reason)));
  }
  const pid_t pid = fork();
  if (pid == 0) become(arguments.data(), as, input, log);
  const int reason = errno;
  close(input);
  close(log);
  if (pid < 0) return failed(fmt::format("cannot start {}: {}", command.arguments[0], std::strerror(reason)));
  return pid;
}

result<int> run_child(const child_command& command, const system_user& as) {
  auto started = start_child(command, as);
  if (!started) return std::move(started).error();
  int status = 0;
  while (waitpid(*started, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

process_handle::process_handle(pid_t pid) : descriptor_(pid > 0 ? pidfd_open(pid, 0) : -1), pid_(pid) {}

process_handle::~process_handle() {
  if (descriptor_ >= 0) close(descriptor_);
}

process_handle::process_handle(process_handle&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), pid_(std::exchange(other.pid_, 0)) {}

process_handle& process_handle::operator=(process_handle&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(pid_, other.pid_);
  return *this;
}

void process_handle::signal(int number) const {
  if (descriptor_ >= 0) pidfd_send_signal(descriptor_, number, nullptr, 0);
}

bool process_handle::wait(std::chrono::milliseconds at_most) const {
  if (descriptor_ < 0) return true;
  pollfd watched{descriptor_, POLLIN, 0};
  if (poll(&watched, 1, static_cast<int>(at_most.count())) <= 0) return false;
  waitpid(pid_, nullptr, WNOHANG);
  return true;
}

std::string tail_of(const fs::path& file, std::size_t bytes) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return {};
  const auto size = static_cast<std::size_t>(in.tellg());
  const auto from = size > bytes ? size - bytes : 0;
  in.seekg(static_cast<std::streamoff>(from));
  std::string text(size - from, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (from > 0) text.erase(0, text.find('\n') + 1);
  return text;
}

std::vector<pid_t> processes_in(const fs::path& directory, std::string_view program) {
  std::vector<pid_t> found;
  std::error_code ignored;
  const auto wanted = fs::canonical(directory, ignored);
  if (ignored) return found;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const auto name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc{} || end != name.data() + name.size()) continue;
    std::error_code gone;
    if (fs::read_symlink(entry.path() / "cwd", gone) != wanted || gone) continue;
    std::string called;
    std::getline(std::ifstream(entry.path() / "comm"), called);
    if (called == program) found.push_back(pid);
  }
  return found;
}

}  // namespace dossier::db
