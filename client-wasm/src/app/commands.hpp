#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/key_map.hpp"
#include "client-wasm/src/model/key_stroke.hpp"

// Everything a person can make the dashboard do by key or by name, said once: key handling, the palette, the
// sheet of all keys and key hints read it.
namespace dossier::app {

/// The second key of a sequence ("G O") counts within this time.
inline constexpr double sequence_timeout_ms = 1'500;

/// Where a command's keys act.
enum class command_place : std::uint8_t { anywhere, grid, panel, filter, insights, audit, charts };
inline constexpr int command_places = 7;
[[nodiscard]] std::string_view place_name(command_place place);

/// A command as the table describes it.
struct command {
  std::string id;     ///< "go.insights"; stable, remaps are stored by it
  std::string title;  ///< "Go to Insights"
  command_place where = command_place::anywhere;
  std::vector<std::string> keys;  ///< as written in model/key_stroke.hpp; the first is the one shown
  std::string sheet_keys;         ///< shown in the sheet in place of `keys`: "V 1-9"
  bool in_sheet = true;
  bool fixed = false;  ///< keys that everybody expects (arrows, Enter, Esc): not to be remapped
};

/// Whether a command can act now, and why not.
struct availability {
  bool enabled = true;
  std::string reason;
};

/// What a screen knows of a command: how it is drawn and done.
struct command_action {
  char32_t icon = 0;
  std::function<void()> act;
  std::function<availability()> state;  ///< absent: always
  std::function<std::string()> title;   ///< absent: the table's; "Delete 3 selected"
  bool in_palette = true;
  /// Whether the person has the right to it; absent: everybody has. Without it, it is as if not bound.
  std::function<bool()> offered{};
};

/// The table and what is bound to it. One is made by the dashboard and handed on by reference.
class commands {
 public:
  commands();

  [[nodiscard]] const std::vector<command>& all() const { return table_; }
  [[nodiscard]] const command* find(std::string_view id) const;

  void bind(std::string_view id, command_action action);
  void unbind(std::string_view id);
  /// What is bound to a command; nullptr while no screen offers it.
  [[nodiscard]] const command_action* action(std::string_view id) const;
  [[nodiscard]] availability state(std::string_view id) const;
  [[nodiscard]] std::string title(const command& c) const;
  /// Does it, if it is bound and enabled; true when it did.
  bool run(std::string_view id);

  /// The keys that do it now, as written; empty for none. Single keys that are off are left out.
  [[nodiscard]] std::string keys(std::string_view id) const;
  /// The same, whether they are on or off.
  [[nodiscard]] std::string assigned_keys(const command& c) const;
  [[nodiscard]] bool is_moved(std::string_view id) const { return moved_.count(std::string(id)) != 0; }

  /// Gives a command other keys. Returns why not: keys that are no keys, or another command's there.
  [[nodiscard]] std::string remap(std::string_view id, const model::key_sequence& keys);
  void reset(std::string_view id);
  void reset_all();
  void set_single_keys(bool on);

  /// Remaps by id, to be stored; keys that are not (any more) understood or free are ignored.
  [[nodiscard]] std::map<std::string, std::string> moved() const { return moved_; }
  void load_moved(const std::map<std::string, std::string>& moved);

  /// For code that asks for own strokes.
  [[nodiscard]] const model::key_map& map() const { return map_; }

  /// What one stroke did, pressed outside of text entry.
  struct pressed {
    bool taken = false;  ///< it began, continued or ended a sequence: nobody else may act on it
    std::string id;      ///< the command it completed; empty for none
  };
  /// Follows sequences ("G", then "O"); `at_ms` is when the key was pressed.
  pressed press(const model::key_stroke& stroke, double at_ms);
  /// The sequence begun so far, for the eye: "G"; empty for none.
  [[nodiscard]] std::string pending(double now_ms) const;
  [[nodiscard]] std::optional<double> pending_until() const;
  void forget_pending() { begun_.clear(); }

 private:
  void rebuild_map();
  [[nodiscard]] const command* taken_by(const command& asking, const model::key_sequence& keys) const;
  [[nodiscard]] model::key_sequence sequence(const command& c) const;

  std::vector<command> table_;
  std::map<std::string, command_action, std::less<>> actions_;
  std::map<std::string, std::string> moved_;
  model::key_map map_;
  model::key_sequence begun_;
  double begun_at_ = 0;
};

/// The table as shipped.
[[nodiscard]] std::vector<command> command_table();

}  // namespace dossier::app
