#include "server/records/list_statements.hpp"

#include <functional>
#include <stdexcept>
#include <utility>

#include "server/records/order_source.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

using describe::record_type;
using query::order_key;

bool is_unset(const query::sort_key& key) {
  return std::holds_alternative<std::monostate>(key);
}

/// Writes the statement of one page.
class page_writer {
 public:
  page_writer(const record_type& type, const row_fields& fields, const uuid& tenant, const list_query& what)
      : type_(type),
        fields_(fields),
        what_(what),
        source_(type, *what.by.first().field),
        values_{tenant, what.rows} {
    if (what.offset > 0) offset_ = " OFFSET " + add(what.offset, "bigint");
    if (what.offset <= walked_rows_max) {
      limit_ = " LIMIT " + std::to_string(page_size_max + 1 + (what.offset > 0 ? walked_rows_max : 0));
    }
    if (what.search != nullptr && what.search->ids) ids_ = add(*what.search->ids, "uuid[]");
    if (!ids_.empty() && !what.search->ids_are_the_order) conditions_ = " AND r.id = ANY (" + ids_ + ")";
    if (what.search != nullptr && what.search->condition) add(what.search->condition(next()));
    const bool walks_changes = source_.is_recency() && !ranked();
    add(filter_condition(*what.where, what.at, next(), what.rare,
                         walks_changes ? row_source::recency : row_source::record));
  }

  /// One row at least, so that the seq is answered with an empty page, too.
  [[nodiscard]] std::string text() {
    const std::string rows = ranked() ? rows_as_given() : rows_by_keys();
    return "SELECT " + std::string(seq_column) + ", " + record_columns(fields_, "page") +
           short_form_columns(fields_, "page") +
           "\nFROM (VALUES (1)) one_row\nLEFT JOIN (\n  SELECT * FROM (\n  " + rows +
           "\n  ) rows LIMIT $2::bigint" + offset_ + ") page ON true";
  }

  [[nodiscard]] std::vector<sql_value> take_values() { return std::move(values_); }

 private:
  [[nodiscard]] int next() const { return static_cast<int>(values_.size()) + 1; }
  [[nodiscard]] bool ranked() const { return !ids_.empty() && what_.search->ids_are_the_order; }

  std::string add(sql_value value, std::string_view type) {
    values_.push_back(std::move(value));
    return "$" + std::to_string(values_.size()) + "::" + std::string(type);
  }
  void add(sql_condition condition) {
    conditions_ += and_also(condition);
    for (sql_value& value : condition.values) values_.push_back(std::move(value));
  }

  [[nodiscard]] const std::vector<order_key>& keys() const { return what_.by.keys; }
  [[nodiscard]] std::string column(std::size_t key) const { return source_.column(*keys()[key].field); }
  [[nodiscard]] static std::string direction(bool descending) { return descending ? " DESC" : ""; }
  [[nodiscard]] static std::string behind(bool descending) { return descending ? " < " : " > "; }

  /// Of a stretch of the list in which the first key is set everywhere, or nowhere: then it needs no word
  /// about nulls, and the index's own order serves.
  [[nodiscard]] std::string order_text(bool of_merged) const {
    std::string text = " ORDER BY ";
    for (std::size_t i = 0; i < keys().size(); ++i) {
      text += of_merged ? "key_" + std::to_string(i) : column(i);
      text += direction(keys()[i].descending);
      if (i != 0 && keys()[i].descending && keys()[i].field->nullable) text += " NULLS LAST";
      text += ", ";
    }
    return text + (of_merged ? "id" : source_.id()) + direction(what_.by.ids_descend());
  }

  /// A walk of the records that live, or of those that do not.
  [[nodiscard]] std::string walk(const std::string& stretch, bool deleted) const {
    std::string columns = table_columns(type_, fields_, "r");
    for (std::size_t i = 0; what_.show_deleted && i < keys().size(); ++i) {
      columns += ", " + column(i) + " AS key_" + std::to_string(i);
    }
    return "SELECT " + columns + source_.from() + " WHERE /*tenant*/ AND " + source_.of_tenant() +
           source_.having_deleted(deleted) + conditions_ + stretch + order_text(false) + limit_;
  }

  /// The constant limits inside tell the planner what the parameter outside hides from it: that few rows are
  /// wanted. The deleted have indexes of their own, so both are walked, and merged.
  [[nodiscard]] std::string branch(const std::string& stretch) const {
    if (!what_.show_deleted) return walk(stretch, false);
    return "SELECT * FROM ((" + walk(stretch, false) + ")\n    UNION ALL\n    (" + walk(stretch, true) +
           ")) merged" + order_text(true) + limit_;
  }

