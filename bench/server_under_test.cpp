#include "bench/server_under_test.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace dossier::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::seconds ready_within{120};  // a new PostgreSQL cluster is made first
constexpr std::chrono::seconds stopped_within{30};
constexpr std::chrono::milliseconds poll_every{10};
constexpr std::string_view ready_line = "dossier: ready http://127.0.0.1:";
constexpr std::size_t shown_log_lines = 20;

}  // namespace

server_under_test::server_under_test(const std::filesystem::path& binary) {
  if (access(binary.c_str(), X_OK) != 0) {
    throw std::runtime_error("no server at " + binary.string() + "; build it with ./dev build server");
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "dossier-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder " + pattern);
  root_ = pattern;
  scratch_ = root_ / "scratch";
  std::filesystem::create_directory(scratch_);
  // As root PostgreSQL runs as another user, who must reach its folder; this one's name is not guessable.
  std::filesystem::permissions(root_, std::filesystem::perms(0755));
  std::filesystem::permissions(scratch_, std::filesystem::perms(0777));
  try {
    launch(binary);
    read_postmaster();
  } catch (...) {
    stop();
    throw;
  }
}

server_under_test::~server_under_test() {
  stop();
}

void server_under_test::launch(const std::filesystem::path& binary) {
  std::array<int, 2> output{};
  if (pipe2(output.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the server");
  const std::string data_dir = (root_ / "dossier").string();
  const std::string log = (root_ / "server.log").string();
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) {
    setpgid(0, 0);  // Ctrl+C is for us alone: the server ends when we end it
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    dup2(output[1], STDOUT_FILENO);
    const int log_file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    dup2(log_file, STDERR_FILENO);
    execl(binary.c_str(), "dossier", "serve", "--listen", "127.0.0.1:0", "--data-dir", data_dir.c_str(),
          "--no-demo", static_cast<char*>(nullptr));
    _exit(127);
  }
  close(output[1]);
  try {
    await_ready(output[0]);
  } catch (...) {
    close(output[0]);
    throw;
  }
  close(output[0]);
}

void server_under_test::await_ready(int output) {
  const auto deadline = clock::now() + ready_within;
  std::string told;
  while (told.find('\n') == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now());
    pollfd watched{output, POLLIN, 0};
    if (left.count() <= 0 || poll(&watched, 1, static_cast<int>(left.count())) <= 0) {
      throw std::runtime_error("the server was not ready in time:\n" + log_tail());
    }
    std::array<char, 512> piece{};
    const ssize_t length = read(output, piece.data(), piece.size());
    if (length <= 0) throw std::runtime_error("the server ended before it was ready:\n" + log_tail());
    told.append(piece.data(), static_cast<std::size_t>(length));
  }
  const char* begin = told.data() + ready_line.size();
  if (!told.starts_with(ready_line) ||
      std::from_chars(begin, told.data() + told.size(), port_).ec != std::errc()) {
    throw std::runtime_error("the server said '" + told + "' instead of where it listens");
  }
}

void server_under_test::read_postmaster() {
  // Lines of postmaster.pid: 1 process id, 2 data folder, 3 start time, 4 port, 5 folder of the unix socket.
  const std::filesystem::path path = root_ / "dossier" / "postgres" / "data" / "postmaster.pid";
  std::ifstream file(path);
  std::array<std::string, 5> lines;
  for (std::string& line : lines) std::getline(file, line);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  postmaster_ = static_cast<pid_t>(std::stol(lines[0]));
  socket_port_ = lines[3];
  socket_dir_ = lines[4];
}

void server_under_test::stop() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    const auto deadline = clock::now() + stopped_within;
    while (waitpid(pid_, nullptr, WNOHANG) == 0) {
      if (clock::now() > deadline) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        if (postmaster_ > 0) kill(postmaster_, SIGQUIT);
        break;
      }
      std::this_thread::sleep_for(poll_every);
    }
    pid_ = -1;
  }
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string server_under_test::log_tail() const {
  std::ifstream file(root_ / "server.log");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  std::string tail;
  for (std::size_t i = lines.size() > shown_log_lines ? lines.size() - shown_log_lines : 0; i < lines.size();
       ++i) {
    tail += lines[i] + '\n';
  }
  return tail.empty() ? "(its log is empty)" : tail;
}

}  // namespace dossier::bench
