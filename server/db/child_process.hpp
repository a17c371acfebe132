#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/result.hpp"

namespace dossier::db {

/// The system user a child runs as.
struct system_user {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::string name;
  bool switch_needed = false;  ///< we are another user (root) and change to it in the child

  /// Ourselves, or, when we are root, `postgres`. 500 when there is no such user.
  [[nodiscard]] static result<system_user> for_postgres();
};

/// What to start: `arguments[0]` is the program's path. The child gets a session (and so a process group) of
/// its own, so that a Ctrl+C in our terminal does not reach it, `/dev/null` as input and `log` for both
/// outputs.
struct child_command {
  std::vector<std::string> arguments;
  std::filesystem::path log;
};

/// Starts it; answers its process id. Safe in a program with threads: between fork and exec the child calls
/// only what POSIX allows there. A program that cannot be executed shows as an early exit with status 127.
[[nodiscard]] result<pid_t> start_child(const child_command& command, const system_user& as);

/// Runs it to its end; answers its exit status (128 + signal when one killed it).
[[nodiscard]] result<int> run_child(const child_command& command, const system_user& as);

/// A handle to a process, ours or not, that cannot come to mean another one.
class process_handle {
 public:
  process_handle() = default;
  /// Empty when there is no such process (any more).
  explicit process_handle(pid_t pid);
  ~process_handle();
  process_handle(process_handle&& other) noexcept;
  process_handle& operator=(process_handle&& other) noexcept;

  explicit operator bool() const { return descriptor_ >= 0; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Readable once the process has ended.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  void signal(int number) const;
  /// True when it has ended within `at_most`; reaps it if it is our child.
  bool wait(std::chrono::milliseconds at_most) const;

 private:
  int descriptor_ = -1;
  pid_t pid_ = 0;
};

/// The last `bytes` of a file, from a line's start; empty when it cannot be read.
[[nodiscard]] std::string tail_of(const std::filesystem::path& file, std::size_t bytes);

/// Processes called `program` whose working directory is `directory`: a PostgreSQL's postmaster and all its
/// children.
[[nodiscard]] std::vector<pid_t> processes_in(const std::filesystem::path& directory,
                                              std::string_view program);

}  // namespace dossier::db
