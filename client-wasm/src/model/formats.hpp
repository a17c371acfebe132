#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/records/workspace_settings.hpp"

// How numbers and dates are written for people: as the workspace has it. In the program itself a number is a
// *plain* text: groups of three digits after commas or none, decimals after a point ("1,234.5").
namespace dossier::model {

/// As the specification has it where the workspace has not said otherwise.
struct formats {
  number_format numbers = number_format::comma_point;
  date_format dates = date_format::day_month_year;
  friend bool operator==(const formats&, const formats&) = default;
};

[[nodiscard]] formats formats_of(const workspace_settings& settings);

/// The sign between groups of three digits (a space does not break), and the one before decimals.
[[nodiscard]] std::string_view group_sign(const formats& how);
[[nodiscard]] char decimal_sign(const formats& how);

/// "1234567.5" as "1,234,567.5": a plain number with its groups; what follows the whole part stays.
[[nodiscard]] std::string grouped(std::string_view plain);

/// A plain number as people write it. Signs that mean something else there are exchanged, not lost: any text
/// comes back from plain_number as it was, so that what is being typed, and mistakes, stay what they are.
[[nodiscard]] std::string shown_number(std::string_view plain, const formats& how);
/// The reverse: what a person typed, as a plain number. What is no number in the workspace's form is none
/// here: "1.5" where the point stands between groups becomes "1,5", which read_plain refuses.
[[nodiscard]] std::string plain_number(std::string_view typed, const formats& how);

/// A plain number without its groups, as a program reads it: "-1234.5" from "−1,234.5". Groups are of three
/// digits, or there are none; between them may stand a space or an apostrophe as well, which mean nothing
/// else anywhere. nullopt for everything else: nothing ambiguous is guessed at.
[[nodiscard]] std::optional<std::string> read_plain(std::string_view plain);

/// "20 Nov 2025", without its year "20 Nov"; "2025-11-20" and "11-20", "20.11.2025" and "20.11.". `month` is
/// 1 to 12.
[[nodiscard]] std::string date_text(int year, int month, int day, bool with_year, const formats& how);
/// "2025-11-20" of what date_text writes with its year, and of "2025-11-20" itself in any form; the month's
/// name in any case. nullopt for everything else, and for days that no month has.
[[nodiscard]] std::optional<std::string> read_date(std::string_view typed, const formats& how);

/// What each way of writing looks like, for choosing: 1234.56 and 20 November 2025.
[[nodiscard]] std::string number_example(number_format numbers);
[[nodiscard]] std::string date_example(date_format dates);

/// The same in local storage, so that the first frame is right before the server is heard.
inline constexpr std::string_view formats_key = "formats.1";
[[nodiscard]] std::string to_json(const formats& how);
/// Reads what to_json wrote; what is missing or not understood is as by default.
[[nodiscard]] formats read_formats(std::string_view json);

}  // namespace dossier::model
