#include "client-wasm/src/screens/conflict_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float column_gap = 12;
constexpr float card_pad = 12;
constexpr float line_height = 20;
constexpr std::size_t context_lines = 2;  ///< of a text that both left alone, around what changed
constexpr int card_lines = 3;             ///< of a short field's value

/// One side of a field: a card to choose. `ink` tells whose it is.
bool side_card(context& c, rect r, std::string_view who, std::string_view value, bool chosen) {
  const palette& k = c.th.colors;
  const std::string name = std::string(who) + ": " + (value.empty() ? "empty" : std::string(value));
  const widget_id id = c.id(who);
  const press_result p = pressable(c, id, r);
  c.paint.fill_round(r, chosen ? k.sel : p.hovered ? k.hover : k.field, radius::control);
  c.paint.outline(r, chosen ? k.focus : k.border, radius::control, chosen ? 2 : 1);
  const point center{r.x + card_pad + 8, r.y + 18};
  c.paint.ring(center, 8, chosen ? k.accent : k.control, chosen ? 1.5F : 1);
  if (chosen) c.paint.circle(center, 4, k.accent);
  const rect text{r.x + card_pad + 24, r.y + 8, r.w - 2 * card_pad - 24, r.h - 16};
  c.paint.text_in(text.with_height(line_height), face::small_medium, k.text2, who);
  c.paint.text_wrapped({text.x, text.y + line_height, text.w, text.h - line_height}, face::body,
                       value.empty() ? k.text3 : k.text, value.empty() ? "empty" : value, card_lines);
  if (p.focused) c.paint.focus_ring(r, c.th, radius::control);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::radio,
              .state = (chosen ? state_checked : state_unchecked) | (p.focused ? state_focused : 0U),
              .name = name,
              .bounds = r});
  return p.pressed;
}

}  // namespace

const std::string& conflict_view::yours(const model::form_field& field) {
  return yours_.try_emplace(std::string(field.described->name), field.text).first->second;
}

void conflict_view::draw(context& c, rect r, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  model::form_state& form = *editor.form();
  c.push_id("conflict");
  std::string who = "Someone else";
  for (const model::form_field& field : form.fields()) {
    if (field.rival) who = field.rival->actor_name;
  }
  const rect content = scroll_.begin(c, r, "Scroll conflict");
  rect at = content;
  const std::string text = who + " saved other values meanwhile. Choose what stays, then save.";
  const float h = c.paint.text_wrapped(at.with_height(60), face::body, c.th.colors.text, text, 3);
  c.sem.leaf({.id = c.id("why"), .kind = role::status, .name = text, .bounds = at.with_height(h)});
  at.cut_top(h + 16);
  for (model::form_field& field : form.fields()) {
    if (!field.rival) continue;
    c.push_id(field.described->name);
    const rect head = at.cut_top(24);
    c.paint.text_in(head, face::small_medium, c.th.colors.text2, field.described->label);
    c.sem.open({.id = c.id("field"),
                .kind = role::radiogroup,
                .name = std::string(field.described->label),
                .bounds = head});
    at.cut_top(
        (field.described->is_multiline ? long_field(c, at, desk, field) : short_field(c, at, desk, field)) +
        16);
    c.sem.close();
    c.pop_id();
  }
  scroll_.end(c, at.y - content.y);
  c.pop_id();
}

float conflict_view::short_field(context& c, rect r, app::desk& desk, model::form_field& field) {
  const std::string& mine = yours(field);
  const float w = std::floor((r.w - column_gap) / 2);
  const std::string ours = model::shown_text(*field.described, mine, c.formats);
  const std::string theirs = model::shown_text(*field.described, field.rival->text, c.formats);
  const auto needed = [&](const std::string& value) {
    return c.paint.text_wrapped({0, 0, w - 2 * card_pad - 24, 1000}, face::body, 0, value, card_lines, false);
  };
  const float h = 16 + line_height + std::max({line_height, needed(ours), needed(theirs)});
  const std::optional<bool> kept = field.rival->keep_mine;
  if (side_card(c, {r.x, r.y, w, h}, "Yours", ours, kept == true)) desk.editor().settle_as(field, mine);
  if (field.rival && side_card(c, {r.x + w + column_gap, r.y, w, h}, "Theirs", theirs, kept == false)) {
    desk.editor().choose(field, false);
  }
  return h;
}