  /// The rows of a page, stretch by stretch. Where the first key may be null, rows without one are a stretch
  /// of their own, behind the others: `UNION ALL` runs its branches one after the other (it is never parallel
  /// here: set_config forbids it), and the outer LIMIT stops before the next one when the first filled the
  /// page.
  [[nodiscard]] std::string rows_by_keys() {
    const std::vector<std::string> stretches = what_.behind ? stretches_behind() : stretches_from_beginning();
    if (stretches.size() == 1) return branch(stretches.front());
    std::string text = "SELECT * FROM (";
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      text += (i == 0 ? "\n    (" : "\n    UNION ALL\n    (") + branch(stretches[i]) + ")";
    }
    return text + ") parts";
  }

  [[nodiscard]] std::vector<std::string> stretches_from_beginning() const {
    if (!keys().front().field->nullable) return {""};
    return {" AND " + column(0) + " IS NOT NULL", " AND " + column(0) + " IS NULL"};
  }

  [[nodiscard]] std::vector<std::string> stretches_behind() {
    const auto& first = keys().front();
    const bool unset = is_unset(what_.behind->keys.front());
    std::string value;
    if (!unset) value = add(value_of(what_.behind->keys.front()), sql_type(*first.field));
    std::vector<std::string> stretches;
    if (keys().size() == 1) {
      stretches.push_back(unset ? " AND " + column(0) + " IS NULL AND " + rest_behind(1)
                                : behind_in_index(value));
    } else {
      // The rest of the group that the position stands in, then the groups behind it.
      stretches.push_back(" AND " + column(0) + (unset ? " IS NULL" : " = " + value) + " AND " +
                          rest_behind(1));
      if (!unset) stretches.push_back(" AND " + column(0) + behind(first.descending) + value);
    }
    if (!unset && first.field->nullable) stretches.push_back(" AND " + column(0) + " IS NULL");
    return stretches;
  }

  /// The row comparison must not name the tenant: beside the policy's `tenant_id = …`, a B-tree starts at the
  /// equality and would walk the tenant's entries up to the key, 75 ms deep in a million rows; without it, it
  /// starts at the key.
  [[nodiscard]] std::string behind_in_index(const std::string& value) {
    const auto& first = keys().front();
    return (first.field->nullable ? " AND " + column(0) + " IS NOT NULL" : std::string()) + " AND (" +
           column(0) + ", " + source_.id() + ")" + behind(first.descending) + "(" + value + ", " +
           add(what_.behind->id, "uuid") + ")";
  }

  /// Rows behind the position among those that are equal to it in all keys before `key`.
  [[nodiscard]] std::string rest_behind(std::size_t key) {
    if (key == keys().size()) {
      return source_.id() + behind(what_.by.ids_descend()) + add(what_.behind->id, "uuid");
    }
    const query::sort_key& position = what_.behind->keys[key];
    if (is_unset(position)) return "(" + column(key) + " IS NULL AND " + rest_behind(key + 1) + ")";
    const std::string value = add(value_of(position), sql_type(*keys()[key].field));
    std::string text = "(" + column(key) + behind(keys()[key].descending) + value;
    if (keys()[key].field->nullable) text += " OR " + column(key) + " IS NULL";
    return text + " OR (" + column(key) + " = " + value + " AND " + rest_behind(key + 1) + "))";
  }

  /// The records of the search, in its order.
  [[nodiscard]] std::string rows_as_given() const {
    return "SELECT " + table_columns(type_, fields_, "r") + " FROM unnest(" + ids_ +
           ") WITH ORDINALITY AS found (id, place) JOIN " + std::string(type_.names.resource) +
           " r ON r.tenant_id = $1::uuid AND r.id = found.id WHERE /*tenant*/" +
           (what_.show_deleted ? "" : " AND r.deleted_at IS NULL") + conditions_ + " ORDER BY found.place" +
           limit_;
  }

  const record_type& type_;
  const row_fields& fields_;
  const list_query& what_;
  const order_source source_;
  std::vector<sql_value> values_;
  std::string offset_;
  std::string limit_;
  std::string ids_;  ///< the parameter, where the list is given by its ids
  std::string conditions_;
};

/// The number of the last statement that was kept, by whichever object: connections know statements by their
/// names, and a record has as many list_statements as there are engines (the demo loader has its own).
std::atomic<std::size_t> last_number{0};

/// A text that two lists without conditions have in common exactly when they have their statement in common.
std::string kind_of(const list_query& what, const row_fields& fields) {
  std::string kind = query::to_string(what.by);
  kind += what.show_deleted ? '+' : '-';
  kind += what.offset == 0 ? '0' : (what.offset <= walked_rows_max ? '1' : '2');
  kind += what.behind ? 'b' : 'a';
  if (what.behind) {
    for (const query::sort_key& key : what.behind->keys) kind += is_unset(key) ? '0' : '1';
  }
  if (what.fields == nullptr) return kind;
  for (const describe::field* read : fields) {
    kind += ' ';
    kind += read->name;
  }
  return kind;
}

std::string live_only(const list_query& what) {
  return what.show_deleted ? "" : " AND r.deleted_at IS NULL";
}

}  // namespace

db::parameters list_statement::parameters() const {
  db::parameters with;
  bind_values(with, values);
  return with;
}

list_statements::~list_statements() {
  for (auto& head : heads_) {
    const entry* next = head.load();
    while (next != nullptr) delete std::exchange(next, next->next);
  }
}

