#include "client-wasm/src/screens/insight_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/ui/popups.hpp"
#include "shared/records/insight.hpp"
#include "shared/text/markdown.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
namespace md = text::markdown;

constexpr float card_height = 108;
constexpr float header_height = 40;
constexpr float inset = 16;
constexpr float least_date = 60;  ///< a date of today grows
constexpr float date_room = 8;    ///< between a title and its date
constexpr float flash_alpha_dark = 0.55F;
constexpr float flash_alpha_light = 0.26F;
/// Laid out cards that are kept, some screens full.
constexpr std::size_t most_texts = 200;
/// Lists up to this length have their hits counted.
constexpr std::int64_t most_counted = 1'000;

struct sort_choice {
  std::string_view label;
  std::string_view order;
  char32_t icon;
};
constexpr std::array<sort_choice, 6> sort_choices{{{"Newest first", "published_at desc", icon::arrow_down},
                                                   {"Oldest first", "published_at", icon::arrow_up},
                                                   {"Recently updated", "updated_at desc", icon::clock},
                                                   {"Title", "title", icon::sort},
                                                   {"Most positive", "sentiment desc", icon::arrow_up},
                                                   {"Most negative", "sentiment", icon::arrow_down}}};

const insight& insight_of(const model::grid_row& row) {
  return *row.record.get_if<insight>();
}

std::uint32_t hash_of(const uuid& id) {
  const std::string text = to_string(id);
  return identity_hash(text.data(), text.size());
}

std::int64_t number_of(const uuid& id) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i < 16; ++i) value = (value << 8U) | id.bytes[i];
  return static_cast<std::int64_t>(value);
}

/// When it was published; what is not, when it was begun.
timestamp date_of(const insight& it) {
  return it.published_at ? *it.published_at : it.created_at;
}

/// How much of a card's flash is left: 1 right after a change, 0 at its end.
float flash_left(const context& c, const model::grid_row& row) {
  const double lasts = c.th.reduced_motion ? timing::reduced_flash : timing::flash;
  float left = 0;
  for (const model::cell_flash& one : row.flashes) {
    left = std::max(left, static_cast<float>(1.0 - (c.now - one.since) / lasts));
  }
  return std::clamp(left, 0.0F, 1.0F);
}

text_flow one_look(std::string text, face type) {
  text_flow flow;
  flow.text = std::move(text);
  if (!flow.text.empty()) flow.runs.push_back({0, flow.text.size(), type});
  return flow;
}

/// What a Markdown text says, on one line: a heading leads to what stands under it.
std::string running_text(std::string_view source) {
  md::document read = md::parse(source);
  std::string text;
  for (md::block& block : read.blocks) {
    const bool heading = block.kind == md::block_kind::heading;
    md::document one;
    one.blocks.push_back(std::move(block));
    if (!text.empty()) text += ' ';
    text += md::plain_text(one, source);
    if (heading) text += ':';
  }
  return text;
}

/// Hits in all rows of a list that is here whole; nullopt for a longer one.
std::optional<std::int64_t> count_hits(const app::desk& desk, const model::row_cache& rows) {
  if (desk.at().q.empty() || !rows.complete() || rows.total() > most_counted) return std::nullopt;
  std::int64_t hits = 0;
  for (std::int64_t i = 0; i < rows.total(); ++i) {
    const model::grid_row* row = rows.at(i);
    if (row == nullptr) continue;
    for (const net::field_highlights& field : row->about.highlights) {
      for (const auto& text : field.texts) hits += static_cast<std::int64_t>(text.size());
    }
  }
  return hits;
}

}  // namespace

void insight_list::take_focus(context& c) {
  if (id_ != 0) c.focus.take(id_);
  c.page.wake();
}

