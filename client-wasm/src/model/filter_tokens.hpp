#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dossier::model {

/// What a stretch of a filter is, for coloring it.
enum class filter_token_kind : std::uint8_t { space, field, operator_, keyword, text, number };

struct filter_token {
  filter_token_kind kind{};
  std::size_t begin = 0;  ///< byte offset
  std::size_t size = 0;
};

/// Cuts a filter into tokens, whether it is right or not; every byte belongs to exactly one.
[[nodiscard]] std::vector<filter_token> filter_tokens(std::string_view filter);

}  // namespace dossier::model
