#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"

// The grid's scrollbars, and what stands beside them.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float tick_width = 6;
constexpr float bubble_prefix = 120;  ///< most that the sort prefix may take

}  // namespace

void grid::scroll(context& c, rect bar, frame_state& f) {
  if (across_most_ > 0) {
    const rect across{f.rows.x + f.sticky, f.rows.bottom(), f.rows.w - f.sticky, size::scrollbar};
    auto offset = static_cast<double>(across_);
    const auto page = static_cast<double>(across.w);
    if (scrollbar_across(c, across, "Scroll columns", bar_across_, offset, page,
                         page + static_cast<double>(across_most_))) {
      across_ = static_cast<float>(offset);
    }
  }
  if (f.d.rows == nullptr) return;
  model::row_cache& rows = *f.d.rows;
  model::viewport& view = rows.view;
  const palette& k = c.th.colors;
  bar.h = f.rows.h;
  const double page = static_cast<double>(bar.h) / static_cast<double>(f.row_height);
  const auto total = static_cast<double>(std::max<std::int64_t>(1, view.count()));
  for (const model::tick_mark& mark : rows.marks()) {
    const std::int64_t index = rows.index_of(mark.id);
    if (index < 0 || (index >= view.first_row() && index < view.end_row())) continue;
    const float y = bar.y + std::floor(static_cast<float>(static_cast<double>(index) / total) * (bar.h - 2));
    c.paint.fill({bar.x + 3, y, tick_width, 2}, k.focus);
  }
  double offset = view.position();
  if (scrollbar(c, bar, "Scroll rows", bar_, offset, page, static_cast<double>(view.count())))
    view.scroll_to(offset);
}

/// While the thumb is held: what the first row is sorted by, and its position.
void grid::bubble(context& c, rect bar, const frame_state& f) const {
  if (f.d.rows == nullptr || !bar_.dragging) return;
  const model::viewport& view = f.d.rows->view;
  const palette& k = c.th.colors;
  const model::grid_row* first = f.d.rows->at(view.first_row());
  const std::string prefix =
      first == nullptr ? "" : model::value_text(f.d.order->field(), first->record.data(), f.d.now);
  const std::string position = c.count(view.first_row() + 1) + " of " + c.count(f.d.rows->total());
  const float prefix_w = std::min(bubble_prefix, std::ceil(c.paint.width(face::small_medium, prefix)));
  const float w = 24 + prefix_w + 16 + std::ceil(c.paint.width(face::small, position));
  const double most = std::max(1.0, static_cast<double>(view.count()) - view.height() / view.row_height());
  const float at = bar.y + static_cast<float>(view.position() / most) * (f.rows.h - size::row);
  rect r{bar.x - 8 - w, std::floor(at), w, size::row};
  c.paint.fill_round(r, k.text, radius::control);
  r = r.inset(12, 0);
  c.paint.text_in({r.x, r.y, prefix_w + 1, r.h}, face::small_medium, k.surface, prefix);
  c.paint.text_in(r, face::small, k.surface, position, align::right);
}

}  // namespace dossier::ui
