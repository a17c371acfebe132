#include "client-wasm/src/screens/insights.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "client-wasm/src/app/facet_values.hpp"
#include "client-wasm/src/model/filter_fault.hpp"
#include "client-wasm/src/net/status.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/timeline.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view resource = "insights";
constexpr std::string_view edit_tab = "edit";
constexpr std::string_view history_tab = "history";
constexpr float search_height = 48;
constexpr float page_inset = 16;
constexpr float facets_width = 208;
constexpr float list_width = 392;
constexpr float list_width_narrow = 320;
constexpr float pane_bar_height = 48;
constexpr float column_x = 40;
constexpr float narrow_window = 1360;  ///< below it the facets are behind a button
constexpr float small_window = 1200;   ///< below it the list is narrower
constexpr float measure = 528;
constexpr float fault_height = 32;

}  // namespace

insights::insights(app::workspace& work)
    : work_(work),
      desk_(work.at(resource)),
      counts_(work.api(), work.around().clock,
              [this] {
                brands_.forget_counts();
                work_.around().changed();
              }),
      brands_(work.api(), work.around().changed),
      acts_(
          desk_, [this](app::notice n) { work_.tell(std::move(n)); },
          [this](const uuid& id) { desk_.open(id); }),
      values_(app::facet_values(desk_.type(), work.api(), work.around().formats)) {}

const insight* insights::open_insight() const {
  const model::form_state* form = desk_.editor().form();
  return form != nullptr && !form->creating() ? form->stored().get_if<insight>() : nullptr;
}

std::string insights::title() const {
  const insight* it = open_insight();
  return it != nullptr ? it->title : "Insights";
}

/// Whether the pane shows the editor: asked for, or there is nothing to read yet.
bool insights::writing() const {
  const app::record_editor& editor = desk_.editor();
  if (editor.form() == nullptr || editor.deleted()) return false;
  if (editor.creating()) return desk_.may_create();
  return desk_.at().tab == edit_tab && desk_.may_change(editor.id());
}

void insights::fill_top_bar(top_bar_data& d) {
  d.title = "Insights";
  if (desk_.may_create())
    d.actions = {{.label = "New insight", .icon = icon::plus, .key_hint = "C", .primary = !writing()}};
}

void insights::top_bar_pressed(int action) {
  if (action == 0) create({});
}

void insights::focus_query(context& c) {
  c.push_id("insights");
  bar_.focus(c);
  c.pop_id();
}

void insights::keys(context& c) {
  if (c.typed_char('/') || c.shortcut(key::f, mod_command)) focus_query(c);
  if (c.text_active) return;
  if (c.shortcut(key::c)) create({});
  if (c.shortcut(key::down, mod_alt)) desk_.step(1);
  if (c.shortcut(key::up, mod_alt)) desk_.step(-1);
}

void insights::create(const std::string& title) {
  if (!desk_.may_create()) return;
  app::route next = desk_.at();
  next.open = "new";
  next.tab = edit_tab;
  desk_.go(std::move(next), false);
  model::form_state* form = desk_.editor().form();
  model::form_field* name = form != nullptr ? form->find(desk_.type().names.title_field) : nullptr;
  if (name != nullptr && !title.empty()) desk_.editor().edit(*name, title);
}

void insights::clear_query() {
  app::route next = desk_.at();
  next.filter.clear();
  next.q.clear();
  desk_.go(std::move(next), true);
}

/// Opens what the keyboard walks over; the way back leads to where the walk began.
void insights::open_beside(const uuid& id) {
  app::route next = desk_.at();
  next.open = to_string(id);
  desk_.go(std::move(next), true);
}

/// What is derived from the query: boxes, counts, what to mark.
void insights::refresh(const model::wall_time& now) {
  const timestamp moment{now.unix_ms * 1000};
  const std::string& filter = desk_.list().filter();
  // Where nothing had the words that were asked for, others were looked for.
  const std::string& instead = desk_.list().searched_for();
  const std::string& q = instead.empty() ? desk_.at().q : instead;
  if (!faceted_ || filter != filter_) {
    filter_ = filter;
    const auto parsed = query::parse_filter(desk_.type(), filter);
    faceted_.emplace(parsed ? *parsed : query::filter{&desk_.type(), std::nullopt}, moment);
  }
  const std::string found_for = q + '\0' + filter;
  if (found_for != found_for_) {
    found_for_ = found_for;
    const auto parsed = query::parse_filter(desk_.type(), filter);
    finder_ = {q, parsed ? *parsed : query::filter{&desk_.type(), std::nullopt}};
  }
  counts_.count_bands(desk_.may().may_read(desk_.type(), *desk_.type().find("sentiment")));
  counts_.show(filter, desk_.at().q, moment);
  counts_.tick();
  if (!watch_ && counts_.known() != nullptr) {
    watch_ = work_.watch_changes(
        std::string(resource), {}, counts_.seq(), [this](const live::change&) { counts_.touch(); },
        [this] { counts_.touch(); });
  }
}

