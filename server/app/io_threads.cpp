#include "server/app/io_threads.hpp"

#include <pthread.h>

#include <stdexcept>
#include <string>

namespace dossier::app {

io_threads::io_threads(unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    // One thread runs each context: Asio then needs no lock between its own operations.
    contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
    pointers_.push_back(contexts_.back().get());
    guards_.emplace_back(contexts_.back()->get_executor());
  }
}

io_threads::~io_threads() {
  stop();
}

std::size_t io_threads::current() const {
  for (std::size_t i = 0; i < pointers_.size(); ++i) {
    if (pointers_[i]->get_executor().running_in_this_thread()) return i;
  }
  throw std::logic_error("not on an I/O thread");
}

void io_threads::start() {
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    threads_.emplace_back([context = pointers_[i]] { context->run(); });
    const std::string name = "io-" + std::to_string(i);
    pthread_setname_np(threads_.back().native_handle(), name.c_str());
  }
}

void io_threads::stop() {
  guards_.clear();
  for (boost::asio::io_context* context : pointers_) context->stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace dossier::app
