#pragma once
#include <functional>
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/rights.hpp"
#include "client-wasm/src/app/route.hpp"
#include "client-wasm/src/model/formats.hpp"

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
  std::function<double()> wall_clock{};                      ///< milliseconds since 1970
  /// Puts the writes without an answer into local storage (empty: none). False when it did not succeed.
  std::function<bool(const std::string& json)> keep_writes{};
  /// Puts how the workspace writes numbers and dates into local storage.
  std::function<void(const std::string& json)> keep_formats{};
  /// How numbers and dates are written; absent: as by default. The workspace sets it for what it makes.
  std::function<model::formats()> formats{};
  /// What this browser is called to the server, the same in each of its tabs; see live::hello.
  std::string browser{};
  /// What the person may do; absent: everything. The workspace sets it for what it makes.
  std::function<app::rights()> rights{};
  [[nodiscard]] app::rights may() const { return rights ? rights() : app::rights::unlimited(); }
  [[nodiscard]] model::formats how() const { return formats ? formats() : model::formats{}; }
};

}  // namespace dossier::app
