#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/app/presence.hpp"
#include "client-wasm/src/app/reference_names.hpp"
#include "client-wasm/src/app/route.hpp"
#include "client-wasm/src/app/session.hpp"
#include "client-wasm/src/app/workspace_formats.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"

namespace dossier::app {

class workspace;

/// A live subscription of a screen's own. It ends with this handle, which must not outlive the workspace.
class watch {
 public:
  watch(workspace& of, std::string id) : of_(of), id_(std::move(id)) {}
  ~watch();
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;

 private:
  workspace& of_;
  std::string id_;
};

/// Everything of a signed-in dashboard that is not drawing: the connection, who the person is, the route, and
/// a desk for each resource that was looked at.
class workspace final : public net::live_listener {
 public:
  workspace(net::transport& way, surroundings around);

  /// Connects and shows `where`.
  void start(const route& where);
  /// The address changed under us (back, forward, a link): shows it, and writes nothing.
  void show(const route& where);
  /// Goes to a route and writes the address; `replace` without a new entry in the browser's history.
  void go(route next, bool replace = false);

  [[nodiscard]] const route& where() const { return route_; }
  /// The desk of a resource of the registry, made when it is first asked for. Throws
  /// std::logic_error for another name.
  [[nodiscard]] desk& at(std::string_view resource);
  /// The desk of the screen that is shown; nullptr where the screen is no resource's.
  [[nodiscard]] desk* current();
  /// All desks that were asked for so far, by resource.
  [[nodiscard]] const std::map<std::string, std::unique_ptr<desk>, std::less<>>& desks() const {
    return desks_;
  }

  [[nodiscard]] net::api_client& api() { return api_; }
  [[nodiscard]] net::live_connection& live() { return live_; }
  /// Every write of this page, until it is answered.
  [[nodiscard]] offline_queue& writes() { return writes_; }
  [[nodiscard]] const offline_queue& writes() const { return writes_; }
  /// Opens what a refused write is about, its values to be settled; it is refused no more.
  void take_up(std::int64_t write);
  /// Forgets a write that is not on its way, and its values.
  void discard(std::int64_t write);
  [[nodiscard]] const session& who() const { return session_; }
  /// What the person may do; another as soon as their role is.
  [[nodiscard]] const rights& may() const { return rights_; }
  /// What the workspace is called, and how numbers and dates are written.
  [[nodiscard]] workspace_formats& formats() { return formats_; }
  /// Who else is where.
  [[nodiscard]] const presence& others() const { return presence_; }
  [[nodiscard]] const surroundings& around() const { return around_; }
  void tell(notice n) const { around_.tell(std::move(n)); }

  /// Hears of every change of a resource's records that match `filter`, from `after` on. `on_reset`: what is
  /// known so far is no base for changes any more, load it again; the watch goes on.
  [[nodiscard]] std::unique_ptr<watch> watch_changes(const std::string& resource, const std::string& filter,
                                                     std::int64_t after,
                                                     std::function<void(const live::change&)> on_change,
                                                     std::function<void()> on_reset);

  /// Hears what records of a type are called by now, and when they are gone, from `after` on; nothing else of
  /// them is sent. `on_reset` as above.
  [[nodiscard]] std::unique_ptr<watch> watch_names(const describe::record_type& type, std::int64_t after,
                                                   std::function<void(const rename&)> on_rename,
                                                   std::function<void()> on_reset);

  /// Does what is due now; true when something shown changed.
  bool tick(double flash_ms);
  [[nodiscard]] std::optional<double> next_deadline(double flash_ms) const;
  [[nodiscard]] bool settled() const;
  void live_welcome(const live::welcome& hello) override;
  void live_change(const live::change& change) override;
  void live_reset(const std::string& subscription) override;
  void live_refused(const std::string& subscription, const problem& why) override;
  void live_presence(const live::presence& told) override;
  void live_role(const live::role_changed& told) override;
  void live_state_changed() override;

 private:
  friend class watch;
  struct watcher {
    std::function<bool(const live::change&)> on_change;  ///< whether something shown is another now
    std::function<void()> on_reset;
  };
  [[nodiscard]] offline_queue::surroundings around_writes();
  void end_watch(const std::string& id);
  void tell_place();
  void take_formats(const live::welcome& hello);
  void take_name();
  void take_role(std::string_view name);

  surroundings around_;
  net::api_client api_;
  offline_queue writes_;
  net::live_connection live_;
  session session_;
  rights rights_;
  workspace_formats formats_;
  presence presence_;
  route route_;
  std::map<std::string, watcher> watchers_;  ///< by subscription
  std::int64_t watch_number_ = 0;
  std::unique_ptr<watch> formats_watch_;
  std::map<std::string, std::unique_ptr<desk>, std::less<>> desks_;
};

}  // namespace dossier::app
