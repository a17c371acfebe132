#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace dossier::app {

// Times in milliseconds.
inline constexpr double autosave_pause_ms = 1'500;   ///< without typing before what was typed is sent
inline constexpr double autosave_most_ms = 15'000;   ///< most that typing without a pause puts it off
inline constexpr double autosave_retry_ms = 10'000;  ///< after a failure that may pass by itself

/// When the edits of one record go to the server by themselves, and what is said about it. Knows nothing of
/// records: it hears what happens and says what is due, with the time (milliseconds of one steady clock) in
/// every call. One request is under way at a time; edits made meanwhile are sent after it.
class autosave {
 public:
  enum class phase : std::uint8_t {
    quiet,    ///< nothing was edited, or it was undone
    editing,  ///< edits wait for a pause, or for Save
    saving,
    saved,
    failed,   ///< refused; the edits are kept
    offline,  ///< no answer; the edits are kept on this device and sent when the connection stands
    held,     ///< something is to be settled by the person first: an error in a field, another's value
  };

  /// Whether edits are sent by themselves at all (a draft), or only when the person says so.
  void set_automatic(bool on) { automatic_ = on; }

  /// Another record, or the same anew.
  void reset() { *this = {}; }
  /// The form has edits after what the person just did, or none any more.
  void edited(double now, bool any);
  /// What is edited cannot be sent: `why` goes after "Not saved: ".
  void hold(std::string why);
  /// A request was sent.
  void started(double now);
  /// The request was answered well. `more`: edits were made since it was sent.
  void stored(double now, std::int64_t version, bool more);
  /// The request was refused; `passing`: it may succeed when tried again (a server that is too busy).
  void refused(double now, std::string why, bool passing = false);
  /// There was no answer.
  void unanswered() { set(phase::offline); }
  /// The connection stands again: what waits is due.
  void connected(double now);

  /// Whether a request should be sent now.
  [[nodiscard]] bool due(double now) const;
  /// When it will be, or the words will be others; nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline(double now) const;
  [[nodiscard]] phase state() const { return phase_; }
  /// "Editing", "Saving", "Saved 2 s ago, version 14", "Not saved: …", "Offline, kept on this device"; empty
  /// before anything was edited.
  [[nodiscard]] std::string words(double now) const;

 private:
  void set(phase next) { phase_ = next; }

  phase phase_ = phase::quiet;
  bool automatic_ = false;
  std::string why_;
  std::int64_t version_ = 0;
  double saved_at_ = 0;
  std::optional<double> first_edit_;  ///< of those not sent yet
  double last_edit_ = 0;
  std::optional<double> retry_at_;
};

}  // namespace dossier::app
