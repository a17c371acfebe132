#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace dossier {

using sha256_hash = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of `text`. For checksums that browser and server both make; what is secret goes
/// through the server's own library.
[[nodiscard]] sha256_hash sha256(std::string_view text);

}  // namespace dossier
