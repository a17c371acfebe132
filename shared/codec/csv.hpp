#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/describe/record_type.hpp"

/// Described records as CSV (RFC 4180): UTF-8, commas, lines end in CR LF.
namespace dossier::codec {

/// The columns of a record, in the order of description: every field but `deleted_at`, called as the field.
[[nodiscard]] std::vector<const describe::field*> csv_columns(const describe::record_type& type);

/// Appends the line with the columns' names.
void append_csv_header(std::string& out, const std::vector<const describe::field*>& columns);

/// Appends a record's line. An unset value is an empty cell, an empty text a pair of quotes. Times and
/// numbers stand as in JSON, a choice by its name, a list as its items joined by ", ", those that hold a
/// comma or a quote quoted once more.
void append_csv_row(std::string& out, const std::vector<const describe::field*>& columns,
                    const describe::any_record& record);

/// A text as a spreadsheet may show it: one that would begin a formula (with `=`, `+`, `-`, `@`, a tab or a
/// carriage return, whatever apostrophes stand before it) gets one more apostrophe before it.
[[nodiscard]] std::string neutralized(std::string_view text);

}  // namespace dossier::codec