float conflict_view::long_field(context& c, rect r, app::desk& desk, model::form_field& field) {
  const std::string& mine = yours(field);
  contested& both = merges_[std::string(field.described->name)];
  if (both.merge.chunks.empty() || both.theirs != field.rival->text || both.yours != mine) {
    both.yours = mine;
    both.theirs = field.rival->text;
    both.base = field.rival->base;
    both.merge = model::merge_texts(both.base, both.yours, both.theirs);
  }
  const std::string merged = both.merge.both();
  const std::optional<bool> kept = field.rival->keep_mine;
  const bool as_both = kept == true && field.text == merged && merged != mine;
  const std::array<std::string_view, 3> labels{"All yours", "All theirs", "Keep both"};
  const int active = !kept ? -1 : !*kept ? 1 : as_both ? 2 : 0;
  const rect bar{r.x, r.y, segmented_width(c, labels.data(), 3), size::control};
  const int chosen = segmented(c, bar, labels.data(), 3, active);
  const std::size_t clashes = both.merge.conflicts();
  const std::string note = clashes == 0 ? "The changes do not touch each other"
                                        : c.count(static_cast<std::int64_t>(clashes)) +
                                              (clashes == 1 ? " place" : " places") +
                                              " changed by both: theirs come first";
  c.paint.text_in({bar.right() + 12, r.y, r.right() - bar.right() - 12, size::control}, face::small,
                  c.th.colors.text3, note);
  if (chosen == 0) desk.editor().settle_as(field, mine);
  if (chosen == 1) desk.editor().choose(field, false);
  if (chosen == 2) desk.editor().settle_as(field, merged);
  const float top = size::control + 8;
  return top + lines(c, {r.x, r.y + top, r.w, r.h}, both.merge);
}

/// Both texts beside each other: what changed with a little of what did not around it.
float conflict_view::lines(context& c, rect r, const model::text_merge& merge) const {
  const palette& k = c.th.colors;
  const float w = std::floor((r.w - column_gap) / 2);
  const float right = r.x + w + column_gap;
  float y = r.y;
  c.paint.text_in({r.x, y, w, line_height}, face::small_medium, k.text2, "Yours");
  c.paint.text_in({right, y, w, line_height}, face::small_medium, k.text2, "Theirs");
  y += line_height;
  const auto line = [&](float x, std::string_view text, color ground, color ink) {
    const rect at{x, y, w, line_height};
    if (!c.paint.visible(at)) return;
    if (ground != 0) c.paint.fill(at, ground);
    c.paint.text_in(at.inset(6, 0), face::mono, ink, text);
  };
  const auto row = [&](const std::vector<std::string_view>& from, model::line_range range, std::size_t i) {
    return i < range.size() ? from[range.begin + i] : std::string_view();
  };
  for (const model::merge_chunk& chunk : merge.chunks) {
    const bool same = chunk.kind == model::merge_kind::same;
    const std::size_t count = std::max(chunk.yours.size(), chunk.theirs.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (same && i == context_lines && count > 2 * context_lines + 1) {
        const std::size_t skipped = count - 2 * context_lines;
        c.paint.text_in({r.x, y, r.w, line_height}, face::small, k.text3,
                        c.count(static_cast<std::int64_t>(skipped)) + " lines the same", align::center);
        y += line_height;
        i += skipped;
      }
      const bool ours = chunk.kind == model::merge_kind::yours || chunk.kind == model::merge_kind::conflict;
      const bool others =
          chunk.kind == model::merge_kind::theirs || chunk.kind == model::merge_kind::conflict;
      line(r.x, row(merge.yours, chunk.yours, i), ours && i < chunk.yours.size() ? k.ok_tint : 0,
           same ? k.text3 : k.text);
      line(right, row(merge.theirs, chunk.theirs, i), others && i < chunk.theirs.size() ? k.warn_tint : 0,
           same ? k.text3 : k.text);
      y += line_height;
    }
  }
  c.paint.outline({r.x, r.y + line_height, w, y - r.y - line_height}, k.border, radius::chip);
  c.paint.outline({right, r.y + line_height, w, y - r.y - line_height}, k.border, radius::chip);
  return y - r.y;
}

}  // namespace dossier::screens
