#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/filter_completion.hpp"
#include "client-wasm/src/model/filter_history.hpp"
#include "client-wasm/src/model/filter_parts.hpp"
#include "client-wasm/src/model/value_cache.hpp"
#include "client-wasm/src/ui/chip_editor.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/option_list.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/core/problem.hpp"

// The query of a list: one filter as colored text with completion, and as chips.
namespace dossier::ui {

/// What the screen knows, for one frame.
struct filter_bar_data {
  const describe::record_type* type = nullptr;
  std::string_view filter;  ///< what was asked for last, right or not
  std::string_view q;       ///< words that are looked for; only with `search`
  /// Search variant: a magnifier, and plain words that are no filter are looked for.
  bool search = false;
  const problem* error = nullptr;  ///< why that could not be shown
  std::int64_t total = -1;         ///< matches; -1: not known yet
  bool total_exact = true;
  double answered_in_ms = 0;
  std::string_view placeholder;  ///< an example
  std::string_view save_label;   ///< of the button at the right, "Save view"; empty: none
  model::value_service values;   ///< where completion gets values from
};

/// What the person did.
struct filter_bar_events {
  std::optional<std::string> filter;  ///< ask for this filter
  std::optional<std::string> q;       ///< and look for these words; set together with `filter`
  bool entered = false;               ///< by Enter, and it is right: the list takes the keyboard
  bool save = false;                  ///< keep it as a view
  rect save_at;                       ///< where the button for that is
};

class filter_bar {
 public:
  /// `name` is what the field is called; filters asked for by it are remembered on this device.
  explicit filter_bar(std::string name = "Filter") : name_(std::move(name)) {}

  /// Draws the field, 32 high, over the width of `r`; at its right the save button.
  filter_bar_events draw(context& c, rect r, const filter_bar_data& d);
  /// Draws chips (24 high) from the left of `r`, those that do not fit behind "+3", then "+ Filter"; or what
  /// is wrong with the filter. `used` becomes the width taken.
  filter_bar_events draw_chips(context& c, rect r, const filter_bar_data& d, float& used);
  /// Puts the caret into the field.
  void focus(context& c);

 private:
  struct fault {
    std::string text;
    std::optional<std::size_t> position;
  };

  /// Why suggestions are made anew.
  enum class cause : std::uint8_t { typed, moved, asked, values };

  void begin(context& c, const filter_bar_data& d);
  void follow_route(const filter_bar_data& d);
  void field(context& c, rect box, const filter_bar_data& d, filter_bar_events& ev);
  void field_keys(context& c, const filter_bar_data& d, filter_bar_events& ev);
  void recall(context& c);
  void complete(context& c, const filter_bar_data& d, cause why);
  void accept(context& c, std::size_t index);
  void suggestions(context& c, rect box, rect inner);
  void colored(context& c, rect inner, const filter_bar_data& d) const;
  void run(context& c, const filter_bar_data& d, filter_bar_events& ev, bool remember);
  void run_after_pause(context& c, const filter_bar_data& d, filter_bar_events& ev);
  float chip_row(context& c, rect r, const filter_bar_data& d, filter_bar_events& ev);
  void name_ids(const std::vector<model::filter_part>& parts);
  [[nodiscard]] float fault_width(const context& c) const;
  void take_chips(const std::string& filter, const filter_bar_data& d, filter_bar_events& ev);
  void find_fault(const filter_bar_data& d);
  [[nodiscard]] std::optional<fault> written_fault(const filter_bar_data& d) const;
  [[nodiscard]] fault fault_at(const problem& why, std::string_view part, std::size_t begin) const;
  [[nodiscard]] bool is_right(const filter_bar_data& d) const;
  [[nodiscard]] bool is_asked(const filter_bar_data& d) const;

  std::string name_;
  std::unique_ptr<model::value_cache> values_;
  model::formats written_;  ///< how the counts of `values_` are
  model::filter_history history_;
  bool history_loaded_ = false;
  std::string text_;         ///< as it is being typed
  std::string seen_filter_;  ///< the query that it was taken from, or became
  std::string seen_q_;
  bool seen_ = false;
  text_assist assist_;
  bool active_ = false;
  bool focus_wish_ = false;
  double typed_at_ = 0;
  bool pause_due_ = false;
  std::optional<fault> fault_;
  float fault_x_ = 0;

  model::filter_completion completion_;
  std::vector<std::size_t> offered_;  ///< of the completion's items, those that are shown
  std::vector<option_row> rows_;
  option_list list_;
  rect list_rect_;
  bool open_ = false;
  bool asked_ = false;   ///< opened by a key or after a suggestion: shows what may follow, too
  bool reopen_ = false;  ///< once the accepted suggestion stands in the text
  bool accepted_ = false;

  chip_editor chips_;
};

}  // namespace dossier::ui
