#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <span>

#include "server/db/lanes.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::records {

/// `GET /api/v1/activity`: what happened last, whatever it happened to. Thread-safe; outlives the router's
/// use.
class activity_controller {
 public:
  /// `lanes_here` answers the lanes of the calling I/O thread; `types` outlive this.
  activity_controller(std::function<db::lanes()> lanes_here,
                      std::span<const describe::record_type* const> types)
      : lanes_here_(std::move(lanes_here)), types_(types) {}

  void add_routes(http::router& to);

 private:
  boost::asio::awaitable<http::response> list(http::request& from);

  std::function<db::lanes()> lanes_here_;
  std::span<const describe::record_type* const> types_;
};

}  // namespace dossier::records
