#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/net/batch.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::app {

/// One write on its way to the server, or waiting for the connection, or refused.
struct queued_write {
  enum class kind : std::uint8_t { create, patch, remove, undelete, batch };
  enum class stage : std::uint8_t { waiting, sending, refused };

  std::int64_t number = 0;  ///< grows in the order of writing, on this page
  kind what = kind::patch;
  stage at = stage::waiting;
  std::string resource;
  std::vector<uuid> ids;     ///< the records it is about; none for a new one
  std::int64_t version = 0;  ///< the version that a patch is based on (If-Match)
  /// The new record, or a merge patch: of a batch one for all its records, empty where they are deleted or
  /// each has its own in `bodies`.
  std::string body;
  std::vector<std::string> bodies;
  std::string before;         ///< of a patch: the same members as they were, to tell what others changed
  std::string key;            ///< Idempotency-Key; no two writes have the same
  std::string title;          ///< what it is about, for people: "Acme", "3 brands"
  std::int64_t since_ms = 0;  ///< when it was written, milliseconds since 1970
  int lost = 0;               ///< times that it was sent without an answer: it may have arrived
  int failures = 0;           ///< times that the server failed over it
  bool from_draft = false;    ///< of a new record: its form is still open, as the draft without an id
  std::string reason;         ///< why it was refused
  bool contested = false;     ///< … because someone else stored another value

  [[nodiscard]] const describe::record_type& type() const;
  [[nodiscard]] bool concerns(const uuid& id) const;
  /// Whether both concern a record.
  [[nodiscard]] bool overlaps(const queued_write& other) const;
  [[nodiscard]] bool removes() const;
  /// The fields that it will set of each of its records; none of a new one.
  [[nodiscard]] std::set<std::string, std::less<>> set_fields() const;
  /// What a batch asks for.
  [[nodiscard]] net::batch operations() const;
};

/// How a patch stands to the record as it is stored now.
enum class meeting : std::uint8_t {
  done,       ///< the record holds all of it already
  clear,      ///< nobody changed what it sets
  contested,  ///< someone stored another value for something that it sets
};
[[nodiscard]] meeting meet(const queued_write& patch, const describe::any_record& stored);

/// The members of a patch as they stand in a record: what it would replace.
[[nodiscard]] std::string values_before(const std::string& patch, const describe::any_record& record);
/// Puts a patch into a record; what does not fit is left out.
void apply_patch(const std::string& patch, describe::any_record& record);

/// `beside`: texts that are kept with them, by name.
[[nodiscard]] std::string to_json(const std::vector<queued_write>& writes,
                                  const std::map<std::string, std::string>& beside = {});
/// Reads what to_json wrote; anything else is ignored. All of them may have arrived already.
[[nodiscard]] std::vector<queued_write> read_writes(std::string_view json);
[[nodiscard]] std::map<std::string, std::string> read_beside(std::string_view json);

}  // namespace dossier::app
