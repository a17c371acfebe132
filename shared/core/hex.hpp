#pragma once
#include <string>
#include <string_view>

namespace dossier {

/// Bytes as lower case hexadecimal digits. Takes a time that depends on the bytes: secrets have ways of their
/// own.
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace dossier
