#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/records/audit_entry.hpp"

namespace dossier::live {

/// A row of `changes` as far as an audit entry tells of it. Views stay the caller's.
struct logged_change {
  std::int64_t seq = 0;
  timestamp at;
  uuid actor_id;
  std::string_view actor_name;
  std::string_view origin;
  std::optional<std::string_view> address;
  std::optional<std::string_view> reason;
  std::string_view resource;
  uuid record_id;
  std::string_view kind;
  std::optional<std::string_view> before;  ///< JSON
  std::string_view after;                  ///< JSON
  std::string_view trace_id;
  std::string_view hash;  ///< bytes
};

/// The entry that such a row is, with the sensitive fields that changed: whoever reads the log reads those.
[[nodiscard]] audit_entry entry_of(const logged_change& from);

}  // namespace dossier::live
