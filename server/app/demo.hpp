#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <future>
#include <memory>

#include "server/db/lanes.hpp"
#include "server/domains/demo/demo_content.hpp"
#include "server/http/principal.hpp"
#include "server/records/engine.hpp"
#include "shared/core/result.hpp"

namespace dossier::app {

/// How many records the demo has, and what time they seem to have taken.
inline constexpr std::uint64_t demo_seed = 20261120;
/// Tags, brands and views come first, then the weeks that insights are written in.
inline constexpr std::chrono::hours demo_prelude{24 * 18};
/// Writes of the loader that wait at once.
inline constexpr std::size_t demo_parallel_writes = 64;
/// The newest insights, which are written one by one.
inline constexpr std::size_t demo_in_order = 100;
/// Time between two edits of the simulated colleague.
inline constexpr std::chrono::milliseconds colleague_pause{1500};

/// The first `rows` live records of a type by one of its sortable fields.
[[nodiscard]] records::list_request first_page(const describe::record_type& type, std::string_view order,
                                               std::int64_t rows);

struct demo_loaded {
  std::size_t records = 0;  ///< 0: something was there already
  uuid some_brand{};        ///< nil: there is none
};

/// Loads the demo's tags, brands, views and insights as `who`, some of the insights as `other`, unless
/// anything was ever written in the tenant. Goes the way of every write, so that history and live views have
/// them, too. Runs on `io`, whose thread runs; blocks the calling one.
[[nodiscard]] result<demo_loaded> load_demo(boost::asio::io_context& io, const http::principal& who,
                                            const http::principal& other,
                                            std::function<db::lanes()> lanes_here);

/// A simulated colleague who keeps editing brands and writing insights, so that one sees the dashboard live.
class colleague {
 public:
  /// References outlive the object. Begins at once, on `io`.
  colleague(boost::asio::io_context& io, records::engine& engine, http::principal who,
            std::function<db::lanes()> lanes_here);
  /// Ends before the next edit; for a thread other than `io`'s, which still runs. Blocks until the last edit
  /// is done.
  void stop();

 private:
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> act_once();
  struct brand_seen {
    uuid id;
    std::string name;
  };
  boost::asio::awaitable<std::optional<brand_seen>> some_brand();

  boost::asio::io_context& io_;
  records::engine& engine_;
  http::principal who_;
  std::function<db::lanes()> lanes_here_;
  demo::content content_{demo_seed + 1};
  boost::asio::steady_timer pause_;
  bool stopping_ = false;  ///< used on io's thread only
  std::promise<void> ended_;
};

}  // namespace dossier::app
