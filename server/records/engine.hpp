#pragma once
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/http/router.hpp"
#include "server/records/activity_controller.hpp"
#include "server/records/audit_controller.hpp"
#include "server/records/clock.hpp"
#include "server/records/controller.hpp"
#include "server/records/page_tokens.hpp"
#include "server/records/rules.hpp"
#include "server/records/service.hpp"
#include "server/records/tracked_lists.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::records {

/// The rules of one record type.
struct rules_for {
  const describe::record_type* type = nullptr;
  std::unique_ptr<const record_rules> rules;
};

/// What the engine needs; references outlive it.
struct engine_dependencies {
  clock& time;
  id_source& ids;
  std::vector<rules_for> rules;
  /// The lanes of the calling I/O thread. Called on every request.
  std::function<db::lanes()> lanes_here;
  /// Keeps long lists' totals and lets `skip` go far; nullptr: totals of long lists are estimates, and `skip`
  /// walks.
  tracked_lists* tracked = nullptr;
  /// What it serves.
  std::span<const describe::record_type* const> types = describe::all_records();
  /// How far each tenant's log was exported; null: nowhere.
  seal_source seal_of = {};
};

/// Services and routes of every described record. Made once by the composition root; thread-safe; must not
/// move, and outlives the router's use and every coroutine of its services.
class engine {
 public:
  explicit engine(engine_dependencies from);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  void add_routes(http::router& to);

  [[nodiscard]] std::span<const std::unique_ptr<service>> services() const { return services_; }

  /// The service of a described record.
  [[nodiscard]] service& of(const describe::record_type& type);

 private:
  std::vector<rules_for> rules_;
  page_tokens tokens_;
  request_keys keys_;
  std::vector<std::unique_ptr<name_book>> names_;
  std::vector<std::unique_ptr<service>> services_;
  std::vector<std::unique_ptr<controller>> controllers_;
  activity_controller activity_;
  audit_controller audit_;
};

}  // namespace dossier::records
