#include "server/records/audit_log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json.hpp>

#include <algorithm>

#include "server/live/chain.hpp"
#include "server/records/audit_statements.hpp"
#include "server/records/list_answer.hpp"
#include "server/records/patient_lane.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/core/hex.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace audit;

/// How long a filter may look for entries. Where few match it looks at all, so nobody in a lane waits for it.
constexpr std::chrono::milliseconds filter_patience{3'000};

std::string binding_of(const uuid& tenant, const list_query& what, bool newest_first) {
  return "audit\n" + to_string(tenant) + (newest_first ? "\nseq desc\n" : "\nseq\n") + filter_text(what);
}

problem too_far() {
  return problems::malformed("`skip` may be at most " + std::to_string(audit_skip_max) +
                             " where a filter leaves entries out");
}

/// An image as it is kept, sensitive members included: whoever reads the log reads those (a test of
/// permissions holds the table to that).
void append_image(std::string& out, std::string_view name, const std::optional<std::string_view>& image) {
  out += name;
  boost::system::error_code wrong;
  const json::value read = image ? json::parse(*image, wrong) : json::value();
  out += !wrong && read.is_object() ? json::serialize(read) : "null";
}

live::chain_hash hash_of(std::string_view bytes) {
  live::chain_hash made{};
  if (bytes.size() == made.size()) std::copy(bytes.begin(), bytes.end(), made.begin());
  return made;
}

/// Whether the entry's hash follows from the one before it. Nothing removes entries, so where that is missing
/// the chain is broken.
bool is_intact(const db::rows& rows, const uuid& tenant) {
  const bool first = rows.integer(0, seq) == 1;
  if (!first && rows.is_null(0, previous_hash)) return false;
  const live::chain_link link{.tenant_id = tenant,
                              .seq = rows.integer(0, seq),
                              .sequenced_at = rows.moment(0, sequenced_at),
                              .at = rows.moment(0, at),
                              .actor_id = rows.id(0, actor_id),
                              .actor_name = rows.text(0, actor_name),
                              .origin = rows.text(0, origin),
                              .reason = nullable(rows, 0, reason),
                              .resource = rows.text(0, resource),
                              .record_id = rows.id(0, record_id),
                              .kind = rows.text(0, kind),
                              .version = rows.integer(0, record_version),
                              .before = nullable(rows, 0, before),
                              .after = rows.text(0, after),
                              .trace_id = rows.text(0, trace_id),
                              .xid = static_cast<std::uint64_t>(rows.integer(0, xid)),
                              .address = nullable(rows, 0, address)};
  const live::chain_hash previous = first ? live::chain_start : hash_of(rows.bytes(0, previous_hash));
  return live::hash_link(previous, link) == hash_of(rows.bytes(0, hash));
}

}  // namespace

asio::awaitable<result<audit_log::span>> audit_log::read_span(db::read_lane& lane, uuid tenant) {
  const auto found = co_await lane.query(span_statement(), std::move(db::parameters().add(tenant)));
  if (!found) co_return found.error();
  if (found->is_null(0, 0) || found->is_null(0, 1)) co_return span{1, 0};
  co_return span{found->integer(0, 0), found->integer(0, 1)};
}

