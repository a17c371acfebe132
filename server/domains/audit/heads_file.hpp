#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "server/domains/audit/signing_key.hpp"
#include "server/live/chain_verifier.hpp"
#include "shared/core/result.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::audit {

/// What a file of exported heads holds. 40 bytes of memory a line.
struct exported_heads {
  std::map<uuid, std::vector<live::known_head>> of;  ///< each tenant's, in the order of seq
  std::size_t count = 0;
  /// Sentences about lines that are no heads, or not signed by one of the keys: the first flaws_max.
  std::vector<std::string> flaws;
};

inline constexpr std::size_t flaws_max = 20;

/// 404 when there is no such file.
[[nodiscard]] result<exported_heads> read_heads_file(const std::filesystem::path& file,
                                                     std::span<const public_key> keys);

}  // namespace dossier::audit
