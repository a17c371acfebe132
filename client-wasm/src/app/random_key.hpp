#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace dossier::app {

/// Digits of an Idempotency-Key: 128 bits.
inline constexpr int idempotency_key_digits = 32;

/// That many hexadecimal digits, by `random` (0 <= x < 1).
[[nodiscard]] inline std::string random_key(const std::function<double()>& random, int digits) {
  std::string key;
  for (int i = 0; i < digits; ++i) key += "0123456789abcdef"[static_cast<std::size_t>(random() * 16) & 15U];
  return key;
}

}  // namespace dossier::app
