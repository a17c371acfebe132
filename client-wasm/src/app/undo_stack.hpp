#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace dossier::app {

/// Acts of this page that can be undone; the oldest are forgotten beyond.
inline constexpr std::size_t undo_depth = 50;

/// The last acts of this page, newest first to be undone.
class undo_stack {
 public:
  /// Remembers how to undo an act. `what` names it: "Acme deleted". Returns a number for drop().
  int push(std::string what, std::function<void()> undo) {
    if (acts_.size() == undo_depth) acts_.pop_front();
    acts_.push_back({++last_, std::move(what), std::move(undo)});
    return last_;
  }
  /// Undoes the newest act and returns what it was; nullopt when there is none.
  std::optional<std::string> undo() {
    if (acts_.empty()) return std::nullopt;
    act newest = std::move(acts_.back());
    acts_.pop_back();
    newest.undo();
    return std::move(newest.what);
  }
  /// Undoes one act out of turn (its own toast's button); false when it was undone or forgotten already.
  bool undo(int number) {
    for (auto at = acts_.begin(); at != acts_.end(); ++at) {
      if (at->number != number) continue;
      act found = std::move(*at);
      acts_.erase(at);
      found.undo();
      return true;
    }
    return false;
  }
  [[nodiscard]] bool empty() const { return acts_.empty(); }
  [[nodiscard]] std::size_t size() const { return acts_.size(); }
  /// What would be undone next; empty for nothing.
  [[nodiscard]] std::string next() const { return acts_.empty() ? std::string() : acts_.back().what; }

 private:
  struct act {
    int number = 0;
    std::string what;
    std::function<void()> undo;
  };
  std::deque<act> acts_;
  int last_ = 0;
};

}  // namespace dossier::app
