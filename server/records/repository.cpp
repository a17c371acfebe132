#include "server/records/repository.hpp"

#include "server/records/row_mapping.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;
using describe::any_record;
using describe::field;

page_start start_of(const list_query& what) {
  if (!what.behind) return page_start::beginning;
  const bool has_key = !std::holds_alternative<std::monostate>(what.behind->keys.front());
  return has_key ? page_start::behind_key : page_start::behind_no_key;
}

void bind_filter(db::parameters& to, const query::filter& where) {
  for (const query::comparison* compared : ordered_comparisons(where)) {
    if (!std::holds_alternative<std::monostate>(compared->values.front())) bind_literal(to, *compared);
  }
}

/// In the order of `into_outbox` (statements.cpp).
void bind_change(db::parameters& to, const describe::record_base& record, const change_note& note) {
  to.add(note.at).add(note.actor_id).add(note.actor_name).add(note.origin).add(note.reason);
  to.add(record.id).add(live::to_string(note.kind)).add(record.version);
  to.add(note.before).add(note.after).add(note.trace_id);
}

bool long_texts_differ(const any_record& before, const any_record& after) {
  for (const field& described : after.type().fields) {
    if (described.is_multiline && !codec::same_value(described, before.data(), after.data())) return true;
  }
  return false;
}

asio::awaitable<result<db::rows>> refuse(problem why) {
  co_return why;
}

problem too_many_lists() {
  return problems::malformed("Too many different filters are in use; filter by fewer fields");
}

problem not_translated() {
  return problems::malformed("Lists are filtered only by comparisons with `=` joined by AND");
}

/// The count over a whole table as literal-free SQL for libpqxx, whose parameters are texts.
std::string as_text(const query::comparison& compared) {
  struct printer {
    const query::comparison& compared;
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(query::relative_time) const { return {}; }
    std::string operator()(query::caller_literal) const { return {}; }
    std::string operator()(const query::text_literal& value) const { return value.key; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const uuid& value) const { return to_string(value); }
    std::string operator()(timestamp value) const { return to_string(value); }
    std::string operator()(query::choice_literal value) const {
      return std::string(compared.field->choices[value.index]);
    }
  };
  return std::visit(printer{compared}, compared.values.front());
}

}  // namespace

repository::repository(const describe::record_type& type)
    : type_(type), reads_(type), writes_(type), lists_(type) {}

asio::awaitable<result<db::rows>> repository::find(db::read_lane& lane, const uuid& tenant,
                                                   const uuid& id) const {
  db::parameters with;
  with.add(tenant).add(id);
  return lane.query(reads_.one, std::move(with));
}

asio::awaitable<result<db::rows>> repository::page(db::read_lane& lane, const uuid& tenant,
                                                   const list_query& what) {
  if (!is_translated(*what.where)) return refuse(not_translated());
  const list_statements* statements = lists_.find_or_make(what.by, *what.where, start_of(what));
  if (statements == nullptr) return refuse(too_many_lists());
  db::parameters with;
  with.add(tenant).add(what.rows);
  bind_filter(with, *what.where);
  if (what.behind) {
    if (start_of(what) == page_start::behind_key) bind_key(with, what.behind->keys.front());
    with.add(what.behind->id);
  }
  return lane.query(statements->page, std::move(with));
}

asio::awaitable<result<db::rows>> repository::count(db::read_lane& lane, const uuid& tenant,
                                                    const query::filter& where) {
  if (!is_translated(where)) return refuse(not_translated());
  const query::order any{type_.find("created_at"), true};
  const list_statements* statements = lists_.find_or_make(any, where, page_start::beginning);
  if (statements == nullptr) return refuse(too_many_lists());
  db::parameters with;
  with.add(tenant);
  bind_filter(with, where);
  return lane.query(statements->count, std::move(with));
}

asio::awaitable<result<std::int64_t>> repository::count_all(db::session_pool& sessions, uuid tenant,
                                                            query::filter where) const {
  if (!is_translated(where)) co_return not_translated();
  std::int64_t counted = 0;
  const db::session_pool::job job = [&](pqxx::work& work) {
    std::vector<std::string> values{to_string(tenant)};
    std::string sql = "SELECT count(*) FROM " + std::string(type_.names.resource) +
                      " WHERE tenant_id = $1::uuid AND deleted_at IS NULL";
    for (const query::comparison* compared : ordered_comparisons(where)) {
      sql += " AND " + comparison_column(*compared->field);
      if (std::holds_alternative<std::monostate>(compared->values.front())) {
        sql += " IS NULL";
        continue;
      }
      values.push_back(as_text(*compared));
      sql += " = $" + std::to_string(values.size()) + "::" + std::string(sql_type(*compared->field));
    }
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

asio::awaitable<result<db::write_outcome>> repository::insert(db::write_lane& lane, const uuid& tenant,
                                                              const any_record& made,
                                                              const change_note& note) const {
  db::parameters with;
  with.add(tenant);
  for (const field& described : type_.fields) bind_field(with, described, made.data());
  bind_change(with, made.base(), note);
  return lane.execute(writes_.insert, std::move(with), made.base().id);
}

asio::awaitable<result<db::write_outcome>> repository::update(db::write_lane& lane, const uuid& tenant,
                                                              const any_record& before,
                                                              const any_record& after,
                                                              const change_note& note) const {
  const bool with_long_texts = long_texts_differ(before, after);
  db::parameters with;
  with.add(tenant).add(after.base().id).add(before.base().version);
  for (const field& described : type_.fields) {
    if (can_change(described) && (with_long_texts || !described.is_multiline)) {
      bind_field(with, described, after.data());
    }
  }
  bind_change(with, after.base(), note);
  return lane.execute(with_long_texts ? writes_.update : writes_.update_short, std::move(with),
                      after.base().id);
}

}  // namespace dossier::records
