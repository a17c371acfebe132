#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/core/problem.hpp"

namespace dossier::screens {

struct table_column {
  std::string_view label;
  float width = 0;  ///< 0: shares what the others leave
};

/// A short list in columns, of what is no record (people, keys, sessions): a header, then rows of texts and
/// controls, drawn from left to right. Rows that are too many scroll.
class people_table {
 public:
  /// Opens it in `r`.
  void begin(ui::context& c, ui::rect r, std::string_view name, std::vector<table_column> columns,
             std::size_t rows);
  /// Opens a row; `name` is what it is about.
  void row(ui::context& c, std::string_view id, std::string_view name);
  /// The next cell, a text; `note` says more about it where somebody points at it or has it read out.
  void text(ui::context& c, std::string_view value, bool strong = false, std::string_view note = {});
  /// The next cell, for a control.
  [[nodiscard]] ui::rect cell(ui::context& c);
  /// What was refused about the row, under it.
  void fault(ui::context& c, std::string_view message);
  void end_row(ui::context& c);
  void end(ui::context& c);

 private:
  [[nodiscard]] ui::rect next();

  std::vector<table_column> columns_;
  std::vector<ui::rect> places_;  ///< of the columns: x and width
  ui::scroll_area scroll_;
  ui::rect at_;  ///< what is left for rows
  float top_ = 0;
  ui::rect row_;
  std::size_t column_ = 0;
  std::int64_t index_ = 0;
};

/// How a list that is asked for stands.
struct list_state {
  bool known = false;
  std::optional<double> loading_since{};  ///< clock of context::now
  const problem* failure = nullptr;
};
template <class List>
[[nodiscard]] list_state state_of(const List& list) {
  return {list.items() != nullptr, list.loading_since(), list.failure() ? &*list.failure() : nullptr};
}
/// "26 Feb 2027".
[[nodiscard]] std::string day_text(timestamp at, const model::wall_time& now);
/// "yesterday", or `never` for no time at all.
[[nodiscard]] std::string seen_text(const std::optional<timestamp>& at, const model::wall_time& now,
                                    std::string_view never);
/// A cell's place for a small control.
[[nodiscard]] ui::rect small_control(ui::rect cell);
/// Draws what is to be seen of a list beside its rows: why it could not be loaded, bars while it is.
struct list_head {
  bool known = false;  ///< there is something to be shown in what is left of `r`
  bool retry = false;  ///< it is to be asked for again
};
list_head draw_list_head(ui::context& c, ui::rect& r, std::string_view what, const list_state& state);
/// The same, and asks again where that was wanted. True: the rows can be drawn.
template <class List>
[[nodiscard]] bool begin_list(ui::context& c, ui::rect& r, std::string_view what, List& list) {
  const list_head head = draw_list_head(c, r, what, state_of(list));
  if (head.retry) list.load();
  return head.known;
}

}  // namespace dossier::screens
