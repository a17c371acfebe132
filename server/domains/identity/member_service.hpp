#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "server/domains/identity/member_repository.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::identity {

/// What a member is to be; what is not there stays.
struct member_change {
  std::optional<dossier::role> role;
  std::optional<uuid> brand_id;  ///< of a client-viewer, and of nobody else
};

/// The rules of who belongs to a tenant and as what. Who may do it is the table's to say ("members"); beyond
/// it, owners are made, changed and removed by owners alone, and the last one stays. Thread-safe.
class member_service {
 public:
  explicit member_service(sign_in_dependencies with) : with_(std::move(with)) {}

  boost::asio::awaitable<result<std::vector<tenant_member>>> list(http::principal who);
  /// 404 for who does not belong to it; 409 for the last owner; 422 for a client-viewer without a brand of
  /// the tenant's, and for anybody else with one.
  boost::asio::awaitable<result<tenant_member>> change(http::principal who, uuid account_id,
                                                       member_change wanted, visitor from);
  boost::asio::awaitable<result<void>> remove(http::principal who, uuid account_id, visitor from);

  /// Sessions of the tenant's people that are in it now.
  boost::asio::awaitable<result<std::vector<member_session>>> sessions(http::principal who);
  /// 404 unless it is one of these.
  boost::asio::awaitable<result<void>> end_session(http::principal who, uuid session_id, visitor from);

 private:
  sign_in_dependencies with_;
};

}  // namespace dossier::identity
