#include "client-wasm/src/screens/query_line.hpp"

#include <string_view>

#include "client-wasm/src/app/facet_values.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

/// What chips leave at the right for sorting and columns, and for what is done with checked rows.
constexpr float room_for_sorting = 272;
constexpr float room_for_actions = 440;

/// An example that the resource understands.
std::string_view example(const describe::record_type& type) {
  if (type.names.is_log) return "Filter, for example at > now-1d AND action = \"deleted\"";
  if (type.find("industry") != nullptr) return "Filter, for example industry = \"Software\"";
  if (type.find("status") != nullptr) return "Filter, for example status = \"draft\"";
  return "Filter, for example name:\"rate\"";
}

filter_bar_data data_of(app::desk& desk) {
  const app::record_list& list = desk.list();
  filter_bar_data d;
  d.type = &list.type();
  d.filter = desk.at().filter;
  if (list.failure() && (list.failure()->status == 400 || list.rows() != nullptr)) d.error = &*list.failure();
  if (list.rows() != nullptr) {
    d.total = list.rows()->total();
    d.total_exact = list.rows()->total_exact();
    d.answered_in_ms = list.answered_in_ms();
  }
  d.placeholder = example(list.type());
  d.values = app::facet_values(list.type(), desk.api(), desk.formats());
  return d;
}

}  // namespace

bool query_line::draw(context& c, rect r, app::desk& desk) {
  filter_bar_data d = data_of(desk);
  d.save_label = "Save view";
  const filter_bar_events done = bar_.draw(c, r, d);
  if (done.filter) desk.filter(*done.filter);
  if (done.save) save_wish_ = done.save_at;
  if (!c.popup_open && (c.typed_char('/') || c.shortcut(key::f, mod_command))) bar_.focus(c);
  return done.entered;
}

float query_line::chips(context& c, rect r, app::desk& desk) {
  const float kept = desk.selection().empty() ? room_for_sorting : room_for_actions;
  const filter_bar_data d = data_of(desk);
  float used = 0;
  const filter_bar_events done = bar_.draw_chips(c, r.with_width(r.w - kept), d, used);
  if (done.filter) desk.filter(*done.filter);
  return used + 8;
}

}  // namespace dossier::screens
