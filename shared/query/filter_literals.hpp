#pragma once
#include <optional>

#include "shared/query/filter.hpp"
#include "shared/query/filter_lexer.hpp"

/// Which operators and literals suit a field; a part of parse_filter.
namespace dossier::query::detail {

/// The operator that a token is; nullopt for none, and for the word IN.
[[nodiscard]] std::optional<comparison_operator> operator_of(const token& from);

/// The problem of an operator, which stands at `position`, that the field's kind does not have.
[[nodiscard]] result<void> check_operator(const describe::field& described, comparison_operator op,
                                          std::size_t position);

/// Converts a token to a literal for the comparison's field and operator. Not for `now`.
[[nodiscard]] result<literal> read_literal(const comparison& compared, const token& from);

}  // namespace dossier::query::detail
