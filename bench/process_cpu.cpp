#include "bench/process_cpu.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace dossier::bench {
namespace {

constexpr std::int64_t us_per_second = 1'000'000;

/// Fields of /proc/PID/stat after the program's name (which may hold spaces): [0] is the state, field 3 of
/// proc(5).
struct process_stat {
  pid_t parent = 0;
  std::int64_t own_ticks = 0;
  std::int64_t reaped_ticks = 0;
};

std::optional<process_stat> read_stat(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  std::array<std::string, 15> fields;
  for (std::string& field : fields) rest >> field;
  const auto number = [&](std::size_t of_proc5) {
    std::int64_t value = 0;
    const std::string& text = fields.at(of_proc5 - 3);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  return process_stat{static_cast<pid_t>(number(4)), number(14) + number(15), number(16) + number(17)};
}

std::int64_t ticks_to_us(std::int64_t ticks) {
  return ticks * us_per_second / sysconf(_SC_CLK_TCK);
}

}  // namespace

std::int64_t cpu_us(pid_t pid, bool with_reaped_children) {
  const auto stat = read_stat(pid);
  if (!stat) return 0;
  return ticks_to_us(stat->own_ticks + (with_reaped_children ? stat->reaped_ticks : 0));
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (const auto stat = read_stat(pid); stat && stat->parent == parent) found.push_back(pid);
  }
  return found;
}

std::int64_t family_cpu_us(pid_t parent) {
  std::int64_t sum = cpu_us(parent, true);
  for (const pid_t child : children_of(parent)) sum += cpu_us(child);
  return sum;
}

std::int64_t own_cpu_us() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& time) { return time.tv_sec * us_per_second + time.tv_usec; };
  return us(used.ru_utime) + us(used.ru_stime);
}

}  // namespace dossier::bench
