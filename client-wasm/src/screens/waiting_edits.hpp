#pragma once

#include <string>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// Edits that wait for the connection or were refused: the strips that say so under the top bar, and the list
/// of them, to be sent now, settled, copied or let go.
class waiting_edits {
 public:
  /// Cuts the strips that are due off the top of `content`. `away`: how the connection is lost ("Offline
  /// since 14:31."), empty while it stands.
  void strips(ui::context& c, ui::rect& content, app::workspace& work, const std::string& away,
              const model::wall_time& now);
  /// The list alone, in `r`.
  void draw_list(ui::context& c, ui::rect r, app::workspace& work, const model::wall_time& now);

 private:
  enum class act : std::uint8_t { none, open, retry, discard };
  void popover(ui::context& c, app::workspace& work, const model::wall_time& now);
  /// What was pressed, and of which edit.
  struct choice {
    act what = act::none;
    std::int64_t write = 0;
  };
  [[nodiscard]] choice lines(ui::context& c, ui::rect r, const app::workspace& work,
                             const model::wall_time& now);
  static void carry_out(const choice& chosen, app::workspace& work);
  static act line(ui::context& c, ui::rect row, const app::queued_write& write, const model::wall_time& now);

  ui::scroll_area scroll_;
  ui::rect anchor_;
};

/// An edit in words, a field a line: "Headcount: 264".
[[nodiscard]] std::string edit_text(const app::queued_write& write, const model::wall_time& now);

}  // namespace dossier::screens
