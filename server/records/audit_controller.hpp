#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "server/db/lanes.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "server/records/audit_log.hpp"

namespace dossier::records {

/// `GET /api/v1/audit` and `/api/v1/audit/{entry}`: the change log, for those who may read it. Thread-safe;
/// outlives the router's use.
class audit_controller {
 public:
  /// `lanes_here` answers the lanes of the calling I/O thread.
  audit_controller(std::function<db::lanes()> lanes_here, clock& time, page_tokens& tokens)
      : lanes_here_(std::move(lanes_here)), log_(time, tokens) {}

  void add_routes(http::router& to);

 private:
  boost::asio::awaitable<http::response> list(http::request& from);
  boost::asio::awaitable<http::response> get(http::request& from);

  std::function<db::lanes()> lanes_here_;
  audit_log log_;
};

}  // namespace dossier::records