const list_statements::entry* list_statements::find(const entry* head, const std::string& kind) {
  while (head != nullptr && head->kind != kind) head = head->next;
  return head;
}

list_statement list_statements::page(const uuid& tenant, const list_query& what) {
  const row_fields& fields = what.fields != nullptr ? what.fields->read : all_;
  page_writer writer(type_, fields, tenant, what);
  if (!what.where->empty() || what.search != nullptr) {
    std::string sql = writer.text();
    return {std::make_shared<const db::statement>(db::tenant_statement(named(type_, "list"), sql, true)),
            writer.take_values()};
  }
  // Writing the text adds the position's values, so it is written even where the statement is known.
  std::string sql = writer.text();
  return {keep(kind_of(what, fields), std::move(sql)), writer.take_values()};
}

list_statement list_statements::one(const uuid& tenant, const uuid& id, const list_fields& fields) {
  const std::string columns = table_columns(type_, fields.read, "r");
  std::string sql = "SELECT " + std::string(seq_column) + ", " + columns +
                    short_form_columns(fields.read, "r") + "\nFROM " + std::string(type_.names.resource) +
                    " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id = $2::uuid";
  return {keep("one " + columns, std::move(sql)), {tenant, id}};
}

std::shared_ptr<const db::statement> list_statements::keep(const std::string& kind, std::string sql) {
  std::atomic<const entry*>& head = heads_[std::hash<std::string>{}(kind) % buckets];
  if (const entry* found = find(head.load(std::memory_order_acquire), kind)) return found->made;
  const std::lock_guard lock(making_);
  if (const entry* found = find(head.load(std::memory_order_acquire), kind)) return found->made;
  if (count_ == list_statements_max) {
    return std::make_shared<const db::statement>(db::tenant_statement(named(type_, "list"), sql, true));
  }
  ++count_;
  const std::string name = named(type_, "list_") + std::to_string(++last_number);
  const auto* added =
      new entry{kind, std::make_shared<const db::statement>(db::tenant_statement(name, sql)), head.load()};
  head.store(added, std::memory_order_release);
  return added->made;
}

list_statement list_statements::count(const uuid& tenant, const list_query& what) const {
  std::vector<sql_value> values{tenant};
  std::string conditions;
  const auto add = [&](sql_condition condition) {
    conditions += and_also(condition);
    for (sql_value& value : condition.values) values.push_back(std::move(value));
  };
  const auto next = [&] { return static_cast<int>(values.size()) + 1; };
  if (what.search != nullptr && what.search->ids) {
    values.emplace_back(*what.search->ids);
    conditions += " AND r.id = ANY ($2::uuid[])";
  }
  if (what.search != nullptr && what.search->condition) add(what.search->condition(next()));
  add(filter_condition(*what.where, what.at, next(), what.rare));
  const std::string sql = "SELECT count(*) FROM (SELECT FROM " + std::string(type_.names.resource) +
                          " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid" + live_only(what) + conditions +
                          " LIMIT " + std::to_string(counted_rows_max + 1) + ") counted";
  return {std::make_shared<const db::statement>(db::tenant_statement(named(type_, "count"), sql, true)),
          std::move(values)};
}

list_statement list_statements::has_large_group(const uuid& tenant, const list_query& what) const {
  const order_source source(type_, *what.by.first().field);
  const std::string sql = "SELECT EXISTS (SELECT" + source.keys_only() + " WHERE /*tenant*/ AND " +
                          source.of_tenant() + (what.show_deleted ? "" : source.keys_having_deleted(false)) +
                          " GROUP BY " + source.column(*what.by.first().field) + " HAVING count(*) > " +
                          std::to_string(listed_ids_max) + ")";
  return {std::make_shared<const db::statement>(
              db::tenant_statement(named(type_, "large_group_") + comparison_column(*what.by.first().field) +
                                       (what.show_deleted ? "_all" : ""),
                                   sql)),
          {tenant}};
}

list_statement list_statements::count_having(const uuid& tenant, const query::comparison& item) const {
  const std::string resource(type_.names.resource);
  const std::string most = std::to_string(listed_ids_max + 1);
  std::string name = named(type_, "having_") + std::string(item.field->name);
  std::string sql = "SELECT count(*) FROM " + name + "($2::text, " + most + ") found WHERE /*tenant*/";
  if (item.field->kind == describe::kind::text) {
    // While older records wait for their search rows, the index of words answers for some only.
    name = named(type_, "having_words");
    sql =
        "SELECT CASE WHEN EXISTS (SELECT FROM search_backfill b WHERE /*tenant*/ AND b.tenant_id = $1::uuid "
        "AND b.resource = '" +
        resource + "' AND b.finished)\n  THEN search_count_" + resource + "($2::text::tsquery, " + most +
        ") ELSE " + most + " END";
  }
  return {std::make_shared<const db::statement>(db::tenant_statement(name + "_count", sql)),
          {tenant, rare_key(item)}};
}

}  // namespace dossier::records
