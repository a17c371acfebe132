#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/markdown_view.hpp"
#include "client-wasm/src/ui/runtime.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;

/// A screen whose first answer the test gives.
struct waiting_view final : view {
  bool waits = true;
  int drawn = 0;  ///< frames; one is composed once more where characters came with it
  double last = -1;
  int heard = 0;  ///< of the network
  void network_ready() override { ++heard; }
  void draw(context& c) override {
    if (const double now = pf_frames(); now != last) ++drawn, last = now;
    button(c, {20, 20, 96, 28}, waits ? "Loading" : "Rows");
  }
  bool awaits_content() override { return waits; }
};

class first_frame : public ::testing::Test {
 protected:
  void SetUp() override {
    browser() = {};
    page.run(shown);
    frame();
  }
  static void frame() { pf_frame(browser().now); }
  /// Lets `ms` pass; the page's timer rings if it is due.
  static void wait(double ms) {
    browser().now += ms;
    if (browser().timer > browser().now) return;
    browser().timer = dossier::testing::null_browser::never;
    pf_timer();
    frame();
  }

  waiting_view shown;
  runtime page;
};

TEST_F(first_frame, waits_for_what_there_will_be_to_read) {
  EXPECT_EQ(shown.drawn, 0) << "the page's own skeleton stands";
  EXPECT_FALSE(browser().ready);
  wait(first_frame_wait_ms / 2);
  EXPECT_EQ(shown.drawn, 0);
  shown.waits = false;
  page.page().wake();
  frame();
  EXPECT_EQ(shown.drawn, 1);
  EXPECT_TRUE(browser().ready);
}

TEST_F(first_frame, does_not_wait_for_ever) {
  wait(first_frame_wait_ms);
  EXPECT_EQ(shown.drawn, 1) << "the answer takes long: the screen says so";
  EXPECT_TRUE(browser().ready);
}

TEST_F(first_frame, is_the_only_one_that_waits) {
  wait(first_frame_wait_ms);
  page.page().wake();
  frame();
  EXPECT_EQ(shown.drawn, 2);
}

TEST_F(first_frame, is_not_waited_for_by_what_comes_over_the_network) {
  pf_network_ready();
  EXPECT_EQ(shown.heard, 1) << "a hidden tab has no frames";
  EXPECT_EQ(shown.drawn, 0);
}

TEST(late_characters, are_there_in_the_frame_that_shows_them_first) {
  std::string text = "plain";
  std::map<int, bool> shown;  // by frame: whether its last drawing had the letter
  driver d([&](context& c) {
    const auto code = static_cast<ImWchar>(U'\u00E4');
    shown[static_cast<int>(pf_frames())] = c.fonts->get(face::body)->FindGlyphNoFallback(code) != nullptr;
    c.paint.text(face::body, 20, 40, c.th.colors.text, text);
  });
  ASSERT_FALSE(shown.rbegin()->second) << "or nothing is tried here";
  shown.clear();
  text = "B\xC3\xA4umler";
  d.ui().page.wake();
  d.settle();
  ASSERT_FALSE(shown.empty());
  for (const auto& [frame, had] : shown) EXPECT_TRUE(had) << frame;
}

TEST(late_characters, leave_no_text_laid_out_for_what_stood_in_for_them) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "\xC5\xB4\xC5\xB5 ";  // far wider than a question mark
  markdown_view first;
  markdown_view again;
  driver d([&](context& c) { first.show(c, "1", text, 200, {}); });
  again.show(d.ui(), "1", text, 200, {});
  EXPECT_EQ(first.height(), again.height());
}

TEST(late_characters, that_find_no_room_drive_out_those_that_no_longer_show) {
  constexpr char32_t first_ideograph = 0x4E00;
  constexpr int on_a_screen = 200;  // the room is for several times that
  constexpr int screens = 10;
  constexpr double a_while = 5'000;  // fonts are not made anew more often than that
  int screen = 0;
  const auto code = [&](int i) { return first_ideograph + static_cast<char32_t>(screen * on_a_screen + i); };
  driver d([&](context& c) {
    std::string text;
    for (int i = 0; i < on_a_screen; ++i) {
      std::array<char, 5> one{};
      ImTextCharToUtf8(one.data(), code(i));
      text += one.data();
    }
    c.paint.text(face::body, 20, 40, c.th.colors.text, text);
    c.paint.text(face::mono, 20, 80, c.th.colors.text, "name");
  });
  for (; screen < screens; ++screen) {
    d.wait(a_while);
    d.ui().page.wake();
    d.settle();
    for (int i = 0; i < on_a_screen; ++i) {
      ASSERT_NE(d.ui().fonts->get(face::body)->FindGlyphNoFallback(code(i)), nullptr)
          << "screen " << screen << ", character " << i;
    }
    ASSERT_NE(d.ui().fonts->get(face::mono)->FindGlyphNoFallback('n'), nullptr);
  }
}

TEST(late_characters, of_a_rare_face_keep_its_digits_in_columns) {
  driver d([&](context& c) { c.paint.text(face::reading, 20, 40, c.th.colors.text, "1111 8888"); });
  const ImFont& font = *d.ui().fonts->get(face::reading);
  const ImFontGlyph* one = font.FindGlyphNoFallback('1');
  const ImFontGlyph* eight = font.FindGlyphNoFallback('8');
  ASSERT_NE(one, nullptr);
  ASSERT_NE(eight, nullptr);
  EXPECT_FLOAT_EQ(one->AdvanceX, eight->AdvanceX);
}

}  // namespace
}  // namespace dossier::ui
