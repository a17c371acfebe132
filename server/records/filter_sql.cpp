#include "server/records/filter_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "server/records/row_mapping.hpp"
#include "server/records/search_document.hpp"
#include "server/records/search_query.hpp"
#include "shared/text/words.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::kind;
using query::comparison;
using query::comparison_operator;
using query::literal;

bool is_null(const literal& value) {
  return std::holds_alternative<std::monostate>(value);
}

/// A literal as the column of its field holds it.
struct value_maker {
  const field& described;
  const query::context& at;

  sql_value operator()(std::monostate) const { throw std::logic_error("null is not a parameter"); }
  sql_value operator()(const query::text_literal& value) const { return value.key; }
  sql_value operator()(query::choice_literal value) const {
    return std::string(described.choices[value.index]);
  }
  sql_value operator()(query::relative_time value) const { return timestamp{at.now.micros + value.micros}; }
  sql_value operator()(query::caller_literal) const { return at.caller; }
  template <class T>
  sql_value operator()(const T& value) const {
    return value;
  }
};

template <class T>
sql_value array_of(std::vector<sql_value> values) {
  std::vector<T> all;
  for (sql_value& each : values) all.push_back(std::get<T>(std::move(each)));
  return all;
}

/// The pattern that a folded text matches exactly where the words (as text::spaced_words gives them) stand in
/// it. Words hold nothing that a pattern takes for more than itself.
std::string words_pattern(const std::string& words) {
  static const std::string separator = text::words_sql_class();
  std::string pattern = "(^|" + separator + ")";
  for (const char c : words.substr(1, words.size() - 2)) {
    if (c == ' ') {
      pattern += separator + "+";
    } else {
      pattern += c;
    }
  }
  return pattern + "(" + separator + "|$)";
}

/// The words that a text must have; none where one is longer than the index of words knows.
std::vector<std::string> words_in(const comparison& item) {
  std::vector<std::string> words;
  const std::string& spaced = std::get<query::text_literal>(item.values.front()).words;
  for (std::size_t at = 1; at < spaced.size();) {
    const std::size_t end = spaced.find(' ', at);
    words.push_back(spaced.substr(at, end - at));
    if (words.back().size() > document_word_max) return {};
    at = end + 1;
  }
  return words;
}

std::string_view symbol_of(comparison_operator op) {
  switch (op) {
    case comparison_operator::less:
      return " < ";
    case comparison_operator::less_equal:
      return " <= ";
    case comparison_operator::greater:
      return " > ";
    case comparison_operator::greater_equal:
      return " >= ";
    default:
      return " = ";
  }
}

/// Writes a condition's text and collects its values.
class condition_writer {
 public:
  condition_writer(const query::filter& where, const query::context& at, int first,
                   const std::vector<const comparison*>& rare, row_source from)
      : type_(*where.type),
        at_(at),
        next_(first),
        rare_(rare),
        must_hold_(query::comparisons_of(where)),
        from_(from) {}

  /// `negated`: the text stands beneath a NOT, where unknown must not pass for false.
  void write(const query::node& what, bool negated) {
    if (const auto* one = std::get_if<comparison>(&what.what)) return write(*one, negated);
    if (const auto* all = std::get_if<query::conjunction>(&what.what)) {
      return write(all->parts, " AND ", negated);
    }
    if (const auto* any = std::get_if<query::disjunction>(&what.what)) {
      return write(any->parts, " OR ", negated);
    }
    const query::node& part = std::get<query::negation>(what.what).part.front();
    if (const auto* twice = std::get_if<query::negation>(&part.what)) {
      return write(twice->part.front(), negated);
    }
    made_.text += "NOT (";
    write(part, true);
    made_.text += ')';
  }

  [[nodiscard]] sql_condition take() { return std::move(made_); }

