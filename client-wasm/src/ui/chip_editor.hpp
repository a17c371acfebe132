#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/filter_parts.hpp"
#include "client-wasm/src/model/filter_words.hpp"
#include "client-wasm/src/model/value_cache.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/option_list.hpp"

namespace dossier::ui {

/// The popover that builds and changes one comparison of a filter: field, operator, value, each chosen in the
/// same place, with the pointer or the keyboard.
class chip_editor {
 public:
  struct data {
    const describe::record_type* type = nullptr;
    std::string_view filter;
    const std::vector<model::filter_part>* parts = nullptr;
    model::value_cache* values = nullptr;
    model::formats formats{};  ///< how values are written
  };

  /// Asks for a new comparison.
  void add(context& c);
  void edit_operator(context& c, std::size_t part, const query::comparison& compared);
  void edit_value(context& c, std::size_t part, const query::comparison& compared);
  /// Offers the parts from `first` on, which have no room.
  void choose_part(context& c, std::size_t first);
  /// The part that is edited; nullopt for a new one.
  [[nodiscard]] std::optional<std::size_t> part() const;

  /// Draws what is open under `anchor`, in the id scope of the call that opened it. Answers the filter when
  /// the person changed it.
  std::optional<std::string> draw(context& c, rect anchor, const data& d);

 private:
  enum class step : std::uint8_t { closed, part, field, operation, value };
  /// Something that a row stands for.
  struct choice {
    model::filter_path path;
    model::chip_operator op{};
    std::optional<query::literal> value;
    std::size_t part = 0;
  };

  void open(context& c, step at);
  void go(context& c, step at);
  void make_rows(const data& d);
  void part_rows(const data& d);
  void field_rows(const data& d);
  void operator_rows();
  void value_rows(const data& d);
  void known_rows(const data& d);
  void add_row(std::string label, std::string note, choice what);
  void choose(context& c, const data& d, std::size_t index);
  void choose_value(context& c, const data& d, const query::literal& value);
  void enter_typed(context& c, const data& d);
  void apply(const data& d);
  void closed(context& c, const data& d);
  [[nodiscard]] bool takes_many() const;
  [[nodiscard]] bool has_field() const;
  [[nodiscard]] std::string heading() const;
  [[nodiscard]] std::string fault_words() const;

  step step_ = step::closed;
  bool open_wish_ = false;
  bool focus_wish_ = false;  ///< the field takes the keyboard once it is drawn
  bool adding_ = false;
  bool emptied_ = false;  ///< the last value was taken out: the part goes when the popover does
  std::size_t part_ = 0;
  query::comparison draft_;
  std::string typed_;
  model::formats typed_in_;  ///< how the person writes in the field that is open
  bool refused_ = false;     ///< what was typed is no value
  option_list list_;
  std::vector<option_row> rows_;
  std::vector<choice> choices_;
  std::optional<std::string> result_;
};

}  // namespace dossier::ui
