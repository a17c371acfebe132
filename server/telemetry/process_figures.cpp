#include "server/telemetry/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace dossier::telemetry {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double cpu_seconds() {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return 0;
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

/// The second figure of /proc/self/statm is the resident size in pages.
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0;
  double resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code failed;
  double count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", failed), end; !failed && at != end;
       at.increment(failed)) {
    ++count;
  }
  return count;
}

}  // namespace

void watch_process(metrics& in) {
  const double started =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  in.watch_counter("process_cpu_seconds_total", "User and system CPU time spent, PostgreSQL's not included.",
                   cpu_seconds);
  in.watch_gauge("process_resident_memory_bytes", "Resident memory, PostgreSQL's not included.",
                 resident_bytes);
  in.watch_gauge("process_open_fds", "Open file descriptors.", open_files);
  in.watch_gauge("process_start_time_seconds", "When the process started, since the Unix epoch.",
                 [started] { return started; });
}

}  // namespace dossier::telemetry