 private:
  void write(const std::vector<query::node>& parts, std::string_view between, bool negated) {
    made_.text += '(';
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i != 0) made_.text += between;
      write(parts[i], negated);
    }
    made_.text += ')';
  }

  void write(const comparison& compared, bool negated) {
    const bool unset_holds = query::holds_for_unset(compared);
    if (compared.through != nullptr) return write_through(compared, unset_holds);
    if (std::find(rare_.begin(), rare_.end(), &compared) != rare_.end()) return write_rare(compared);
    if (is_last_change(*compared.field)) return write_last_change(compared);
    const std::string column = "r." + comparison_column(*compared.field);
    const bool may_be_unset = compared.field->nullable;
    const std::string test = value_test(compared, column);
    if (!may_be_unset) {
      made_.text += test.empty() ? "false" : test;
    } else if (unset_holds) {
      made_.text += test.empty() ? column + " IS NULL" : "(" + column + " IS NULL OR " + test + ")";
    } else if (negated && compared.op != comparison_operator::present) {
      made_.text += "(" + test + ") IS TRUE";
    } else {
      made_.text += test;
    }
  }

  /// The record's own column has no index. What must hold is asked of the table that has one, so that a
  /// planner who sees few changes in the given time begins with them; it is never unset. Naming both values
  /// of `deleted`, which stands before the time in the index, lets both ranges be looked up.
  void write_last_change(const comparison& compared) {
    const std::string column = comparison_column(*compared.field);
    const bool must_hold = std::find(must_hold_.begin(), must_hold_.end(), &compared) != must_hold_.end();
    std::string test;
    if (from_ == row_source::recency) {
      test = value_test(compared, "o." + column);
    } else if (must_hold) {
      test = value_test(compared, "changed." + column);
      if (!test.empty()) {
        test = "EXISTS (SELECT FROM " + std::string(type_.names.resource) +
               "_recency changed WHERE changed.tenant_id = $1::uuid AND changed.deleted IN (false, true) AND "
               "changed.id = r.id AND " +
               test + ")";
      }
    } else {
      test = value_test(compared, "r." + column);
    }
    made_.text += test.empty() ? "false" : test;
  }

  /// The sub-select runs once, when the walk of the ids that it answers begins.
  void write_rare(const comparison& compared) {
    const std::string ids = "r.id = ANY (ARRAY(SELECT ";
    const std::string resource(type_.names.resource);
    made_.values.push_back(rare_key(compared));
    if (compared.field->kind == kind::text_list) {
      made_.text += ids + resource + "_having_" + std::string(compared.field->name) + "(" + number("text") +
                    ", 9223372036854775807)))";
      return;
    }
    // The index knows the words of all fields together: the record's own text has the last word.
    const std::string wanted = number("text") + "::tsquery";
    made_.text += "(" + ids + "hit.found FROM search_" + resource + "(" + wanted + ", " + wanted +
                  ", 9223372036854775807) hit)) AND ";
    made_.text += has_test(compared, "r." + comparison_column(*compared.field)) + ")";
  }

  /// Beside what is tested of the record referred to, a path holds for unset values also where there is no
  /// such record.
  void write_through(const comparison& compared, bool unset_holds) {
    const std::string column = "ref." + comparison_column(*compared.field);
    const std::string test = value_test(compared, column);
    const std::string of = "EXISTS (SELECT FROM " + std::string(compared.through->references) +
                           " ref WHERE ref.tenant_id = $1::uuid AND ref.id = r." +
                           std::string(compared.through->name) + " AND ";
    if (!unset_holds) {
      // Said of the live and of the deleted apart, each has its indexes.
      made_.text +=
          of + "(ref.deleted_at IS NULL AND " + test + " OR ref.deleted_at IS NOT NULL AND " + test + "))";
      return;
    }
    // Not: there is one, and it is set, and the test fails.
    std::string fails = compared.field->nullable ? column + " IS NOT NULL" : "true";
    if (!test.empty()) fails += " AND NOT (" + test + ")";
    made_.text += "NOT " + of + fails + ")";
  }

  /// What must hold of a value; null where it is unset. Empty: no value passes (`= null`).
  std::string value_test(const comparison& compared, const std::string& column) {
    const field& described = *compared.field;
    switch (compared.op) {
      case comparison_operator::present:
        if (described.kind == kind::text_list) return "cardinality(" + column + ") > 0";
        return described.nullable ? column + " IS NOT NULL" : std::string("true");
      case comparison_operator::has:
        return has_test(compared, column);
      case comparison_operator::in:
        return in_test(compared, column);
      case comparison_operator::not_equal:
        if (is_null(compared.values.front())) return column + " IS NOT NULL";
        return column + " <> " + add(compared.values.front(), described);
      default:
        if (is_null(compared.values.front())) return {};
        return column + std::string(symbol_of(compared.op)) + add(compared.values.front(), described);
    }
  }

  /// Looking for the first word alone is much cheaper than the pattern, and most rows fail it. As a CASE the
  /// planner takes it for every other row; a pattern, which it may not try on a table behind a policy, for
  /// one in two hundred, and would rather sort them all than walk an order.
  std::string has_test(const comparison& compared, const std::string& column) {
    const auto& wanted = std::get<query::text_literal>(compared.values.front());
    if (compared.field->kind == kind::text_list) {
      made_.values.emplace_back(wanted.key);
      return number("text") + " = ANY (" + column + ")";
    }
    if (wanted.words.empty()) return "false";
    made_.values.emplace_back(wanted.words.substr(1, wanted.words.find(' ', 1) - 1));
    std::string test = "CASE WHEN strpos(" + column + ", " + number("text") + ") > 0 THEN ";
    made_.values.emplace_back(words_pattern(wanted.words));
    return test + column + " ~ " + number("text") + " ELSE false END";
  }

  /// As one array, so that lists of any length share a statement.
  std::string in_test(const comparison& compared, const std::string& column) {
    std::vector<sql_value> values;
    for (const literal& each : compared.values) {
      if (!is_null(each)) values.push_back(std::visit(value_maker{*compared.field, at_}, each));
    }
    if (values.empty()) return {};
    made_.values.push_back(array(*compared.field, std::move(values)));
    return column + " = ANY (" + number(std::string(sql_type(*compared.field)) + "[]") + ")";
  }

  static sql_value array(const field& described, std::vector<sql_value> values) {
    switch (described.kind) {
      case kind::integer:
        return array_of<std::int64_t>(std::move(values));
      case kind::number:
        return array_of<double>(std::move(values));
      case kind::uuid:
        return array_of<uuid>(std::move(values));
      case kind::timestamp:
        return array_of<timestamp>(std::move(values));
      case kind::boolean: {
        std::vector<std::string> texts;  // there are no parameters that are arrays of these
        for (const sql_value& each : values) texts.emplace_back(std::get<bool>(each) ? "true" : "false");
        return texts;
      }
      default:
        return array_of<std::string>(std::move(values));
    }
  }

  std::string add(const literal& value, const field& described) {
    made_.values.push_back(std::visit(value_maker{described, at_}, value));
    return number(sql_type(described));
  }

  /// Of the value added last.
  std::string number(std::string_view type) {
    return "$" + std::to_string(next_++) + "::" + std::string(type);
  }

  const describe::record_type& type_;
  const query::context& at_;
  int next_;
  const std::vector<const comparison*>& rare_;
  const std::vector<const comparison*> must_hold_;
  const row_source from_;
  sql_condition made_;
};

