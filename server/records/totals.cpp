#include "server/records/totals.hpp"

#include "server/records/list_statements.hpp"

namespace dossier::records {

std::optional<total> totals::find(const total_key& key, const position& at) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  const entry& known = found->second;
  if (known.is_long) {
    const bool fresh =
        known.full_count_at && std::chrono::steady_clock::now() - *known.full_count_at < 2 * recount_after;
    return fresh ? std::optional<total>({known.rows, false}) : std::nullopt;
  }
  return known.at == at ? std::optional<total>({known.rows, true}) : std::nullopt;
}

total totals::counted(const total_key& key, const position& at, std::int64_t rows) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= remembered_max) entries_.clear();
  entry& known = entries_[key];
  known.at = at;
  const bool is_long = rows > counted_rows_max;
  if (!is_long) {
    known.full_count_at.reset();
    known.rows = rows;
  } else if (!known.is_long || known.rows < rows) {
    known.rows = rows;
  }
  known.is_long = is_long;
  return {known.rows, !is_long};
}

bool totals::claim_full_count(const total_key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || !found->second.is_long || found->second.being_counted) return false;
  entry& known = found->second;
  if (known.full_count_at && std::chrono::steady_clock::now() - *known.full_count_at < recount_after)
    return false;
  known.being_counted = true;
  return true;
}

void totals::counted_all(const total_key& key, std::optional<std::int64_t> rows) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  entry& known = found->second;
  known.being_counted = false;
  if (!rows) return;
  known.full_count_at = std::chrono::steady_clock::now();
  if (known.is_long) known.rows = *rows;
}

}  // namespace dossier::records
