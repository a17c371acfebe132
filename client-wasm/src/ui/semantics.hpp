#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client-wasm/src/ui/geometry.hpp"

// One recorded tree of what is on the screen. It feeds assistive technology (mirrored into the DOM inside the
// <canvas>) and tests (window.__app.find). Every widget registers itself; nothing is described twice.
namespace dossier::ui {

/// ARIA roles in use.
enum class role : std::uint8_t {
  button,
  checkbox,
  textbox,
  searchbox,
  combobox,
  listbox,
  option,
  menu,
  menuitem,
  tab,
  tablist,
  tabpanel,
  link,
  grid,
  row,
  rowheader,
  columnheader,
  gridcell,
  navigation,
  banner,
  main,
  complementary,
  contentinfo,
  region,
  dialog,
  alert,
  status,
  list,
  listitem,
  heading,
  text,
  image,
  scrollbar,
  separator,
  radio,
  radiogroup,
  switch_,
  slider,
  form,
  group,
  feed,
  article,
  tooltip
};

/// State bits of a node.
enum semantic_state : std::uint32_t {
  state_none = 0,
  state_disabled = 1U << 0,
  state_focused = 1U << 1,
  state_checked = 1U << 2,
  state_mixed = 1U << 3,
  state_selected = 1U << 4,
  state_expanded = 1U << 5,
  state_collapsed = 1U << 6,
  state_invalid = 1U << 7,
  state_required = 1U << 8,
  state_readonly = 1U << 9,
  state_current = 1U << 10,
  state_busy = 1U << 11,
  state_multiline = 1U << 12,
  state_haspopup = 1U << 13,
  state_ascending = 1U << 14,
  state_descending = 1U << 15,
  state_unchecked = 1U << 16,  ///< says aria-checked="false"; without it a node has no checked state at all
  state_unselected = 1U << 17,
};

struct semantic_node {
  std::uint32_t id = 0;      ///< stable while the thing is the same thing; the widget's ImGui id
  std::uint32_t parent = 0;  ///< filled in by the tree
  role kind = role::group;
  std::uint32_t state = state_none;
  std::string name;
  std::string value;            ///< text of a field, text of a cell; empty where there is none
  std::string description;      ///< error of a field, reason why disabled
  rect bounds;                  ///< CSS pixels, clipped to what is visible
  std::int64_t row_count = -1;  ///< aria-rowcount of a grid; -1: none
  std::int64_t row_index = -1;  ///< aria-rowindex (from 1) of a row
  std::int32_t col_count = -1;
  std::int32_t col_index = -1;
};

/// The tree of one frame, and what of it the DOM already shows.
class semantic_tree {
 public:
  void begin_frame();
  /// Compares with the last frame, sends only differences to the DOM.
  void end_frame();

  /// Registers a leaf under the innermost open container.
  void leaf(semantic_node node);
  /// Registers a container; what follows is inside it until close().
  void open(semantic_node node);
  void close();

  /// Says `text` once to screen readers (polite live region); `urgent` interrupts.
  void announce(std::string_view text, bool urgent = false);
  /// True once when assistive technology, or a test, pressed the node with this id.
  [[nodiscard]] bool take_press(std::uint32_t id);
  void press(std::uint32_t id) { pressed_ = id; }

  /// The whole tree as JSON:
  /// [{"id":…,"role":"button","name":…,"value":…,"states":[…],"rect":{"x","y","w","h"},…}].
  [[nodiscard]] std::string json() const;
  [[nodiscard]] const std::vector<semantic_node>& nodes() const { return nodes_; }

 private:
  std::vector<semantic_node> nodes_;
  std::vector<std::uint32_t> stack_;
  struct shown {
    std::uint64_t hash = 0;
    std::uint32_t parent = 0;
    std::uint32_t previous = 0;  ///< the one before it under its parent
    std::uint32_t frame = 0;     ///< that had it last
    std::uint32_t ordered = 0;   ///< frame in which its place was looked at last
    std::uint32_t moved = 0;     ///< frame in which it was placed last
  };
  void place_nodes();
  std::unordered_map<std::uint32_t, shown> shown_;
  std::uint64_t order_hash_ = 0;
  std::uint32_t frame_ = 0;
  std::uint32_t pressed_ = 0;
};

[[nodiscard]] std::string_view role_name(role r);

}  // namespace dossier::ui

// Screens speak of the roles of nodes; those of people go by their full name there.
namespace dossier::screens {
using ui::role;
}
