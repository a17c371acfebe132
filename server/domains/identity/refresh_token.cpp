#include "server/domains/identity/refresh_token.hpp"

#include <algorithm>

#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {

std::string to_text(const refresh_token& what) {
  std::string bytes(what.session_id.bytes.begin(), what.session_id.bytes.end());
  return to_base64url(bytes + what.family + what.own);
}

std::optional<refresh_token> parse_refresh_token(std::string_view text) {
  constexpr std::size_t id_bytes = sizeof(uuid::bytes);
  constexpr std::size_t token_bytes = id_bytes + 2 * secret_bytes;
  if (text.size() > token_bytes * 2) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != token_bytes) return std::nullopt;
  refresh_token made;
  std::copy_n(bytes->begin(), id_bytes, made.session_id.bytes.begin());
  made.family = bytes->substr(id_bytes, secret_bytes);
  made.own = bytes->substr(id_bytes + secret_bytes);
  return made;
}

void recent_rotations::remember(std::string_view old_hash, std::string token, timestamp now,
                                timestamp until) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= max)
    std::erase_if(entries_, [now](const auto& each) { return each.second.until < now; });
  if (entries_.size() >= max) entries_.clear();  // a second tab then keeps the cookie that it has
  entries_[std::string(old_hash)] = {std::move(token), until};
}

std::optional<std::string> recent_rotations::successor(std::string_view old_hash, timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(std::string(old_hash));
  if (found == entries_.end() || found->second.until < now) return std::nullopt;
  return found->second.token;
}

}  // namespace dossier::identity
