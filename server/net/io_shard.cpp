#include "server/net/io_shard.hpp"

#include <boost/asio/post.hpp>
#include <ctime>

#include "server/http/pipeline_thread.hpp"
#include "server/net/live_connection.hpp"

namespace dossier::net {

namespace {

void write_two_digits(char* to, int value) {
  to[0] = static_cast<char>('0' + value / 10);
  to[1] = static_cast<char>('0' + value % 10);
}

/// `Fri, 20 Nov 2026 21:22:03 GMT`; strftime would follow the locale.
void write_date(std::array<char, 29>& to, std::time_t at) {
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  std::tm utc{};
  gmtime_r(&at, &utc);
  constexpr std::string_view frame = "Xxx, 00 Xxx 0000 00:00:00 GMT";
  std::copy(frame.begin(), frame.end(), to.begin());
  days.copy(to.data(), 3, static_cast<std::size_t>(utc.tm_wday) * 3);
  write_two_digits(&to[5], utc.tm_mday);
  months.copy(&to[8], 3, static_cast<std::size_t>(utc.tm_mon) * 3);
  write_two_digits(&to[12], (utc.tm_year + 1900) / 100);
  write_two_digits(&to[14], (utc.tm_year + 1900) % 100);
  write_two_digits(&to[17], utc.tm_hour);
  write_two_digits(&to[20], utc.tm_min);
  write_two_digits(&to[23], utc.tm_sec);
}

}  // namespace

io_shard::io_shard(boost::asio::io_context& context, std::size_t index, std::size_t shards,
                   surroundings around)
    : context_(context),
      index_(index),
      around_(std::move(around)),
      pipeline_state_(around_.pipeline.make_thread(shards)),
      timer_(context) {}

void io_shard::enter(connection& one) {
  one.next_ = first_;
  one.previous_ = nullptr;
  if (first_ != nullptr) first_->previous_ = &one;
  first_ = &one;
  ++size_;
  if (!sweeping_) sweep_later();
}

void io_shard::leave(connection& one) {
  if (one.previous_ != nullptr) one.previous_->next_ = one.next_;
  if (one.next_ != nullptr) one.next_->previous_ = one.previous_;
  if (first_ == &one) first_ = one.next_;
  --size_;
  if (size_ == 0 && empty_) std::exchange(empty_, nullptr)();
}

void io_shard::sweep_later() {
  sweeping_ = true;
  timer_.expires_after(around_.limits.tick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) sweep();
  });
}

void io_shard::sweep() {
  const auto now = std::chrono::steady_clock::now();
  for (connection* one = first_; one != nullptr; one = one->next_) one->check(now);
  if (first_ != nullptr) {
    sweep_later();
  } else {
    sweeping_ = false;  // an idle server does not wake up
  }
}

void io_shard::drain(std::function<void()> empty) {
  draining_ = true;
  if (size_ == 0) {
    empty();
    return;
  }
  empty_ = std::move(empty);
  const auto now = std::chrono::steady_clock::now();
  for (connection* one = first_; one != nullptr; one = one->next_) one->drain(now);
}

std::size_t io_shard::cut_all() {
  const std::size_t cut = size_;
  for (connection* one = first_; one != nullptr; one = one->next_) one->cut();
  return cut;
}

std::string_view io_shard::date(connection::time_point now) {
  if (now >= date_until_) {
    const auto wall = std::chrono::system_clock::now();
    write_date(date_, std::chrono::system_clock::to_time_t(wall));
    const auto next = std::chrono::ceil<std::chrono::seconds>(wall + std::chrono::microseconds(1));
    date_until_ = now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(next - wall);
  }
  return {date_.data(), date_.size()};
}

void io_shard::flush_soon(std::shared_ptr<live_connection> one) {
  const bool first = to_flush_.empty();
  to_flush_.push_back(std::move(one));
  if (first) boost::asio::post(context_, [this] { flush_all(); });
}

void io_shard::flush_all() {
  flushing_.swap(to_flush_);  // what a flush queues anew leaves in the next turn
  for (const auto& one : flushing_) one->flush();
  flushing_.clear();
}

}  // namespace dossier::net
