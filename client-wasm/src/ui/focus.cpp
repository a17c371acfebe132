#include <algorithm>

#include "client-wasm/src/ui/context.hpp"

namespace dossier::ui {

void focus_ring_order::begin_frame(bool tab, bool shift_tab, bool next_region, bool previous_region) {
  stops_.clear();
  arrived_ = 0;
  layer_ = 0;
  region_ = 0;
  move_ = tab ? 1 : shift_tab ? -1 : 0;
  region_move_ = next_region ? 1 : previous_region ? -1 : 0;
  if (requested_ != 0) {
    arrived_ = current_ = requested_;
    requested_ = 0;
  }
}

bool focus_ring_order::offer(widget_id id) {
  stops_.push_back({id, region_, layer_});
  return id == current_;
}

void focus_ring_order::push_layer() {
  ++layer_;
}
void focus_ring_order::pop_layer() {
  --layer_;
}

void focus_ring_order::end_frame() {
  int top = 0;
  for (const stop& s : stops_) top = std::max(top, s.layer);
  const bool layer_opened = top > top_layer_;
  top_layer_ = top;
  std::erase_if(stops_, [top](const stop& s) { return s.layer != top; });
  const auto at =
      std::find_if(stops_.begin(), stops_.end(), [this](const stop& s) { return s.id == current_; });
  const bool found = at != stops_.end();
  first_ = found && at == stops_.begin();
  last_ = found && at + 1 == stops_.end();
  if (stops_.empty()) {
    first_ = last_ = true;
    return;
  }
  // Also what had the focus when the layer was open before has to notice that it has it again.
  if (layer_opened && requested_ == 0) requested_ = found ? current_ : stops_.front().id;
  if (move_ != 0) {
    if (!found) {
      requested_ = move_ > 0 ? stops_.front().id : stops_.back().id;
    } else if (move_ > 0) {
      requested_ = last_ ? (top > 0 ? stops_.front().id : 0) : (at + 1)->id;
    } else {
      requested_ = first_ ? (top > 0 ? stops_.back().id : 0) : (at - 1)->id;
    }
  }
  if (region_move_ != 0) requested_ = region_target(found ? at->region : -1);
}

widget_id focus_ring_order::region_target(int from) const {
  // Regions in drawing order, without repeats.
  std::vector<int> regions;
  for (const stop& s : stops_) {
    if (std::find(regions.begin(), regions.end(), s.region) == regions.end()) regions.push_back(s.region);
  }
  const auto at = std::find(regions.begin(), regions.end(), from);
  const auto count = static_cast<int>(regions.size());
  const int index =
      at == regions.end() ? (region_move_ > 0 ? -1 : 0) : static_cast<int>(at - regions.begin());
  const int target = regions[static_cast<std::size_t>((index + region_move_ + count) % count)];
  return std::find_if(stops_.begin(), stops_.end(), [target](const stop& s) { return s.region == target; })
      ->id;
}

}  // namespace dossier::ui
