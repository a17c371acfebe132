#include "client-wasm/src/screens/audit_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "client-wasm/src/ui/shell.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float page_inset = 16;
constexpr float avatar_size = 20;
constexpr float glyph_room = 24;          ///< an icon of 16 and what is left of the text
constexpr std::size_t most_read = 1'000;  ///< rows whose changes are kept as texts
constexpr std::string_view follow_name = "Follow new entries";

}  // namespace

const audit_entry& entry_of(const model::grid_row& row) {
  return *row.record.get_if<audit_entry>();
}

char32_t glyph_of(model::audit_act act) {
  constexpr std::array<char32_t, 8> glyphs{icon::plus,
                                           icon::pencil,
                                           icon::delete_,
                                           icon::undo,
                                           icon::login,
                                           icon::export_,
                                           icon::close_circle_outline,
                                           icon::key_variant};
  return glyphs.at(static_cast<std::size_t>(act));
}

color ink_of(const palette& k, model::audit_act act) {
  switch (act) {
    case model::audit_act::create:
      return k.ok;
    case model::audit_act::remove:
    case model::audit_act::refuse:
      return k.bad;
    case model::audit_act::restore:
    case model::audit_act::sign_in:
      return k.info;
    case model::audit_act::access:
      return k.warn;
    case model::audit_act::update:
    case model::audit_act::sign_out:
      break;
  }
  return k.text3;
}

audit_list::audit_list(app::workspace& work, app::desk& desk)
    : work_(work), desk_(desk), layout_(model::columns_of(desk.type(), {})), seal_(work) {}

void audit_list::focus_filter(context& c) {
  c.push_id("list");
  query_.focus(c);
  c.pop_id();
}

const audit_list::changes& audit_list::changes_in(const audit_entry& entry, const model::wall_time& now) {
  if (read_.size() > most_read) read_.clear();
  const auto found = read_.find(entry.seq);
  if (found != read_.end()) return found->second;
  return read_.emplace(entry.seq, model::changes_of(entry, now)).first->second;
}

std::string audit_list::text_of(const model::grid_row& row, const describe::field& field,
                                const model::wall_time& now) {
  const audit_entry& entry = entry_of(row);
  if (field.name == "at") return model::utc_clock_text(entry.at);
  if (field.name == "actor") return model::actor_text(entry);
  if (field.name == "action") return std::string(model::act_word(model::act_of(entry)));
  if (field.name == "title") return model::object_text(entry);
  if (field.name == "changes") return model::change_summary(entry, changes_in(entry, now));
  return model::value_text(field, row.record.data(), now);
}

bool audit_list::paint(context& c, rect r, const model::grid_row& row, const describe::field& field,
                       color ink, bool& cut, const model::wall_time& now) {
  const audit_entry& entry = entry_of(row);
  const palette& k = c.th.colors;
  if (field.name == "actor") {
    const rect mark{r.x, r.y + std::floor((r.h - avatar_size) / 2), avatar_size, avatar_size};
    if (entry.actor_id.is_nil() || model::is_by_key(entry)) {
      c.paint.icon(mark, entry.actor_id.is_nil() ? icon::account_outline : icon::key_variant, k.text3, 16);
    } else {
      const std::string id = to_string(entry.actor_id);
      avatar(c.paint, c.th, mark, name_initials(entry.actor), identity_hash(id.data(), id.size()));
    }
    r.cut_left(avatar_size + 8);
    cut = c.paint.text_in(r, face::body, k.text, model::actor_text(entry)).cut;
    return true;
  }
  if (field.name == "action") {
    const model::audit_act act = model::act_of(entry);
    c.paint.icon({r.x, r.y + std::floor((r.h - 16) / 2), 16, 16}, glyph_of(act), ink_of(k, act), 16);
    r.cut_left(glyph_room);
    cut = c.paint.text_in(r, face::body, k.text, model::act_word(act)).cut;
    return true;
  }
  if (field.name == "title") {
    cut = c.paint.text_in(r, face::body, k.text, model::object_text(entry)).cut;
    return true;
  }
  if (field.name == "changes") {
    paint_change(c, r, entry, changes_in(entry, now), cut);
    return true;
  }
  if (field.name != "at") return false;
  const std::string clock = model::utc_clock_text(entry.at);
  c.paint.text_in(r, face::body, ink, clock);
  c.tooltip(c.id("time"), r, model::utc_text(entry.at, c.formats));
  return true;
}

