// The gallery's pages whose parts ask a server: what they are to show is there, and they stand still.
#include "client-wasm/src/screens/gallery.hpp"

#include <gtest/gtest.h>

#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;

constexpr double five_seconds = 5'000;

class gallery_test : public ::testing::Test {
 protected:
  void show(std::string_view page) {
    page_ = page;
    d.ui().page.wake();
    d.settle();
  }
  void expect_still() {
    const std::uint64_t before = d.frames();
    d.wait(five_seconds);
    EXPECT_EQ(d.frames(), before);
  }

  std::string page_ = "components";
  gallery shown;
  driver d{[this](context& c) { shown.draw(c, page_); }};
};

TEST_F(gallery_test, has_rows_that_changed_that_leave_and_that_wait_above_in_grids_of_their_own) {
  show("grid");
  EXPECT_EQ(d.find(role::row, "Northgate Timber").description, "Left view");
  EXPECT_NE(d.look(role::status, "3 new above"), nullptr) << d.outline();
  EXPECT_EQ(d.look(role::row, "Aldermoor Tea"), nullptr);
  expect_still();
  d.click(role::button, "Show");
  EXPECT_NE(d.look(role::row, "Aldermoor Tea"), nullptr);
  EXPECT_EQ(d.look(role::status, "3 new above"), nullptr);
}

TEST_F(gallery_test, has_an_insight_read_and_written_and_edits_that_are_not_stored) {
  show("writing");
  EXPECT_NE(d.look(role::article, "A cap for ten years decides who stays"), nullptr) << d.outline();
  EXPECT_NE(d.look(role::button, "Next hit"), nullptr);
  EXPECT_NE(d.look(role::button, "Pin"), nullptr) << "everything may be done";
  EXPECT_TRUE(d.has_state(role::radio, "Split", state_checked));
  EXPECT_TRUE(d.find(role::textbox, "Body").value.starts_with("## What clients ask for"));
  EXPECT_NE(d.look(role::status, "Offline since 14:31. 2 edits wait on this device."), nullptr);
  EXPECT_NE(d.look(role::alert, "1 edit was not stored."), nullptr);
  EXPECT_NE(d.find(role::listitem, "Edit: Castellan Freight").description.find("must be less"),
            std::string::npos);
  EXPECT_EQ(d.find(role::listitem, "Edit: Castorline Robotics").description, "Waits since 14:31");
  EXPECT_EQ(d.find(role::listitem, "Delete: Cinderford Glass").description, "Waits since 14:31");
  expect_still();
}

}  // namespace
}  // namespace dossier::screens
