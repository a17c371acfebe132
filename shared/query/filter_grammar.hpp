#pragma once
#include <string_view>

namespace dossier::query {

/// The grammar of filters as EBNF (ISO 14977), for people: what stands in the comment of filter.hpp, to which
/// a test holds it.
inline constexpr std::string_view filter_grammar = R"ebnf(filter      = [ disjunction ] ;
disjunction = conjunction { "OR" conjunction } ;
conjunction = condition { "AND" condition } ;
condition   = "NOT" condition | "(" disjunction ")" | comparison ;
comparison  = path ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
            | path ":" ( "*" | string )
            | path "IN" "(" value { "," value } ")" ;
path        = name [ "." name ] ;
name        = letter { letter | digit | "_" } ;
value       = string | number | "true" | "false" | "null" | time | "me" ;
string      = '"' { character | '\"' | '\\' } '"' ;
number      = [ "-" ] digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ] ;
time        = "now" { ( "+" | "-" ) digits ( "s" | "m" | "h" | "d" | "w" ) } ;
)ebnf";

}  // namespace dossier::query
