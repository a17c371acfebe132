#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// What a refresh cookie holds: which session, what all tokens of its family share, and what is this one's
/// own.
struct refresh_token {
  uuid session_id;
  std::string family;  ///< secret_bytes
  std::string own;     ///< secret_bytes
};

[[nodiscard]] std::string to_text(const refresh_token& what);
/// nullopt for whatever is not of that form.
[[nodiscard]] std::optional<refresh_token> parse_refresh_token(std::string_view text);

/// The tokens that took others' places a moment ago, so that two tabs which refresh at once are given the
/// same one. Bounded; thread-safe.
class recent_rotations {
 public:
  static constexpr std::size_t max = 10'000;

  void remember(std::string_view old_hash, std::string token, timestamp now, timestamp until);
  [[nodiscard]] std::optional<std::string> successor(std::string_view old_hash, timestamp now);

 private:
  struct entry {
    std::string token;
    timestamp until;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, entry> entries_;  ///< guarded by mutex_
};

}  // namespace dossier::identity
