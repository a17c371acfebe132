#include "client-wasm/src/app/autosave.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dossier::app {
namespace {

constexpr double second_ms = 1'000;
constexpr double minute_ms = 60'000;
constexpr double hour_ms = 3'600'000;
/// The first minute is told in few steps: each costs a frame of a page that is otherwise at rest.
constexpr std::array<double, 6> told_ages_ms{1'000, 2'000, 5'000, 10'000, 30'000, 60'000};

/// "just now", "2 s ago", "4 min ago", "3 h ago".
std::string ago(double ms) {
  const auto whole = [](double value) { return std::to_string(static_cast<std::int64_t>(value)); };
  if (ms < second_ms) return "now";
  if (ms < minute_ms) return whole(ms / second_ms) + " s ago";
  if (ms < hour_ms) return whole(ms / minute_ms) + " min ago";
  return whole(ms / hour_ms) + " h ago";
}

}  // namespace

void autosave::edited(double now, bool any) {
  if (!any) {
    first_edit_.reset();
    if (phase_ != phase::saving) set(version_ > 0 ? phase::saved : phase::quiet);
    return;
  }
  if (!first_edit_) first_edit_ = now;
  last_edit_ = now;
  retry_at_.reset();
  if (phase_ != phase::saving && phase_ != phase::offline) set(phase::editing);
}

void autosave::hold(std::string why) {
  if (phase_ == phase::saving) return;
  why_ = std::move(why);
  set(phase::held);
}

void autosave::started(double) {
  first_edit_.reset();
  retry_at_.reset();
  set(phase::saving);
}

void autosave::stored(double now, std::int64_t version, bool more) {
  version_ = version;
  saved_at_ = now;
  if (!more)
    first_edit_.reset();
  else if (!first_edit_)
    first_edit_ = last_edit_ = now;
  set(more ? phase::editing : phase::saved);
}

void autosave::refused(double now, std::string why, bool passing) {
  why_ = std::move(why);
  if (passing) retry_at_ = now + autosave_retry_ms;
  set(phase::failed);
}

void autosave::connected(double now) {
  if (phase_ != phase::offline) return;
  first_edit_ = last_edit_ = now - autosave_pause_ms;
  set(phase::editing);
}

bool autosave::due(double now) const {
  if (!automatic_) return false;
  if (phase_ == phase::failed) return retry_at_ && now >= *retry_at_;
  if (phase_ != phase::editing || !first_edit_) return false;
  return now >= last_edit_ + autosave_pause_ms || now >= *first_edit_ + autosave_most_ms;
}

std::optional<double> autosave::next_deadline(double now) const {
  switch (phase_) {
    case phase::failed:
      return automatic_ ? retry_at_ : std::nullopt;
    case phase::editing:
      if (!automatic_ || !first_edit_) return {};
      return std::min(last_edit_ + autosave_pause_ms, *first_edit_ + autosave_most_ms);
    case phase::saved: {
      const double age = std::max(0.0, now - saved_at_);
      for (const double step : told_ages_ms) {
        if (age < step) return saved_at_ + step;
      }
      return saved_at_ + (std::floor(age / minute_ms) + 1) * minute_ms;
    }
    default:
      return {};
  }
}

std::string autosave::words(double now) const {
  switch (phase_) {
    case phase::quiet:
      return {};
    case phase::editing:
      return "Editing";
    case phase::saving:
      return "Saving";
    case phase::saved:
      return "Saved " + ago(now - saved_at_) + ", version " + std::to_string(version_);
    case phase::failed:
    case phase::held:
      return "Not saved: " + why_;
    case phase::offline:
      return "Offline, kept on this device";
  }
  return {};
}

}  // namespace dossier::app
