#pragma once
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/describe/record_type.hpp"

namespace dossier::net {

/// Where a search was hit in a text: [first, last) in characters (code points).
using text_range = std::pair<std::int64_t, std::int64_t>;

/// Hits in one field: a list of ranges for its text; of a list of texts (tags) one for each item.
struct field_highlights {
  const describe::field* field = nullptr;
  std::vector<std::vector<text_range>> texts;
  bool operator==(const field_highlights&) const = default;
};

/// What the record is called that a field refers to; nullopt where it has no name or is gone.
struct reference_name {
  const describe::field* field = nullptr;
  std::optional<std::string> name;
  bool operator==(const reference_name&) const = default;
};

/// What an answer says about a record beside its own members.
struct record_context {
  std::vector<reference_name> references;    ///< of the fields that refer to other records
  std::vector<field_highlights> highlights;  ///< of the search
  bool searched = false;                     ///< whether there is a search

  /// The name behind a reference field; empty where there is none.
  [[nodiscard]] std::string_view name_of(const describe::field& reference) const;
  /// Calls what `record` refers to by another name where it is the record `id` of `resource` (nullopt: it is
  /// gone). True where that is something new.
  bool rename(const describe::any_record& record, std::string_view resource, const uuid& id,
              const std::optional<std::string>& name);
  /// Hits in a text field, or in item `item` of a list; empty where nothing was hit.
  [[nodiscard]] const std::vector<text_range>& hits_in(const describe::field& field,
                                                       std::size_t item = 0) const;
};

/// A record as an answer or a live change tells it.
struct told_record {
  describe::any_record record;
  record_context about;

  told_record() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a record of which nothing else is told
  told_record(describe::any_record told, record_context beside = {})
      : record(std::move(told)), about(std::move(beside)) {}
};

/// One page of a list.
struct record_page {
  std::vector<told_record> items;
  std::optional<std::string> next_page_token;  ///< nullopt: this was the last one
  std::int64_t total = 0;
  bool total_exact = true;
  std::int64_t change_seq = 0;  ///< position in the change log that the page includes at least
  std::string ordered_by;       ///< in answers to a search: "rank", or an order ("updated_at desc")
  std::string searched_for;     ///< where nothing had the words: what was searched for in their place
};

/// The order of a search's answers that no key of the records tells.
inline constexpr std::string_view rank_order = "rank";

/// Reads a record with what stands beside its members; nullopt when it is not as described.
[[nodiscard]] std::optional<told_record> read_told(const describe::record_type& type,
                                                   const boost::json::object& from);
[[nodiscard]] std::optional<told_record> read_told(const describe::record_type& type, std::string_view text);

/// Reads the body of `GET /R`; nullopt when it is not one, with the reason in `why`.
[[nodiscard]] std::optional<record_page> read_list_page(const describe::record_type& type,
                                                        std::string_view body, std::string_view& why);

}  // namespace dossier::net
