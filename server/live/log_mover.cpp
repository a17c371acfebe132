#include "server/live/log_mover.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>

#include "server/live/pg_binary.hpp"

namespace dossier::live {
namespace {

/// Who holds it sequences. Any number will do that no other part of the installation uses.
constexpr std::int64_t sequencer_lock = 0x646f737369657231;

/// Heads kept in memory between transactions, at most.
constexpr std::size_t max_known_heads = 20'000;

// Columns of the two statements that read the outbox.
enum column : int {
  row_id,
  id,
  xid,
  tenant_id,
  at,
  actor_id,
  actor_name,
  origin,
  reason,
  resource,
  record_id,
  kind,
  version,
  before,
  after,
  trace_id,
  address
};
#define OUTBOX_COLUMNS                                                                                       \
  "ctid, id, xid, tenant_id, at, actor_id, actor_name, origin, reason, resource, record_id, kind, version, " \
  "before, after, trace_id, address"

constexpr const char* window_sql = "SELECT " OUTBOX_COLUMNS " FROM outbox ORDER BY id LIMIT $1::bigint";
constexpr const char* by_id_sql =
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ANY($1::bigint[]) ORDER BY id";
constexpr const char* plan_sql =
    "SELECT array_agg(id ORDER BY last_id, id), array_agg(last_id ORDER BY last_id, id) FROM "
    "(SELECT id, max(id) OVER (PARTITION BY xid) AS last_id FROM outbox) AS waiting";
constexpr const char* heads_sql =
    "SELECT tenant_id, seq, hash, sequenced_at FROM change_heads WHERE tenant_id = ANY($1::uuid[]) FOR "
    "UPDATE";

// The records' images travel one way only: here for the hash, while the rows themselves are copied inside
// PostgreSQL.
constexpr const char* insert_sql =
    "INSERT INTO changes (tenant_id, seq, sequenced_at, at, actor_id, actor_name, origin, reason, resource, "
    "record_id, kind, version, before, after, trace_id, address, xid, hash) "
    "SELECT o.tenant_id, n.seq, $4::timestamptz, o.at, o.actor_id, o.actor_name, o.origin, o.reason, "
    "o.resource, "
    "o.record_id, o.kind, o.version, o.before, o.after, o.trace_id, o.address, o.xid, n.hash "
    "FROM unnest($1::tid[], $2::bigint[], $3::bytea[]) AS n(row_id, seq, hash) JOIN outbox o ON o.ctid = "
    "n.row_id";
constexpr const char* delete_sql = "DELETE FROM outbox WHERE ctid = ANY($1::tid[])";

// Only where the head is still the one that was built on.
constexpr const char* update_heads_sql =
    "UPDATE change_heads h SET seq = n.seq, hash = n.hash, sequenced_at = n.sequenced_at "
    "FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::timestamptz[]) "
    "AS n(tenant_id, was, seq, hash, sequenced_at) WHERE h.tenant_id = n.tenant_id AND h.seq = n.was";
constexpr const char* insert_heads_sql =
    "INSERT INTO change_heads (tenant_id, seq, hash, sequenced_at) "
    "SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[]) ON CONFLICT DO NOTHING";
constexpr const char* insert_months_sql =
    "INSERT INTO change_months (tenant_id, month, first_seq) "
    "SELECT n.tenant_id, date_trunc('month', n.moment AT TIME ZONE 'UTC')::date, n.first_seq "
    "FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) AS n(tenant_id, moment, first_seq) "
    "ON CONFLICT DO NOTHING";

/// Whether both fall into one month of UTC, the bounds of a partition.
bool same_month(timestamp left, timestamp right) {
  const auto month = [](timestamp of) {
    const std::chrono::sys_time<std::chrono::microseconds> moment{std::chrono::microseconds(of.micros)};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(moment)};
    return std::pair(day.year(), day.month());
  };
  return month(left) == month(right);
}

std::optional<std::string_view> nullable(const pg_rows& rows, int row, int column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.bytes(row, column);
}

std::vector<std::int64_t> read_int8_array(std::string_view value) {
  std::vector<std::int64_t> out;
  if (value.size() < 20) return out;  // empty: no dimension
  const auto count = db::wire::load<std::uint32_t>(value.data() + 12);
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(db::wire::load<std::int64_t>(value.data() + 24 + i * 12));
  return out;
}

}  // namespace

struct log_mover::work {
  struct month {
    uuid tenant_id;
    timestamp sequenced_at;
    std::int64_t first_seq = 0;
  };
  timestamp now;
  outcome result;
  std::unordered_map<uuid, head> heads;
  std::vector<month> months;  ///< that begin for a tenant
};

