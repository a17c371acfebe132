#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/filter_walk.hpp"
#include "client-wasm/src/model/formats.hpp"
#include "shared/query/filter.hpp"

// A comparison of a filter in words: "Headcount", "at least", "1,000"; and what its operator could be
// instead.
namespace dossier::model {

/// What a chip can say between a field and a value. Some are two things of the language: "in the last" is
/// `>=` with a time before now.
enum class chip_operator : std::uint8_t {
  is,
  is_not,
  contains,
  is_one_of,
  at_least,
  at_most,
  above,
  below,
  in_the_last,
  is_set,
  is_empty,
};

/// The name that people know an id by; empty where it is not known.
using id_names = std::function<std::string(const filter_path&, const uuid&)>;

/// "Headcount", "Brand name".
[[nodiscard]] std::string path_words(const filter_path& path);
[[nodiscard]] filter_path path_of(const query::comparison& compared);
[[nodiscard]] chip_operator operator_of(const query::comparison& compared);
/// "at least", "after", "has", as it is said of this field.
[[nodiscard]] std::string_view operator_words(chip_operator op, const describe::field& field);
/// "1,000", "Draft and Published", "7 days"; empty where the operator says it all.
[[nodiscard]] std::string value_words(const query::comparison& compared, const id_names& names = {},
                                      const formats& how = {});
[[nodiscard]] std::string literal_words(const filter_path& path, const query::literal& value,
                                        const id_names& names = {}, const formats& how = {});

/// The operators that a path can be filtered with, the usual ones first.
[[nodiscard]] std::vector<chip_operator> operators_of(const filter_path& path);
/// Whether the operator needs a value.
[[nodiscard]] bool takes_value(chip_operator op);
/// The comparison with another operator. What was compared with stays where it suits; otherwise there are no
/// values and the person has to give one.
[[nodiscard]] query::comparison with_operator(query::comparison compared, chip_operator op);
/// A comparison of `path` that lacks its value.
[[nodiscard]] query::comparison begun_comparison(const filter_path& path, chip_operator op);
/// Whether nothing is missing.
[[nodiscard]] bool is_whole(const query::comparison& compared);
/// The comparison with `values`: one is "is", several are "is one of".
[[nodiscard]] query::comparison with_values(query::comparison compared, std::vector<query::literal> values);
/// The literal that `text`, as a person types it, is for this comparison: numbers with separators, dates,
/// texts without quotes. nullopt where it is none.
[[nodiscard]] std::optional<query::literal> read_literal(const describe::record_type& type,
                                                         const query::comparison& compared,
                                                         std::string_view text);
/// What a person would have to type to get the literal.
[[nodiscard]] std::string typed_literal(const describe::field& field, const query::literal& value);

}  // namespace dossier::model
