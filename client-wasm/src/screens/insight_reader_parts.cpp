#include <algorithm>
#include <cmath>

#include "client-wasm/src/model/facets.hpp"
#include "client-wasm/src/screens/copy_link.hpp"
#include "client-wasm/src/screens/insight_reader.hpp"
#include "client-wasm/src/screens/offered_menu.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"

// The reader's controls: the bar's right end, chips, what is linked.
namespace dossier::screens {

using namespace ui;

namespace {

constexpr float row_height = 28;
constexpr float chip_height = 24;
constexpr float chip_gap = 8;
constexpr std::size_t most_suggested = 6;

std::uint32_t hash_of(const uuid& id) {
  const std::string text = to_string(id);
  return identity_hash(text.data(), text.size());
}

std::string link_to(const insight& it) {
  app::route where;
  where.screen = "insights";
  where.open = to_string(it.id);
  return app::to_location(where);
}

struct chip {
  std::string_view label;
  tone kind = tone::neutral;
  bool has_mark = false;  ///< a monogram in front
  std::uint32_t mark_hash = 0;
};

float chip_width(const context& c, const chip& what) {
  return std::ceil(c.paint.width(face::small, what.label)) + 16 + (what.has_mark ? 20 : 0);
}

/// A tag of 24 that can be pressed.
bool press_chip(context& c, rect r, const chip& what, std::string_view name) {
  const palette& k = c.th.colors;
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, r);
  c.paint.fill_round(r, p.hovered && what.kind == tone::neutral ? k.border : tone_fill(c.th, what.kind),
                     radius::chip);
  rect inner = r.inset(8, 0);
  if (what.has_mark) {
    monogram(c.paint, c.th, rect{inner.x, inner.y + 4, 16, 16}, first_letter(what.label), what.mark_hash);
    inner.cut_left(20);
  }
  c.paint.text_in(inner, face::small, p.hovered ? k.text : tone_ink(c.th, what.kind), what.label);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(r, c.th, radius::chip);
  c.tooltip(id, r, name);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? std::uint32_t{state_focused} : 0U,
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

std::string filter_with(const insight_reader::surroundings& with, const model::facet_choice& choice) {
  const query::filter none{&describe::type_of<insight>(), std::nullopt};
  return model::faceted_filter(none, {with.now.unix_ms * 1000}).with(choice);
}

/// Shows the insights of one brand or tag, the open one stays open.
void show_only(const insight_reader::surroundings& with, const model::facet_choice& choice) {
  app::route next = with.desk.at();
  next.filter = filter_with(with, choice);
  next.q.clear();
  with.desk.go(std::move(next), false);
}

/// A glyph, what is so, and the way there.
bool linked_row(context& c, rect r, char32_t glyph, std::string_view fact, std::string_view action) {
  const palette& k = c.th.colors;
  c.paint.icon({r.x, r.y, 16, r.h}, glyph, k.text3, 16);
  const float w = std::ceil(c.paint.width(face::body, action)) + 1;
  const rect way{r.right() - w, r.y + 4, w, 20};
  c.push_id(action);
  const widget_id id = c.id("way");
  const press_result p = pressable(c, id, way.inset(-4, -2));
  c.paint.text_in(way, face::body, p.hovered ? k.text : k.link, action);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(way.inset(-2, 1), c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::link,
              .state = p.focused ? std::uint32_t{state_focused} : 0U,
              .name = std::string(action),
              .description = std::string(fact),
              .bounds = way});
  rect text = r;
  text.cut_left(28);
  text.cut_right(w + 16);
  c.paint.text_in(text, face::body, k.text, fact);
  c.sem.leaf({.id = c.id("fact"), .kind = role::text, .name = std::string(fact), .bounds = text});
  c.pop_id();
  return p.pressed;
}

}  // namespace

