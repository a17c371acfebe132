#pragma once
#include <string>

#include "shared/codec/record_json.hpp"
#include "shared/live/messages.hpp"
#include "shared/records/brand.hpp"

namespace dossier::test {

/// An id that differs by `number` and orders by it.
inline uuid id_of(int number) {
  uuid id;
  id.bytes[0] = 1;
  id.bytes[14] = static_cast<std::uint8_t>(number / 256);
  id.bytes[15] = static_cast<std::uint8_t>(number % 256);
  return id;
}

inline describe::any_record make_brand(int number, const std::string& name, std::int64_t version = 1,
                                       std::optional<std::int64_t> headcount = std::nullopt) {
  describe::any_record made(describe::type_of<brand>());
  auto& it = *made.get_if<brand>();
  it.id = id_of(number);
  it.version = version;
  it.name = name;
  it.headcount = headcount;
  it.updated_at = timestamp{1'000'000 * version};
  return made;
}

inline live::change change_of(const describe::any_record& record, std::int64_t seq, live::change_kind kind,
                              live::match_kind match, std::vector<std::string> changed = {}) {
  live::change made;
  made.seq = seq;
  made.resource = "brands";
  made.id = record.base().id;
  made.kind = kind;
  made.match = match;
  made.version = record.base().version;
  made.changed = std::move(changed);
  made.actor = {"user-2", "T. Keller"};
  made.at = record.base().updated_at;
  if (match != live::match_kind::leave) made.record = codec::to_json(record);
  return made;
}

inline live::change updated(const describe::any_record& record, std::vector<std::string> changed) {
  return change_of(record, record.base().version, live::change_kind::updated, live::match_kind::stay,
                   std::move(changed));
}

}  // namespace dossier::test
