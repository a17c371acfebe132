#include "tests/ui/support/driver.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/platform/keys.hpp"

namespace dossier::testing {
namespace {

constexpr int frames_at_most = 200;

char* in_memory(std::string_view text) {
  auto* memory = static_cast<char*>(std::malloc(text.size() + 1));
  text.copy(memory, text.size());
  memory[text.size()] = '\0';
  return memory;
}

struct named_key {
  std::string_view name;
  platform::key key;
};
constexpr std::array<named_key, 21> named_keys{{{"Enter", platform::key::enter},
                                                {"Escape", platform::key::escape},
                                                {"Esc", platform::key::escape},
                                                {"Tab", platform::key::tab},
                                                {"Space", platform::key::space},
                                                {"Backspace", platform::key::backspace},
                                                {"Delete", platform::key::del},
                                                {"Left", platform::key::left},
                                                {"Right", platform::key::right},
                                                {"Up", platform::key::up},
                                                {"Down", platform::key::down},
                                                {"Home", platform::key::home},
                                                {"End", platform::key::end},
                                                {"PageUp", platform::key::page_up},
                                                {"PageDown", platform::key::page_down},
                                                {"F2", platform::key::f2},
                                                {"F6", platform::key::f6},
                                                {"Menu", platform::key::menu},
                                                {"/", platform::key::slash},
                                                {".", platform::key::period},
                                                {";", platform::key::semicolon}}};

platform::key key_named(std::string_view name) {
  for (const named_key& k : named_keys) {
    if (k.name == name) return k.key;
  }
  if (name.size() != 1) return platform::key::none;
  const char letter = static_cast<char>(name[0] | 0x20);
  const auto from = [](platform::key first, int steps) {
    return static_cast<platform::key>(static_cast<int>(first) + steps);
  };
  if (letter >= 'a' && letter <= 'z') return from(platform::key::a, letter - 'a');
  if (name[0] >= '0' && name[0] <= '9') return from(platform::key::d0, name[0] - '0');
  return platform::key::none;
}

}  // namespace

class driver::drawn_view final : public ui::view {
 public:
  explicit drawn_view(std::function<void(ui::context&)> draw) : draw_(std::move(draw)) {}
  void draw(ui::context& c) override { draw_(c); }