log_mover::log_mover(pg_session& session, std::int64_t page_rows) : session_(session), page_rows_(page_rows) {
  session_.prepare("begin", "BEGIN");
  session_.prepare("begin_snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ");
  session_.prepare("commit", "COMMIT");
  session_.prepare("rollback", "ROLLBACK");
  session_.prepare("lock", "SELECT pg_try_advisory_xact_lock($1::bigint), clock_timestamp()");
  session_.prepare("export", "SELECT pg_export_snapshot()");
  session_.prepare("window", window_sql);
  session_.prepare("by_id", by_id_sql);
  session_.prepare("plan", plan_sql);
  session_.prepare("heads", heads_sql);
  session_.prepare("insert", insert_sql);
  session_.prepare("delete", delete_sql);
  session_.prepare("update_heads", update_heads_sql);
  session_.prepare("insert_heads", insert_heads_sql);
  session_.prepare("insert_months", insert_months_sql);
  session_.prepare("partitions", "SELECT ensure_change_partitions(clock_timestamp())");
}

void log_mover::ensure_partitions() {
  session_.queue("partitions");
  session_.run();
}

log_mover::outcome log_mover::move() {
  work doing;
  session_.queue("begin");
  session_.queue("lock", {pg_binary::int8(sequencer_lock)});
  const bool window = planned_from_ == plan_.size();
  if (window) session_.queue("window", {pg_binary::int8(page_rows_ + 1)});
  const std::vector<pg_rows> answers = session_.run();
  doing.now = answers[1].moment(0, 1);
  if (!answers[1].boolean(0, 0)) {
    abandon();
    doing.result.status = status::busy;
    return doing.result;
  }
  if (window && answers[2].size() <= page_rows_) {  // this is all there is
    const pg_rows& rows = answers[2];
    if (rows.size() == 0) {
      abandon();
      return doing.result;
    }
    move_window(doing, rows);
  } else {
    if (window) read_plan();
    move_plan(doing);
  }
  if (doing.result.changes == 0 || !store_heads(doing)) return give_up();
  return commit(doing);
}

/// The lock's statement takes the snapshot just before it takes the lock: what another node commits in
/// between makes this transaction fail (its rows are gone, or its heads are others), never go wrong.
log_mover::outcome log_mover::move_at_snapshot(const snapshot_readers& readers) {
  work doing;
  doing.result.status = status::busy;
  doing.result.more = plan_.size() - planned_from_ > snapshot_rows_max;
  if (doing.result.more) return doing.result;
  session_.queue("begin_snapshot");
  session_.queue("lock", {pg_binary::int8(sequencer_lock)});
  session_.queue("export");
  session_.queue("window", {pg_binary::int8(page_rows_ + 1)});
  const std::vector<pg_rows> answers = session_.run();
  doing.now = answers[1].moment(0, 1);
  const pg_rows& rows = answers[3];
  const bool locked = answers[1].boolean(0, 0);
  const bool crowded = locked && rows.size() > page_rows_;
  if (locked) forget_plan();
  if (crowded) read_plan();
  if (!locked || plan_.size() > snapshot_rows_max) {
    abandon();
    doing.result.more = locked;
    return doing.result;
  }
  readers.exported(std::string(answers[2].bytes(0, 0)));
  if (crowded) {
    while (planned_from_ < plan_.size()) move_plan(doing);
  } else if (rows.size() != 0) {
    move_window(doing, rows);
  }
  if (doing.result.changes != 0 && !store_heads(doing)) return give_up();
  readers.hold();
  return commit(doing);
}

/// Numbers and moves rows that are all there is.
void log_mover::move_window(work& doing, const pg_rows& rows) {
  std::unordered_map<std::uint64_t, std::int64_t> last_id;
  const auto xid_of = [&](int row) { return static_cast<std::uint64_t>(rows.int8(row, column::xid)); };
  for (int row = 0; row < rows.size(); ++row) last_id[xid_of(row)] = rows.int8(row, column::id);
  std::vector<int> order(static_cast<std::size_t>(rows.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int left, int right) { return last_id[xid_of(left)] < last_id[xid_of(right)]; });
  move_rows(doing, rows, order);
}

log_mover::outcome log_mover::commit(work& doing) {
  session_.queue("commit");
  session_.run();
  if (known_.size() > max_known_heads) known_.clear();
  for (auto& [tenant, now] : doing.heads) {
    doing.result.heads.push_back({tenant, now.seq});
    now.stored = now.seq;
    known_[tenant] = now;
  }
  doing.result.status = doing.result.changes != 0 ? status::moved : status::idle;
  doing.result.more = planned_from_ < plan_.size();
  return doing.result;
}

