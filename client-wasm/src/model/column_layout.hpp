#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "shared/describe/record_type.hpp"

namespace dossier::model {

// Widths in CSS pixels.
inline constexpr int column_min_width = 56;
inline constexpr int title_min_width = 128;
inline constexpr int column_max_width = 800;
inline constexpr int column_default_width = 128;  ///< of a field whose description names none
inline constexpr int column_text_width = 240;     ///< the same of a text that may be long
inline constexpr int long_text = 200;             ///< characters that make a text long
/// Where a description names columns for less, more of the record's own fields are shown by default.
inline constexpr int columns_least_room = 480;

/// What a grid can show in a column: a field of the record, or a figure that a screen adds.
struct column_spec {
  std::string_view name;
  std::string_view label;
  const describe::field* field = nullptr;  ///< nullptr: a figure
  int width = column_default_width;
  bool by_default = false;
  bool is_title = false;
  bool is_right = false;  ///< values and label stand at the right edge

  /// The least that a person can make it.
  [[nodiscard]] int min_width() const { return is_title ? title_min_width : column_min_width; }
  /// The least that it is made to save room: numbers and times are not cut.
  [[nodiscard]] int least_fitted(int wanted) const {
    return is_right ? wanted : std::min(wanted, std::max(min_width(), wanted * 3 / 4));
  }
};

/// A figure about each record that is none of its fields (the number of a brand's insights).
struct figure_column {
  std::string_view name;
  std::string_view label;
  int width = column_default_width;
  std::string_view before;  ///< the field it stands before by default
};

/// Every column that a grid over `type` can show, in the description's order.
[[nodiscard]] std::vector<column_spec> columns_of(const describe::record_type& type,
                                                  const std::vector<figure_column>& figures = {});

/// A column as a person has it.
struct grid_column {
  column_spec spec;
  bool shown = false;
  int width = 0;           ///< as chosen, or by default
  bool is_chosen = false;  ///< the width was chosen: it neither grows nor shrinks
};

/// Where a shown column stands, from the left edge of the first one.
struct placed_column {
  const column_spec* spec = nullptr;
  int x = 0;
  int width = 0;
};

/// Which columns a grid shows, in which order and how wide. A person changes it; it is kept as versioned JSON
/// that a later build with other columns still understands. The title's column is always shown.
class column_layout {
 public:
  explicit column_layout(std::vector<column_spec> columns);

  [[nodiscard]] const std::vector<grid_column>& columns() const { return columns_; }
  [[nodiscard]] int shown_count() const;

  /// The shown columns in `room` pixels. What is left over goes to those without a chosen width, what is
  /// missing is taken from them down to their least; what is missing then, sticks out to the right.
  [[nodiscard]] std::vector<placed_column> fit(int room) const;

  /// A person drags the right edge of a column: this one and those before it keep what they have now (as
  /// fitted in `room`), so that the edge stays under the pointer.
  void resize(std::string_view name, int width, int room);
  /// Width as by content; the others stay free to grow and shrink.
  void set_width(std::string_view name, int width);
  /// The title's column stays shown.
  void show(std::string_view name, bool shown);
  /// Puts a column before another one; an empty `before` is the end.
  void move(std::string_view name, std::string_view before);
  /// One place to the left (-1) or right (1) among the shown columns, or among all.
  void step(std::string_view name, int by, bool among_shown = true);
  void reset();
  [[nodiscard]] bool is_default() const;

  /// The shown columns from left to right; empty where these are the ones by default, whatever their widths.
  [[nodiscard]] std::vector<std::string> shown_names() const;
  /// Shows these, from left to right, and no others but the title's; none named: those by default. Widths
  /// stay as they are. Names that there are no columns of are passed over.
  void show_only(const std::vector<std::string>& names);

  [[nodiscard]] std::string to_json() const;
  /// Reads what to_json wrote; anything else is ignored. Columns that it does not name are as by default.
  void load(std::string_view json);
  /// Grows with every change, so that a caller knows when to store again.
  [[nodiscard]] int revision() const { return revision_; }

 private:
  [[nodiscard]] grid_column* find(std::string_view name);

  std::vector<column_spec> specs_;
  std::vector<grid_column> columns_;
  int revision_ = 0;
};

}  // namespace dossier::model