insight_list_events insight_list::draw(context& c, rect r, app::desk& desk, const model::hit_finder& finder,
                                       const model::wall_time& now) {
  insight_list_events out;
  c.push_id("list");
  id_ = c.id("list");
  const rect whole = r;
  const rect head = r.cut_top(header_height);
  rect cards = r;
  frame_state f{desk, finder, now, out, cards, c.focus.offer(id_)};
  model::row_cache* rows = desk.list().rows();
  if (rows != nullptr) rows->view.resize(static_cast<double>(card_height), static_cast<double>(cards.h));
  if (c.hovered(cards) && c.wheel.y != 0 && rows != nullptr) {
    rows->view.scroll_by(static_cast<double>(c.wheel.y));
    c.wheel.y = 0;
  }
  keys(c, f);
  header(c, head, f);
  forget_cards(c, cards.w - 2 * inset, finder);
  c.sem.open({.id = id_,
              .kind = role::listbox,
              .state = f.focused ? std::uint32_t{state_focused} : 0U,
              .name = "Insights",
              .bounds = whole});
  c.paint.push_clip(cards);
  if (rows == nullptr || rows->total() == 0) {
    placeholder(c, f);
  } else {
    body(c, f);
  }
  if (f.focused && !shows_focus(f)) c.paint.outline(cards, c.th.colors.focus, 0, 2);
  c.paint.pop_clip();
  scroll(c, {cards.right() - size::scrollbar, cards.y, size::scrollbar, cards.h}, f);
  c.sem.close();
  c.pop_id();
  if (rows != nullptr) desk.list().want(rows->view.end_row());
  return out;
}

/// Whether the card that the keyboard is on is on the screen.
bool insight_list::shows_focus(const frame_state& f) {
  const model::row_cache* rows = f.desk.list().rows();
  if (rows == nullptr) return false;
  const std::int64_t at = rows->index_of(f.desk.focused);
  return at >= rows->view.first_row() && at < rows->view.end_row();
}

void insight_list::header(context& c, rect r, frame_state& f) {
  const palette& k = c.th.colors;
  c.paint.bottom_line(r, k.line);
  rect at = r.inset(inset, 0);
  sort_menu(c, at, f);
  const model::row_cache* rows = f.desk.list().rows();
  if (rows == nullptr) return;
  const std::string_view estimate = rows->total_exact() ? "" : "\xE2\x89\x88";
  const std::string count =
      std::string(estimate) + c.count(rows->total()) + (rows->total() == 1 ? " insight" : " insights");
  const float w = c.paint.text_in(at, face::small_medium, k.text, count).width;
  std::string name = count;
  if (const auto hits = count_hits(f.desk, *rows)) {
    const std::string text = c.count(*hits) + (*hits == 1 ? " hit" : " hits");
    rect rest = at;
    rest.cut_left(w + 4);
    c.paint.text_in(rest, face::small, k.text3, text);
    name += ", " + text;
  }
  if (const std::string& instead = f.desk.list().searched_for(); !instead.empty()) name += " for " + instead;
  c.sem.leaf({.id = c.id("total"), .kind = role::status, .name = name, .bounds = at.with_width(w + 80)});
}

void insight_list::sort_menu(context& c, rect r, frame_state& f) {
  const palette& k = c.th.colors;
  const std::string& order = f.desk.at().order;
  const bool ranked = order.empty() && !f.desk.at().q.empty();
  std::string_view label = ranked ? "Best match" : sort_choices.front().label;
  for (const sort_choice& one : sort_choices) {
    if (one.order == order) label = one.label;
  }
  const float w = std::ceil(c.paint.width(face::small, label)) + 20;
  const rect at{r.right() - w, r.y + 6, w, r.h - 12};
  const widget_id id = c.id("sort");
  const press_result p = pressable(c, id, at.inset(-6, 0));
  if (p.hovered || popup_is_open(c, "Sort by")) c.paint.fill_round(at.inset(-6, 0), k.press, radius::control);
  const color ink = p.hovered ? k.text : k.text2;
  c.paint.icon({at.x, at.y, 16, at.h}, icon::sort, ink, 16);
  c.paint.text_in({at.x + 20, at.y, w - 20, at.h}, face::small, ink, label);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(at.inset(-5, 1), c.th, radius::control);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = state_haspopup | (p.focused ? std::uint32_t{state_focused} : 0U),
              .name = "Sort: " + std::string(label),
              .bounds = at});
  if (p.pressed) open_popup(c, "Sort by");
  std::vector<menu_item> items;
  std::vector<std::string> orders;
  if (!f.desk.at().q.empty()) {
    items.push_back({.label = "Best match", .icon = icon::magnify, .checked = ranked});
    orders.emplace_back();
  }
  for (const sort_choice& one : sort_choices) {
    items.push_back({.label = one.label, .icon = one.icon, .checked = !ranked && label == one.label});
    orders.emplace_back(one.order);
  }
  const int chosen = popup_menu(c, "Sort by", {at.right() - 192, at.y, 192, at.h}, items.data(),
                                static_cast<int>(items.size()), 192);
  if (chosen >= 0) f.out.order = orders[static_cast<std::size_t>(chosen)];
}

