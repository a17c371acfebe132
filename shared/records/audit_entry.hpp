#pragma once
#include "shared/describe/record_type.hpp"

namespace dossier {

/// What happened to the record that an entry of the change log is about.
enum class audit_action : std::uint8_t { created, updated, deleted, restored };
inline constexpr std::array<std::string_view, 4> audit_action_names{"created", "updated", "deleted",
                                                                    "restored"};

/// One entry of a tenant's change log: who did what, when and from where, and what it was before and after.
/// Nobody writes one: it comes with every write and every sign-in, and stays as it is.
struct audit_entry : describe::record_base {
  std::int64_t seq = 0;  ///< its place in the log, from 1 on without a gap
  timestamp at;
  std::string actor;  ///< their name then
  uuid actor_id;      ///< nil: nobody who is known
  audit_action action = audit_action::created;
  std::string resource;  ///< "brands", …, or of sign-ins: "sessions", "sign_ins", "accounts", …
  uuid record_id;
  std::optional<std::string> title;  ///< what the record was called then
  /// What changed: a JSON list, `[{"field":"score","before":64,"after":71},…]`, at most audit_changes_max;
  /// long texts are cut. Of a creation, what was set.
  std::string changes;
  std::string origin;                  ///< "api", "key" (an API key), "sign-in", "demo", …
  std::optional<std::string> address;  ///< where the request came from, as far as it came from elsewhere
  std::optional<std::string> reason;   ///< what Change-Reason said
  std::string trace_id;
  std::string hash;  ///< SHA-256, hexadecimal; it covers the entry and all before it
};

inline constexpr std::size_t audit_changes_max = 40;
/// Characters of a value in `changes`; what is longer ends with "…".
inline constexpr std::size_t audit_value_max = 160;

/// The id of the entry `seq`: a UUID (version 8, RFC 9562) that ends with the number.
[[nodiscard]] constexpr uuid audit_entry_id(std::int64_t seq) {
  uuid made;
  made.bytes[6] = 0x80;
  made.bytes[8] = 0x80;
  for (std::size_t i = 0; i < 6; ++i)
    made.bytes[15 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(seq) >> (8U * i));
  return made;
}

/// The number in such an id; 0 for another one.
[[nodiscard]] constexpr std::int64_t audit_entry_seq(const uuid& id) {
  std::uint64_t seq = 0;
  for (std::size_t i = 10; i < 16; ++i) seq = (seq << 8U) | id.bytes[i];
  const auto found = static_cast<std::int64_t>(seq);
  return id == audit_entry_id(found) ? found : 0;
}

template <>
struct describe::description<audit_entry> {
  static constexpr describe::names names{"audit", "Audit entry", "Audit entries", "seq", false, true};
  static constexpr auto fields = log_fields_of<audit_entry>(
      member<&audit_entry::seq>("seq", "Entry").read_only().sortable().at_least(1).column(96),
      member<&audit_entry::at>("at", "Time").read_only().filterable().column(76),
      member<&audit_entry::actor>("actor", "Actor").read_only().at_most(200).filterable().column(132),
      member<&audit_entry::actor_id>("actor_id", "Actor's id").read_only().filterable(),
      member<&audit_entry::action>("action", "Action")
          .one_of(audit_action_names)
          .read_only()
          .filterable()
          .column(96),
      member<&audit_entry::resource>("resource", "Resource").read_only().at_most(60).filterable(),
      member<&audit_entry::record_id>("record_id", "Record's id").read_only().filterable(),
      member<&audit_entry::title>("title", "Object").read_only().at_most(300).column(152),
      member<&audit_entry::changes>("changes", "Change").read_only().column(268),
      member<&audit_entry::origin>("origin", "Origin").read_only().at_most(60).filterable(),
      member<&audit_entry::address>("address", "From").read_only().at_most(64).filterable(),
      member<&audit_entry::reason>("reason", "Reason").read_only().at_most(300).filterable(),
      member<&audit_entry::trace_id>("trace_id", "Request").read_only().at_most(32).filterable(),
      member<&audit_entry::hash>("hash", "Hash").read_only().at_most(64));
};

}  // namespace dossier
