#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "shared/records/audit_entry.hpp"

// Entries of the audit log as people read them.
namespace dossier::model {

/// What an entry is about, for its word and its glyph.
enum class audit_act : std::uint8_t { create, update, remove, restore, sign_in, sign_out, refuse, access };

[[nodiscard]] audit_act act_of(const audit_entry& entry);
/// "Update", "Sign in", "Refused".
[[nodiscard]] std::string_view act_word(audit_act act);

/// One member that changed; both values as they are shown, empty for none.
struct audit_change {
  std::string name;
  std::string label;
  std::string before;
  std::string after;
};

/// What an entry's `changes` say.
[[nodiscard]] std::vector<audit_change> changes_of(const audit_entry& entry, const wall_time& now);

/// "Brand", "Session": what kind of thing it happened to.
[[nodiscard]] std::string object_kind(const audit_entry& entry);
/// What it happened to: its name then, or what kind of thing it was.
[[nodiscard]] std::string object_text(const audit_entry& entry);
/// In words: "Headcount 64 → 71, and 2 more", "3 fields set", why it was refused.
[[nodiscard]] std::string change_summary(const audit_entry& entry, const std::vector<audit_change>& changes);

/// "14:28:21" and "20 Nov 2026, 14:28:21.412 UTC": the log tells everybody the same time.
[[nodiscard]] std::string utc_clock_text(timestamp at);
[[nodiscard]] std::string utc_text(timestamp at, const formats& how);
/// "c08b 5e17 … 27f3": a hash as it is compared by eye.
[[nodiscard]] std::string short_hash(std::string_view hex);
/// Whether a program did it with somebody's API key.
[[nodiscard]] bool is_by_key(const audit_entry& entry);
/// "N. Okafor", "A. Rossi, API" by a key of theirs, "The command line", "Unknown".
[[nodiscard]] std::string actor_text(const audit_entry& entry);
/// "Firefox": the browser that a user agent is, as far as it is a common one; empty otherwise.
[[nodiscard]] std::string browser_of(std::string_view user_agent);
/// "API, 10.20.4.17", "API key, 10.20.4.17", "Sign-in, 10.20.4.17, Firefox".
[[nodiscard]] std::string from_text(const audit_entry& entry);

/// A line of an entry's images beside each other.
struct patch_line {
  enum class side : std::uint8_t { both, before, after };
  side of = side::both;
  std::string text;
};

/// The members that two JSON objects do not share, `before` above `after`, and those that they do.
struct entry_patch {
  struct member {
    std::string name;
    std::string json;  ///< its value; a long text is cut
  };
  std::vector<patch_line> lines;
  std::vector<member> unchanged;
};
[[nodiscard]] entry_patch patch_of(std::string_view before_json, std::string_view after_json);

/// A field that an entry left as it was; its value as it is shown, in one line, empty for none.
struct unchanged_field {
  std::string name;
  std::string label;
  std::string value;
};
[[nodiscard]] std::vector<unchanged_field> unchanged_fields(const audit_entry& entry,
                                                            const entry_patch& patch, const wall_time& now);

}  // namespace dossier::model
