#include "server/records/repository.hpp"

#include "server/db/session.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/search_document.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/text/fold.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;
using describe::any_record;
using describe::field;

/// In the order of `into_outbox` (statements.cpp).
void bind_change(db::parameters& to, const describe::record_base& record, const change_note& note) {
  to.add(note.at).add(note.actor_id).add(note.actor_name).add(note.origin).add(note.reason);
  to.add(record.id).add(live::to_string(note.kind)).add(record.version);
  to.add(note.before).add(note.after).add(note.trace_id).add(note.address);
}

bool long_texts_differ(const any_record& before, const any_record& after) {
  for (const field& described : after.type().fields) {
    if (described.is_multiline && !codec::same_value(described, before.data(), after.data())) return true;
  }
  return false;
}

}  // namespace

repository::repository(const describe::record_type& type, std::shared_ptr<vocabulary> words)
    : type_(type), reads_(type_), writes_(type_), lists_(type_), words_(std::move(words)) {}

asio::awaitable<result<db::rows>> repository::find(db::read_lane& lane, const uuid& tenant,
                                                   const uuid& id) const {
  db::parameters with;
  with.add(tenant).add(id);
  return lane.query(reads_.one, std::move(with));
}

asio::awaitable<result<db::rows>> repository::find(db::read_lane& lane, uuid tenant, uuid id,
                                                   const list_fields& fields) {
  const list_statement statement = lists_.one(tenant, id, fields);
  co_return co_await lane.query(*statement.what, statement.parameters());
}

asio::awaitable<result<db::rows>> repository::page(db::read_lane& lane, uuid tenant, const list_query& what) {
  const list_statement statement = lists_.page(tenant, what);
  co_return co_await lane.query(*statement.what, statement.parameters());
}

asio::awaitable<result<db::rows>> repository::count(db::read_lane& lane, uuid tenant,
                                                    const list_query& what) {
  const list_statement statement = lists_.count(tenant, what);
  co_return co_await lane.query(*statement.what, statement.parameters());
}

asio::awaitable<result<std::int64_t>> repository::count_having(db::session_pool& sessions, uuid tenant,
                                                               const query::comparison& item) {
  const list_statement statement = lists_.count_having(tenant, item);
  std::int64_t counted = 0;
  const db::session_pool::transaction_job job = [&](db::session& session) {
    counted = session.run(*statement.what, statement.parameters()).integer(0, 0);
    return db::session_pool::ending::roll_back;
  };
  const result<void> done = co_await sessions.transact(job);
  if (!done) co_return done.error();
  co_return counted;
}

asio::awaitable<result<bool>> repository::has_large_group(db::session_pool& sessions, uuid tenant,
                                                          const list_query& what) {
  const list_statement statement = lists_.has_large_group(tenant, what);
  bool has = false;
  const db::session_pool::transaction_job job = [&](db::session& session) {
    has = session.run(*statement.what, statement.parameters()).boolean(0, 0);
    return db::session_pool::ending::roll_back;
  };
  const result<void> done = co_await sessions.transact(job);
  if (!done) co_return done.error();
  co_return has;
}

asio::awaitable<result<std::int64_t>> repository::count_all(db::session_pool& sessions, uuid tenant,
                                                            query::filter where, query::context at) const {
  const sql_condition condition = filter_condition(where, at, 2);
  std::vector<std::string> values{to_string(tenant)};
  for (std::string& value : as_texts(condition.values)) values.push_back(std::move(value));
  const std::string sql = "SELECT count(*) FROM " + std::string(type_.names.resource) +
                          " r WHERE r.tenant_id = $1::uuid AND r.deleted_at IS NULL" + and_also(condition);
  std::int64_t counted = 0;
  const db::session_pool::job job = [&](pqxx::work& work) {
    counted =
        work.exec_params(sql, pqxx::prepare::make_dynamic_params(values)).at(0).at(0).as<std::int64_t>();
  };
  const result<void> done = co_await sessions.run(tenant, job);
  if (!done) co_return done.error();
  co_return counted;
}

asio::awaitable<result<db::rows>> repository::history(db::read_lane& lane, const uuid& tenant, const uuid& id,
                                                      std::int64_t below, std::int64_t rows) const {
  db::parameters with;
  with.add(tenant).add(id).add(below).add(rows);
  return lane.query(reads_.history, std::move(with));
}

asio::awaitable<result<db::rows>> repository::image(db::read_lane& lane, const uuid& tenant, const uuid& id,
                                                    std::int64_t version) const {
  db::parameters with;
  with.add(tenant).add(id).add(version);
  return lane.query(reads_.image, std::move(with));
}