asio::awaitable<result<page_answer>> audit_log::list(db::lanes lanes, const http::principal& who,
                                                     const audit_request& what) {
  const uuid tenant = who.tenant_id;
  list_query wanted;
  wanted.where = &what.where;
  wanted.at = {time_.now(), who.user_id, {}};
  wanted.rows = what.page_size + 1;
  const auto signer = co_await tokens_.signer(lanes.read, tenant);
  if (!signer) co_return signer.error();
  const std::string binding = binding_of(tenant, wanted, what.newest_first);
  std::optional<std::int64_t> bound;
  if (!what.page_token.empty()) {
    const auto position = (*signer)->open(what.page_token, binding);
    if (!position || !std::holds_alternative<std::int64_t>(position->keys.front())) co_return bad_token();
    bound = std::get<std::int64_t>(position->keys.front());
  }
  span whole;
  if (what.where.empty()) {
    const auto read = co_await read_span(lanes.read, tenant);
    if (!read) co_return read.error();
    whole = *read;
    const std::int64_t from =
        what.newest_first ? bound.value_or(whole.last + 1) : bound.value_or(whole.first - 1);
    if (what.skip > 0) bound = what.newest_first ? from - what.skip : from + what.skip;
  } else if (what.skip > audit_skip_max) {
    co_return too_far();
  } else {
    wanted.offset = what.skip;
  }
  const page_statement page = page_of(tenant, wanted, what.newest_first, bound);
  db::parameters with;
  bind_values(with, page.values);
  const db::statement statement = db::tenant_statement("audit_list", page.sql, true);
  patient_lane patient(lanes.sessions, filter_patience);
  db::read_lane& reading = what.where.empty() ? lanes.read : static_cast<db::read_lane&>(patient);
  const auto found = co_await reading.query(statement, std::move(with));
  if (!found) co_return found.error();

  page_answer made;
  if (!found->is_null(0, head)) made.seq = found->integer(0, head);
  const bool none = found->is_null(0, seq);
  const bool more = !none && found->size() > what.page_size;
  const int shown = none ? 0 : (more ? static_cast<int>(what.page_size) : found->size());
  made.json = "{\"items\":[";
  for (int row = 0; row < shown; ++row) {
    if (row != 0) made.json += ',';
    codec::append_record(made.json, read_entry(*found, row));
  }
  std::string token;
  if (more)
    token = (*signer)->seal(
        {{found->integer(shown - 1, seq)}, audit_entry_id(found->integer(shown - 1, seq))}, binding);
  append_next_page(made.json, token, what.page_size);
  total all{shown, true};
  if (what.where.empty()) {
    all.value = std::max(whole.last, made.seq) - whole.first + 1;
  } else if (more || bound || wanted.offset > 0) {
    all = co_await total_of(lanes, tenant, wanted, made.seq);
  }
  append_total(made.json, all);
  made.json += '}';
  co_return made;
}

/// As of any list: exact up to a bound, beyond it counted in the background now and then.
asio::awaitable<total> audit_log::total_of(db::lanes lanes, uuid tenant, const list_query& what,
                                           std::int64_t seq_of_page) {
  total_key key{tenant, filter_text(what)};
  const totals::position position{seq_of_page, 0};
  std::optional<total> known;
  if (!query::has_relative_time(*what.where)) known = totals_.find(key, position);
  if (!known) {
    patient_lane patient(lanes.sessions, filter_patience);
    const auto counted = co_await repository_.count(patient, tenant, what);
    if (!counted) co_return total{0, false};
    known = totals_.counted(key, position, counted->integer(0, 0));
  }
  if (!known->exact && totals_.claim_full_count(key)) {
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, count_all(lanes, std::move(key), *what.where, what.at), asio::detached);
  }
  co_return *known;
}

asio::awaitable<void> audit_log::count_all(db::lanes lanes, total_key key, query::filter where,
                                           query::context at) {
  const auto counted =
      co_await repository_.count_all(lanes.sessions, key.tenant, std::move(where), std::move(at));
  totals_.counted_all(key, counted ? std::optional(*counted) : std::nullopt);
}

asio::awaitable<result<page_answer>> audit_log::get(db::read_lane& lane, uuid tenant, std::int64_t wanted) {
  db::parameters with;
  with.add(tenant).add(wanted);
  const auto found = co_await lane.query(one_statement(), std::move(with));
  if (!found) co_return found.error();
  if (found->empty()) co_return problems::not_found("There is no such entry in the log.");
  page_answer made;
  made.seq = found->is_null(0, head) ? 0 : found->integer(0, head);
  std::string more = "\"record_version\":" + std::to_string(found->integer(0, record_version));
  append_image(more, ",\"before\":", nullable(*found, 0, before));
  append_image(more, ",\"after\":", found->text(0, after));
  more += ",\"previous_hash\":";
  if (found->is_null(0, previous_hash)) {
    more += "null";
  } else {
    codec::append_json_string(more, to_hex(found->bytes(0, previous_hash)));
  }
  more += ",\"intact\":";
  more += is_intact(*found, tenant) ? "true" : "false";
  codec::append_record(made.json, read_entry(*found, 0), more);
  co_return made;
}

asio::awaitable<result<std::vector<describe::any_record>>> read_audit_entries(
    db::read_lane& lane, uuid tenant, std::vector<std::int64_t> seqs) {
  db::parameters with;
  with.add(tenant).add(seqs);
  const auto found = co_await lane.query(some_statement(), std::move(with));
  if (!found) co_return found.error();
  std::vector<describe::any_record> made;
  made.reserve(static_cast<std::size_t>(found->size()));
  for (int row = 0; row < found->size(); ++row) made.push_back(read_entry(*found, row));
  co_return made;
}

}  // namespace dossier::records
