#include "client-wasm/src/ui/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float item_height = 48;
constexpr float change_pitch = 22;  ///< between the changes of one entry
constexpr std::size_t most_changes = 4;
constexpr float text_x = 28;

char32_t glyph_of(const net::history_entry& e) {
  if (e.kind == "created") return icon::plus;
  if (e.kind == "deleted") return icon::delete_;
  if (e.kind == "restored") return icon::undo;
  return icon::account_outline;
}

/// What an entry says when it has no field changes to show.
std::string summary_of(const net::history_entry& e) {
  if (e.kind == "created") {
    return e.changes.empty() ? "Created" : "Created with " + std::to_string(e.changes.size()) + " fields";
  }
  if (e.kind == "deleted") return "Deleted";
  if (e.kind == "restored") return "Restored";
  return e.reason.empty() ? "Updated" : e.reason;
}

bool lists_changes(const net::history_entry& e) {
  return e.kind == "updated" && !e.changes.empty();
}

float height_of(const net::history_entry& e) {
  const std::size_t lines = lists_changes(e) ? std::min(e.changes.size(), most_changes) : 1;
  const bool more = lists_changes(e) && e.changes.size() > most_changes;
  return item_height + static_cast<float>(lines - 1 + (more ? 1 : 0)) * change_pitch;
}

/// "Headcount: 64 → 71".
std::string change_text(const describe::record_type& type, const net::history_change& change,
                        const model::wall_time& now) {
  const describe::field* field = type.find(change.field);
  const auto value = [&](const std::string& json) {
    const std::string text = field != nullptr ? model::json_value_text(*field, json, now) : json;
    return text.empty() ? std::string("empty") : text;
  };
  const std::string label = field != nullptr ? std::string(field->label) : change.field;
  return label + ": " + value(change.before) + " \xE2\x86\x92 " + value(change.after);
}

void change_line(context& c, rect r, const describe::record_type& type, const net::history_change& change,
                 const model::wall_time& now) {
  const describe::field* field = type.find(change.field);
  const std::string label = field != nullptr ? std::string(field->label) : change.field;
  const float label_w = c.paint.text_in(r, face::small, c.th.colors.text2, label).width;
  r.cut_left(std::ceil(label_w) + 12);
  const std::string before =
      field != nullptr ? model::json_value_text(*field, change.before, now) : change.before;
  const std::string after =
      field != nullptr ? model::json_value_text(*field, change.after, now) : change.after;
  before_after(c.paint, c.th, r, before, after);
  const std::string whole = change_text(type, change, now);
  const widget_id id = c.id(change.field);
  c.tooltip(id, r, whole);
  c.sem.leaf({.id = id, .kind = role::text, .name = whole, .bounds = r});
}

void entry(context& c, rect r, const describe::record_type& type, const net::history_entry& e,
           const model::wall_time& now, bool last) {
  const palette& k = c.th.colors;
  const float name_center = r.y + 12;
  c.paint.icon({r.x, name_center - 8, 16, 16}, glyph_of(e), k.text3, 16);
  if (!last) c.paint.vline(r.x + 8, name_center + 12, r.h - 24, k.border);
  const std::string when = model::ago_text(e.at, now);
  const float when_w = std::ceil(c.paint.width(face::small, when));
  const rect time{r.right() - when_w - 1, r.y, when_w + 1, 24};
  c.paint.text_in(time, face::small, k.text3, when, align::right);
  c.tooltip(c.id("when"), time, model::exact_time_text(e.at, now));
  const std::string_view who =
      e.actor_name.empty() ? std::string_view("Someone") : std::string_view(e.actor_name);
  c.paint.text_in({r.x + text_x, r.y, r.w - text_x - when_w - 12, 24}, face::medium, k.text, who);
  rect line{r.x + text_x, r.y + 24, r.w - text_x, 20};
  if (!lists_changes(e)) {
    c.paint.text_in(line, face::small, k.text2, summary_of(e));
    return;
  }
  for (std::size_t i = 0; i < std::min(e.changes.size(), most_changes); ++i) {
    change_line(c, line, type, e.changes[i], now);
    line.y += change_pitch;
  }
  if (e.changes.size() > most_changes) {
    c.paint.text_in(line, face::small, k.text3,
                    "and " + std::to_string(e.changes.size() - most_changes) + " more");
  }
}

}  // namespace

float draw_timeline(context& c, rect r, const describe::record_type& type,
                    const std::vector<net::history_entry>& entries, const model::wall_time& now,
                    std::size_t most) {
  const std::size_t count = most == 0 ? entries.size() : std::min(most, entries.size());
  c.push_id("timeline");
  c.sem.open({.id = c.id("timeline"), .kind = role::feed, .name = "Timeline", .bounds = r});
  float y = r.y;
  for (std::size_t i = 0; i < count; ++i) {
    const net::history_entry& e = entries[i];
    const rect at{r.x, y, r.w, height_of(e)};
    y += at.h;
    if (!c.paint.visible(at)) continue;
    c.push_id(e.version);
    std::string name = e.actor_name + ", " + model::ago_text(e.at, now);
    if (!lists_changes(e)) name += ", " + summary_of(e);
    for (const net::history_change& change : e.changes) {
      if (lists_changes(e)) name += ", " + change_text(type, change, now);
    }
    c.sem.open({.id = c.id("entry"), .kind = role::article, .name = name, .bounds = at});
    entry(c, at, type, e, now, i + 1 == count);
    c.sem.close();
    c.pop_id();
  }
  c.sem.close();
  c.pop_id();
  return y - r.y;
}

}  // namespace dossier::ui