asio::awaitable<result<db::rows>> repository::name_of(db::read_lane& lane, const uuid& tenant,
                                                      std::size_t reference, const uuid& id) const {
  db::parameters with;
  with.add(tenant).add(id);
  return lane.query(reads_.short_forms.at(reference), std::move(with));
}

void repository::bind_document(db::parameters& to, const uuid& tenant, const any_record& of) const {
  const search_text text = search_text_of(type_, of.data());
  words_->offer(tenant, text.remembered);
  to.add(text.document);
}

bound_write repository::bind_insert(const db::statement& what, const uuid& tenant, const any_record& made,
                                    const change_note& note) const {
  bound_write write{&what, {}};
  write.with.add(tenant);
  for (const field& described : type_.fields) bind_field(write.with, described, made.data());
  bind_change(write.with, made.base(), note);
  if (is_searchable(type_)) bind_document(write.with, tenant, made);
  return write;
}

bound_write repository::bind_insert(const uuid& tenant, const any_record& made,
                                    const change_note& note) const {
  return bind_insert(writes_.insert, tenant, made, note);
}

bound_write repository::bind_insert_absent(const uuid& tenant, const any_record& made,
                                           const change_note& note) const {
  return bind_insert(writes_.insert_absent, tenant, made, note);
}

bound_write repository::bind_update(const uuid& tenant, const any_record& before, const any_record& after,
                                    const change_note& note) const {
  const bool with_long_texts = long_texts_differ(before, after);
  const bool with_document = searchable_text_differs(type_, before.data(), after.data());
  bound_write write{&writes_.update_of(with_long_texts, with_document), {}};
  write.with.add(tenant).add(after.base().id).add(before.base().version);
  for (const field& described : type_.fields) {
    if (can_change(described) && (with_long_texts || !described.is_multiline)) {
      bind_field(write.with, described, after.data());
    }
  }
  bind_change(write.with, after.base(), note);
  if (with_document) bind_document(write.with, tenant, after);
  return write;
}

asio::awaitable<result<db::write_outcome>> repository::insert(db::write_lane& lane, const uuid& tenant,
                                                              const any_record& made,
                                                              const change_note& note) const {
  bound_write write = bind_insert(tenant, made, note);
  return lane.execute(*write.what, std::move(write.with), made.base().id);
}

asio::awaitable<result<db::write_outcome>> repository::insert_once(db::write_lane& lane,
                                                                   const request_key_use& use,
                                                                   const first_answer& answer,
                                                                   const any_record& made,
                                                                   const change_note& note) const {
  bound_write write = bind_insert(writes_.insert_once, use.tenant, made, note);
  bind(write.with, use, answer);
  return lane.execute(*write.what, std::move(write.with), made.base().id);
}

asio::awaitable<result<db::write_outcome>> repository::update(db::write_lane& lane, const uuid& tenant,
                                                              const any_record& before,
                                                              const any_record& after,
                                                              const change_note& note) const {
  bound_write write = bind_update(tenant, before, after, note);
  return lane.execute(*write.what, std::move(write.with), after.base().id);
}

db::rows repository::lock(db::session& in, const uuid& tenant, const std::vector<uuid>& ids) const {
  return in.run(reads_.lock, db::parameters().add(tenant).add(ids));
}

db::rows repository::name_of(db::session& in, const uuid& tenant, std::size_t reference,
                             const uuid& id) const {
  return in.run(reads_.short_forms.at(reference), db::parameters().add(tenant).add(id));
}

db::rows repository::image(db::session& in, const uuid& tenant, const uuid& id, std::int64_t version) const {
  return in.run(reads_.image, db::parameters().add(tenant).add(id).add(version));
}

db::rows repository::derived(db::session& in, const uuid& tenant, const any_record& of) const {
  return in.run(reads_.derived.value(), bind_derived(tenant, of));
}

asio::awaitable<result<db::rows>> repository::derived(db::read_lane& lane, const uuid& tenant,
                                                      const any_record& of) const {
  return lane.query(reads_.derived.value(), bind_derived(tenant, of));
}

db::parameters repository::bind_derived(const uuid& tenant, const any_record& of) const {
  db::parameters with;
  with.add(tenant);
  for (const field& described : type_.fields) {
    if (!described.is_derived) continue;
    with.add(text::fold(*static_cast<const std::string*>(type_.find(described.source)->read(of.data()))));
  }
  return with;
}

}  // namespace dossier::records
