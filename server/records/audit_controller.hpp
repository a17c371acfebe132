#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/db/lanes.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "server/records/audit_log.hpp"

namespace dossier::records {

/// The last head of a tenant's log that was signed and exported.
struct log_seal {
  std::int64_t seq = 0;  ///< of its last entry
  std::string hash;      ///< of that entry, hexadecimal
  timestamp at;          ///< when it was read
};
/// nullopt: none was exported since the program began.
using seal_source = std::function<std::optional<log_seal>(const uuid& tenant)>;

/// `GET /api/v1/audit`, `/api/v1/audit/{entry}` and `/api/v1/audit:seal`: the change log and how far it is
/// sealed, for those who may read it. Thread-safe; outlives the router's use.
class audit_controller {
 public:
  /// `lanes_here` answers the lanes of the calling I/O thread.
  audit_controller(std::function<db::lanes()> lanes_here, clock& time, page_tokens& tokens,
                   seal_source seal_of)
      : lanes_here_(std::move(lanes_here)), log_(time, tokens), seal_of_(std::move(seal_of)) {}

  void add_routes(http::router& to);

 private:
  boost::asio::awaitable<http::response> list(http::request& from);
  boost::asio::awaitable<http::response> get(http::request& from);
  boost::asio::awaitable<http::response> seal(http::request& from);

  std::function<db::lanes()> lanes_here_;
  audit_log log_;
  seal_source seal_of_;
};

}  // namespace dossier::records
