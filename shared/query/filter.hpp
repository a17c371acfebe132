#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

/// What a list or a subscription asks for. The filter language is a dialect of AIP-160:
///
///   filter      = [ disjunction ] ;                             (an empty one matches every record)
///   disjunction = conjunction { "OR" conjunction } ;
///   conjunction = condition { "AND" condition } ;               (AND binds tighter than OR, as in SQL)
///   condition   = "NOT" condition | "(" disjunction ")" | comparison ;
///   comparison  = path ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
///               | path ":" ( "*" | string )
///               | path "IN" "(" value { "," value } ")" ;
///   path        = name [ "." name ] ;          (`brand.name`: through the reference `brand_id`)
///   name        = letter { letter | digit | "_" } ;
///   value       = string | number | "true" | "false" | "null" | time | "me" ;
///   string      = '"' { character | '\"' | '\\' } '"' ;
///   number      = [ "-" ] digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ] ;
///   time        = "now" { ( "+" | "-" ) digits ( "s" | "m" | "h" | "d" | "w" ) } ;
///
/// White space may stand between any two tokens, but around the dot of a path. Keywords are written as here.
///
/// What may be compared with what:
///   text       = != < <= > >= IN with strings, on the folded key: neither case nor accents matter, the order
///              is that of code points; `:` holds where the string's words stand in the text as consecutive
///              whole words
///   text list  `:` holds where one item is the string, on the folded key
///   integer, number   = != < <= > >= IN with numbers; an integer only with whole ones
///   time       = != < <= > >= IN with strings, RFC 3339 or a date (its midnight in UTC), and with `now`
///   boolean    = != IN with `true` and `false`
///   id         = != IN with strings (a UUID) and `me`, the caller's user
///   choice     = != IN with the names of its choices
/// `:*` holds where any field is set and a list is not empty. `null` may stand with `=`, `!=` and in IN for a
/// field that may be unset.
///
/// Filters are two-valued: `= null` holds where the field is unset, any other comparison of an unset field
/// does not, except `!=`, which is the negation of `=` (SQL's IS DISTINCT FROM) as NOT is of anything. A path
/// whose reference is unset or leads nowhere reads as unset.
namespace dossier::query {

inline constexpr std::size_t filter_max_length = 4096;  ///< bytes, as given and as to_string prints it
inline constexpr std::size_t filter_max_depth = 32;     ///< NOTs and parentheses around one comparison
inline constexpr std::size_t filter_max_comparisons = 200;
inline constexpr std::size_t filter_max_values = 100;         ///< of one IN
inline constexpr std::int64_t relative_time_max_days = 3660;  ///< ten years, before and after now

/// A text literal with what it compares by. Made by make_text.
struct text_literal {
  std::string text;
  std::string key{};    ///< text::fold(text)
  std::string words{};  ///< text::spaced_words(key), what `:` looks for in a text
  bool operator==(const text_literal&) const = default;
};
[[nodiscard]] text_literal make_text(std::string text);

/// A choice by its index in the field's `choices`.
struct choice_literal {
  std::uint8_t index = 0;
  bool operator==(const choice_literal&) const = default;
};

/// `now-7d`: that many microseconds after now, in whole seconds.
struct relative_time {
  std::int64_t micros = 0;
  bool operator==(const relative_time&) const = default;
};

/// `me`.
struct caller_literal {
  bool operator==(const caller_literal&) const = default;
};

/// What a field is compared with, converted to the field's kind when it was parsed; monostate is `null`.
using literal = std::variant<std::monostate, text_literal, std::int64_t, double, bool, uuid, timestamp,
                             choice_literal, relative_time, caller_literal>;

enum class comparison_operator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  has,      ///< `:`
  present,  ///< `:*`
  in
};

/// One field against one literal; against none when it is `present`, against all of a list when it is `in`.
struct comparison {
  const describe::field* through = nullptr;  ///< the reference field of a path, nullptr for an own field
  const describe::field* field = nullptr;    ///< of the filter's type, or of the one that `through` refers to
  comparison_operator op = comparison_operator::equal;
  std::vector<literal> values{};
  bool operator==(const comparison&) const = default;
};

struct node;

/// All parts hold: two or more, none of which is a conjunction itself.
struct conjunction {
  std::vector<node> parts;
};

/// One part at least holds: two or more, none of which is a disjunction itself.
struct disjunction {
  std::vector<node> parts;
};

/// Its part, exactly one, does not hold.
struct negation {
  std::vector<node> part;
};

/// One node of a filter's tree.
struct node {
  std::variant<comparison, conjunction, disjunction, negation> what;
};
[[nodiscard]] bool operator==(const node& left, const node& right);
[[nodiscard]] bool operator==(const conjunction& left, const conjunction& right);
[[nodiscard]] bool operator==(const disjunction& left, const disjunction& right);
[[nodiscard]] bool operator==(const negation& left, const negation& right);

