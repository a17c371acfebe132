#include "server/db/pipeline_connection.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>

#include "server/db/postgres_error.hpp"

namespace dossier::db {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using wait_type = asio::posix::stream_descriptor::wait_type;

namespace {

constexpr auto first_pause = 50ms;
constexpr auto longest_pause = 1000ms;
constexpr auto connect_deadline = 5s;
/// Prepared statements one connection keeps; beyond, statements are prepared anew at each use.
constexpr int max_prepared = 500;

std::string message_of(const PGconn* connection) {
  std::string text = PQerrorMessage(connection);
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text.empty() ? "the connection ended" : text;
}

/// A prepared statement serves parameters of the types it was prepared with; a null serves as any.
bool serves(const std::vector<unsigned>& prepared_types, std::span<const unsigned> types) {
  if (prepared_types.size() != types.size()) return false;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] != 0 && types[i] != prepared_types[i]) return false;
  }
  return true;
}

}  // namespace

pipeline_connection::pipeline_connection(asio::io_context& io, const connection_target& where,
                                         const transaction_settings& settings, owner& to)
    : io_(io),
      conninfo_(where.conninfo_with(settings)),
      opening_(where.opening_with(settings)),
      is_pooled_(where.is_pooled),
      owner_(to),
      timer_(io) {}

pipeline_connection::~pipeline_connection() {
  state_ = state::stopped;
  close();
}

void pipeline_connection::start() {
  if (state_ == state::closed) connect();
}

void pipeline_connection::stop() {
  if (state_ == state::stopped) return;
  const bool was_ready = state_ == state::ready;
  state_ = state::stopped;
  timer_.cancel();
  close();
  if (was_ready) owner_.lost("stopped");
}

void pipeline_connection::connect() {
  state_ = state::connecting;
  ++generation_;
  connection_ = PQconnectStart(conninfo_.c_str());
  if (connection_ == nullptr || PQstatus(connection_) == CONNECTION_BAD) {
    fail(connection_ != nullptr ? message_of(connection_) : "out of memory");
    return;
  }
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);  // else they go to our standard error
  timer_.expires_after(connect_deadline);
  timer_.async_wait(
      [this, guard = std::weak_ptr(alive_), mine = generation_](boost::system::error_code error) {
        if (error || guard.expired() || mine != generation_ || state_ != state::connecting) return;
        fail("no answer within the time for connecting");
      });
  // "If you have yet to call PQconnectPoll, behave as if it last returned PGRES_POLLING_WRITING."
  watch(wait_type::wait_write, &pipeline_connection::continue_connecting);
}

void pipeline_connection::continue_connecting() {
  switch (PQconnectPoll(connection_)) {
    case PGRES_POLLING_READING:
      return watch(wait_type::wait_read, &pipeline_connection::continue_connecting);
    case PGRES_POLLING_WRITING:
      return watch(wait_type::wait_write, &pipeline_connection::continue_connecting);
    case PGRES_POLLING_OK:
      break;
    default:
      return fail(message_of(connection_));
  }
  timer_.cancel();
  if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1) {
    return fail(message_of(connection_));
  }
  state_ = state::ready;
  pause_ = 0ms;
  loss_logged_ = false;
  watch(wait_type::wait_read, &pipeline_connection::readable);
  owner_.connected();
}

/// Waits once. While connecting libpq may replace its socket, so the descriptor is a fresh duplicate each
/// time; once connected it is kept.
void pipeline_connection::watch(wait_type what, void (pipeline_connection::*then)()) {
  if (state_ == state::connecting || !socket_) {
    socket_.reset();
    const int duplicate = ::dup(PQsocket(connection_));
    if (duplicate < 0) return fail("no file descriptor left");
    socket_.emplace(io_, duplicate);
  }
  socket_->async_wait(
      what, [this, then, guard = std::weak_ptr(alive_), mine = generation_](boost::system::error_code error) {
        if (error == asio::error::operation_aborted || guard.expired() || mine != generation_) return;
        if (error) return fail(error.message());
        (this->*then)();
      });
}

void pipeline_connection::readable() {
  const auto mine = generation_;
  if (PQconsumeInput(connection_) == 0) return fail(message_of(connection_));
  hand_out();
  if (mine != generation_ || state_ != state::ready) return;
  watch(wait_type::wait_read, &pipeline_connection::readable);
  owner_.turn_ended();
}

void pipeline_connection::writable() {
  awaiting_write_ = false;
  flush();
}

void pipeline_connection::consume_head() {
  if (++head_ == expected_.size()) {
    expected_.clear();
    head_ = 0;
  }
}

void pipeline_connection::hand_out() {
  const auto mine = generation_;
  while (head_ < expected_.size() && PQisBusy(connection_) == 0) {
    PGresult* result = PQgetResult(connection_);
    auto& next = expected_[head_];
    if (result == nullptr) {
      // Ends one statement's results; there was a result before, or the connection is gone.
      if (!next.got) return fail(message_of(connection_));
      consume_head();
      continue;
    }
    if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
      PQclear(result);
      if (next.what != expects::sync) return fail("an answer is missing");
      consume_head();
      owner_.synced();
    } else {
      take(next, result);
    }
    if (mine != generation_ || state_ != state::ready) return;
  }
}

