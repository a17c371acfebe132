#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::bench {

/// The requests that are measured, written as a client library would send them; each is appended to `out`
/// whole.
void append_get(std::string& out, std::string_view id, std::string_view if_none_match = {});
void append_list(std::string& out, std::string_view page_token = {});
/// 50 brands in order of headcount, behind the first `skip`.
void append_jump(std::string& out, std::uint64_t skip);
/// 50 brands as `query` says, which is percent-encoded: `filter=…&order_by=name`.
void append_query(std::string& out, std::string_view query);
/// The 50 brands that a search finds first.
void append_search(std::string& out, std::string_view words);
/// A brand with eight filled fields; `number` makes its name unique.
void append_create(std::string& out, std::uint64_t number);
/// Sets two fields, without If-Match.
void append_patch(std::string& out, std::string_view id, std::uint64_t headcount);

}  // namespace dossier::bench
