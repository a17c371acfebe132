#include "server/live/log_reader.hpp"

#include <spdlog/spdlog.h>

namespace dossier::live {
namespace {

const db::statement& head_statement() {
  static const db::statement made =
      db::tenant_statement("live_head", "SELECT seq FROM change_heads WHERE /*tenant*/");
  return made;
}

const db::statement& month_statement() {
  static const db::statement made = db::tenant_statement(
      "live_month",
      "SELECT month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC' "
      "FROM change_months WHERE /*tenant*/ AND first_seq <= $2::bigint ORDER BY first_seq DESC LIMIT 1");
  return made;
}

const db::statement& page_statement() {
  static const db::statement made = db::tenant_statement(
      "live_page",
      "SELECT seq, resource, record_id, kind, version, before, after, actor_id, actor_name, at, "
      "origin, address, reason, trace_id, hash FROM changes "
      "WHERE /*tenant*/ AND seq > $2::bigint AND seq <= $3::bigint "
      "AND sequenced_at >= $4::timestamptz AND sequenced_at < $5::timestamptz ORDER BY seq LIMIT $6::bigint");
  return made;
}

shared_change read_change(const db::rows& rows, int row) {
  feed_change::values read;
  read.seq = rows.integer(row, 0);
  read.resource = rows.text(row, 1);
  read.record_id = rows.id(row, 2);
  const auto kind = parse_change_kind(rows.text(row, 3));
  if (!kind) throw std::logic_error("the change log holds an unknown kind of change");
  read.kind = *kind;
  read.version = rows.integer(row, 4);
  if (!rows.is_null(row, 5)) read.before = std::string(rows.text(row, 5));
  read.after = rows.text(row, 6);
  read.actor_id = rows.id(row, 7);
  read.actor_name = rows.text(row, 8);
  read.at = rows.moment(row, 9);
  read.origin = rows.text(row, 10);
  if (!rows.is_null(row, 11)) read.address = std::string(rows.text(row, 11));
  if (!rows.is_null(row, 12)) read.reason = std::string(rows.text(row, 12));
  read.trace_id = rows.text(row, 13);
  read.hash = rows.bytes(row, 14);
  return std::make_shared<const feed_change>(std::move(read));
}

}  // namespace

boost::asio::awaitable<result<std::int64_t>> read_log_head(db::read_lane& lane, uuid tenant_id) {
  db::parameters with;
  with.add(tenant_id);
  result<db::rows> rows = co_await lane.query(head_statement(), std::move(with));
  if (!rows) co_return std::move(rows).error();
  co_return rows->empty() ? 0 : rows->integer(0, 0);
}

log_reader::log_reader(db::read_lane& lane, uuid tenant_id, std::int64_t after)
    : lane_(lane), tenant_id_(tenant_id), position_(after) {}

boost::asio::awaitable<result<log_reader::page>> log_reader::next(std::int64_t through) {
  page answer;
  while (position_ < through) {
    const std::optional<month> tried = month_;
    if (!month_) {
      auto located = co_await locate();
      if (!located) co_return std::move(located).error();
      if (!*located) break;
      month_ = **located;
    }
    auto read_rows = co_await read(*month_, through);
    if (!read_rows) co_return std::move(read_rows).error();
    if (!read_rows->empty()) {
      if (read_rows->front()->seq() != position_ + 1) break;
      position_ = read_rows->back()->seq();
      answer.changes = std::move(*read_rows);
      co_return answer;
    }
    month_.reset();
    if (!tried) break;  // it was looked up just now, and still is not there
    // Otherwise the month may be over: look where the log goes on.
  }
  answer.lost = position_ < through;
  co_return answer;
}

boost::asio::awaitable<result<std::optional<log_reader::month>>> log_reader::locate() {
  db::parameters with;
  with.add(tenant_id_).add(position_ + 1);
  result<db::rows> rows = co_await lane_.query(month_statement(), std::move(with));
  if (!rows) co_return std::move(rows).error();
  std::optional<month> found;
  if (!rows->empty()) found = month{rows->moment(0, 0), rows->moment(0, 1)};
  co_return found;
}

boost::asio::awaitable<result<std::vector<shared_change>>> log_reader::read(const month& in,
                                                                            std::int64_t through) {
  db::parameters with;
  with.add(tenant_id_).add(position_).add(through).add(in.begin).add(in.end).add(page_rows);
  result<db::rows> rows = co_await lane_.query(page_statement(), std::move(with));
  if (!rows) co_return std::move(rows).error();
  std::vector<shared_change> changes;
  changes.reserve(static_cast<std::size_t>(rows->size()));
  for (int row = 0; row < rows->size(); ++row) changes.push_back(read_change(*rows, row));
  co_return changes;
}

}  // namespace dossier::live
