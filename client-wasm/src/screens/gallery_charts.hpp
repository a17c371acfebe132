#pragma once

#include <array>

#include "client-wasm/src/ui/chart.hpp"

namespace dossier::screens {

/// The page of charts: lines, areas and bars, a point looked at, the table behind a chart, small charts, and
/// what stands in a chart's place.
class gallery_charts {
 public:
  gallery_charts();
  void draw(ui::context& c);

 private:
  void large(ui::context& c);
  void small(ui::context& c) const;
  void states(ui::context& c);

  std::array<ui::chart_data, 4> data_;
  std::array<ui::chart_state, 4> shown_;
};

}  // namespace dossier::screens