/// A result of the statement `next` stands for. An error that takes the connection with it leaves the request
/// to be abandoned, since its fate is unknown.
void pipeline_connection::take(expected& next, PGresult* result) {
  const auto status = PQresultStatus(result);
  const bool failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
  if (status == PGRES_FATAL_ERROR) {
    const auto error = error_of(result);
    if (error.what == postgres_error::kind::lost || PQstatus(connection_) == CONNECTION_BAD ||
        next.what == expects::sync || next.what == expects::opening) {
      PQclear(result);
      return fail(error.loggable);
    }
  }
  next.got = true;
  if (next.what == expects::preparation) {
    if (failed) next.made->name.clear();
    if (status == PGRES_FATAL_ERROR) {
      // The statement itself was refused: that is the answer to the request, whose own result will say
      // "aborted".
      expected_[head_ + 1].request = nullptr;
      owner_.answered(next.request, result);
    } else {
      PQclear(result);
    }
    return;
  }
  void* request = std::exchange(next.request, nullptr);
  if (request == nullptr) {
    PQclear(result);
  } else {
    owner_.answered(request, result);
  }
}

std::shared_ptr<pipeline_connection::prepared> pipeline_connection::preparation_of(const statement& what,
                                                                                   const parameters& with,
                                                                                   bool& fresh) {
  // The unnamed statement: PostgreSQL plans it for the parameters, and forgets it at the next.
  if (what.is_planned_anew || is_pooled_) {
    fresh = true;
    auto once = std::make_shared<prepared>();
    once->types.assign(with.types().begin(), with.types().end());
    return once;
  }
  auto& variants = prepared_[what.name];
  for (const auto& each : variants) {
    if (!serves(each->types, with.types())) continue;
    fresh = each->name.empty();  // an earlier preparation was refused, or aborted with its batch
    if (fresh) each->name = "s" + std::to_string(++prepared_count_);
    return each;
  }
  fresh = true;
  auto made = std::make_shared<prepared>();
  made->types.assign(with.types().begin(), with.types().end());
  if (prepared_count_ >= max_prepared) return made;  // the unnamed statement, not remembered
  made->name = "s" + std::to_string(++prepared_count_);
  variants.push_back(made);
  return made;
}

/// False when libpq refused it; the connection is then to be given up.
bool pipeline_connection::open_transaction() {
  if (std::exchange(in_transaction_, true) || opening_.empty()) return true;
  if (PQsendQueryParams(connection_, opening_.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) != 1)
    return false;
  expected_.push_back({expects::opening, false, nullptr, nullptr});
  return true;
}

bool pipeline_connection::send(const statement& what, const parameters& with, void* request) {
  if (!open_transaction()) {
    expected_.push_back({expects::answer, false, request, nullptr});  // to be abandoned with the others
    fail(message_of(connection_));
    return false;
  }
  bool fresh = false;
  const auto use = preparation_of(what, with, fresh);
  const auto count = static_cast<int>(with.size());
  if (fresh) {
    if (PQsendPrepare(connection_, use->name.c_str(), what.sql.c_str(), count, use->types.data()) != 1) {
      expected_.push_back({expects::answer, false, request, nullptr});  // to be abandoned with the others
      fail(message_of(connection_));
      return false;
    }
    expected_.push_back({expects::preparation, false, request, use});
  }
  with.fill_pointers(pointers_);
  if (formats_.size() < with.size()) formats_.resize(with.size(), 1);
  expected_.push_back({expects::answer, false, request, nullptr});
  if (PQsendQueryPrepared(connection_, use->name.c_str(), count, pointers_.data(), with.lengths().data(),
                          formats_.data(), 1) != 1) {
    fail(message_of(connection_));
    return false;
  }
  return true;
}

bool pipeline_connection::sync() {
  expected_.push_back({expects::sync, false, nullptr, nullptr});
  in_transaction_ = false;
  if (PQpipelineSync(connection_) == 1) return true;
  fail(message_of(connection_));
  return false;
}

bool pipeline_connection::flush() {
  const int left = PQflush(connection_);
  if (left < 0) {
    fail(message_of(connection_));
    return false;
  }
  if (left > 0 && !awaiting_write_) {
    awaiting_write_ = true;
    watch(wait_type::wait_write, &pipeline_connection::writable);
  }
  return true;
}

void pipeline_connection::close() {
  ++generation_;
  socket_.reset();
  if (connection_ != nullptr) PQfinish(std::exchange(connection_, nullptr));
  awaiting_write_ = false;
  in_transaction_ = false;
  prepared_.clear();
  prepared_count_ = 0;
  const auto abandoned = std::exchange(expected_, {});
  const auto from = std::exchange(head_, 0);
  for (std::size_t i = from; i < abandoned.size(); ++i) {
    if (abandoned[i].what == expects::answer && abandoned[i].request != nullptr) {
      owner_.abandoned(abandoned[i].request);
    }
  }
}

void pipeline_connection::fail(const std::string& why) {
  if (state_ == state::stopped || state_ == state::closed || state_ == state::waiting) return;
  const bool was_ready = state_ == state::ready;
  if (!loss_logged_) spdlog::warn("a connection to PostgreSQL is lost: {}", why);
  loss_logged_ = true;  // once per outage
  state_ = state::waiting;
  timer_.cancel();
  close();
  if (was_ready) owner_.lost(why);
  retry_later();
}

void pipeline_connection::retry_later() {
  timer_.expires_after(pause_);
  pause_ = std::clamp(pause_ * 2, std::chrono::milliseconds(first_pause),
                      std::chrono::milliseconds(longest_pause));
  timer_.async_wait(
      [this, guard = std::weak_ptr(alive_), mine = generation_](boost::system::error_code error) {
        if (error || guard.expired() || mine != generation_ || state_ != state::waiting) return;
        connect();
      });
}

}  // namespace dossier::db
