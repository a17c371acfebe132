#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "shared/describe/record_type.hpp"

namespace dossier::app {

/// What is to be done to many records: deleting them, or setting one field.
struct bulk_job {
  const describe::field* field = nullptr;  ///< nullptr: delete
  std::string json;                        ///< the field's new value
  std::string value;                       ///< the same for people
};

/// Which records: those named, or all that match a query but those named.
struct bulk_target {
  bool all = false;
  std::set<uuid> named{};
  std::string filter{};
  std::string q{};
};

/// What is left of an act over all that match, which stopped before its end: enough to go on from there and
/// do nothing twice.
struct bulk_rest {
  bulk_job job;
  bulk_target target;
  std::string token;       ///< of the page that its next batch begins with; empty: the first
  std::int64_t count = 0;  ///< records it is about
  std::int64_t done = 0;
  std::string waiting_key;   ///< the batch before that page, which has no answer yet; empty: it has one
  std::int64_t waiting = 0;  ///< how many records that is about
};

[[nodiscard]] std::string to_json(const bulk_rest& rest);
/// Reads what to_json wrote of records of this type; nullopt for anything else.
[[nodiscard]] std::optional<bulk_rest> read_bulk_rest(std::string_view json,
                                                      const describe::record_type& type);

}  // namespace dossier::app
