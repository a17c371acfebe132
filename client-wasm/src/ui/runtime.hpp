#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/platform/platform.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/graphics.hpp"

namespace dossier::ui {

/// What fills the page: the application implements this, the runtime calls it.
class view {
 public:
  virtual ~view() = default;
  /// Once, before the page is prepared for drawing, which takes time: what is needed is asked for now.
  virtual void begin() {}
  /// Draws one frame with the kit. Called only when something asked for a frame.
  virtual void draw(context& c) = 0;
  virtual void location_changed(std::string_view /*location*/) {}
  virtual void online_changed(bool /*online*/) {}
  virtual void visibility_changed(bool /*visible*/) {}
  /// Another page that ended left this under the prefix that was asked for.
  virtual void inherited(std::string_view /*text*/) {}
  /// The person's settings are others now, chosen here or in another tab.
  virtual void settings_changed() {}
  /// Network events wait; drain them, and wake the page if what is on the screen changed.
  virtual void network_ready() {}
  /// True when the application waits for nothing.
  virtual bool settled() { return true; }
  /// True while there is nothing to read yet, but an answer is on its way.
  virtual bool awaits_content() { return false; }
};

/// The page's own skeleton stands this long at most, in ms, for what comes meanwhile: an empty frame before
/// it would only delay it, since handing a frame to the screen can take longer than the answer.
inline constexpr double first_frame_wait_ms = 250;

/// Dear ImGui, its renderer, fonts, input and the kit's context on the page. main() makes one.
class runtime final : public platform::listener {
 public:
  runtime();
  ~runtime() override;
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;

  [[nodiscard]] context& ui() { return *context_; }
  [[nodiscard]] platform::page& page() { return page_; }
  /// Draws `v` from now on (not owned) and starts the page.
  void run(view& v);
  /// What the person chose; kept in local storage, applied at once, here and in other tabs.
  void choose(model::settings chosen);
  [[nodiscard]] const model::settings& chosen() const { return chosen_; }
  /// Shows a theme without remembering it.
  void preview_theme(model::theme_setting theme);

 private:
  void frame(double now) override;
  void surface_changed(const platform::surface_size& size) override;
  void preferences_changed(const platform::preferences& p) override;
  void location_changed(std::string_view location) override;
  void online_changed(bool online) override;
  void visibility_changed(bool visible) override;
  void page_hidden() override;
  void stored_elsewhere(std::string_view key) override;
  void inherited(std::string_view text) override;
  void network_ready() override;
  platform::clipboard_content copy(bool cut) override;
  void graphics_lost() override;
  void graphics_restored() override;
  void semantic_press(std::uint32_t id) override;
  std::string semantic_json() override;
  bool settled() override;

  void apply_theme();
  void apply_style();
  void replay(const platform::input_event& e);
  void press_key(int key, bool down);
  void note_press(const platform::input_event& e);
  void collect_presses();
  void apply_input();
  [[nodiscard]] bool waits_for_content(double now);
  void compose(double now);
  void complete_characters(double now);
  void begin_frame(double now);
  void new_frame();
  void end_frame();
  void update_text_input();

  platform::page page_;
  graphics graphics_;
  font_set fonts_;
  std::unique_ptr<context> context_;
  view* view_ = nullptr;
  model::settings chosen_;
  float built_scale_ = 0;
  bool shown_ = false;
  std::optional<double> first_asked_;  ///< when the first frame was wanted
  std::optional<double> fonts_renewed_at_;
  double last_frame_ = 0;
  int popups_seen_ = 0;    ///< open when the last frame began
  int frames_waited_ = 0;  ///< in a row, by input, for the focus
  point wheel_;
  std::string clipboard_;  ///< what ImGui's text editor reads and writes
  std::vector<int> held_keys_;
  std::vector<key_press> presses_;  ///< of which Dear ImGui still waits to tell
  platform::cursor cursor_shown_ = platform::cursor::arrow;
  std::uint32_t keys_shown_ = 0;
  struct text_place {
    bool active = false;
    float x = 0;
    float y = 0;
    float height = 0;
    friend bool operator==(const text_place&, const text_place&) = default;
  } text_shown_, text_now_;

  friend struct runtime_hooks;
};

}  // namespace dossier::ui
