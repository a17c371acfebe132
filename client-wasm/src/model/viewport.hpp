#pragma once
#include <cstdint>

namespace dossier::model {

/// What part of a list is on the screen: the first row (an exact 64-bit index) and the pixels of it that are
/// scrolled away. A change above moves the index and no pixel. Heights in CSS pixels.
class viewport {
 public:
  /// The size of a row and of the region that shows rows; both > 0.
  void resize(double row_height, double height);
  void set_count(std::int64_t rows);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t first_row() const { return first_row_; }
  /// Pixels of the first row above the upper edge, 0 ≤ x < row height.
  [[nodiscard]] double pixel() const { return pixel_; }
  [[nodiscard]] double row_height() const { return row_height_; }
  [[nodiscard]] double height() const { return height_; }
  /// One past the last row of which a pixel shows.
  [[nodiscard]] std::int64_t end_row() const;
  /// The last row that shows whole (or the first, when none does).
  [[nodiscard]] std::int64_t last_whole_row() const;
  /// Rows that fit whole.
  [[nodiscard]] std::int64_t page_rows() const;
  /// Position in rows, exact up to 2^53 rows, for a scrollbar.
  [[nodiscard]] double position() const;
  [[nodiscard]] bool at_top() const { return first_row_ == 0 && pixel_ == 0; }

  void scroll_by(double pixels);
  void scroll_to(double position_in_rows);
  /// Moves as little as needed for row `index` to show whole.
  void reveal(std::int64_t index);

  /// A row came in at `index`, or went. Rows on the screen keep their pixels when it was above them; rows
  /// that come in above the very top wait there and are counted.
  void inserted(std::int64_t index);
  void removed(std::int64_t index);
  /// All rows moved by so many and there are `rows` now: whoever looks stays with the row that was first.
  void moved(std::int64_t by, std::int64_t rows);
  /// Rows scrolled so far, upwards negative; what comes in and goes does not count.
  [[nodiscard]] double traveled() const { return traveled_; }
  /// Rows waiting above the very top.
  [[nodiscard]] std::int64_t new_above() const { return new_above_; }
  /// Goes to the very top.
  void show_new();

 private:
  void clamp();

  double row_height_ = 32;
  double height_ = 32;
  std::int64_t count_ = 0;
  std::int64_t first_row_ = 0;
  double pixel_ = 0;
  std::int64_t new_above_ = 0;
  double traveled_ = 0;
};

}  // namespace dossier::model
