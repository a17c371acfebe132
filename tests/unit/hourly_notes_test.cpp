#include "server/domains/identity/hourly_notes.hpp"

#include <gtest/gtest.h>

namespace dossier::identity {
namespace {

constexpr timestamp noon{1'795'780'800'000'000};

TEST(hourly_notes, are_due_once_an_hour_of_the_clock_each) {
  hourly_notes notes(10);
  EXPECT_TRUE(notes.is_due("a", noon));
  EXPECT_FALSE(notes.is_due("a", {noon.micros + note_period_micros - 1}));
  EXPECT_TRUE(notes.is_due("b", {noon.micros + note_period_micros - 1}));
  EXPECT_TRUE(notes.is_due("a", {noon.micros + note_period_micros}));
}

TEST(hourly_notes, are_no_more_than_so_many_an_hour) {
  hourly_notes notes(2);
  EXPECT_TRUE(notes.is_due("a", noon));
  EXPECT_TRUE(notes.is_due("b", noon));
  EXPECT_FALSE(notes.is_due("c", noon));
  EXPECT_TRUE(notes.is_due("c", {noon.micros + note_period_micros}));
}

}  // namespace
}  // namespace dossier::identity