struct key_value {
  sql_value operator()(std::monostate) const { throw std::logic_error("no value is not a parameter"); }
  template <class T>
  sql_value operator()(const T& value) const {
    return value;
  }
};

struct text_writer {
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(const uuid& value) const { return to_string(value); }
  std::string operator()(timestamp value) const { return to_string(value); }
  template <class T>
  std::string operator()(const std::vector<T>& values) const {
    std::string text = "{";
    for (const T& value : values) {
      text += text.size() == 1 ? "\"" : ",\"";
      for (const char c : (*this)(value)) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
      }
      text += '"';
    }
    return text + "}";
  }
};

}  // namespace

sql_value value_of(const query::sort_key& key) {
  return std::visit(key_value{}, key);
}

sql_condition filter_condition(const query::filter& where, const query::context& at, int first,
                               const std::vector<const comparison*>& rare, row_source from) {
  if (!where.root) return {};
  condition_writer writer(where, at, first, rare, from);
  writer.write(*where.root, false);
  return writer.take();
}

std::vector<const comparison*> rare_items_of(const query::filter& where) {
  std::vector<const comparison*> items;
  for (const comparison* one : query::comparisons_of(where)) {
    if (one->through != nullptr || one->op != comparison_operator::has) continue;
    const bool has_words =
        one->field->is_searchable && one->field->kind == kind::text && !words_in(*one).empty();
    if (one->field->kind == kind::text_list || has_words) items.push_back(one);
  }
  return items;
}

std::string rare_key(const comparison& item) {
  if (item.field->kind == kind::text_list) return std::get<query::text_literal>(item.values.front()).key;
  std::string wanted;
  for (const std::string& word : words_in(item)) {
    if (!wanted.empty()) wanted += " & ";
    wanted += tsquery_of_word(word, false);
  }
  return wanted;
}

std::string and_also(const sql_condition& condition) {
  return condition.empty() ? std::string() : " AND (" + condition.text + ")";
}

void bind_values(db::parameters& to, const std::vector<sql_value>& values) {
  for (const sql_value& value : values) {
    std::visit([&](const auto& each) { to.add(each); }, value);
  }
}

std::vector<std::string> as_texts(const std::vector<sql_value>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const sql_value& value : values) texts.push_back(std::visit(text_writer{}, value));
  return texts;
}

}  // namespace dossier::records
