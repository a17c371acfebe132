#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

/// What a list or a subscription asks for. The filter language is a dialect of AIP-160:
///
///   filter     = [ condition { "AND" condition } ] ;
///   condition  = field "=" literal ;
///   field      = letter { letter | digit | "_" } ;              (a filterable field of the resource)
///   literal    = string | number | "true" | "false" | "null" ;
///   string     = '"' { character | '\"' | '\\' } '"' ;
///   number     = [ "-" ] digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ] ;
///
/// Keywords are upper or lower case as written here; white space may stand between any two tokens. An empty
/// filter matches every record. Ids and times are strings. `field = null` holds where the field is not set;
/// a comparison of an unset field with anything else is false. Text compares on its folded key, so neither
/// case nor accents matter; a choice is named by its value.
namespace dossier::query {

inline constexpr std::size_t filter_max_length = 4096;  ///< bytes
inline constexpr std::size_t filter_max_depth = 32;     ///< conditions that one filter may join

/// A text literal with the key that it compares by.
struct text_literal {
  std::string text;
  std::string key;  ///< text::fold(text)
};

/// A choice by its index in the field's `choices`.
struct choice_literal {
  std::uint8_t index = 0;
};

/// What a field is compared with, converted to the field's kind when it was parsed; monostate is `null`.
using literal =
    std::variant<std::monostate, text_literal, std::int64_t, double, bool, uuid, timestamp, choice_literal>;

enum class comparison_operator : std::uint8_t { equal };

/// `field op literal`.
struct comparison {
  const describe::field* field = nullptr;
  comparison_operator op = comparison_operator::equal;
  query::literal value;
};

struct node;

/// All parts hold.
struct conjunction {
  std::vector<node> parts;
};

/// One node of a filter's tree.
struct node {
  std::variant<comparison, conjunction> what;
};

/// A parsed filter over one record type. Without a root it matches everything.
struct filter {
  const describe::record_type* type = nullptr;
  std::optional<node> root;

  [[nodiscard]] bool empty() const { return !root.has_value(); }
};

/// Parses `text` as a filter over `type`. The problem is a 400 with the position in bytes of what is wrong:
/// a syntax error, an unknown field or one that may not be filtered by, a literal of another kind than the
/// field, a text that is too long, has too many conditions or is not UTF-8.
[[nodiscard]] result<filter> parse_filter(const describe::record_type& type, std::string_view text);

/// The filter as text, in one spelling for all equal ones; parsing it gives the same filter.
[[nodiscard]] std::string to_string(const filter& what);

/// Whether `record`, which must be of the filter's type, matches.
[[nodiscard]] bool matches(const filter& what, const describe::any_record& record);

/// The filter's comparisons, all of which must hold, in the order they were written.
[[nodiscard]] std::vector<const comparison*> comparisons_of(const filter& what);

}  // namespace dossier::query
