#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/runtime.hpp"
#include "tests/ui/support/null_browser.hpp"

namespace dossier::testing {

/// The surface of a test, in CSS pixels, and its density.
struct surface {
  int width = 1440;
  int height = 900;
  double scale = 1;
  bool dark = true;
};

/// Draws what a test says with the real kit, and uses it as a person does: finds by role and name, clicks
/// where it stands, types. Every act lets the page come to rest, as a browser would; the clock stands still
/// but for wait().
///
///   bool on = false;
///   driver d([&](ui::context& c) { if (ui::checkbox(c, {20, 20, 100, 28}, "Notify", …)) on = !on; });
///   d.click(ui::role::checkbox, "Notify");
///   EXPECT_TRUE(on);
class driver {
 public:
  explicit driver(std::function<void(ui::context&)> draw, const surface& s = {});
  ~driver();
  driver(const driver&) = delete;
  driver& operator=(const driver&) = delete;

  [[nodiscard]] ui::context& ui();
  [[nodiscard]] ui::runtime& runtime();
  /// How many frames were drawn so far.
  [[nodiscard]] std::uint64_t frames() const;

  /// Draws frames until none is asked for any more (deadlines in the future do not count). Fails past 200.
  void settle();
  /// Lets `ms` pass, drawing what is asked for in between.
  void wait(double ms);

  /// The first node with this role whose name is `name` (any name if it is empty); nullptr if there is none.
  [[nodiscard]] const ui::semantic_node* look(ui::role role, std::string_view name = {});
  /// The same, but its absence fails the test (an empty node comes back).
  [[nodiscard]] const ui::semantic_node& find(ui::role role, std::string_view name = {});
  [[nodiscard]] bool has_state(ui::role role, std::string_view name, std::uint32_t state);
  /// The name of the node that says it has the focus; empty for none.
  [[nodiscard]] std::string focused();
  /// The tree as text, a line for each node.
  [[nodiscard]] std::string outline();

  void move(ui::point to);
  /// Moves the pointer onto the middle of a node.
  void hover(ui::role role, std::string_view name);
  void click(ui::role role, std::string_view name, int button = 0);
  void click_at(ui::point at, int button = 0);
  void double_click_at(ui::point at);
  void press_button(int button = 0);
  void release_button(int button = 0);
  void drag(ui::point from, ui::point to);
  void wheel(float dx, float dy, int counts = platform::wheel_pixels);
  /// "a", "Enter", "Ctrl+Shift+z", "Alt+Down", "Tab", "?". Held modifiers go with the key.
  void press(std::string_view chord);
  void type(std::string_view text);
  /// What an input method shows while it composes, and what it commits in the end.
  void compose(std::string_view so_far);
  void commit(std::string_view text);
  void paste(std::string_view text);
  /// Ctrl C (or X): what would be on the clipboard.
  [[nodiscard]] platform::clipboard_content copy(bool cut = false);
  /// Assistive technology presses the node.
  void assist(ui::role role, std::string_view name);
  /// The person types into the native text area, then leaves it.
  void write_area(std::string_view text);
  void leave_area(platform::area_exit how);
  /// Something of the keyboard or the window, without letting the page come to rest: detail is a
  /// platform::key.
  void send_raw(platform::input_kind kind, int detail, int modifiers, std::string_view text = {});
  /// The graphics context is lost, and comes back.
  void lose_graphics();
  void restore_graphics();
  /// What the system prefers changes (bits as null_browser::preferences).
  void prefer(int bits);
  /// The surface gets another size or density.
  void resize(const surface& s);

  /// Answers the oldest request that waits; fails the test when there is none.
  void answer(int status, std::string_view body, std::string_view headers = {});
  void socket_says(std::string_view message);

 private:
  class drawn_view;
  void send(platform::input_kind kind, float x = 0, float y = 0, int detail = 0, int modifiers = 0,
            std::string_view text = {});
  void emit(int id, int kind, int status, std::string_view head, std::string_view body);

  std::unique_ptr<drawn_view> view_;
  std::unique_ptr<ui::runtime> runtime_;
  ui::point mouse_;
};

}  // namespace dossier::testing
