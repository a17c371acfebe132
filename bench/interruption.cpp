#include "bench/interruption.hpp"

#include <csignal>
#include <stdexcept>

namespace dossier::bench {
namespace {

volatile std::sig_atomic_t signal_came = 0;  // a signal handler can reach nothing else

}  // namespace

void watch_for_interruption() {
  struct sigaction action {};
  action.sa_handler = [](int) { signal_came = 1; };  // no SA_RESTART: waiting calls return and see it
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void stop_if_interrupted() {
  if (signal_came != 0) throw std::runtime_error("interrupted");
}

}  // namespace dossier::bench
