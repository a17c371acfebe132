#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/core/uuid.hpp"

/// What a client proves with that it shows what the database holds.
namespace dossier::live {

/// The checksum of a set of records, whatever their order: the exclusive or, over all records, of the first 8
/// bytes of SHA-256 of the text `<id>:<version>` (the id in lower case with hyphens, the version in decimal).
/// Two sets that differ in one record or version have different checksums; by chance equal ones are 1 in
/// 2^64.
class digest_sum {
 public:
  void add(const uuid& id, std::int64_t version);
  /// Takes out what was added: a client that follows its changes need not begin anew.
  void remove(const uuid& id, std::int64_t version);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// 16 hexadecimal digits in lower case, the first byte first; sixteen zeros for no record.
  [[nodiscard]] std::string checksum() const;

 private:
  std::int64_t count_ = 0;
  std::uint64_t sum_ = 0;
};

/// `value` as a digest's checksum writes it.
[[nodiscard]] std::string checksum_text(std::uint64_t value);

}  // namespace dossier::live
