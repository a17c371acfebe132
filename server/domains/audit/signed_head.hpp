#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "server/domains/audit/signing_key.hpp"
#include "server/live/chain.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::audit {

/// Where a tenant's log stood: the hash of its change `seq`, read at `at`.
struct head {
  uuid tenant_id;
  std::int64_t seq = 0;
  live::chain_hash hash{};
  timestamp at;
};

/// A hash as it is written, hexadecimal.
[[nodiscard]] std::string hex_of(const live::chain_hash& hash);

/// What is signed: `dossier audit head 1`, tenant, seq, hash (hexadecimal) and time (RFC 3339), each on a
/// line of its own that a line feed ends.
[[nodiscard]] std::string signed_text(const head& of);

/// A head as somebody signed it.
struct signed_head {
  head of;
  std::string key_id;
  std::string signature;  ///< signature_bytes
};

/// The longest line that is read, in bytes.
inline constexpr std::size_t head_line_max = 1024;

/// One JSON object, without a line feed:
/// `{"tenant":"…","seq":813,"hash":"…","at":"…","key":"…","signature":"…"}`.
[[nodiscard]] std::string line_of(const head& of, const signing_key& by);

/// nullopt for what is no such line.
[[nodiscard]] std::optional<signed_head> read_line(std::string_view line);

}  // namespace dossier::audit
