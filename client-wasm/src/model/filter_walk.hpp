#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/filter_tokens.hpp"
#include "shared/query/filter.hpp"

namespace dossier::model {

/// A stretch of a filter that stands for something: a token that is no blank, `now-7d` in one.
struct filter_piece {
  filter_token_kind kind{};
  std::size_t begin = 0;  ///< byte offset
  std::size_t end = 0;
};
[[nodiscard]] std::vector<filter_piece> filter_pieces(std::string_view filter);

/// What may stand at a place of a filter.
enum class filter_place : std::uint8_t {
  condition,   ///< a field, NOT or an opening parenthesis
  operation,   ///< an operator or IN
  value,       ///< what the field is compared with
  list_open,   ///< the parenthesis after IN
  list_value,  ///< a value of an IN
  list_next,   ///< a comma or the parenthesis that ends the IN
  next,        ///< AND, OR or a closing parenthesis
};

/// A path of the language: a field of the type, or of the record that one of its references leads to.
struct filter_path {
  const describe::field* through = nullptr;
  const describe::field* field = nullptr;

  [[nodiscard]] bool may_be_null() const { return field->nullable || through != nullptr; }
  friend bool operator==(const filter_path&, const filter_path&) = default;
};
/// `name`, `brand.name`.
[[nodiscard]] std::string to_string(const filter_path& path);
/// The path that is written so, where it may be filtered by.
[[nodiscard]] std::optional<filter_path> find_path(const describe::record_type& type, std::string_view text);
/// The operators that a field has a condition for.
[[nodiscard]] std::vector<query::comparison_operator> operators_of(const describe::field& field);
/// `>=`, `:`, `:*`, `IN`.
[[nodiscard]] std::string_view symbol_of(query::comparison_operator op);

/// Reads a filter piece by piece, as parse_filter does, but takes what does not fit as well as it can: what
/// is being typed is rarely whole.
class filter_walk {
 public:
  explicit filter_walk(const describe::record_type& type) : type_(&type) {}

  void step(const filter_piece& piece, std::string_view filter);
  /// Whether the piece is a right one here and needs no more letters.
  [[nodiscard]] bool fits(const filter_piece& piece, std::string_view filter) const;

  [[nodiscard]] const describe::record_type& type() const { return *type_; }
  [[nodiscard]] filter_place place() const { return place_; }
  /// What is compared here; nullopt where the field is not known.
  [[nodiscard]] const std::optional<filter_path>& path() const { return path_; }
  [[nodiscard]] query::comparison_operator operation() const { return op_; }
  [[nodiscard]] bool in_parentheses() const { return nesting_.find('(') != std::string::npos; }
  // Whether the limits of the language leave room for one more.
  [[nodiscard]] bool may_nest() const { return nesting_.size() < query::filter_max_depth; }
  [[nodiscard]] bool may_compare() const { return comparisons_ < query::filter_max_comparisons; }
  [[nodiscard]] bool may_list() const { return values_ < query::filter_max_values; }

 private:
  void step_condition(std::string_view text);
  void step_operation(std::string_view text);
  void step_value(std::string_view text);
  void step_list(std::string_view text);
  void open();
  void close();
  void end_condition();
  void drop_negations();

  const describe::record_type* type_;
  filter_place place_ = filter_place::condition;
  std::optional<filter_path> path_;
  query::comparison_operator op_ = query::comparison_operator::equal;
  std::string nesting_;  ///< a letter for each NOT ('N') and parenthesis around this place
  std::size_t comparisons_ = 0;
  std::size_t values_ = 0;
};

}  // namespace dossier::model
