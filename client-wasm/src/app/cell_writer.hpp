#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/record_acts.hpp"
#include "client-wasm/src/app/record_editor.hpp"
#include "client-wasm/src/app/record_list.hpp"

namespace dossier::app {

inline constexpr double refused_mark_ms = 6'000;  ///< how long a refused edit is marked at its row

/// Edits made in the cells of a list: shown at once, written, and marked until the server has answered; each
/// can be undone. One that meets another person's value goes to the panel, field by field. One that is
/// refused brings the old value back and says why. What waited for the connection before it was refused is
/// the queue's to keep.
class cell_writer {
 public:
  cell_writer(record_list& list, record_editor& editor, offline_queue& writes, record_acts& acts,
              std::function<double()> clock, std::function<void()> changed, std::function<void(notice)> tell);
  cell_writer(const cell_writer&) = delete;
  cell_writer& operator=(const cell_writer&) = delete;

  enum class state : std::uint8_t { none, sent, refused };

  /// What is wrong with a text for a field of a row; empty for nothing.
  [[nodiscard]] std::string fault(const uuid& id, const describe::field& field,
                                  const std::string& text) const;
  /// Stores a text in a field of a row of the list.
  void write(const uuid& id, const describe::field& field, const std::string& text);
  /// A row with all that is written to it and not answered; nullptr when there is nothing.
  [[nodiscard]] const describe::any_record* edited(const uuid& id) const;
  [[nodiscard]] state state_of(const uuid& id, const describe::field& field) const;

  /// Forgets marks that ended; true when something shown changed.
  bool tick(double now);
  [[nodiscard]] std::optional<double> next_deadline() const;

  /// Called with an edit that met another person's: it is to be settled in the panel.
  std::function<void(const queued_write&)> contested;

 private:
  void send(const describe::any_record& stored, const model::form_state& form, const describe::field& field);
  bool take_refusal(const queued_write& write, const write_outcome& outcome, const describe::field& field);
  [[nodiscard]] const describe::any_record* stored(const uuid& id) const;

  record_list& list_;
  record_editor& editor_;
  offline_queue& writes_;
  record_acts& acts_;
  std::function<double()> clock_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;
  /// Rows as they will be; made when they are asked for, and anew when anything was written.
  struct ahead {
    std::int64_t version = 0;
    std::optional<describe::any_record> record;
    std::set<std::string, std::less<>> fields;  ///< the ones that differ, or may
  };
  [[nodiscard]] const ahead* ahead_at(const uuid& id) const;
  mutable std::map<uuid, ahead> ahead_;
  mutable std::int64_t ahead_of_ = 0;  ///< the queue's revision that they were made of
  struct refusal {
    std::string field;
    double until = 0;
  };
  std::map<uuid, refusal> refused_;
};

}  // namespace dossier::app
