#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::model {

/// Filters kept at most.
inline constexpr std::size_t filter_history_max = 20;

/// The filters that a person asked for before, the latest first, to be called back one by one.
class filter_history {
 public:
  /// Puts `filter` first; one that was there already moves. Blank ones are not kept.
  void add(std::string_view filter);
  /// Goes to an older (1) or newer (-1) one. Empty after the newest; stays at the oldest.
  [[nodiscard]] std::string_view step(int by);
  /// The next step begins anew.
  void rest() { at_ = -1; }
  /// True while an older one is shown.
  [[nodiscard]] bool walking() const { return at_ >= 0; }
  [[nodiscard]] const std::vector<std::string>& all() const { return filters_; }

  /// One a line, for local storage; load() takes whatever it finds.
  [[nodiscard]] std::string to_text() const;
  void load(std::string_view text);

 private:
  std::vector<std::string> filters_;
  int at_ = -1;
};

}  // namespace dossier::model
