#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/record_editor.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/app/route.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"

namespace dossier::app {

/// Who works here, as the server's welcome says.
struct session {
  std::string tenant_id;
  std::string tenant_name;
  std::string user_id;
  std::string user_name;
};

/// What the dashboard needs from the outside world; all of it replaceable in tests.
struct surroundings {
  std::function<double()> clock;   ///< milliseconds of a steady clock
  std::function<double()> random;  ///< 0 ≤ x < 1
  std::function<void()> changed;   ///< something shown is another now
  std::function<void(notice)> tell;
  std::function<void(const route&, bool replace)> navigate;  ///< writes the address
};

/// Everything of a signed-in dashboard that is not drawing: the connection, who the person is, the list, the
/// open record, and the route that says which.
class workspace final : public net::live_listener {
 public:
  workspace(const describe::record_type& type, net::transport& way, surroundings around);

  /// Connects and shows `where`.
  void start(const route& where);
  /// The address changed under us (back, forward, a link).
  void go(const route& where);

  [[nodiscard]] const route& at() const { return route_; }
  [[nodiscard]] record_list& list() { return list_; }
  [[nodiscard]] const record_list& list() const { return list_; }
  [[nodiscard]] record_editor& editor() { return editor_; }
  [[nodiscard]] row_selection& selection() { return selection_; }
  [[nodiscard]] net::live_connection& live() { return live_; }
  [[nodiscard]] const session& who() const { return session_; }

  // What the person does; each also writes the address.
  void open(const uuid& id);
  void open_new();
  void close();
  void show_tab(const std::string& tab);
  void filter(const std::string& text);
  /// Sorts by a field; by the same again turns the direction around.
  void sort_by(const describe::field& field);
  /// Opens the row `steps` below (or above) the open one.
  void step(std::int64_t steps);

  /// The row that the keyboard is on; nil for none.
  uuid focused;
  /// Changes that came in the last minute, for the footer.
  [[nodiscard]] std::int64_t changes_in_last_minute() const;

  /// Does what is due now; true when something shown changed.
  bool tick(double flash_ms);
  [[nodiscard]] std::optional<double> next_deadline(double flash_ms) const;
  [[nodiscard]] bool settled() const;

  void live_welcome(const live::welcome& hello) override;
  void live_change(const live::change& change) override;
  void live_reset(const std::string& subscription) override;
  void live_refused(const std::string& subscription, const problem& why) override;
  void live_state_changed() override;

 private:
  void apply_route();
  void navigate(route next, bool replace);

  surroundings around_;
  net::api_client api_;
  net::live_connection live_;
  record_list list_;
  record_editor editor_;
  row_selection selection_;
  session session_;
  route route_;
  std::vector<double> recent_changes_;
  std::int64_t focused_index_ = 0;  ///< where the keyboard goes when its row is deleted
};

}  // namespace dossier::app
