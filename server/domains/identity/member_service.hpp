#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "server/domains/identity/member_repository.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::identity {

/// The rules of who belongs to a tenant and as what. Who may do it is the table's to say ("members"); beyond
/// it, owners are made, changed and removed by owners alone, and the last one stays. Thread-safe.
class member_service {
 public:
  explicit member_service(sign_in_dependencies with) : with_(std::move(with)) {}

  boost::asio::awaitable<result<std::vector<tenant_member>>> list(http::principal who);
  /// 404 for who does not belong to it; 409 for the last owner; 422 for a client-viewer, who is one of a
  /// brand.
  boost::asio::awaitable<result<tenant_member>> change_role(http::principal who, uuid account_id, role wanted,
                                                            visitor from);
  boost::asio::awaitable<result<void>> remove(http::principal who, uuid account_id, visitor from);

  /// Sessions of the tenant's people that are in it now.
  boost::asio::awaitable<result<std::vector<member_session>>> sessions(http::principal who);
  /// 404 unless it is one of these.
  boost::asio::awaitable<result<void>> end_session(http::principal who, uuid session_id, visitor from);

 private:
  [[nodiscard]] static tenant_member find_changeable(pqxx::work& work, const http::principal& who,
                                                     const uuid& account_id, std::string_view field,
                                                     std::optional<role> wanted);

  sign_in_dependencies with_;
};

}  // namespace dossier::identity
