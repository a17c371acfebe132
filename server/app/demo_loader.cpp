#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <future>

#include "server/app/demo.hpp"
#include "server/app/rules.hpp"

namespace dossier::app {
namespace {

constexpr std::int64_t week_micros = std::chrono::microseconds(std::chrono::weeks(1)).count();

/// Walks through the demo's past and ends now: a prelude of equal steps, then weeks of as many steps as each
/// has.
class demo_clock final : public records::clock {
 public:
  /// `until` ≥ the time of the whole walk; `first` ≥ 1 steps of the prelude.
  demo_clock(timestamp until, std::size_t first, const std::vector<std::size_t>& weeks) {
    const auto prelude = std::chrono::microseconds(demo_prelude).count();
    std::int64_t at = until.micros - static_cast<std::int64_t>(weeks.size()) * week_micros - prelude;
    const auto walk = [&](std::int64_t span, std::size_t steps) {
      for (std::size_t i = 1; i <= steps; ++i)
        moments_.push_back(at + span * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(steps));
      at += span;
    };
    walk(prelude, first);
    for (const std::size_t steps : weeks) walk(week_micros, steps);
  }
  timestamp now() override { return {moments_.at(std::min(next_.fetch_add(1), moments_.size() - 1))}; }

 private:
  std::vector<std::int64_t> moments_;
  std::atomic<std::size_t> next_ = 0;
};

class loader {
 public:
  loader(http::principal who, http::principal other, std::function<db::lanes()> lanes_here)
      : who_(std::move(who)),
        other_(std::move(other)),
        lanes_here_(std::move(lanes_here)),
        engine_({.time = clock_, .ids = ids_, .rules = make_rules(), .lanes_here = lanes_here_}) {}

  /// Once `run` has ended.
  [[nodiscard]] result<demo_loaded> outcome() const {
    if (failed_) return *failed_;
    return demo_loaded{loaded_, brand_ids_.empty() ? first_brand_ : brand_ids_.front()};
  }

  boost::asio::awaitable<void> run() {
    const auto empty = co_await nothing_written();
    if (!empty) failed_ = empty.error();
    if (failed_ || !*empty) co_return;

    for (tag& made : demo::content::tags()) {
      describe::any_record record(describe::type_of<tag>());
      *record.get_if<tag>() = std::move(made);
      waiting_.push_back(std::move(record));
    }
    co_await write_all();
    if (failed_) co_return;
    for (brand& made : content_.brands(demo::default_brands)) {
      names_.push_back(made.name);
      describe::any_record record(describe::type_of<brand>());
      *record.get_if<brand>() = std::move(made);
      waiting_.push_back(std::move(record));
    }
    co_await write_all();
    if (failed_) co_return;
    for (saved_view& made : demo::content::views()) {
      describe::any_record record(describe::type_of<saved_view>());
      *record.get_if<saved_view>() = std::move(made);
      waiting_.push_back(std::move(record));
    }
    co_await write_all(1);  // they are listed in the order they were made in
    if (failed_) co_return;
    std::vector<describe::any_record> newest;
    for (std::size_t week = 0; week < weeks_.size(); ++week) {
      for (std::size_t i = 0; i < weeks_[week]; ++i) waiting_.push_back(next_insight(week));
    }
    // The newest one by one: the log tells them in the order of their times.
    const auto last = waiting_.end() - static_cast<std::ptrdiff_t>(std::min(demo_in_order, waiting_.size()));
    newest.assign(std::make_move_iterator(last), std::make_move_iterator(waiting_.end()));
    waiting_.erase(last, waiting_.end());
    co_await write_all();
    if (failed_) co_return;
    waiting_ = std::move(newest);
    co_await write_all(1);
  }

 private:
  [[nodiscard]] records::caller caller(bool of_other = false) const {
    return {.who = of_other ? other_ : who_, .trace_id = trace_id, .origin = "demo"};
  }

