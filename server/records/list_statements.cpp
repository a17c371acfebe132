#include "server/records/list_statements.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "server/records/row_mapping.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

using describe::record_type;

/// What all branches of one list statement share.
struct list_text {
  const record_type& type;
  const query::order& by;
  std::string key;         ///< the column that orders
  std::string conditions;  ///< ` AND r.country_key = $3::text`
  int last_parameter = 2;

  [[nodiscard]] std::string branch(std::string_view part) const {
    const std::string direction = by.first().descending ? " DESC" : "";
    return "SELECT " + table_columns(type, "r") + " FROM " + std::string(type.names.resource) +
           " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.deleted_at IS NULL" + conditions +
           std::string(part) + " ORDER BY r." + key + direction + ", r.id" + direction + " LIMIT " +
           std::to_string(page_size_max + 1);
  }
};

/// Conditions of an equality filter; parameters are numbered from `last` on.
std::string filter_conditions(const query::filter& where, int& last) {
  std::string text;
  for (const query::comparison* compared : ordered_comparisons(where)) {
    text += " AND r." + comparison_column(*compared->field);
    if (std::holds_alternative<std::monostate>(compared->values.front())) {
      text += " IS NULL";
    } else {
      text += " = $" + std::to_string(++last) + "::" + std::string(sql_type(*compared->field));
    }
  }
  return text;
}

/// The rows of a page. Where the key may be null, rows without one are a branch of their own, behind the
/// others: `UNION ALL` runs its branches one after the other (it is never parallel here: set_config forbids
/// it), and the outer LIMIT stops before the second one when the first filled the page. The constant limits
/// inside tell the planner what the parameter outside hides from it: that few rows are wanted.
///
/// The row comparison must not name the tenant: beside the policy's `tenant_id = …`, a B-tree starts at the
/// equality and would walk the tenant's entries up to the key, 75 ms deep in a million rows; without it, it
/// starts at the key.
std::string page_rows(const list_text& list, page_start start) {
  const bool nullable = list.by.first().field->nullable;
  const std::string than = list.by.first().descending ? " < " : " > ";
  const std::string key_number = "$" + std::to_string(list.last_parameter + 1);
  const std::string next_number = "$" + std::to_string(list.last_parameter + 2);
  if (start == page_start::behind_no_key) {
    return list.branch(" AND r." + list.key + " IS NULL AND r.id" + than + key_number + "::uuid");
  }
  std::string behind;
  if (start == page_start::behind_key) {
    behind = " AND (r." + list.key + ", r.id)" + than + "(" + key_number +
             "::" + std::string(sql_type(*list.by.first().field)) + ", " + next_number + "::uuid)";
  }
  if (!nullable) return list.branch(behind);
  return "SELECT * FROM (\n    (" + list.branch(" AND r." + list.key + " IS NOT NULL" + behind) +
         ")\n    UNION ALL\n    (" + list.branch(" AND r." + list.key + " IS NULL") + ")) parts";
}

/// One row at least, so that the seq is answered with an empty page, too.
std::string page_text(const list_text& list, page_start start) {
  return "SELECT " + std::string(seq_column) + ", " + record_columns(list.type, "page") +
         short_form_columns(list.type, "page") +
         "\nFROM (VALUES (1)) one_row\nLEFT JOIN (\n  SELECT * FROM (\n  " + page_rows(list, start) +
         "\n  ) rows LIMIT $2::bigint) page ON true";
}

std::string count_text(const record_type& type, const query::filter& where) {
  int last = 1;
  const std::string conditions = filter_conditions(where, last);
  return "SELECT count(*) FROM (SELECT 1 FROM " + std::string(type.names.resource) +
         " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.deleted_at IS NULL" + conditions + " LIMIT " +
         std::to_string(counted_rows_max + 1) + ") counted";
}

list_statements make_list(const record_type& type, const query::order& by, const query::filter& where,
                          page_start start, std::size_t number) {
  list_text list{type, by, comparison_column(*by.first().field), {}, 2};
  list.conditions = filter_conditions(where, list.last_parameter);
  const std::string suffix = "_" + std::to_string(number);
  return {db::tenant_statement(named(type, "list") + suffix, page_text(list, start)),
          db::tenant_statement(named(type, "count") + suffix, count_text(type, where))};
}

/// A text that two lists have in common exactly when they have their statements in common.
std::string shape_of(const record_type& type, const query::order& by, const query::filter& where,
                     page_start start) {
  std::string shape;
  shape += static_cast<char>(type.index_of(*by.first().field));
  shape += static_cast<char>(static_cast<int>(start) * 2 + (by.first().descending ? 1 : 0));
  for (const query::comparison* compared : ordered_comparisons(where)) {
    shape += static_cast<char>(type.index_of(*compared->field));
    shape += std::holds_alternative<std::monostate>(compared->values.front()) ? '0' : '=';
  }
  return shape;
}

}  // namespace

bool is_translated(const query::filter& where) {
  const auto all = query::comparisons_of(where);
  return query::is_conjunction_of_comparisons(where) && !query::has_relative_time(where) &&
         std::all_of(all.begin(), all.end(), [](const query::comparison* one) {
           return one->through == nullptr && one->op == query::comparison_operator::equal &&
                  !std::holds_alternative<query::caller_literal>(one->values.front());
         });
}

std::vector<const query::comparison*> ordered_comparisons(const query::filter& where) {
  auto all = query::comparisons_of(where);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* left, const auto* right) { return left->field < right->field; });
  return all;
}

list_statement_cache::~list_statement_cache() {
  for (auto& head : heads_) {
    const entry* next = head.load();
    while (next != nullptr) delete std::exchange(next, next->next);
  }
}

const list_statement_cache::entry* list_statement_cache::find(const entry* head, const std::string& shape) {
  while (head != nullptr && head->shape != shape) head = head->next;
  return head;
}

const list_statements* list_statement_cache::find_or_make(const query::order& by, const query::filter& where,
                                                          page_start start) {
  const std::string shape = shape_of(type_, by, where, start);
  std::atomic<const entry*>& head = heads_[std::hash<std::string>{}(shape) % buckets];
  if (const entry* found = find(head.load(std::memory_order_acquire), shape)) return &found->made;
  const std::lock_guard lock(making_);
  if (const entry* found = find(head.load(std::memory_order_acquire), shape)) return &found->made;
  if (count_ == list_statements_max) return nullptr;
  const auto* added = new entry{shape, make_list(type_, by, where, start, ++count_), head.load()};
  head.store(added, std::memory_order_release);
  return &added->made;
}

}  // namespace dossier::records
