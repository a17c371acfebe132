#include "server/live/chain_verifier.hpp"

#include <algorithm>

#include "server/live/chain.hpp"

namespace dossier::live {
namespace {

constexpr std::int64_t page_rows = 500;

const db::statement& head_statement() {
  static const db::statement made =
      db::tenant_statement("chain_head", "SELECT seq, hash FROM change_heads WHERE /*tenant*/");
  return made;
}

const db::statement& page_statement() {
  static const db::statement made = db::tenant_statement(
      "chain_page",
      "SELECT seq, sequenced_at, at, actor_id, actor_name, origin, reason, resource, record_id, kind, "
      "version, before, "
      "after, trace_id, xid, hash FROM changes WHERE /*tenant*/ AND seq > $2::bigint AND seq <= $3::bigint "
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
          .xid = static_cast<std::uint64_t>(rows.integer(row, 14))};
}

chain_hash to_hash(std::string_view bytes) {
  chain_hash hash{};
  if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

/// The walk: what has been seen so far.
struct walk {
  std::int64_t position = 0;
  bool begun = false;
  chain_hash hash = chain_start;
  chain_verdict verdict;

  void broken(std::int64_t seq, std::string reason) {
    verdict.broken_at = seq;
    verdict.reason = std::move(reason);
  }
  /// False when the chain breaks here.
  bool step(const db::rows& rows, int row, const uuid& tenant_id) {
    const chain_link link = read_link(rows, row, tenant_id);
    const chain_hash stored = to_hash(rows.bytes(row, 15));
    if (begun ? link.seq != position + 1 : link.seq < 1) {
      broken(position + 1, "The change is missing.");
      return false;
    }
    const bool given = !begun && link.seq != 1;  // what came before it is not kept
    if (!given && hash_link(hash, link) != stored) {
      broken(link.seq, "The change is not what was written.");
      return false;
    }
    begun = true;
    position = link.seq;
    hash = stored;
    if (!given) ++verdict.checked;
    return true;
  }
};

}  // namespace

boost::asio::awaitable<result<chain_verdict>> verify_chain(db::read_lane& lane, uuid tenant_id) {
  db::parameters who;
  who.add(tenant_id);
  const result<db::rows> head = co_await lane.query(head_statement(), std::move(who));
  if (!head) co_return head.error();
  if (head->empty()) co_return chain_verdict{};
  const std::int64_t last = head->integer(0, 0);
  walk walked;
  while (walked.position < last) {
    db::parameters with;
    with.add(tenant_id).add(walked.position).add(last).add(page_rows);
    const result<db::rows> rows = co_await lane.query(page_statement(), std::move(with));
    if (!rows) co_return rows.error();
    if (rows->empty()) {
      walked.broken(walked.position + 1, "The change is missing.");
      co_return walked.verdict;
    }
    for (int row = 0; row < rows->size(); ++row) {
      if (!walked.step(*rows, row, tenant_id)) co_return walked.verdict;
    }
  }
  if (to_hash(head->bytes(0, 1)) != walked.hash)
    walked.broken(last, "The log's head does not carry the hash of its last change.");
  co_return walked.verdict;
}

}  // namespace dossier::live
