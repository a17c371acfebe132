#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "client-wasm/src/ui/shell.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

class top_bar_test : public ::testing::Test {
 protected:
  std::string object = "Large";
  driver d{[this](context& c) {
    top_bar_data bar;
    bar.title = "Brands";
    bar.object = object;
    bar.state_tag = "Changed";
    bar.connection = {tone::ok, "Connected", "12 ms"};
    draw_top_bar(c, layout_shell(c.screen, false), bar);
  }};

  void show(std::string name) {
    object = std::move(name);
    d.ui().page.wake();
    d.settle();
  }
  [[nodiscard]] rect place_of(role kind, std::string_view name) { return d.find(kind, name).bounds; }
};

TEST_F(top_bar_test, a_long_name_is_cut_so_that_there_is_room_for_its_state) {
  const float whole = place_of(role::text, "Changed").w;
  EXPECT_GT(whole, 40);
  const std::string name(300, 'w');
  show(name);
  const rect state = place_of(role::text, "Changed");
  EXPECT_EQ(state.w, whole);
  EXPECT_GE(state.x, place_of(role::text, name).right());
  EXPECT_LE(state.right(), place_of(role::status, "Connected 12 ms").x);
}

TEST_F(top_bar_test, a_state_that_has_no_room_to_be_drawn_is_told_all_the_same) {
  d.resize({.width = 240});
  show(std::string(300, 'w'));
  EXPECT_GT(place_of(role::text, "Changed").x, place_of(role::status, "Connected 12 ms").x)
      << "there is no room";
}

}  // namespace
}  // namespace dossier::ui
