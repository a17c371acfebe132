#include "client-wasm/src/screens/waiting_edits.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/ui/popups.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using kind = app::queued_write::kind;
using stage = app::queued_write::stage;

constexpr std::string_view popup_name = "Edits on this device";
constexpr float width = 560;
constexpr float row_height = 56;
constexpr int rows_shown = 6;
constexpr float gap = 4;

std::string count_of(const context& c, int count, std::string_view one, std::string_view many) {
  return c.count(count) + " " + std::string(count == 1 ? one : many);
}

std::string_view verb(kind what) {
  switch (what) {
    case kind::create:
      return "New: ";
    case kind::patch:
      return "Edit: ";
    case kind::remove:
      return "Delete: ";
    case kind::undelete:
      return "Restore: ";
    case kind::batch:
      break;
  }
  return {};
}

std::string name_of(const app::queued_write& write) {
  return std::string(verb(write.what)) +
         (write.title.empty() ? std::string(write.type().names.label) : write.title);
}

std::string state_text(const app::queued_write& write, const model::wall_time& now) {
  if (write.at == stage::refused) return write.reason;
  if (write.at == stage::sending) return "On its way";
  return "Waits since " + model::clock_text(timestamp{write.since_ms * 1'000}, now);
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::string edit_text(const app::queued_write& write, const model::wall_time& now) {
  const auto body = codec::parse_json_object(write.body);
  std::string out;
  if (!body) return out;
  for (const auto& [name, value] : *body) {
    const describe::field* field = write.type().find({name.data(), name.size()});
    if (field == nullptr) continue;
    if (!out.empty()) out += '\n';
    const std::string text = model::json_value_text(*field, boost::json::serialize(value), now);
    out += std::string(field->label) + ": " + (text.empty() ? "empty" : text);
  }
  return out;
}

void waiting_edits::strips(context& c, rect& content, app::workspace& work, const std::string& away,
                           const model::wall_time& now) {
  app::offline_queue& writes = work.writes();
  const int waiting = writes.waiting();
  bool show = false;
  if (!away.empty() || waiting > 0) {
    const rect r = content.cut_top(size::strip);
    std::string text = away;
    if (waiting > 0) {
      text +=
          (text.empty() ? "" : " ") + count_of(c, waiting, "edit waits", "edits wait") + " on this device.";
    }
    if (strip(c, r, tone::warn, away.empty() ? icon::clock : icon::lan_disconnect, text, "Try now", {}, 0,
              0)) {
      work.live().retry_now();
      writes.connected();
    }
    if (waiting > 0) {
      const button_options o{.kind = button_kind::ghost};
      const float last = button_width(c, "Try now", o);
      const float w = button_width(c, "Show edits", o);
      const rect at{r.right() - 4 - last - gap - w, r.y + (r.h - size::control) / 2, w, size::control};
      show = button(c, at, "Show edits", o);
      if (show || anchor_.w == 0) anchor_ = at;
    }
  }
  if (const int refused = writes.refused(); refused > 0) {
    const rect r = content.cut_top(size::strip);
    const std::string text = count_of(c, refused, "edit was", "edits were") + " not stored.";
    if (strip(c, r, tone::bad, icon::alert_circle, text, "Show", {}, 0, 0)) {
      show = true;
      anchor_ = {r.right() - 80, r.y, 76, r.h};
    }
  }
  if (show) open_popup(c, popup_name);
  popover(c, work, now);
}

void waiting_edits::popover(context& c, app::workspace& work, const model::wall_time& now) {
  const auto& all = work.writes().writes();
  const int rows = std::clamp(static_cast<int>(all.size()), 1, rows_shown);
  const float height = 40 + row_height * static_cast<float>(rows) + 8;
  rect content;
  if (!begin_popover(c, popup_name, anchor_, width, height, content)) return;
  c.paint.text_in(content.cut_top(32).inset(12, 0), face::medium, c.th.colors.text, popup_name);
  const choice chosen = lines(c, content, work, now);
  if (chosen.what == act::open) close_popup(c);
  end_popover(c);
  carry_out(chosen, work);
}

void waiting_edits::draw_list(context& c, rect r, app::workspace& work, const model::wall_time& now) {
  carry_out(lines(c, r, work, now), work);
}

/// All edits.
waiting_edits::choice waiting_edits::lines(context& c, rect r, const app::workspace& work,
                                           const model::wall_time& now) {
  const auto& all = work.writes().writes();
  if (all.empty()) {
    empty_state(c, r, icon::check_circle_outline, "Everything is stored", {}, {});
    return {};
  }
  choice chosen;
  rect at = scroll_.begin(c, r, popup_name);
  const float top = at.y;
  for (const app::queued_write& write : all) {
    const act what = line(c, {at.x, at.y, at.w, row_height}, write, now);
    if (what != act::none) chosen = {what, write.number};
    at.y += row_height;
  }
  scroll_.end(c, at.y - top);
  return chosen;
}

void waiting_edits::carry_out(const choice& chosen, app::workspace& work) {
  if (chosen.what == act::open) work.take_up(chosen.write);
  if (chosen.what == act::retry) work.writes().retry(chosen.write);
  if (chosen.what == act::discard) work.discard(chosen.write);
}

/// One edit: what it is about, how it stands, and what can be done with it. Returns what was pressed.
waiting_edits::act waiting_edits::line(context& c, rect row, const app::queued_write& write,
                                       const model::wall_time& now) {
  const palette& k = c.th.colors;
  c.push_id(write.number);
  const bool refused = write.at == stage::refused;
  const std::string text = edit_text(write, now);
  const std::string name = name_of(write);
  rect inner = row.inset(12, 0);
  c.paint.icon(inner.cut_left(16), refused ? icon::alert_circle : icon::clock, refused ? k.bad : k.info, 16);
  inner.cut_left(8);
  c.sem.open({.id = c.id("row"),
              .kind = role::listitem,
              .name = name,
              .value = one_line(text),
              .description = state_text(write, now),
              .bounds = row});
  rect actions = inner;
  const auto press = [&](std::string_view label, const button_options& o) {
    const float w = button_width(c, label, o, size::control_small);
    const rect at{actions.right() - w, row.y + (row.h - size::control_small) / 2, w, size::control_small};
    actions.w -= w + gap;
    return button(c, at, label, o);
  };
  act chosen = act::none;
  const bool sending = write.at == stage::sending;
  if (press("Discard", {.kind = button_kind::ghost, .disabled = sending, .reason = "On its way"}))
    chosen = act::discard;
  if (!text.empty() && press("Copy", {.kind = button_kind::ghost})) c.page.write_clipboard(text);
  if (refused && press("Try again", {.kind = button_kind::ghost})) chosen = act::retry;
  const bool is_view = &write.type() == &describe::type_of<saved_view>();  // no form shows those
  const bool has_form = write.what != kind::batch && !is_view;
  if (refused && has_form && press("Open", {})) chosen = act::open;
  c.paint.text_in({inner.x, row.y + 8, actions.w, 20}, face::medium, k.text, name);
  c.paint.text_in(
      {inner.x, row.y + 28, actions.w, 20}, face::small, refused ? k.bad : k.text2,
      refused || text.empty() ? state_text(write, now) : state_text(write, now) + ": " + one_line(text));
  c.paint.bottom_line(row, k.line);
  c.sem.close();
  c.pop_id();
  return chosen;
}

}  // namespace dossier::screens