void insight_list::body(context& c, frame_state& f) {
  model::row_cache& rows = *f.desk.list().rows();
  const model::viewport& view = rows.view;
  const auto pixel = static_cast<float>(view.pixel());
  ++frame_;
  for (std::int64_t index = view.first_row(); index < view.end_row(); ++index) {
    const float y = f.cards.y + static_cast<float>(index - view.first_row()) * card_height - pixel;
    const rect r{f.cards.x, y, f.cards.w, card_height};
    if (rows.at(index) != nullptr) {
      card(c, r, index, f);
    } else {
      skeleton(c, r);
    }
  }
  if (rows.flashing()) c.page.wake(1);
  if (view.new_above() > 0) {
    const std::string text = c.count(view.new_above()) + " new above";
    const rect at{f.cards.x, f.cards.y, f.cards.w, size::row};
    if (strip(c, at, tone::info, icon::refresh, text, "Show", "R", 0, 0)) {
      rows.view.show_new();
      c.page.wake();
    }
  } else if (rows.new_matches() > 0 && view.at_top()) {
    const std::string text = c.count(rows.new_matches()) + " more found since";
    const rect at{f.cards.x, f.cards.y, f.cards.w, size::row};
    if (strip(c, at, tone::info, icon::refresh, text, "Show", "R", 0, 0)) f.desk.list().reload();
  }
  for (const app::failed_page& page : f.desk.list().failed_pages()) {
    const float y = f.cards.y + static_cast<float>(page.begin - view.first_row()) * card_height - pixel;
    const rect at{f.cards.x, std::max(f.cards.y, y), f.cards.w, size::strip};
    const std::string& why = explanation(page.why);
    if (strip(c, at, tone::bad, icon::alert_circle, "Could not load these. " + why, "Retry", {},
              icon::refresh, 0)) {
      f.desk.list().retry();
    }
  }
}

void insight_list::card(context& c, rect r, std::int64_t index, frame_state& f) {
  const palette& k = c.th.colors;
  const model::grid_row& row = *f.desk.list().rows()->at(index);
  const insight& it = insight_of(row);
  const bool open = row.id() == f.desk.editor().id();
  const bool keyboard = row.id() == f.desk.focused && f.focused;
  const bool leaving = row.leaving != model::farewell::none;
  c.push_id(number_of(row.id()));
  const widget_id id = c.id("card");
  const press_result p = pressable(c, id, r, false);
  if (p.pressed) {
    f.out.focus = f.out.open = row.id();
    c.focus.take(id_);
  }
  const rect fill = r.with_height(r.h - 1);
  if (open) {
    c.paint.fill(fill, p.hovered ? k.sel_hover : k.sel);
    c.paint.fill({r.x, r.y, 2, r.h - 1}, k.focus);
  } else if (p.hovered || keyboard) {
    c.paint.fill(fill, k.hover);
  }
  const float flash = flash_left(c, row);
  if (flash > 0 && c.th.reduced_motion) {
    c.paint.circle({r.x + 8, r.y + 22}, 3, k.accent);
  } else if (flash > 0) {
    const float alpha = c.th.mode == theme_mode::dark ? flash_alpha_dark : flash_alpha_light;
    c.paint.fill(fill, with_alpha(k.accent, alpha * flash));
  }
  c.paint.bottom_line(r, k.line);
  if (keyboard) c.paint.outline(fill, k.focus, 0, 2);

  const rect inner = r.inset(inset, 12);
  const std::string date =
      leaving ? std::string(model::farewell_word(row.leaving)) : model::age_text(date_of(it), f.now);
  const float date_w = std::ceil(c.paint.width(face::small, date)) + 1;
  const rect date_at{inner.right() - date_w, inner.y, date_w, 20};
  c.paint.text_in(date_at, face::small, leaving ? k.warn : k.text3, date, align::right);
  c.tooltip(c.id("date"), date_at, model::exact_time_text(date_of(it), f.now));
  const card_text& text = text_of(c, row, inner.w, f);
  text.title.draw(c.paint, c.th, {inner.x, inner.y}, {leaving ? k.text3 : k.text, &text.title_hits});
  text.body.draw(c.paint, c.th, {inner.x, inner.y + 24}, {leaving ? k.text3 : k.text2, &text.body_hits});
  marks_line(c, {inner.x, r.y + 76, inner.w, 20}, row, f);
  const std::uint32_t state =
      (open ? state_selected : state_unselected) | (keyboard ? std::uint32_t{state_focused} : 0U);
  c.sem.leaf({.id = id,
              .kind = role::option,
              .state = state,
              .name = it.title,
              .value = std::string(row.about.name_of(*f.desk.type().find("brand_id"))),
              .description = model::with_farewell(row.leaving, text.body.text),
              .bounds = r});
  c.pop_id();
}

