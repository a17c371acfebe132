#include <utility>

#include "client-wasm/src/app/commands.hpp"

namespace dossier::app {
namespace {

constexpr int saved_view_keys = 9;  ///< V then 1...9

struct line {
  const char* id;
  const char* title;
  std::vector<std::string> keys;
  bool fixed = false;
};

void add(std::vector<command>& out, command_place where, std::vector<line> lines) {
  for (line& l : lines) out.push_back({l.id, l.title, where, std::move(l.keys), {}, true, l.fixed});
}

void add_saved_views(std::vector<command>& out) {
  for (int i = 1; i <= saved_view_keys; ++i) {
    const std::string number = std::to_string(i);
    command c{
        "view." + number, "Saved view " + number, command_place::anywhere, {"V " + number}, {}, i == 1, true};
    if (i == 1) {
      c.title = "Saved view 1 to 9";
      c.sheet_keys = "V 1-9";
    }
    out.push_back(std::move(c));
  }
}

}  // namespace

std::vector<command> command_table() {
  std::vector<command> out;
  add(out, command_place::anywhere,
      {{"palette", "Search or run", {"Ctrl K"}},
       {"keys", "All keys", {"?"}},
       {"go.overview", "Go to Overview", {"G O"}},
       {"go.insights", "Go to Insights", {"G I"}},
       {"go.brands", "Go to Brands", {"G B"}},
       {"go.tags", "Go to Tags", {"G T"}},
       {"go.administration", "Go to Administration", {"G U"}},
       {"go.audit", "Go to Audit log", {"G H"}},
       {"go.account", "Go to your account", {"G Y"}}});
  add_saved_views(out);
  add(out, command_place::anywhere,
      {{"view.save", "Save the changed view", {}},
       {"view.save_as", "Save as a new view", {}},
       {"view.revert", "Revert the view", {}},
       {"view.rename", "Rename the view", {}},
       {"view.pin", "Pin the view", {}},
       {"view.delete", "Delete the view", {}}});
  add(out, command_place::anywhere,
      {{"record.new", "New record", {"C"}},
       {"sidebar", "Show or hide the sidebar", {"M"}},
       {"panel", "Show or hide the panel", {"P"}},
       {"region.next", "Next region", {"F6"}, true},
       {"region.previous", "Previous region", {"Shift F6"}, true},
       {"undo", "Undo", {"Ctrl Z"}},
       {"close", "Close the top layer", {"Esc"}, true},
       {"settings", "Settings", {"G S"}},
       {"workspace.switch", "Switch workspace", {}},
       {"sign_out", "Sign out", {}},
       {"theme", "Switch between light and dark", {}},
       {"theme.system", "Theme of the system", {}},
       {"density.compact", "Compact rows", {}},
       {"density.normal", "Default rows", {}},
       {"density.comfortable", "Comfortable rows", {}}});
  add(out, command_place::grid,
      {{"grid.down", "Next row", {"J"}},
       {"grid.up", "Previous row", {"K"}},
       {"grid.arrows", "Move by rows and cells", {"Up", "Down", "Left", "Right"}, true},
       {"grid.page_down", "Page down", {"Page Down"}, true},
       {"grid.page_up", "Page up", {"Page Up"}, true},
       {"grid.first_column", "First column", {"Home"}, true},
       {"grid.last_column", "Last column", {"End"}, true},
       {"grid.first_row", "First row", {"Ctrl Home"}, true},
       {"grid.last_row", "Last row", {"Ctrl End"}, true},
       {"grid.go_to", "Go to a position", {":"}},
       {"grid.open", "Open the row", {"Enter"}, true},
       {"grid.peek", "Peek at the row", {"Space"}, true},
       {"grid.select", "Select the row", {"X", "Shift Space"}},
       {"grid.extend_down", "Extend the selection down", {"Shift J"}},
       {"grid.extend_up", "Extend the selection up", {"Shift K"}},
       {"grid.select_all", "Select all matching", {"Ctrl A"}},
       {"grid.filter", "Filter", {"/", "Ctrl F"}},
       {"grid.sort", "Sort by the column", {"S"}},
       {"grid.edit", "Edit the cell", {"E"}},
       {"grid.show_new", "Show new rows", {"R"}},
       {"grid.delete", "Delete", {"Del"}}});
  add(out, command_place::panel,
      {{"panel.next_field", "Next field", {"Tab"}, true},
       {"panel.commit", "Commit the field", {"Enter"}, true},
       {"panel.restore", "Restore the field", {"Esc"}, true},
       {"panel.save", "Save", {"Ctrl S"}},
       {"panel.next", "Next record", {"Alt Down"}, true},
       {"panel.previous", "Previous record", {"Alt Up"}, true}});
  add(out, command_place::filter,
      {{"filter.complete", "Complete", {"Ctrl Space"}, true},
       {"filter.accept", "Accept the completion", {"Tab"}, true},
       {"filter.run", "Run", {"Enter"}, true},
       {"filter.save", "Save as view", {"Alt Enter"}, true}});
  add(out, command_place::insights,
      {{"insights.next_hit", "Next hit", {"N"}},
       {"insights.previous_hit", "Previous hit", {"Shift N"}},
       {"insights.edit", "Edit", {"E"}},
       {"insights.bold", "Bold", {"Ctrl B"}, true},
       {"insights.italic", "Italic", {"Ctrl I"}, true},
       {"insights.publish", "Publish", {"Ctrl Enter"}, true}});
  add(out, command_place::audit,
      {{"audit.diff", "Show the change, or its JSON", {"D"}}, {"audit.copy", "Copy the entry", {"Y"}}});
  add(out, command_place::charts,
      {{"charts.points", "Step through points", {"Left", "Right"}, true},
       {"charts.table", "The table behind a chart", {"T"}}});
  return out;
}

}  // namespace dossier::app
