#include "server/app/signals.hpp"

#include <csignal>

namespace dossier::app {
namespace {

sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

stop_signals::stop_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = stopping_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

const char* stop_signals::wait() const {
  const sigset_t set = stopping_signals();
  int signal = 0;
  while (sigwait(&set, &signal) != 0) {
  }
  switch (signal) {
    case SIGINT:
      return "SIGINT";
    case SIGHUP:
      return "SIGHUP";
    default:
      return "SIGTERM";
  }
}

}  // namespace dossier::app
