#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/text_flow.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// What the person did in the list.
struct insight_list_events {
  std::optional<uuid> focus;
  std::optional<uuid> open;
  std::optional<uuid> edit;
  std::optional<std::string> order;  ///< sort by this
  bool remove = false;               ///< the one that the keyboard is on
  bool create = false;
  bool clear_query = false;
};

/// The cards of the insights that match, most of them never drawn: only what shows is laid out.
class insight_list {
 public:
  insight_list_events draw(ui::context& c, ui::rect r, app::desk& desk, const model::hit_finder& finder,
                           const model::wall_time& now);
  /// Gives the list the keyboard.
  void take_focus(ui::context& c);

 private:
  /// What a card shows of a record's texts, laid out.
  struct card_text {
    std::int64_t version = 0;
    std::int64_t used = 0;  ///< frame in which it was last drawn
    ui::text_flow title;
    ui::text_flow body;
    std::vector<model::text_range> title_hits;
    std::vector<model::text_range> body_hits;
  };
  struct frame_state {
    app::desk& desk;
    const model::hit_finder& finder;
    const model::wall_time& now;
    insight_list_events& out;
    ui::rect cards;
    bool focused = false;
  };
  [[nodiscard]] static bool shows_focus(const frame_state& f);
  void header(ui::context& c, ui::rect r, frame_state& f);
  void sort_menu(ui::context& c, ui::rect r, frame_state& f);
  void body(ui::context& c, frame_state& f);
  void card(ui::context& c, ui::rect r, std::int64_t index, frame_state& f);
  void marks_line(ui::context& c, ui::rect r, const model::grid_row& row, const frame_state& f) const;
  void skeleton(ui::context& c, ui::rect r) const;
  void placeholder(ui::context& c, frame_state& f) const;
  void scroll(ui::context& c, ui::rect bar, frame_state& f);
  void keys(ui::context& c, frame_state& f);
  void move_focus(frame_state& f, std::int64_t to) const;
  const card_text& text_of(const ui::context& c, const model::grid_row& row, float width,
                           const frame_state& f);
  void forget_cards(const ui::context& c, float width, const model::hit_finder& finder);

  ui::scroll_state bar_;
  ui::widget_id id_ = 0;
  std::unordered_map<uuid, card_text> texts_;
  model::formats formats_;    ///< that the dates beside the titles have
  model::hit_finder finder_;  ///< that they were laid out with
  float width_ = 0;
  int measures_ = 0;  ///< of the fonts
  std::int64_t frame_ = 0;
};

}  // namespace dossier::screens