/// Somebody else has moved rows meanwhile: what is known of the log and the outbox is of no more use.
log_mover::outcome log_mover::give_up() {
  known_.clear();
  forget_plan();
  abandon();
  outcome nothing;
  nothing.status = status::stale;
  return nothing;
}

void log_mover::forget_plan() {
  plan_.clear();
  planned_from_ = 0;
}

void log_mover::abandon() {
  session_.queue("rollback");
  session_.run();
}

/// Asks once for the order of everything that waits, 16 bytes a row; the following calls work it off.
void log_mover::read_plan() {
  session_.queue("plan");
  const std::vector<pg_rows> answers = session_.run();
  const std::vector<std::int64_t> ids = read_int8_array(answers[0].bytes(0, 0));
  const std::vector<std::int64_t> last_ids = read_int8_array(answers[0].bytes(0, 1));
  plan_.clear();
  plan_.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) plan_.push_back({ids[i], last_ids.at(i)});
  planned_from_ = 0;
}

/// Moves planned transactions until a page is full, page by page, so that memory does not grow with a
/// transaction.
void log_mover::move_plan(work& doing) {
  const auto page = static_cast<std::size_t>(page_rows_);
  std::size_t end = planned_from_;
  while (end < plan_.size() && end - planned_from_ < page) {
    const std::int64_t transaction = plan_[end].last_id;
    while (end < plan_.size() && plan_[end].last_id == transaction) ++end;
  }
  while (planned_from_ < end) {
    const std::size_t count = std::min(page, end - planned_from_);
    const std::span<const planned> wanted(plan_.data() + planned_from_, count);
    pg_binary::array ids(pg_binary::element::int8);
    for (const planned& one : wanted) ids.add(one.id);
    session_.queue("by_id", {ids.done()});
    const std::vector<pg_rows> answers = session_.run();
    const pg_rows& rows = answers[0];
    // Another node may have moved rows of our plan; what is left of it keeps its order.
    std::unordered_map<std::int64_t, int> row_of;
    for (int row = 0; row < rows.size(); ++row) row_of[rows.int8(row, column::id)] = row;
    std::vector<int> order;
    for (const planned& one : wanted) {
      if (const auto found = row_of.find(one.id); found != row_of.end()) order.push_back(found->second);
    }
    if (!order.empty()) move_rows(doing, rows, order);
    planned_from_ += count;
  }
  if (planned_from_ == plan_.size()) forget_plan();
}

/// Fills `doing.heads` for every tenant of `rows`.
void log_mover::load_heads(work& doing, const pg_rows& rows) {
  pg_binary::array missing(pg_binary::element::uuid);
  std::size_t count = 0;
  for (int row = 0; row < rows.size(); ++row) {
    const uuid tenant = rows.id(row, column::tenant_id);
    if (doing.heads.contains(tenant)) continue;
    const auto found = known_.find(tenant);
    doing.heads.emplace(tenant, found != known_.end() ? found->second : head{});
    if (found != known_.end()) continue;
    missing.add(std::span<const std::uint8_t>(tenant.bytes));
    ++count;
  }
  if (count == 0) return;
  session_.queue("heads", {missing.done()});
  const std::vector<pg_rows> answers = session_.run();
  const pg_rows& heads = answers[0];
  for (int row = 0; row < heads.size(); ++row) {
    head& one = doing.heads[heads.id(row, 0)];
    one.seq = heads.int8(row, 1);
    one.stored = one.seq;
    const std::string_view hash = heads.bytes(row, 2);
    if (hash.size() != one.hash.size()) throw std::logic_error("change_heads holds a hash of another length");
    std::copy(hash.begin(), hash.end(), one.hash.begin());
    one.sequenced_at = heads.moment(row, 3);
  }
}