void insights::draw(context& c, rect content, rect, const model::wall_time& now) {
  refresh(now);
  c.push_id("insights");
  c.sem.open({.id = c.id("main"), .kind = role::main, .name = "Insights", .bounds = content});
  c.paint.fill(content, c.th.colors.surface);
  const bool narrow = c.screen.w < narrow_window;
  rect at = content;
  const rect bar = at.cut_top(search_height);
  c.paint.bottom_line(bar, c.th.colors.line);
  search_bar(c, bar, narrow);
  query_fault(c, at);
  if (narrow) {
    facets_popover(c, {bar.x + page_inset, bar.y + 8, 32, 32}, now);
  } else {
    const rect column = at.cut_left(facets_width);
    c.paint.vline(column.right() - 1, column.y, column.h, c.th.colors.line);
    facets(c, column.with_width(facets_width - 1), now);
  }
  const rect cards = at.cut_left(c.screen.w < small_window ? list_width_narrow : list_width);
  c.paint.vline(cards.right() - 1, cards.y, cards.h, c.th.colors.line);
  list(c, cards.with_width(cards.w - 1), now);
  pane(c, at, now);
  c.sem.close();
  c.pop_id();
  if (const auto due = counts_.next_deadline()) c.page.wake_at(*due);
}

void insights::search_bar(context& c, rect r, bool narrow) {
  const app::record_list& list = desk_.list();
  filter_bar_data d;
  d.type = &desk_.type();
  d.filter = desk_.at().filter;
  d.q = desk_.at().q;
  d.search = true;
  if (list.failure() && (list.failure()->status == net::status::bad_request || list.rows() != nullptr)) {
    d.error = &*list.failure();
  }
  if (list.rows() != nullptr) {
    d.total = list.rows()->total();
    d.total_exact = list.rows()->total_exact();
    d.answered_in_ms = list.answered_in_ms();
  }
  d.placeholder = "Words, or a filter such as tags:\"rates\"";
  d.save_label = "Save search";
  d.values = values_;
  rect box{r.x + page_inset, r.y + 8, r.w - 2 * page_inset, 32};
  if (narrow) box.cut_left(40);
  const filter_bar_events done = bar_.draw(c, box, d);
  if (done.filter || done.q) {
    app::route next = desk_.at();
    if (done.filter) next.filter = *done.filter;
    if (done.q) next.q = *done.q;
    // A new search is ordered by how well it fits, whatever the list was ordered by before.
    if (next.q != desk_.at().q) next.order.clear();
    desk_.go(std::move(next), true);
  }
  if (done.entered) list_.take_focus(c);
  if (done.save) save_wish_ = done.save_at;
}

/// What is wrong with the query, under it; the last good list stays.
void insights::query_fault(context& c, rect& below) {
  const auto& failure = desk_.list().failure();
  if (!failure || failure->status != net::status::bad_request) return;
  const rect line = below.cut_top(fault_height);
  c.paint.bottom_line(line, c.th.colors.line);
  const bool of_filter = !query::parse_filter(desk_.type(), desk_.at().filter).ok();
  const std::string& part = of_filter ? desk_.at().filter : desk_.at().q;
  error_line(c, line.inset(page_inset, 6), model::fault_text(*failure, part));
}

void insights::facets(context& c, rect r, const model::wall_time& now) {
  const auto next = facets_.draw(c, r, *faceted_, counts_, {now.unix_ms * 1000});
  if (!next) return;
  desk_.filter(faceted_->with(*next));
  c.page.wake();
}

void insights::facets_popover(context& c, rect anchor, const model::wall_time& now) {
  const bool any = !faceted_->chosen().empty();
  if (icon_button(c, anchor, icon::tune, "Facets", {.outlined = true, .active = any}))
    open_popup(c, "Facets");
  rect content;
  const float height = std::min(736.0F, c.screen.h - anchor.bottom() - 16);
  if (!begin_popover(c, "Facets", anchor, facets_width + 16, height, content)) return;
  facets(c, content.inset(8, 4), now);
  end_popover(c);
}

void insights::list(context& c, rect r, const model::wall_time& now) {
  const insight_list_events done = list_.draw(c, r, desk_, finder_, now);
  const bool reading = desk_.editor().where() != app::record_editor::stage::closed && desk_.at().tab.empty();
  if (done.focus) {
    desk_.focused = *done.focus;
    if (reading && !done.open) open_beside(*done.focus);
  }
  if (done.open) {
    if (*done.open == desk_.editor().id()) {
      reader_.take_focus(c);
    } else {
      desk_.open(*done.open);
    }
  }
  if (done.edit && desk_.may_change(*done.edit)) {
    app::route next = desk_.at();
    next.open = to_string(*done.edit);
    next.tab = edit_tab;
    desk_.go(std::move(next), false);
  }
  if (done.order) {
    app::route next = desk_.at();
    next.order = *done.order;
    desk_.go(std::move(next), true);
  }
  if (done.remove && desk_.may_remove(desk_.focused)) desk_.acts().remove(desk_.focused);
  if (done.create) create({});
  if (done.clear_query) clear_query();
  if (done.focus || done.open) c.page.wake();
}

