#include "server/live/chain_verifier.hpp"

#include <algorithm>

#include "server/live/chain.hpp"

namespace dossier::live {
namespace {

constexpr std::int64_t page_rows = 500;

const db::statement& head_statement() {
  static const db::statement made =
      db::tenant_statement("chain_head",
                           "SELECT (SELECT seq FROM change_heads WHERE /*tenant*/), (SELECT hash FROM "
                           "change_heads WHERE /*tenant*/), (SELECT min(seq) FROM changes WHERE /*tenant*/), "
                           "(SELECT max(seq) FROM changes WHERE /*tenant*/)");
  return made;
}

const db::statement& page_statement() {
  static const db::statement made = db::tenant_statement(
      "chain_page",
      "SELECT seq, sequenced_at, at, actor_id, actor_name, origin, reason, resource, record_id, kind, "
      "version, before, "
      "after, trace_id, xid, hash, address FROM changes WHERE /*tenant*/ AND seq > $2::bigint AND seq <= "
      "$3::bigint "
      "ORDER BY seq LIMIT $4::bigint");
  return made;
}

std::optional<std::string_view> nullable(const db::rows& rows, int row, int column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.text(row, column);
}

chain_link read_link(const db::rows& rows, int row, const uuid& tenant_id) {
  return {.tenant_id = tenant_id,
          .seq = rows.integer(row, 0),
          .sequenced_at = rows.moment(row, 1),
          .at = rows.moment(row, 2),
          .actor_id = rows.id(row, 3),
          .actor_name = rows.text(row, 4),
          .origin = rows.text(row, 5),
          .reason = nullable(rows, row, 6),
          .resource = rows.text(row, 7),
          .record_id = rows.id(row, 8),
          .kind = rows.text(row, 9),
          .version = rows.integer(row, 10),
          .before = nullable(rows, row, 11),
          .after = rows.text(row, 12),
          .trace_id = rows.text(row, 13),
          .xid = static_cast<std::uint64_t>(rows.integer(row, 14)),
          .address = nullable(rows, row, 16)};
}

chain_hash to_hash(std::string_view bytes) {
  chain_hash hash{};
  if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

/// The walk: what has been seen so far.
class walk {
 public:
  explicit walk(std::span<const known_head> known) : known_(known) {}

  chain_verdict verdict;

  [[nodiscard]] std::int64_t position() const { return position_; }
  [[nodiscard]] const chain_hash& hash() const { return hash_; }

  void broken(std::int64_t seq, std::string reason) {
    verdict.broken_at = seq;
    verdict.reason = std::move(reason);
  }
  /// False when the chain breaks here.
  bool step(const db::rows& rows, int row, const uuid& tenant_id) {
    const chain_link link = read_link(rows, row, tenant_id);
    const chain_hash stored = to_hash(rows.bytes(row, 15));
    if (link.seq != position_ + 1) {
      missing(link.seq);
      return false;
    }
    if (hash_link(hash_, link) != stored) {
      broken(link.seq, "The entry is not what was written, or does not follow the one before it.");
      return false;
    }
    position_ = link.seq;
    hash_ = stored;
    ++verdict.checked;
    return compare_known();
  }
  /// The entry after the last that was seen is not there; `next` is the first that is.
  void missing(std::int64_t next) {
    if (position_ > 0) return broken(position_ + 1, "The entry is missing.");
    broken(1, "The entry is missing: the log begins with entry " + std::to_string(next) +
                  ", its beginning was cut off.");
  }
  /// Of what is known, the rest must be no more than the log has.
  void end() {
    if (verdict.broken_at || known_.empty()) return;
    broken(position_ + 1, "The log ends here, but a head of entry " + std::to_string(known_.front().seq) +
                              " was exported: its end was cut off.");
  }

 private:
  bool compare_known() {
    while (!known_.empty() && known_.front().seq == position_) {
      if (known_.front().hash != hash_) {
        broken(position_,
               "The entry does not carry the hash of the head that was exported: the log was written anew.");
        return false;
      }
      ++verdict.known_held;
      known_ = known_.subspan(1);
    }
    return true;
  }

  std::span<const known_head> known_;  ///< those that the walk has not reached
  std::int64_t position_ = 0;
  chain_hash hash_ = chain_start;
};

/// Whether head and entries fit together, as they were in one moment.
bool fits(const db::rows& head, walk& walked) {
  const bool is_empty = head.is_null(0, 2);
  const std::int64_t oldest = is_empty ? 1 : head.integer(0, 2);
  const std::int64_t newest = is_empty ? 0 : head.integer(0, 3);
  if (oldest < 1) {
    walked.broken(oldest, "There are entries before the log's first.");
    return false;
  }
  if (head.is_null(0, 0)) {
    if (!is_empty) walked.broken(oldest, "There are entries, but the log's head is missing.");
    return false;
  }
  walked.verdict.last = head.integer(0, 0);
  walked.verdict.head = to_hash(head.bytes(0, 1));
  if (newest <= walked.verdict.last) return true;
  walked.broken(walked.verdict.last + 1, "There are entries behind the log's head.");
  return false;
}

}  // namespace

boost::asio::awaitable<result<chain_verdict>> verify_chain(db::read_lane& lane, uuid tenant_id,
                                                           std::span<const known_head> known) {
  db::parameters who;
  who.add(tenant_id);
  const result<db::rows> head = co_await lane.query(head_statement(), std::move(who));
  if (!head) co_return head.error();
  walk walked(known);
  if (!fits(*head, walked)) {
    walked.end();
    co_return walked.verdict;
  }
  const std::int64_t last = walked.verdict.last;
  while (walked.position() < last) {
    db::parameters with;
    with.add(tenant_id).add(walked.position()).add(last).add(page_rows);
    const result<db::rows> rows = co_await lane.query(page_statement(), std::move(with));
    if (!rows) co_return rows.error();
    if (rows->empty()) {
      walked.broken(walked.position() + 1, "The entry is missing.");
      co_return walked.verdict;
    }
    for (int row = 0; row < rows->size(); ++row) {
      if (!walked.step(*rows, row, tenant_id)) co_return walked.verdict;
    }
  }
  if (walked.verdict.head != walked.hash())
    walked.broken(last, "The log's head does not carry the hash of its last entry.");
  walked.end();
  co_return walked.verdict;
}

}  // namespace dossier::live
