#include "client-wasm/src/model/viewport.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::model {

void viewport::resize(double row_height, double height) {
  pixel_ = pixel_ / row_height_ * row_height;
  row_height_ = row_height;
  height_ = height;
  clamp();
}

void viewport::set_count(std::int64_t rows) {
  count_ = rows;
  clamp();
}

std::int64_t viewport::end_row() const {
  const auto shown = static_cast<std::int64_t>(std::ceil((height_ + pixel_) / row_height_));
  return std::min(count_, first_row_ + shown);
}

std::int64_t viewport::last_whole_row() const {
  const auto whole = static_cast<std::int64_t>(std::floor((height_ + pixel_) / row_height_));
  return std::clamp(first_row_ + whole - 1, std::int64_t{0}, std::max<std::int64_t>(0, count_ - 1));
}

std::int64_t viewport::page_rows() const {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(height_ / row_height_)));
}

double viewport::position() const {
  return static_cast<double>(first_row_) + pixel_ / row_height_;
}

void viewport::scroll_by(double pixels) {
  const double before = position();
  pixel_ += pixels;
  const double rows = std::floor(pixel_ / row_height_);
  first_row_ += static_cast<std::int64_t>(rows);
  pixel_ -= rows * row_height_;
  clamp();
  traveled_ += position() - before;
}

void viewport::scroll_to(double position_in_rows) {
  const double before = position();
  const double whole = std::floor(std::max(0.0, position_in_rows));
  first_row_ = static_cast<std::int64_t>(whole);
  pixel_ = (std::max(0.0, position_in_rows) - whole) * row_height_;
  clamp();
  traveled_ += position() - before;
}

void viewport::reveal(std::int64_t index) {
  if (index < first_row_ || (index == first_row_ && pixel_ > 0)) {
    scroll_to(static_cast<double>(index));
  } else if (index > last_whole_row()) {
    scroll_to(static_cast<double>(index + 1) - height_ / row_height_);
  }
  clamp();
}

void viewport::inserted(std::int64_t index) {
  ++count_;
  const bool fits = static_cast<double>(count_) * row_height_ <= height_;
  if (fits) return;  // nothing can wait out of sight in a list that fits
  if (index > first_row_) return;
  if (first_row_ == new_above_ && pixel_ == 0) ++new_above_;  // at the very top
  ++first_row_;
}

void viewport::removed(std::int64_t index) {
  count_ = std::max<std::int64_t>(0, count_ - 1);
  // Of a first row that is mostly scrolled away, what is below it stays still.
  if (index < first_row_ || (index == first_row_ && pixel_ > 0 && first_row_ > 0)) {
    --first_row_;
    new_above_ = std::min(new_above_, first_row_);
  }
  clamp();
}

void viewport::moved(std::int64_t by, std::int64_t rows) {
  count_ = rows;
  const bool fits = static_cast<double>(count_) * row_height_ <= height_;
  if (!fits) {
    if (first_row_ == new_above_ && pixel_ == 0) new_above_ = std::max<std::int64_t>(0, new_above_ + by);
    first_row_ += by;
  }
  clamp();
}

void viewport::show_new() {
  scroll_to(0);
  new_above_ = 0;
}

void viewport::clamp() {
  const double most = std::max(0.0, static_cast<double>(count_) - height_ / row_height_);
  if (position() > most) {
    const double whole = std::floor(most);
    first_row_ = static_cast<std::int64_t>(whole);
    pixel_ = (most - whole) * row_height_;
  }
  if (first_row_ < 0) {
    first_row_ = 0;
    pixel_ = 0;
  }
  new_above_ = std::min(new_above_, first_row_);
}

}  // namespace dossier::model