void insights::pane(context& c, rect r, const model::wall_time& now) {
  const insight* it = open_insight();
  c.push_id("pane");
  c.sem.open({.id = c.id("pane"), .kind = role::region, .name = "Insight", .bounds = r});
  const bool begins = writing() && !was_writing_;
  was_writing_ = writing();
  if (begins) editor_.focus();
  insight_reader::surroundings with{work_, desk_, acts_, brands_, counts_, finder_, now};
  rect at = r;
  if (writing()) {
    pane_bar(c, at.cut_top(pane_bar_height), nullptr, with);
    if (writing()) editor_.draw(c, at, work_, desk_, finder_);
  } else if (it == nullptr) {
    no_insight(c, r);
  } else {
    const insight shown = *it;  // what is done below may replace it
    pane_bar(c, at.cut_top(pane_bar_height), &shown, with);
    if (desk_.editor().deleted()) {
      const rect note = at.cut_top(size::strip);
      const std::string_view action = desk_.may_remove(shown.id) ? "Restore" : "";
      if (strip(c, note, tone::bad, icon::delete_, "This insight was deleted", action, {}, icon::undo, 0)) {
        desk_.acts().restore(shown.id);
      }
    }
    if (desk_.at().tab == history_tab) {
      history(c, at, now);
    } else {
      reader_.draw(c, at, shown, with);
      reader_.keys(c);
      reader_.copy(c, shown);
    }
  }
  c.sem.close();
  c.pop_id();
}

/// `it` is what is read; nullptr while it is written.
void insights::pane_bar(context& c, rect r, const insight* it, insight_reader::surroundings& with) {
  c.paint.bottom_line(r, c.th.colors.line);
  std::vector<std::string_view> labels{"Read", "Edit", "History"};
  std::vector<std::string_view> tabs_of{"", edit_tab, history_tab};
  if (it != nullptr && !desk_.may_change(it->id)) {
    labels.erase(labels.begin() + 1);
    tabs_of.erase(tabs_of.begin() + 1);
  }
  const std::string_view shown = writing() ? edit_tab : desk_.at().tab == history_tab ? history_tab : "";
  const auto active = static_cast<int>(std::find(tabs_of.begin(), tabs_of.end(), shown) - tabs_of.begin());
  const float w = segmented_width(c, labels.data(), static_cast<int>(labels.size()));
  const rect tabs{r.x + column_x, r.y + 10, w, size::control};
  const int chosen = segmented(c, tabs, labels.data(), static_cast<int>(labels.size()), active);
  const bool can_leave = !desk_.editor().creating();
  if (chosen >= 0 && chosen != active && can_leave) {
    desk_.show_tab(std::string(tabs_of.at(static_cast<std::size_t>(chosen))));
  }
  const rect rest{tabs.right() + 16, r.y, r.right() - page_inset - tabs.right() - 16, r.h - 1};
  if (shown == edit_tab) editor_.bar(c, rest, desk_);
  if (shown.empty() && it != nullptr) reader_.bar(c, rest, *it, with);
}

void insights::history(context& c, rect r, const model::wall_time& now) {
  const rect content = history_scroll_.begin(c, r, "Scroll history");
  const rect column{r.x + column_x, content.y + 20, std::min(measure, r.w - 2 * column_x), content.h};
  const float height = draw_timeline(c, column, desk_.type(), desk_.editor().history().entries(), now);
  history_scroll_.end(c, height + 40);
}

void insights::no_insight(context& c, rect r) {
  const app::record_editor& editor = desk_.editor();
  const rect card = r.with_height(std::min(r.h, 320.0F));
  switch (editor.where()) {
    case app::record_editor::stage::missing:
      if (empty_state(c, card, icon::lightbulb_outline, "This insight is gone",
                      "It was deleted, or the link is wrong", "Close")) {
        desk_.close();
      }
      break;
    case app::record_editor::stage::failed:
      strip(c, r.with_height(size::strip).moved(0, 12).inset(12, 0), tone::bad, icon::alert_circle,
            editor.failure(), {});
      break;
    case app::record_editor::stage::loading: {
      const float x = r.x + column_x;
      skeleton_bar(c, x, r.y + 88, 320);
      skeleton_bar(c, x, r.y + 124, 200);
      for (int i = 0; i < 5; ++i) {
        skeleton_bar(c, x, r.y + 196 + static_cast<float>(i) * 24, i == 4 ? 240.0F : measure);
      }
      break;
    }
    case app::record_editor::stage::closed:
    case app::record_editor::stage::open:
      empty_state(c, card, icon::lightbulb_outline, "No insight is open",
                  "J and K walk the list, Enter opens", {});
      break;
  }
}

}  // namespace dossier::screens
