#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// The frame around every screen: sidebar, top bar, detail panel, footer. Screens fill these structs each
// frame; the shell draws them and says what was pressed. Strings must live until draw returns.
namespace dossier::ui {

/// The mark: an accent square of 24 with a white folder and two accent lines.
void product_mark(painter& p, const theme& t, float x, float y);

struct nav_entry {
  char32_t icon = 0;
  std::string_view label;
  std::string_view count;     ///< right-aligned note, empty for none
  std::string_view location;  ///< where it leads
  bool active = false;
};

class scroll_area;

struct sidebar_data {
  std::string_view workspace;
  std::string_view workspace_note;
  std::vector<nav_entry> items;
  std::string_view views_title;  ///< "Brand views", empty for none; the rail has a button of this name
  std::vector<nav_entry> views;
  bool can_add_view = false;
  scroll_area* views_scroll = nullptr;  ///< where views that are too many for the sidebar were scrolled to
  std::string_view shared_title;
  std::vector<nav_entry> shared;
  std::string_view person;
  std::string_view person_note;  ///< role
  bool can_switch = false;       ///< the workspace is one of several
  bool has_account = false;      ///< somebody is signed in: their bar opens a menu
};

/// What a person wants with one of the sidebar's views.
enum class view_wish : std::uint8_t { none, menu, rename, remove };

struct sidebar_action {
  std::string_view go;   ///< a location to navigate to, empty for none
  bool palette = false;  ///< the search box was pressed
  bool toggle_theme = false;
  bool settings = false;
  bool workspace = false;  ///< the workspace was pressed: another one is wanted
  rect workspace_at;
  bool person = false;  ///< the person was pressed
  rect person_at;
  bool add_view = false;
  rect add_at;                       ///< where the button for it is
  bool views_seen = false;           ///< the views are on the screen: in the rail, only while they are open
  view_wish wish = view_wish::none;  ///< the menu of a view, F2, Del
  std::string_view of;               ///< its location
  rect of_at;                        ///< and its row
};

struct connection_view {
  tone kind = tone::ok;
  std::string_view word;  ///< "Connected", "Slow", "Reconnecting", "Catching up", "Offline", "Signed out"
  std::string_view note;  ///< "12 ms", "in 3 s", "312 left", "since 14:31"
};

struct top_bar_action {
  std::string_view label;
  char32_t icon = 0;
  std::string_view key_hint;
  bool primary = false;
  bool disabled = false;
  std::string_view reason;
};

/// Somebody else, as an avatar.
struct presence_mark {
  std::string initials;
  std::uint32_t hash = 0;  ///< chooses their color
  std::string text;        ///< who it is and where
};

struct top_bar_data {
  std::string_view title;
  std::string_view object;     ///< after the chevron, empty for none
  char32_t object_icon = 0;    ///< behind it
  std::string_view state_tag;  ///< "Verified to …", empty for none
  tone state_tone = tone::neutral;
  char32_t state_icon = 0;
  std::vector<presence_mark> present;
  connection_view connection;
  bool show_bell = false;
  std::vector<top_bar_action> actions;  ///< at most two; the last may be primary
};

struct top_bar_result {
  int action = -1;     ///< index in `actions`
  bool title = false;  ///< the title was pressed
  bool bell = false;
};

struct key_note {
  std::string_view key;
  std::string_view second_key;  ///< "J" "K" move
  std::string_view what;
};

struct footer_data {
  std::string_view position;    ///< "31,203-31,224 of 184,226"
  std::string_view fact;        ///< "1,000,000 in book"
  std::string_view right_fact;  ///< "8 of 31 columns"
  std::vector<key_note> keys;
};

/// Where things are at this window size (visual specification, section 4).
struct shell_layout {
  rect sidebar;
  bool rail = false;  ///< the sidebar is a 56 px icon rail (below 1200)
  rect top_bar;
  rect content;                 ///< under the top bar, left of the panel
  rect panel;                   ///< empty when no panel is open
  bool panel_overlays = false;  ///< below 1360: drawn over the content
};
/// "N. Okafor" as "NO": the first letters of the first and the last word.
[[nodiscard]] std::string name_initials(std::string_view name);

[[nodiscard]] shell_layout layout_shell(rect screen, bool panel_open, bool sidebar_shown = true);

sidebar_action draw_sidebar(context& c, const shell_layout& l, const sidebar_data& d);
top_bar_result draw_top_bar(context& c, const shell_layout& l, const top_bar_data& d);
void draw_footer(context& c, rect r, const footer_data& d);
/// Fill and left line of the detail panel; content is drawn on top by the caller.
void draw_panel_frame(context& c, rect r);

}  // namespace dossier::ui