/// Brand, tags, and at the right what is special about it.
void insight_list::marks_line(context& c, rect r, const model::grid_row& row, const frame_state& f) const {
  const palette& k = c.th.colors;
  const insight& it = insight_of(row);
  if (it.pinned) c.paint.icon(r.cut_right(16), icon::bookmark_outline, k.text3, 14);
  if (it.pinned) r.cut_right(4);
  if (it.status != insight_status::published) {
    const bool draft = it.status == insight_status::draft;
    const std::string_view label = draft ? "Draft" : "Archived";
    const float w = tag_width(c.paint, label, false);
    tag(c.paint, c.th, r.right() - w, r.y, draft ? tone::info : tone::neutral, label);
    r.cut_right(w + 8);
  }
  const std::string_view brand = row.about.name_of(*f.desk.type().find("brand_id"));
  if (!brand.empty()) {
    monogram(c.paint, c.th, rect{r.x, r.y + 2, 16, 16}, first_letter(brand), hash_of(it.brand_id));
    r.cut_left(24);
    const float w = std::min(r.w, std::ceil(c.paint.width(face::small, brand)) + 1);
    c.paint.text_in(r.with_width(w), face::small, k.text2, brand);
    r.cut_left(w + 8);
  }
  for (const std::string& one : it.tags) {
    const float w = tag_width(c.paint, one, false);
    if (w > r.w) break;
    tag(c.paint, c.th, r.x, r.y, tone::neutral, one);
    r.cut_left(w + 8);
  }
}

void insight_list::forget_cards(const context& c, float width, const model::hit_finder& finder) {
  const bool same =
      width == width_ && c.paint.measures() == measures_ && finder == finder_ && c.formats == formats_;
  if (!same) {
    texts_.clear();
    width_ = width;
    measures_ = c.paint.measures();
    finder_ = finder;
    formats_ = c.formats;
  }
  if (texts_.size() > most_texts) {
    std::erase_if(texts_, [this](const auto& one) { return one.second.used + 1 < frame_; });
  }
}

const insight_list::card_text& insight_list::text_of(const context& c, const model::grid_row& row,
                                                     float width, const frame_state& f) {
  card_text& text = texts_[row.id()];
  text.used = frame_;
  if (text.version == row.version()) return text;
  text.version = row.version();
  const insight& it = insight_of(row);
  const std::string date = model::age_text(date_of(it), f.now);
  text.title = one_look(it.title, face::strong);
  text.title_hits = f.finder.find(it.title);
  const float date_w = std::max(least_date, std::ceil(c.paint.width(face::small, date)));
  text.title.lay_out(c.paint, width - date_w - date_room, metrics(face::strong).line, 1);
  model::snippet snippet = model::make_snippet(running_text(it.body), f.finder);
  text.body = one_look(std::move(snippet.text), face::small);
  text.body_hits = std::move(snippet.hits);
  text.body.lay_out(c.paint, width, metrics(face::small).line, 2);
  return text;
}

void insight_list::skeleton(context& c, rect r) const {
  const float x = r.x + inset;
  skeleton_bar(c, x, r.y + 22, 200);
  skeleton_bar(c, x, r.y + 44, r.w - 2 * inset);
  skeleton_bar(c, x, r.y + 60, r.w - 2 * inset - 96);
  skeleton_bar(c, x, r.y + 86, 120);
  c.paint.bottom_line(r, c.th.colors.line);
}