/// What it was struck through, an arrow, what it became; or a sentence.
void audit_list::paint_change(context& c, rect r, const audit_entry& entry, const changes& all,
                              bool& cut) const {
  const palette& k = c.th.colors;
  const bool one_by_one = model::act_of(entry) == model::audit_act::update && !all.empty();
  if (!one_by_one) {
    cut = c.paint.text_in(r, face::body, k.text2, model::change_summary(entry, all)).cut;
    return;
  }
  const model::audit_change& first = all.front();
  const float y = r.y + std::floor((r.h - 20) / 2);
  const auto value = [](const std::string& text) { return text.empty() ? std::string_view("empty") : text; };
  c.paint.push_clip(r);
  float x = r.x + c.paint.text(face::body, r.x, y, k.text2, first.label) + 6;
  // What it became has at least a third of the cell: what it was is cut before that.
  const rect was{x, r.y,
                 std::min(std::ceil(c.paint.width(face::body, value(first.before))),
                          std::max(0.0F, r.right() - r.w / 3 - 26 - x)),
                 r.h};
  const text_result old = c.paint.text_in(was, face::body, k.text3, value(first.before));
  if (!first.before.empty()) c.paint.hline(was.x, y + 10, old.width, k.text3);
  x += old.width + 6;
  c.paint.icon({x, y, 14, 20}, icon::arrow_right, k.text3, 14);
  x += 20;
  const std::string more = all.size() > 1 ? "+" + std::to_string(all.size() - 1) : std::string();
  const float kept = more.empty() ? 0 : std::ceil(c.paint.width(face::small, more)) + 8;
  const rect rest{x, r.y, std::max(0.0F, r.right() - x - kept), r.h};
  const text_result drawn =
      c.paint.text_in(rest, face::body, first.after.empty() ? k.text3 : k.text, value(first.after));
  c.paint.pop_clip();
  if (!more.empty())
    c.paint.text_in({r.right() - kept, r.y, kept, r.h}, face::small, k.text3, more, align::right);
  cut = drawn.cut || old.cut || !more.empty() || x > r.right();
}

void audit_list::draw(context& c, rect r, const model::wall_time& now) {
  app::record_list& list = desk_.list();
  c.push_id("list");
  c.sem.open({.id = c.id("main"),
              .kind = ui::role::main,
              .name = std::string(desk_.type().names.plural_label),
              .bounds = r});
  c.paint.fill(r, c.th.colors.surface);
  rect at = r;
  const rect foot = at.cut_bottom(size::footer);
  const rect bar = at.cut_top(query_height);
  if (query_.draw(c, {bar.x + page_inset, bar.y + 8, bar.w - 2 * page_inset, size::control_large}, desk_))
    grid_.take_focus(c);
  chips_line(c, at.cut_top(chips_height));
  if (follow_ && list.rows() != nullptr && list.rows()->view.new_above() > 0) list.rows()->view.show_new();
  const std::string failure = list.failure() ? explanation(*list.failure()) : std::string();
  grid_data data;
  data.type = &list.type();
  data.rows = list.rows();
  data.layout = &layout_;
  data.order = &list.order();
  data.focused = desk_.focused;
  data.open = desk_.editor().id();
  data.read_only = true;
  data.checked = [](const uuid&) { return false; };
  data.text = [&](const model::grid_row& row, const describe::field& field) {
    return std::optional(text_of(row, field, now));
  };
  data.paint = [&](context& on, rect cell, const model::grid_row& row, const describe::field& field,
                   color ink, bool& cut) { return paint(on, cell, row, field, ink, cut, now); };
  for (const app::failed_page& page : list.failed_pages())
    data.failed.push_back({page.begin, page.end, explanation(page.why)});
  data.loading_since = list.loading_since();
  data.failure = failure;
  data.filtered = !list.filter().empty();
  data.now = now;
  const grid_events done = grid_.draw(c, at, data);
  ask_for_seal(c);
  footer(c, foot);
  act(c, done);
  if (list.rows() != nullptr) list.want(list.rows()->view.end_row());
  c.sem.close();
  c.pop_id();
}

