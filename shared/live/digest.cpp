#include "shared/live/digest.hpp"

#include "shared/core/sha256.hpp"

namespace dossier::live {
namespace {

std::uint64_t part_of(const uuid& id, std::int64_t version) {
  const sha256_hash hash = sha256(to_string(id) + ":" + std::to_string(version));
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) value = (value << 8U) | hash[i];
  return value;
}

}  // namespace

void digest_sum::add(const uuid& id, std::int64_t version) {
  sum_ ^= part_of(id, version);
  ++count_;
}

void digest_sum::remove(const uuid& id, std::int64_t version) {
  sum_ ^= part_of(id, version);
  --count_;
}

std::string digest_sum::checksum() const {
  return checksum_text(sum_);
}

std::string checksum_text(std::uint64_t value) {
  std::string text;
  for (unsigned shift = 64; shift > 0; shift -= 4) text += "0123456789abcdef"[(value >> (shift - 4)) & 15U];
  return text;
}

}  // namespace dossier::live
