#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/bulk_action.hpp"
#include "client-wasm/src/app/cell_writer.hpp"
#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/record_acts.hpp"
#include "client-wasm/src/app/record_editor.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/app/route.hpp"
#include "client-wasm/src/app/session.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"

namespace dossier::app {

/// One resource as a person works on it: its list, the open record, what is checked and where the keyboard
/// is. What the person does here writes the address; what the address says is shown. A desk that is left for
/// another stays as it is and is kept live, so that coming back shows it at once.
class desk {
 public:
  /// All of these outlive the desk. `navigate` makes a route of this desk's resource the shown one.
  desk(const describe::record_type& type, net::api_client& api, offline_queue& writes,
       net::live_connection& live, const surroundings& around,
       std::function<void(route, bool replace)> navigate);
  desk(const desk&) = delete;
  desk& operator=(const desk&) = delete;

  /// Shows what a route of this resource says.
  void show(const route& where);
  /// The route that is shown, or was when this desk was last shown.
  [[nodiscard]] const route& at() const { return route_; }

  [[nodiscard]] const describe::record_type& type() const { return list_.type(); }
  [[nodiscard]] record_list& list() { return list_; }
  [[nodiscard]] const record_list& list() const { return list_; }
  [[nodiscard]] record_editor& editor() { return editor_; }
  [[nodiscard]] const record_editor& editor() const { return editor_; }
  [[nodiscard]] row_selection& selection() { return selection_; }
  /// Edits made in the list's cells.
  [[nodiscard]] cell_writer& cells() { return cells_; }
  /// What is done to one record as a whole.
  [[nodiscard]] record_acts& acts() { return acts_; }
  /// What is done to the checked rows.
  [[nodiscard]] bulk_action& bulk() { return bulk_; }
  /// How counts are written.
  [[nodiscard]] const std::function<model::formats()>& formats() const { return bulk_.formats; }
  [[nodiscard]] net::live_connection& live() { return live_; }
  [[nodiscard]] net::api_client& api() { return api_; }
  /// Every write of this page.
  [[nodiscard]] offline_queue& writes() { return writes_; }
  /// What the person may do to this resource's records; to this one, as far as it is known here.
  [[nodiscard]] rights may() const { return around_.may(); }
  [[nodiscard]] bool may_create() const { return may().may_create(type().names.resource); }
  [[nodiscard]] bool may_change(const uuid& id) const;
  [[nodiscard]] bool may_remove(const uuid& id) const;
  /// Whether a row has edits that are not stored: kept in a draft, or on their way.
  [[nodiscard]] bool has_edits(const uuid& id) const { return editor_.has_draft(id) || writes_.holds(id); }

  // What the person does; each also writes the address.
  void open(const uuid& id);
  void open_new();
  void close();
  void show_tab(const std::string& tab);
  void filter(const std::string& text);
  void search(const std::string& words);
  /// Sorts by a field; by the same again turns the direction around.
  void sort_by(const describe::field& field);
  /// Opens the row `steps` below (or above) the open one.
  void step(std::int64_t steps);
  /// Goes to another route of this resource.
  void go(route next, bool replace);

  /// The row that the keyboard is on; nil for none.
  uuid focused;
  /// The cell of the list that is edited; empty field: none. Set by whoever draws the list, every frame.
  struct cell_place {
    uuid id;
    std::string field;
  };
  cell_place edited_cell;
  /// Changes that came in the last minute, for the footer.
  [[nodiscard]] std::int64_t changes_in_last_minute() const;

  /// Does what is due now; true when something shown changed.
  bool tick(double flash_ms);
  [[nodiscard]] std::optional<double> next_deadline(double flash_ms) const;
  [[nodiscard]] bool settled() const { return list_.settled() && editor_.settled() && bulk_.settled(); }
  /// True while there is nothing to read yet, but an answer is on its way: the first rows, or the open
  /// record.
  [[nodiscard]] bool awaits_content() const {
    return (list_.rows() == nullptr && list_.loading_since().has_value()) || !editor_.settled();
  }

  /// A write to this resource is done.
  void take_done(const queued_write& write, const write_outcome& outcome);
  /// Opens what a refused write is about: its values beside what others stored, to be settled.
  void take_up(const queued_write& write);
  /// Takes a live change of this resource; true when it changed the list.
  bool take_change(const live::change& change);
  /// Takes what a change says of the name of a record that this resource's refer to; true when it does.
  bool take_name(const live::change& change);
  /// True when the subscription was one of this desk's.
  bool take_reset(const std::string& subscription);
  bool take_refusal(const std::string& subscription, const problem& why);
  /// The connection stands again: what failed is loaded.
  void connected();

 private:
  [[nodiscard]] const describe::any_record* known(const uuid& id) const;
  void leave_removed(const uuid& id);

  const surroundings& around_;
  net::api_client& api_;
  offline_queue& writes_;
  net::live_connection& live_;
  std::function<void(route, bool)> navigate_;
  record_list list_;
  record_editor editor_;
  record_acts acts_;
  cell_writer cells_;
  bulk_action bulk_;
  row_selection selection_;
  route route_;
  std::vector<double> recent_changes_;
  std::int64_t focused_index_ = 0;  ///< where the keyboard goes when its row is deleted
};

}  // namespace dossier::app
