#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace dossier::ui {

/// Which row of a list is highlighted, -1 for none. The rows may change under it, as answers arrive: what
/// somebody moved it to stays highlighted, so that Enter takes what was seen; where that row goes, none is.
class highlighted_row {
 public:
  void reset(int at) {
    at_ = at;
    label_.clear();
    lost_ = false;
  }
  [[nodiscard]] int at() const { return at_; }
  /// The row that somebody moved it to went, and it was not moved since.
  [[nodiscard]] bool lost() const { return lost_; }

  /// Finds the row again among those there are now; one that nobody moved keeps its place. No rows at all
  /// leave it alone, since they may come back.
  template <class Row>
  void follow(const std::vector<Row>& rows) {
    if (at_ < 0 || rows.empty()) return;
    const int count = static_cast<int>(rows.size());
    if (label_.empty()) {
      at_ = std::min(at_, count - 1);
      return;
    }
    // Several may be called the same.
    if (at_ < count && rows[static_cast<std::size_t>(at_)].label == label_) return;
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.label == label_; });
    if (same != rows.end()) {
      at_ = static_cast<int>(same - rows.begin());
      return;
    }
    reset(-1);
    lost_ = true;
  }

  /// One row down (1) or up (-1), around the ends.
  template <class Row>
  void step(const std::vector<Row>& rows, int by) {
    const int count = static_cast<int>(rows.size());
    const int next = at_ < 0 && by < 0 ? count - 1 : at_ + by;
    put(rows, next < 0 ? count - 1 : next >= count ? 0 : next);
  }

  /// The pointer or a key chose row `at` of them.
  template <class Row>
  void put(const std::vector<Row>& rows, int at) {
    at_ = at;
    label_ = rows[static_cast<std::size_t>(at)].label;
    lost_ = false;
  }

 private:
  int at_ = -1;
  std::string label_;
  bool lost_ = false;
};

}  // namespace dossier::ui