  describe::any_record next_insight(std::size_t week) {
    const std::size_t about = content_.subject(week, brand_ids_.size());
    describe::any_record record(describe::type_of<insight>());
    *record.get_if<insight>() = content_.make_insight(names_[about]);
    record.get_if<insight>()->brand_id = brand_ids_[about];
    return record;
  }

  boost::asio::awaitable<result<bool>> nothing_written() {
    const records::list_request first = first_page(describe::type_of<brand>(), "name", 1);
    const auto page = co_await engine_.of(describe::type_of<brand>()).list(lanes_here_(), caller(), first);
    if (!page) co_return page.error();
    constexpr std::string_view before_id = R"({"items":[{"id":")";
    constexpr std::size_t id_digits = 36;
    if (page->json.starts_with(before_id))
      first_brand_ = parse_uuid(page->json.substr(before_id.size(), id_digits)).value_or(uuid{});
    co_return page->seq == 0 && page->json.starts_with(R"({"items":[])");
  }

  /// Writes what waits, some at once; the records' order is that of their ids only among brands and among
  /// insights.
  boost::asio::awaitable<void> write_all(std::size_t at_once = demo_parallel_writes) {
    const auto executor = co_await boost::asio::this_coro::executor;
    brand_ids_.resize(std::max(brand_ids_.size(), names_.size()));
    next_ = 0;
    boost::asio::steady_timer done(executor, boost::asio::steady_timer::time_point::max());
    std::size_t running = std::min(at_once, waiting_.size());
    const auto ended = [&](std::exception_ptr thrown) {
      if (thrown && !failed_) failed_ = problems::internal();
      if (--running == 0) done.cancel();
    };
    for (std::size_t i = running; i > 0; --i) boost::asio::co_spawn(executor, write_some(), ended);
    boost::system::error_code canceled;
    while (running > 0)
      co_await done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, canceled));
    waiting_.clear();
  }

  boost::asio::awaitable<void> write_some() {
    while (next_ < waiting_.size() && !failed_) {
      const std::size_t mine = next_++;
      const describe::record_type& type = waiting_[mine].type();
      const bool of_other = &type == &describe::type_of<insight>() && mine % 5 < 2;
      const records::caller by = caller(of_other);
      auto made = co_await engine_.of(type).create(lanes_here_(), by, std::move(waiting_[mine]));
      if (!made) {
        failed_ = std::move(made).error();
        co_return;
      }
      ++loaded_;
      if (&type == &describe::type_of<brand>()) brand_ids_[mine] = made->id;
    }
  }

  static constexpr std::string_view trace_id = "00000000000000000000000000000001";

  http::principal who_;
  http::principal other_;
  std::function<db::lanes()> lanes_here_;
  records::system_clock now_;
  const std::vector<std::size_t> weeks_ = demo::content::insights_per_week(demo::default_insights);
  // The clock is asked once before anything is written.
  demo_clock clock_{now_.now(),
                    demo::default_brands + demo::content::tags().size() + demo::content::views().size() + 1,
                    weeks_};
  records::random_id_source ids_;
  records::engine engine_;
  demo::content content_{demo_seed};
  std::vector<std::string> names_;
  std::vector<uuid> brand_ids_;
  uuid first_brand_{};  ///< of those that were there before
  std::vector<describe::any_record> waiting_;
  std::size_t next_ = 0;
  std::size_t loaded_ = 0;
  std::optional<problem> failed_;
};

}  // namespace

records::list_request first_page(const describe::record_type& type, std::string_view order,
                                 std::int64_t rows) {
  return {.where = query::parse_filter(type, {}).value(),
          .by = query::parse_order(type, order).value(),
          .page_size = rows,
          .page_token = {}};
}

result<demo_loaded> load_demo(boost::asio::io_context& io, const http::principal& who,
                              const http::principal& other, std::function<db::lanes()> lanes_here) {
  loader work(who, other, std::move(lanes_here));
  boost::asio::co_spawn(io, work.run(), boost::asio::use_future).get();
  return work.outcome();
}

}  // namespace dossier::app
