#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

/// Members of documents that providers write.
namespace dossier::identity::oidc {

/// Seconds since the epoch, which may have a fraction (RFC 7519, 2).
[[nodiscard]] inline std::optional<std::int64_t> seconds_of(const boost::json::object& from,
                                                            std::string_view name) {
  constexpr double most = 1e12;  // the year 33658
  const boost::json::value* found = from.if_contains(name);
  if (found == nullptr) return std::nullopt;
  if (found->is_int64()) return found->get_int64();
  if (found->is_double() && found->get_double() >= 0 && found->get_double() < most)
    return static_cast<std::int64_t>(found->get_double());
  return std::nullopt;
}

[[nodiscard]] inline bool is_true(const boost::json::object& from, std::string_view name) {
  const boost::json::value* found = from.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

}  // namespace dossier::identity::oidc
