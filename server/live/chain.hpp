#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::live {

/// SHA-256 that ends the log of a tenant: it covers the change and, through the hash before, everything
/// earlier.
using chain_hash = std::array<std::uint8_t, 32>;

/// What the first change of a tenant follows: 32 zero bytes.
inline constexpr chain_hash chain_start{};

/// One row of `changes` as it is stored, without its hash. Views stay the caller's.
struct chain_link {
  uuid tenant_id;
  std::int64_t seq = 0;
  timestamp sequenced_at;
  timestamp at;
  uuid actor_id;
  std::string_view actor_name;
  std::string_view origin;
  std::optional<std::string_view> reason;
  std::string_view resource;
  uuid record_id;
  std::string_view kind;
  std::int64_t version = 0;
  std::optional<std::string_view> before;
  std::string_view after;
  std::string_view trace_id;
  std::uint64_t xid = 0;
  std::optional<std::string_view> address;  ///< absent: as in the rows of before it was kept
};

/// SHA-256 over `previous` and every member of `link` in the order above. Each member is written as its
/// length (4 bytes) and its bytes, so that no two different rows give the same text; a null is the length
/// 0xFFFFFFFF alone. Numbers are 8 bytes, times 8 bytes in microseconds since 1970, ids 16 bytes; all in
/// network byte order. An address that is absent is not written at all, so that the hashes of rows from
/// before it was kept hold; one that is there is a member more, and cannot be left out unseen.
[[nodiscard]] chain_hash hash_link(const chain_hash& previous, const chain_link& link);

}  // namespace dossier::live
