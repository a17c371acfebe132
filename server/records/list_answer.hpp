#pragma once
#include <cstdint>
#include <string>

#include "server/records/list_query.hpp"
#include "server/records/totals.hpp"
#include "shared/core/problem.hpp"

/// What answers of lists have in common.
namespace dossier::records {

/// Bytes a record takes in an answer, roughly: what a page's text reserves at once.
inline constexpr std::size_t item_bytes_guess = 768;

/// The part of a filter's identity that a list's text and token have: `me` by whom it is, times relative to
/// now by how they are written.
[[nodiscard]] std::string filter_text(const list_query& what);

/// Everything a list's token is good for. The parts cannot run into each other: none holds a line break but
/// the filter, which is the last.
[[nodiscard]] std::string list_binding(const describe::record_type& type, const uuid& tenant,
                                       const list_query& what);

[[nodiscard]] problem bad_token();

/// Ends the items: `],"next_page_token":…,"page_size":50`. An empty token is none.
void append_next_page(std::string& out, const std::string& token, std::int64_t page_size);

/// `,"total":{"value":12,"exact":true}`
void append_total(std::string& out, const total& all);

}  // namespace dossier::records