void insight_reader::bar(context& c, rect r, const insight& it, surroundings& with) {
  const palette& k = c.th.colors;
  c.push_id("reader bar");
  const auto next_button = [&] { return rect(r.cut_right(row_height)).centered(row_height, row_height); };
  const rect more = next_button();
  if (icon_button(c, more, icon::dots_horizontal, "More")) open_popup(c, "Insight");
  more_menu(c, more, it, with);
  if (icon_button(c, next_button(), icon::link, "Copy link")) copy_link(c.page, with.work, link_to(it));
  if (with.desk.may_change(it.id) && icon_button(c, next_button(), icon::bookmark_outline,
                                                 it.pinned ? "Unpin" : "Pin", {.active = it.pinned})) {
    with.acts.pin(it, !it.pinned);
  }
  const std::size_t count = hit_count();
  if (count > 0) {
    r.cut_right(8);
    c.paint.vline(r.right() - 1, r.center().y - 10, 20, k.border);
    r.cut_right(9);
    if (icon_button(c, next_button(), icon::chevron_down, "Next hit")) walk(1);
    if (icon_button(c, next_button(), icon::chevron_up, "Previous hit")) walk(count - 1);
    r.cut_right(8);
    const std::string text = "Hit " + c.count(static_cast<std::int64_t>(current_ + 1)) + " of " +
                             c.count(static_cast<std::int64_t>(count));
    const float w = std::min(r.w, std::ceil(c.paint.width(face::small, text)) + 1);
    const rect at = r.cut_right(w);
    c.paint.text_in(at, face::small, k.text2, text, align::right);
    c.sem.leaf({.id = c.id("hits"), .kind = role::status, .name = text, .bounds = at});
  }
  c.pop_id();
}

void insight_reader::more_menu(context& c, rect anchor, const insight& it, surroundings& with) {
  const bool archived = it.status == insight_status::archived;
  enum class act : std::uint8_t { copy_text, duplicate, archive, remove };
  offered_menu<act> items;
  items.add(act::copy_text, {.label = "Copy as Markdown", .icon = icon::content_copy, .key_hint = "Ctrl C"});
  items.add(act::duplicate, {.label = "Duplicate", .icon = icon::plus}, with.desk.may_create());
  items.add(act::archive,
            {.label = archived ? "Bring back" : "Archive", .icon = archived ? icon::undo : icon::import_},
            with.desk.may_change(it.id));
  items.add(
      act::remove,
      {.label = "Delete", .icon = icon::delete_, .key_hint = "Del", .danger = true, .separator_before = true},
      with.desk.may_remove(it.id));
  constexpr float width = 208;
  const auto chosen = items.draw(c, "Insight", {anchor.right() - width, anchor.y, width, anchor.h}, width);
  if (!chosen) return;
  switch (*chosen) {
    case act::copy_text:
      c.page.write_clipboard(app::markdown_of(it));
      with.work.tell({app::severity::ok, "Copied as Markdown", {}, {}});
      break;
    case act::duplicate:
      with.acts.duplicate(it);
      break;
    case act::archive:
      with.acts.set_status(it, !archived         ? insight_status::archived
                               : it.published_at ? insight_status::published
                                                 : insight_status::draft);
      break;
    case act::remove:
      with.desk.acts().remove(it.id);
      break;
  }
}

/// Brand, tags, and one more tag, on as many lines as they need; returns the height.
float insight_reader::chips(context& c, rect r, const insight& it, surroundings& with) {
  c.push_id("chips");
  float x = r.x;
  float y = r.y;
  const auto place = [&](float w) {
    if (x > r.x && x + w > r.right()) {
      x = r.x;
      y += chip_height + chip_gap;
    }
    const rect at{x, y, std::min(w, r.w), chip_height};
    x += w + chip_gap;
    return at;
  };
  if (const auto& brand = with.brands.of(it.brand_id).record) {
    const chip what{brand->name, tone::accent, true, hash_of(it.brand_id)};
    if (press_chip(c, place(chip_width(c, what)), what, "All insights about " + brand->name)) {
      show_only(with, {.brands = {brand->name}, .tags = {}, .from = {}, .until = {}});
    }
  }
  for (const std::string& tag : it.tags) {
    const chip what{tag};
    if (press_chip(c, place(chip_width(c, what)), what, "All insights tagged " + tag)) {
      show_only(with, {.brands = {}, .tags = {tag}, .from = {}, .until = {}});
    }
  }
  if (with.desk.may_change(it.id))
    tag_button(c, place(24 + std::ceil(c.paint.width(face::small, "Tag"))), it, with);
  c.pop_id();
  return y + chip_height - r.y;
}

void insight_reader::tag_button(context& c, rect add, const insight& it, surroundings& with) {
  const palette& k = c.th.colors;
  const widget_id id = c.id("add tag");
  const press_result p = pressable(c, id, add);
  const color ink = p.hovered ? k.text : k.text3;
  c.paint.icon({add.x, add.y, 16, add.h}, icon::plus, ink, 14);
  c.paint.text_in({add.x + 20, add.y, add.w - 20, add.h}, face::small, ink, "Tag");
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(add, c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = state_haspopup | (p.focused ? std::uint32_t{state_focused} : 0U),
              .name = "Add tag",
              .bounds = add});
  if (p.pressed) {
    new_tag_.clear();
    open_popup(c, "Add tag");
  }
  add_tag(c, add, it, with);
}