/// Numbers, hashes and moves the rows in the given order.
void log_mover::move_rows(work& doing, const pg_rows& rows, std::span<const int> order) {
  load_heads(doing, rows);
  // One moment for all, and for no tenant earlier than its last: clocks step back, the log does not.
  for (const int row : order)
    doing.now = std::max(doing.now, doing.heads.at(rows.id(row, column::tenant_id)).sequenced_at);
  pg_binary::array row_ids(pg_binary::element::tid);
  pg_binary::array seqs(pg_binary::element::int8);
  pg_binary::array hashes(pg_binary::element::bytea);
  row_ids.reserve(order.size(), 6);
  seqs.reserve(order.size(), 8);
  hashes.reserve(order.size(), chain_start.size());
  if (doing.result.changes == 0) doing.result.oldest_at = rows.moment(order.front(), column::at);
  for (const int row : order) {
    head& of = doing.heads.at(rows.id(row, column::tenant_id));
    ++of.seq;
    if (of.seq == 1 || !same_month(of.sequenced_at, doing.now))
      doing.months.push_back({rows.id(row, column::tenant_id), doing.now, of.seq});
    of.sequenced_at = doing.now;
    const chain_link link{.tenant_id = rows.id(row, column::tenant_id),
                          .seq = of.seq,
                          .sequenced_at = doing.now,
                          .at = rows.moment(row, column::at),
                          .actor_id = rows.id(row, column::actor_id),
                          .actor_name = rows.bytes(row, column::actor_name),
                          .origin = rows.bytes(row, column::origin),
                          .reason = nullable(rows, row, column::reason),
                          .resource = rows.bytes(row, column::resource),
                          .record_id = rows.id(row, column::record_id),
                          .kind = rows.bytes(row, column::kind),
                          .version = rows.int8(row, column::version),
                          .before = nullable(rows, row, column::before),
                          .after = rows.bytes(row, column::after),
                          .trace_id = rows.bytes(row, column::trace_id),
                          .xid = static_cast<std::uint64_t>(rows.int8(row, column::xid)),
                          .address = nullable(rows, row, column::address)};
    of.hash = hash_link(of.hash, link);
    row_ids.add(rows.bytes(row, column::row_id));
    seqs.add(of.seq);
    hashes.add(std::span<const std::uint8_t>(of.hash));
    doing.result.oldest_at = std::min(doing.result.oldest_at, link.at);
  }
  const std::string moved = row_ids.done();
  session_.queue("insert", {moved, seqs.done(), hashes.done(), pg_binary::time(doing.now)});
  session_.queue("delete", {moved});
  const std::vector<pg_rows> answers = session_.run();
  const auto expected = static_cast<std::int64_t>(order.size());
  if (answers[0].affected() != expected || answers[1].affected() != expected)
    throw std::logic_error("rows of the outbox vanished under the sequencer's lock");
  doing.result.changes += expected;
  doing.result.sequenced_at = doing.now;
}

/// Writes the heads; false when one is not what was built on.
bool log_mover::store_heads(work& doing) {
  using pg_binary::element;
  pg_binary::array old_tenants(element::uuid), was(element::int8), seqs(element::int8),
      hashes(element::bytea), moments(element::timestamptz);
  pg_binary::array new_tenants(element::uuid), new_seqs(element::int8), new_hashes(element::bytea),
      new_moments(element::timestamptz);
  pg_binary::array month_tenants(element::uuid), month_moments(element::timestamptz),
      first_seqs(element::int8);
  std::int64_t updates = 0;
  std::int64_t inserts = 0;
  for (const auto& [tenant, now] : doing.heads) {
    const std::span<const std::uint8_t> tenant_bytes(tenant.bytes);
    if (now.stored >= 0) {
      ++updates;
      old_tenants.add(tenant_bytes);
      was.add(now.stored);
      seqs.add(now.seq);
      hashes.add(std::span<const std::uint8_t>(now.hash));
      moments.add(now.sequenced_at);
    } else {
      ++inserts;
      new_tenants.add(tenant_bytes);
      new_seqs.add(now.seq);
      new_hashes.add(std::span<const std::uint8_t>(now.hash));
      new_moments.add(now.sequenced_at);
    }
  }
  for (const work::month& begun : doing.months) {
    month_tenants.add(std::span<const std::uint8_t>(begun.tenant_id.bytes));
    month_moments.add(begun.sequenced_at);
    first_seqs.add(begun.first_seq);
  }
  if (updates != 0)
    session_.queue("update_heads",
                   {old_tenants.done(), was.done(), seqs.done(), hashes.done(), moments.done()});
  if (inserts != 0)
    session_.queue("insert_heads",
                   {new_tenants.done(), new_seqs.done(), new_hashes.done(), new_moments.done()});
  if (!doing.months.empty())
    session_.queue("insert_months", {month_tenants.done(), month_moments.done(), first_seqs.done()});
  const std::vector<pg_rows> answers = session_.run();
  std::size_t next = 0;
  if (updates != 0 && answers[next++].affected() != updates) return false;
  return inserts == 0 || answers[next].affected() == inserts;
}

}  // namespace dossier::live
