#pragma once

#include <optional>
#include <utility>

#include "client-wasm/src/model/week_range.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The weeks of publication as bars over a track with two handles; what lies between them is let in.
class week_slider {
 public:
  static constexpr float height = 92;  ///< bars, track and dates

  /// Returns the first and the last bar to let in, when the person chose others.
  std::optional<std::pair<std::size_t, std::size_t>> draw(ui::context& c, ui::rect r,
                                                          const model::week_range& weeks);

 private:
  void drag(ui::context& c, ui::rect r, const model::week_range& weeks);
  void bars(ui::context& c, ui::rect r, const model::week_range& weeks) const;
  std::size_t handle(ui::context& c, ui::rect r, const model::week_range& weeks, bool lower,
                     std::size_t at) const;
  void dates(ui::context& c, ui::rect r, const model::week_range& weeks) const;

  enum class held : std::uint8_t { none, first, last };
  held held_ = held::none;
  std::size_t first_ = 0;  ///< as it is drawn, also while a handle is held
  std::size_t last_ = 0;
};

}  // namespace dossier::screens