/// A parsed filter over one record type. Without a root it matches everything.
struct filter {
  const describe::record_type* type = nullptr;
  std::optional<node> root;

  [[nodiscard]] bool empty() const { return !root.has_value(); }
  bool operator==(const filter&) const = default;
};

/// Parses `text` as a filter over `type`. The problem is a 400 with the position in bytes of what is wrong:
/// a syntax error, an unknown field or one that may not be filtered by, an operator or a literal that does
/// not suit the field, a text that crosses a limit or is not UTF-8.
[[nodiscard]] result<filter> parse_filter(const describe::record_type& type, std::string_view text);

/// The filter as text, in one spelling for all that mean the same tree, with no more parentheses than needed;
/// parsing it gives the same filter.
[[nodiscard]] std::string to_string(const filter& what);

/// `now`, `now-7d`: in the largest unit up to days that it is a whole number of.
[[nodiscard]] std::string to_string(const relative_time& what);

/// The filter with every `me` replaced by the id of the caller. Its text is then a key for all callers.
[[nodiscard]] filter bound_to(filter what, const uuid& caller);

/// What matches both filters, which are over one type.
[[nodiscard]] filter both(filter left, filter right);

/// Whether a comparison holds for a field that is not set: `= null` does, `!= "x"` does, everything else not.
[[nodiscard]] bool holds_for_unset(const comparison& compared);

/// Whether the answer depends on who asks (`me`).
[[nodiscard]] bool has_caller(const filter& what);

/// Whether the answer depends on when it is asked for.
[[nodiscard]] bool has_relative_time(const filter& what);

/// The reference fields of the filter's type that paths lead through, each once, in the order of description.
[[nodiscard]] std::vector<const describe::field*> references_in(const filter& what);

/// The comparisons that must all hold at least: the root if it is one, or those joined by AND at the top, in
/// the order they were written.
[[nodiscard]] std::vector<const comparison*> comparisons_of(const filter& what);

/// Whether comparisons_of tells all of the filter.
[[nodiscard]] bool is_conjunction_of_comparisons(const filter& what);

/// Calls `use` with every comparison, from the left to the right; `Node` is `node` or `const node`.
template <class Node, class Use>
void for_each_comparison_in(Node& what, const Use& use) {
  const auto all = [&use](auto& parts) {
    for (auto& part : parts) for_each_comparison_in(part, use);
  };
  if (auto* one = std::get_if<comparison>(&what.what)) {
    use(*one);
  } else if (auto* both = std::get_if<conjunction>(&what.what)) {
    all(both->parts);
  } else if (auto* either = std::get_if<disjunction>(&what.what)) {
    all(either->parts);
  } else {
    all(std::get<negation>(what.what).part);
  }
}
template <class Use>
void for_each_comparison(const filter& what, const Use& use) {
  if (what.root) for_each_comparison_in(*what.root, use);
}

/// What filters are held against: a record, and what comparing needs of it (folded texts, words), made when
/// it is first asked for and kept, so that many filters share it. Not for several threads at once. The record
/// outlives it and does not change meanwhile.
class subject {
 public:
  explicit subject(const describe::any_record& record) : record_(&record) {}

  [[nodiscard]] const describe::any_record& record() const { return *record_; }
  /// Of one of the type's own text fields: the folded text, empty where it is unset.
  [[nodiscard]] const std::string& key(const describe::field& own) const;
  /// Of the same: its words as text::spaced_words gives them.
  [[nodiscard]] const std::string& words(const describe::field& own) const;
  /// Of one of the type's own text lists: the items' folded texts.
  [[nodiscard]] const std::vector<std::string>& item_keys(const describe::field& own) const;

 private:
  struct folded {
    std::string key;
    std::optional<std::string> words;
    std::vector<std::string> items;
  };
  [[nodiscard]] folded& folded_of(const describe::field& own) const;

  const describe::any_record* record_;
  mutable std::vector<std::unique_ptr<folded>> folded_;  ///< by position of the field, made when needed
};

/// Who asks and when, and the way to other records.
struct context {
  timestamp now{};
  uuid caller{};  ///< whom `me` means
  /// The record that `id`, a value of the reference field `through`, points to, deleted ones included;
  /// nullptr where there is none. Left empty, every path reads as unset.
  std::function<const subject*(const describe::field& through, const uuid& id)> referenced{};
};

/// Whether a record, which must be of the filter's type, matches. The same answer as PostgreSQL's.
[[nodiscard]] bool matches(const filter& what, const subject& whom, const context& with);
[[nodiscard]] bool matches(const filter& what, const describe::any_record& record, const context& with = {});

}  // namespace dossier::query