 private:
  std::function<void(ui::context&)> draw_;
};

driver::driver(std::function<void(ui::context&)> draw, const surface& s) {
  browser() = {};
  browser().width = s.width;
  browser().height = s.height;
  browser().scale = s.scale;
  browser().preferences = s.dark ? 1 : 0;
  view_ = std::make_unique<drawn_view>(std::move(draw));
  runtime_ = std::make_unique<ui::runtime>();
  runtime_->run(*view_);
  settle();
}

driver::~driver() {
  for (const std::string& flaw : browser().flaws) ADD_FAILURE() << "drawn: " << flaw;
}

ui::context& driver::ui() {
  return runtime_->ui();
}
ui::runtime& driver::runtime() {
  return *runtime_;
}
std::uint64_t driver::frames() const {
  return static_cast<std::uint64_t>(pf_frames());
}

void driver::settle() {
  for (int i = 0; browser().frame_requested; ++i) {
    if (i == frames_at_most) {
      ADD_FAILURE() << "the page does not come to rest";
      return;
    }
    browser().frame_requested = false;
    pf_frame(browser().now);
  }
}

void driver::wait(double ms) {
  null_browser& b = browser();
  const double end = b.now + ms;
  while (b.timer <= end) {
    b.now = std::max(b.now, b.timer);
    b.timer = null_browser::never;
    pf_timer();
    settle();
  }
  b.now = end;
}

const ui::semantic_node* driver::look(ui::role role, std::string_view name) {
  for (const ui::semantic_node& n : ui().sem.nodes()) {
    if (n.kind == role && (name.empty() || n.name == name)) return &n;
  }
  return nullptr;
}

const ui::semantic_node& driver::find(ui::role role, std::string_view name) {
  static const ui::semantic_node none;
  const ui::semantic_node* found = look(role, name);
  if (found == nullptr)
    ADD_FAILURE() << "there is no " << ui::role_name(role) << " \"" << name << "\"; on the screen:\n"
                  << outline();
  return found != nullptr ? *found : none;
}

bool driver::has_state(ui::role role, std::string_view name, std::uint32_t state) {
  return (find(role, name).state & state) == state;
}

std::string driver::focused() {
  for (const ui::semantic_node& n : ui().sem.nodes()) {
    if ((n.state & ui::state_focused) != 0) return n.name;
  }
  return {};
}

std::string driver::outline() {
  std::string out;
  for (const ui::semantic_node& n : ui().sem.nodes()) {
    out += "  " + std::string(ui::role_name(n.kind)) + " \"" + n.name + "\"";
    if (!n.value.empty()) out += " = \"" + n.value + "\"";
    out += '\n';
  }
  return out;
}

void driver::send(platform::input_kind kind, float x, float y, int detail, int modifiers,
                  std::string_view text) {
  pf_input(static_cast<int>(kind), x, y, detail, modifiers, 0, browser().now,
           text.empty() ? nullptr : in_memory(text));
}

void driver::move(ui::point to) {
  mouse_ = to;
  send(platform::input_kind::pointer_move, to.x, to.y);
  settle();
}

void driver::hover(ui::role role, std::string_view name) {
  move(find(role, name).bounds.center());
}

void driver::press_button(int button) {
  send(platform::input_kind::pointer_down, mouse_.x, mouse_.y, button);
  settle();
}
void driver::release_button(int button) {
  send(platform::input_kind::pointer_up, mouse_.x, mouse_.y, button);
  settle();
}

void driver::click_at(ui::point at, int button) {
  move(at);
  press_button(button);
  release_button(button);
  browser().now += 1'000;  // so that the next one is no double click
}

void driver::double_click_at(ui::point at) {
  move(at);
  for (int i = 0; i < 2; ++i) {
    press_button();
    release_button();
  }
  browser().now += 1'000;
}

void driver::click(ui::role role, std::string_view name, int button) {
  click_at(find(role, name).bounds.center(), button);
}

void driver::drag(ui::point from, ui::point to) {
  move(from);
  press_button();
  move({(from.x + to.x) / 2, (from.y + to.y) / 2});
  move(to);
  release_button();
  browser().now += 1'000;
}

void driver::wheel(float dx, float dy, int counts) {
  send(platform::input_kind::wheel, dx, dy, counts);
  settle();
}

void driver::press(std::string_view chord) {
  int modifiers = 0;
  for (bool more = true; more;) {
    more = false;
    constexpr std::array<std::pair<std::string_view, int>, 4> prefixes{{{"Ctrl+", platform::held_ctrl},
                                                                        {"Shift+", platform::held_shift},
                                                                        {"Alt+", platform::held_alt},
                                                                        {"Meta+", platform::held_meta}}};
    for (const auto& [prefix, bit] : prefixes) {
      if (!chord.starts_with(prefix)) continue;
      chord.remove_prefix(prefix.size());
      modifiers |= bit;
      more = true;
    }
  }
  // As web/platform.js decides: Tab is the browser's where the page does not take it.
  if (chord == "Tab") {
    const std::uint32_t bit =
        (modifiers & platform::held_shift) != 0 ? platform::key_shift_tab : platform::key_tab;
    if ((browser().taken_keys & bit) == 0) {
      send(platform::input_kind::tabbed_out);
      settle();
      return;
    }
  }
  const platform::key key = key_named(chord);
  if (key != platform::key::none)
    send(platform::input_kind::key_down, 0, 0, static_cast<int>(key), modifiers);
  const bool command = (modifiers & (platform::held_ctrl | platform::held_meta)) != 0;
  const std::string_view printed = chord == "Space" ? std::string_view(" ") : chord;
  if (printed.size() == 1 && !command) send(platform::input_kind::text, 0, 0, 0, modifiers, printed);
  if (key != platform::key::none) send(platform::input_kind::key_up, 0, 0, static_cast<int>(key), modifiers);
  if (command) send(platform::input_kind::release_keys);
  send(platform::input_kind::pointer_move, mouse_.x, mouse_.y);  // modifiers are up again
  settle();
}

void driver::type(std::string_view text) {
  send(platform::input_kind::text, 0, 0, 0, 0, text);
  settle();
}
void driver::compose(std::string_view so_far) {
  send(platform::input_kind::composition, 0, 0, 0, 0, so_far);
  settle();
}
void driver::commit(std::string_view text) {
  send(platform::input_kind::composition);
  type(text);
}
void driver::paste(std::string_view text) {
  send(platform::input_kind::paste, 0, 0, 0, 0, text);
  settle();
}

platform::clipboard_content driver::copy(bool cut) {
  char* memory = pf_copy(cut ? 1 : 0);
  const std::string joined = memory != nullptr ? memory : "";
  std::free(memory);
  settle();
  const std::size_t mark = joined.find('\x01');
  if (mark == std::string::npos) return {joined, {}};
  return {joined.substr(0, mark), joined.substr(mark + 1)};
}

void driver::assist(ui::role role, std::string_view name) {
  sem_press(find(role, name).id);
  settle();
}

void driver::write_area(std::string_view text) {
  EXPECT_TRUE(browser().area.open);
  browser().area.text = text;
  send(platform::input_kind::area_input, 0, 0, 0, 0, text);
  settle();
}

void driver::leave_area(platform::area_exit how) {
  send(platform::input_kind::area_done, 0, 0, static_cast<int>(how));
  settle();
}

void driver::send_raw(platform::input_kind kind, int detail, int modifiers, std::string_view text) {
  send(kind, 0, 0, detail, modifiers, text);
}
void driver::lose_graphics() {
  pf_graphics(0);
  settle();
}
void driver::restore_graphics() {
  pf_graphics(1);
  settle();
}
void driver::prefer(int bits) {
  browser().preferences = bits;
  pf_preferences(bits);
  settle();
}

void driver::resize(const surface& s) {
  browser().width = s.width;
  browser().height = s.height;
  browser().scale = s.scale;
  pf_surface(static_cast<int>(std::lround(s.width * s.scale)),
             static_cast<int>(std::lround(s.height * s.scale)), s.scale);
  settle();
}

void driver::emit(int id, int kind, int status, std::string_view head, std::string_view body) {
  const std::string all = std::string(head) + std::string(body);
  net_event(id, kind, status, in_memory(all), head.size(), body.size());
  settle();
}

void driver::answer(int status, std::string_view body, std::string_view headers) {
  ASSERT_FALSE(browser().requests.empty()) << "no request waits for an answer";
  const int id = browser().requests.front().id;
  browser().requests.erase(browser().requests.begin());
  emit(id, static_cast<int>(1), status, headers, body);
}

void driver::socket_says(std::string_view message) {
  emit(browser().socket, 4, 0, {}, message);
}

}  // namespace dossier::testing
