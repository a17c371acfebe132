#include "client-wasm/src/screens/referring_tab.hpp"

#include <cmath>
#include <string>

#include "client-wasm/src/ui/cell_value.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float item_height = 48;

const describe::field* choice_of(const describe::record_type& type) {
  for (const describe::field& field : type.fields) {
    if (field.kind == describe::kind::choice) return &field;
  }
  return nullptr;
}

/// One record: its title, its state and its age; true when it was pressed.
bool item(context& c, rect r, const describe::any_record& record, const model::wall_time& now) {
  const palette& k = c.th.colors;
  const describe::record_type& type = record.type();
  const std::string title = model::value_text(type.title(), record.data(), now);
  const std::string age = model::ago_text(record.base().created_at, now);
  const widget_id id = c.id(to_string(record.base().id));
  const press_result p = pressable(c, id, r);
  if (p.hovered) {
    c.paint.fill_round(r.inset(-8, 0).with_height(r.h - 1), k.hover, radius::chip);
    c.cursor = platform::cursor::hand;
  }
  rect line = r.with_height(24);
  const text_result drawn =
      c.paint.text_in(line.moved(0, 2), face::medium, p.hovered ? k.link : k.text, title);
  if (drawn.cut) c.tooltip(id, r, title);
  rect meta{r.x, r.y + 24, r.w, 20};
  c.paint.text_in(meta, face::small, k.text3, age, align::right);
  if (const describe::field* choice = choice_of(type)) {
    bool cut = false;
    draw_cell_value(c, meta.with_width(140), *choice, record.data(), k.text2, cut);
  }
  c.paint.bottom_line(r, k.line);
  if (p.focused) c.paint.focus_ring(r.inset(-4, 2), c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::link,
              .state = p.focused ? state_focused : 0U,
              .name = title,
              .value = age,
              .bounds = r});
  return p.pressed;
}

}  // namespace

float draw_referring(context& c, rect r, app::workspace& work, const app::referring_list& list,
                     const model::wall_time& now) {
  const std::string plural = model::lower_first(list.type().names.plural_label);
  if (!list.loaded()) return 0;
  if (list.items().empty()) {
    c.paint.text_in(r.with_height(32), face::body, c.th.colors.text3, "No " + plural + " yet");
    return 32;
  }
  app::route to;
  to.screen = std::string(list.type().names.resource);
  bool goes = false;
  float y = r.y;
  c.push_id("referring");
  for (const net::told_record& told : list.items()) {
    if (item(c, {r.x, y, r.w, item_height}, told.record, now)) {
      to.open = to_string(told.record.base().id);
      goes = true;
    }
    y += item_height;
  }
  const auto listed = static_cast<std::int64_t>(list.items().size());
  if (list.total() > listed) {
    const std::string all = "All " + c.count(list.total()) + " " + plural;
    if (link_text(c, r.x, y + 12, all)) {
      to.filter = list.filter();
      goes = true;
    }
    y += 40;
  }
  c.pop_id();
  if (goes) work.go(std::move(to));
  return y - r.y;
}

}  // namespace dossier::screens
