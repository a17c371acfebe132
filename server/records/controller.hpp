#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "server/records/service.hpp"

namespace dossier::records {

inline constexpr std::int64_t page_size_default = 50;
/// Characters of a `Change-Reason`. The header is percent-encoded UTF-8 (RFC 3986, 2.1), since header fields
/// carry ASCII; a plain ASCII text without `%` stands for itself.
inline constexpr std::size_t change_reason_max = 300;
inline constexpr std::size_t record_body_max_bytes = 1024 * 1024;

/// HTTP of one type of record: reads requests, checks what can be checked by the description alone, calls the
/// service and writes answers. No rule and no SQL. Thread-safe; outlives the router's use.
class controller {
 public:
  /// `lanes_here` answers the lanes of the calling I/O thread.
  controller(service& of, std::function<db::lanes()> lanes_here);

  /// The routes of the resource under /api/v1.
  void add_routes(http::router& to);

 private:
  using answer = boost::asio::awaitable<http::response>;
  /// Those of a record that each tenant has exactly one of.
  void add_single_routes(http::router& to);

  answer list(http::request& from);
  answer get(http::request& from);
  answer create(http::request& from);
  answer patch(http::request& from);
  answer remove(http::request& from);
  answer undelete(http::request& from);
  answer batch(http::request& from);
  answer history(http::request& from);
  answer facets(http::request& from);

  [[nodiscard]] http::response written(int status, const caller& by, const record_answer& record) const;

  service& service_;
  std::function<db::lanes()> lanes_here_;
  std::string base_;  ///< "/api/v1/brands"
};

}  // namespace dossier::records