void audit_list::chips_line(context& c, rect r) {
  rect at{r.x + page_inset, r.y + 2, r.w - 2 * page_inset, size::control_small};
  c.push_id("chips");
  const float w = size::checkbox + 8 + std::ceil(c.paint.width(face::body, follow_name)) + 4;
  const rect box = at.cut_right(w);
  query_.chips(c, at, desk_);
  if (checkbox(c, box, follow_name, follow_ ? check_state::on : check_state::off)) follow_ = !follow_;
  c.pop_id();
}

void audit_list::act(context& c, const grid_events& done) {
  app::record_list& list = desk_.list();
  if (done.focus) desk_.focused = *done.focus;
  if (done.peek && desk_.editor().id() == *done.peek) {
    desk_.close();
  } else if (done.peek) {
    desk_.open(*done.peek);
  }
  if (done.open) desk_.open(*done.open);
  if (done.sort != nullptr) desk_.sort_by(*done.sort);
  if (!done.notice.empty()) work_.tell({app::severity::info, done.notice, {}, {}});
  if (!done.go_to.empty()) go_to(c, done.go_to);
  if (done.show_new && list.rows() != nullptr) list.rows()->view.show_new();
  if (done.clear_filter) desk_.filter("");
  if (done.retry && list.rows() != nullptr) {
    list.retry();
  } else if (done.retry) {
    list.reload();
  }
  if (done.focus || done.open || done.show_new) c.page.wake();
}

/// The row of an entry's number, where the whole log is shown; else of a position in the list.
void audit_list::go_to(context& c, const std::string& what) {
  model::row_cache* const rows = desk_.list().rows();
  std::int64_t number = 0;
  for (const char digit : what) {
    if (digit >= '0' && digit <= '9' && number < 1'000'000'000'000) number = number * 10 + (digit - '0');
  }
  if (rows == nullptr || rows->total() == 0 || number == 0) {
    return work_.tell({app::severity::info, "Enter the number of an entry", {}, {}});
  }
  std::int64_t index = number - 1;
  if (desk_.list().filter().empty() && desk_.list().order().descending()) index = rows->total() - number;
  index = std::clamp<std::int64_t>(index, 0, rows->total() - 1);
  rows->view.scroll_to(static_cast<double>(index) -
                       std::floor(static_cast<double>(rows->view.page_rows()) / 2));
  rows->view.reveal(index);
  grid_.focus_row(index);
  grid_.take_focus(c);
}

/// The whole log's length is the number of its last entry.
void audit_list::ask_for_seal(context& c) {
  const model::row_cache* const rows = desk_.list().rows();
  if (rows == nullptr) return;
  const std::int64_t newest = desk_.list().filter().empty() ? rows->total() : 0;
  if (const auto due = seal_.show(newest)) c.page.wake_at(*due);
}

std::string audit_list::sealed_text(const model::formats& how) const {
  if (!seal_.last()) return {};
  return "Sealed to " + model::count_text(seal_.last()->seq, how);
}

void audit_list::footer(context& c, rect r) const {
  footer_data d;
  std::string position;
  if (const model::row_cache* rows = desk_.list().rows(); rows != nullptr && rows->total() > 0) {
    position = model::position_text(rows->view.first_row() + 1, rows->view.last_whole_row() + 1,
                                    rows->total(), rows->total_exact(), c.formats);
  }
  d.position = position;
  std::string fact = "Times are UTC";
  if (seal_.last()) fact = sealed_text(c.formats) + " at " + model::utc_text(seal_.last()->at, c.formats);
  d.fact = fact;
  d.keys = {{"J", "K", "move"}, {"Enter", {}, "open"}, {"D", {}, "diff"}, {"Y", {}, "copy"}};
  draw_footer(c, r, d);
}

}  // namespace dossier::screens
