#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "client-wasm/src/model/formats.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/describe/record_type.hpp"

// Values as people read them (visual specification, section 10).
namespace dossier::model {

/// "1,000,000"; a true minus sign for negative numbers.
[[nodiscard]] std::string count_text(std::int64_t value, const formats& how = {});
/// "31,203–31,224 of 184,226"; `first` and `last` count from 1. "≈" before the total when it is an estimate.
[[nodiscard]] std::string position_text(std::int64_t first, std::int64_t last, std::int64_t total, bool exact,
                                        const formats& how = {});
/// "Draft" from "draft", "Interest only" from "interest_only".
[[nodiscard]] std::string choice_text(std::string_view name);

/// "brands" from "Brands", for labels inside a sentence. Only an ASCII letter changes.
[[nodiscard]] std::string lower_first(std::string_view label);

/// The moment that ages are told from, the person's own zone, and how values are written for them.
struct wall_time {
  std::int64_t unix_ms = 0;    ///< now
  int utc_offset_minutes = 0;  ///< to add to UTC
  formats how{};
};
/// "Now", "12 s", "4 min", "3 h", "Yesterday", "17 Nov", "20 Nov 2025".
[[nodiscard]] std::string age_text(timestamp at, const wall_time& now);
/// The same for timelines: "12 s ago", "4 min ago", "09:42" today, "Yesterday", "17 Nov".
[[nodiscard]] std::string ago_text(timestamp at, const wall_time& now);
/// "20 Nov 2026, 14:28:21", in the person's own order.
[[nodiscard]] std::string exact_time_text(timestamp at, const wall_time& now);
/// "14:31".
[[nodiscard]] std::string clock_text(timestamp at, const wall_time& now);

/// A field's value in a cell or at rest in a form; empty for null. Times are ages.
[[nodiscard]] std::string value_text(const describe::field& field, const void* record, const wall_time& now);
/// The same for a value in JSON (history, conflicts); empty for null, "" and [].
[[nodiscard]] std::string json_value_text(const describe::field& field, std::string_view json,
                                          const wall_time& now);
/// Whether a value stands right aligned.
[[nodiscard]] bool is_numeric(const describe::field& field);

}  // namespace dossier::model
