#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace dossier::ui {

/// Which row of a list is highlighted, -1 for none. The rows may change under it, as answers arrive: what
/// somebody moved it to stays highlighted, so that Enter takes what was seen.
class highlighted_row {
 public:
  void reset(int at) {
    at_ = at;
    label_.clear();
  }
  [[nodiscard]] int at() const { return at_; }

  /// Finds the row again among those there are now; one that nobody moved keeps its place, as does one whose
  /// row went. No rows at all leave it alone, since they may come back.
  template <class Row>
  void follow(const std::vector<Row>& rows) {
    if (at_ < 0 || rows.empty()) return;
    at_ = std::min(at_, static_cast<int>(rows.size()) - 1);
    if (label_.empty()) return;
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.label == label_; });
    put(rows, same == rows.end() ? at_ : static_cast<int>(same - rows.begin()));
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
  }

 private:
  int at_ = -1;
  std::string label_;
};

}  // namespace dossier::ui