void insight_list::placeholder(context& c, frame_state& f) const {
  app::record_list& list = f.desk.list();
  if (list.rows() == nullptr && list.failure()) {
    const rect at = f.cards.with_height(size::strip).moved(0, 12).inset(12, 0);
    const std::string& why = explanation(*list.failure());
    if (strip(c, at, tone::bad, icon::alert_circle, "Could not load insights. " + why, "Retry", {},
              icon::refresh)) {
      list.reload();
    }
    return;
  }
  if (list.rows() == nullptr) {
    if (!list.loading_since()) return;
    if (c.now < *list.loading_since() + timing::skeleton_delay) {
      c.page.wake_at(*list.loading_since() + timing::skeleton_delay);
      return;
    }
    for (float y = f.cards.y; y < f.cards.bottom(); y += card_height) {
      skeleton(c, {f.cards.x, y, f.cards.w, card_height});
    }
    return;
  }
  const rect at = f.cards.with_height(std::min(f.cards.h, 320.0F));
  const bool narrowed = !f.desk.at().filter.empty() || !f.desk.at().q.empty();
  if (narrowed) {
    f.out.clear_query = empty_state(c, at, icon::filter_remove_outline, "No insights match",
                                    "Nothing has these words and values", "Show all");
  } else {
    const std::string_view action = f.desk.may_create() ? "New insight" : "";
    f.out.create =
        empty_state(c, at, icon::lightbulb_outline, "No insights yet", "The book is empty", action);
  }
}

void insight_list::scroll(context& c, rect bar, frame_state& f) {
  model::row_cache* rows = f.desk.list().rows();
  if (rows == nullptr) return;
  model::viewport& view = rows->view;
  const palette& k = c.th.colors;
  const auto total = static_cast<double>(std::max<std::int64_t>(1, view.count()));
  for (const model::tick_mark& mark : rows->marks()) {
    const std::int64_t index = rows->index_of(mark.id);
    if (index < 0 || (index >= view.first_row() && index < view.end_row())) continue;
    const float y = bar.y + std::floor(static_cast<float>(static_cast<double>(index) / total) * (bar.h - 2));
    c.paint.fill({bar.x + 3, y, 6, 2}, k.focus);
  }
  // The cards reach under it: it shows while the pointer is in the list.
  if (!c.hovered(f.cards) && !bar_.dragging) return;
  double offset = view.position();
  const double page = static_cast<double>(f.cards.h) / static_cast<double>(card_height);
  if (scrollbar(c, bar, "Scroll insights", bar_, offset, page, static_cast<double>(view.count()))) {
    view.scroll_to(offset);
  }
}

void insight_list::move_focus(frame_state& f, std::int64_t to) const {
  model::row_cache& rows = *f.desk.list().rows();
  if (rows.total() == 0) return;
  to = std::clamp<std::int64_t>(to, 0, rows.total() - 1);
  rows.view.reveal(to);
  if (const model::grid_row* row = rows.at(to)) f.out.focus = row->id();
}

void insight_list::keys(context& c, frame_state& f) {
  model::row_cache* rows = f.desk.list().rows();
  if (rows == nullptr || c.popup_open || c.text_active) return;
  const std::int64_t known = rows->index_of(f.desk.focused);
  const std::int64_t here = known >= 0 ? known : rows->view.first_row();
  const std::int64_t next = known >= 0 ? known + 1 : here;
  const std::int64_t page = std::max<std::int64_t>(1, rows->view.page_rows());
  const bool arrows = f.focused || c.focus.current() == 0;
  if (c.shortcut(key::j)) move_focus(f, next);
  if (c.shortcut(key::k)) move_focus(f, here - 1);
  if (c.shortcut(key::r)) {
    if (rows->view.new_above() > 0) {
      rows->view.show_new();
    } else if (rows->new_matches() > 0) {
      f.desk.list().reload();
    }
  }
  if (arrows) {
    if (c.shortcut(key::down)) move_focus(f, next);
    if (c.shortcut(key::up)) move_focus(f, here - 1);
    if (c.shortcut(key::page_down)) move_focus(f, here + page);
    if (c.shortcut(key::page_up)) move_focus(f, here - page);
    if (c.shortcut(key::home) || c.shortcut(key::home, mod_command)) move_focus(f, 0);
    if (c.shortcut(key::end) || c.shortcut(key::end, mod_command)) move_focus(f, rows->total() - 1);
  }
  if (known < 0) return;
  if (arrows && (c.shortcut(key::enter) || c.shortcut(key::space))) f.out.open = f.desk.focused;
  if (c.shortcut(key::e)) f.out.edit = f.desk.focused;
  if (arrows && c.shortcut(key::del)) f.out.remove = true;
}

}  // namespace dossier::screens
