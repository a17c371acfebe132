#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/record_editor.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/model/form_state.hpp"

namespace dossier::app {

inline constexpr double refused_mark_ms = 6'000;  ///< how long a refused edit is marked at its row

/// Edits made in the cells of a list: shown at once, sent, and marked until the server has answered. One that
/// meets a newer version goes on where nobody stored another value for its field, else to the panel, field by
/// field. One that is refused brings the old value back and says why. Without a connection edits wait, and
/// are kept as drafts.
class cell_writer {
 public:
  cell_writer(record_list& list, record_editor& editor, net::api_client& api, std::function<double()> clock,
              std::function<void()> changed, std::function<void(notice)> tell);
  cell_writer(const cell_writer&) = delete;
  cell_writer& operator=(const cell_writer&) = delete;

  enum class state : std::uint8_t { none, sent, refused };

  /// What is wrong with a text for a field of a row; empty for nothing.
  [[nodiscard]] std::string fault(const uuid& id, const describe::field& field,
                                  const std::string& text) const;
  /// Stores a text in a field of a row of the list.
  void write(const uuid& id, const describe::field& field, const std::string& text);
  /// A row with the edits that are under way; nullptr when there are none.
  [[nodiscard]] const describe::any_record* edited(const uuid& id) const;
  [[nodiscard]] state state_of(const uuid& id, const describe::field& field) const;

  /// Someone stored a record of the list.
  void take_change(const live::change& change, const describe::any_record& record);
  /// The connection stands again: what waited is sent.
  void connected();
  [[nodiscard]] int waiting() const;
  [[nodiscard]] bool settled() const;
  /// Forgets marks that ended; true when something shown changed.
  bool tick(double now);
  [[nodiscard]] std::optional<double> next_deadline() const;

  /// Called with a record whose edit met another person's: its draft is to be settled in the panel.
  std::function<void(const uuid&)> contested;

 private:
  struct entry {
    model::form_state form;
    describe::any_record shown;
    model::form_state mine;  ///< the form before anyone else stored something
    int attempt = 1;
    bool sending = false;
    bool waiting = false;
    bool kept = false;  ///< its edits stand in the record's draft, too
  };
  void send(const uuid& id);
  void take_answer(const uuid& id, result<net::record_answer> answer);
  void meet_newer(const uuid& id);
  void settle_in_panel(const uuid& id);
  void refuse(const uuid& id, const problem& why);
  void finish(const uuid& id);
  static void show(entry& e);
  void keep(const uuid& id, const model::form_state& edits);
  void unkeep(const uuid& id, const entry& e);

  record_list& list_;
  record_editor& editor_;
  net::api_client& api_;
  std::function<double()> clock_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;
  std::map<uuid, entry> entries_;
  struct refusal {
    std::string field;
    double until = 0;
  };
  std::map<uuid, refusal> refused_;
};

}  // namespace dossier::app