/// A small card: what is typed, and the tags that begin so.
void insight_reader::add_tag(context& c, rect anchor, const insight& it, surroundings& with) {
  std::vector<model::facet_row> rows;
  if (const auto* known = with.counts.known()) {
    for (model::facet_row& row : model::facet_rows(known->tags, {}, known->tags.size(), new_tag_)) {
      if (rows.size() < most_suggested && !model::has_name(it.tags, row.name)) rows.push_back(std::move(row));
    }
  }
  constexpr float width = 208;
  const float height = 8 + row_height + 8 + static_cast<float>(rows.size()) * row_height + 4;
  rect content;
  const bool opens = c.focus_before_popup != 0 && !c.text_active && new_tag_.empty();
  if (!begin_popover(c, "Add tag", anchor, width, height, content)) return;
  if (opens && c.focus.current() == c.focus_before_popup) focus_text(c, "New tag");
  rect at = content.inset(8, 8);
  std::string chosen;
  const text_result_flags typed = text_field(c, at.cut_top(row_height), "New tag", new_tag_,
                                             {.placeholder = "Add a tag", .max_bytes = 240});
  if (typed.enter_pressed && !new_tag_.empty()) chosen = rows.empty() ? new_tag_ : std::string();
  if (typed.enter_pressed && !rows.empty()) {
    // An exact name, else the typed one: the list only suggests.
    chosen = new_tag_;
    for (const model::facet_row& row : rows) {
      if (model::has_name({row.name}, new_tag_)) chosen = row.name;
    }
  }
  at.cut_top(4);
  for (const model::facet_row& row : rows) {
    const rect line = at.cut_top(row_height);
    const widget_id id = c.id(row.name);
    const press_result p = pressable(c, id, line);
    menu_row(c, line, {.label = row.name}, p.hovered || p.focused, false);
    if (p.pressed) chosen = row.name;
    c.sem.leaf({.id = id, .kind = role::button, .name = row.name, .bounds = line});
  }
  if (!chosen.empty()) close_popup(c);
  end_popover(c);
  if (chosen.empty() || model::has_name(it.tags, chosen)) return;
  std::vector<std::string> tags = it.tags;
  tags.push_back(chosen);
  with.acts.set_tags(it, std::move(tags));
}

/// What else there is about the brand; returns the height.
float insight_reader::linked(context& c, rect column, const insight& it, surroundings& with) {
  const app::brand_facts::facts& about = with.brands.of(it.brand_id);
  if (!about.record) return 0;
  const palette& k = c.th.colors;
  c.push_id("linked");
  rect at = column;
  c.paint.hline(at.x, at.y, at.w, k.line);
  at.cut_top(8);
  const rect title = at.cut_top(row_height);
  c.paint.text_in(title, face::small, k.text3, "Linked");
  c.sem.leaf({.id = c.id("linked"), .kind = role::heading, .name = "Linked", .bounds = title});
  const std::int64_t others = about.insights ? *about.insights - 1 : 0;
  if (others > 0) {
    const std::string fact = c.count(others) +
                             (others == 1 ? " more insight about " : " more insights about ") +
                             about.record->name;
    if (linked_row(c, at.cut_top(row_height), icon::lightbulb_outline, fact, "Show all")) {
      show_only(with, {.brands = {about.record->name}, .tags = {}, .from = {}, .until = {}});
    }
  }
  std::string facts = about.record->industry.value_or(about.record->name);
  if (about.record->headquarters) facts += ", " + *about.record->headquarters;
  if (about.record->headcount) facts += ", " + c.count(*about.record->headcount) + " people";
  if (linked_row(c, at.cut_top(row_height), icon::store, facts, "Open in Brands")) {
    app::route next;
    next.screen = "brands";
    next.open = to_string(it.brand_id);
    with.work.go(std::move(next));
  }
  c.pop_id();
  return at.y - column.y;
}

void insight_reader::follow(context& c, std::string_view target, surroundings& with) const {
  if (is_internal_link(target)) {
    with.work.go(app::parse_route(target.substr(1)));
  } else {
    c.page.open_url(target);
  }
}

}  // namespace dossier::screens
