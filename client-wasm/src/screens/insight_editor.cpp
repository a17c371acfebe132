#include "client-wasm/src/screens/insight_editor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "client-wasm/src/app/presence_words.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/screens/presence_mark.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/records/insight.hpp"
#include "shared/text/markdown.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
namespace markdown = text::markdown;

constexpr float inset = 32;
constexpr float label_width = 80;
constexpr float row_height = 36;
constexpr float error_height = 20;
constexpr float toolbar_height = 32;
constexpr float facts_height = 40;
constexpr float foot_height = 56;
constexpr float side_by_side_from = 760;  ///< narrower, the preview stands below the source
constexpr std::string_view published = "published";
constexpr double sentiment_edge = 0.15;  ///< between neutral and a side
constexpr std::string_view positive_value = "0.5";
constexpr std::string_view negative_value = "-0.5";

struct tool {
  char32_t icon;
  std::string_view name;
  model::markdown_command what;
  std::string_view key_hint{};
};
constexpr std::array<tool, 7> tools{
    {{icon::format_bold, "Bold", model::markdown_command::bold, "Ctrl B"},
     {icon::format_italic, "Italic", model::markdown_command::italic, "Ctrl I"},
     {icon::format_list_bulleted, "List", model::markdown_command::list},
     {icon::format_quote, "Quote", model::markdown_command::quote},
     {icon::link, "Link", model::markdown_command::link},
     {icon::code_tags, "Code", model::markdown_command::code},
     {icon::table, "Table", model::markdown_command::table}}};

/// A form row: its label, and the place of its field.
rect row(context& c, rect& at, std::string_view label, float height = size::control) {
  const rect whole = at.cut_top(row_height - size::control + height);
  c.paint.text_in({whole.x, whole.y, label_width - 8, row_height - 1}, face::body, c.th.colors.text2, label);
  return {whole.x + label_width, whole.y + 4, whole.w - label_width, height};
}

void field_error(context& c, rect& at, const model::form_field& field) {
  if (field.error.empty()) return;
  rect line = at.cut_top(error_height);
  line.cut_left(label_width);
  error_line(c, line, field.error);
}

/// Who else is in a field; empty initials for nobody.
presence_mark other_in(context& c, const app::workspace& work, const app::desk& desk,
                       const model::form_field& field, rect at) {
  const auto others = work.others().at(desk.type().names.resource, desk.editor().id(), field.described->name);
  if (others.empty()) return {};
  const std::string what = app::visitor_text(others.front(), desk.type(), work.who());
  c.sem.leaf({.id = c.id(what), .kind = role::text, .name = what, .bounds = at});
  return mark_of(others.front(), work.who());
}

std::string warning_text(const markdown::warning& warning) {
  switch (warning.kind) {
    case markdown::warning_kind::refused_target:
      return "links lead to https, mailto, or / in this product";
    case markdown::warning_kind::open_code:
      return "the code block is never closed";
  }
  return {};
}

bool is_ready(const model::form_state& form) {
  if (form.error_count() != 0) return false;
  return std::none_of(form.fields().begin(), form.fields().end(), [](const model::form_field& f) {
    return f.described->is_required && f.text.find_first_not_of(" \t\r\n") == std::string::npos;
  });
}

}  // namespace

void insight_editor::publish(app::desk& desk) {
  app::record_editor& editor = desk.editor();
  if (editor.form() == nullptr || !is_ready(*editor.form())) return;
  if (!editor.in_conflict()) {
    if (model::form_field* status = editor.form()->find("status"))
      editor.edit(*status, std::string(published));
  }
  editor.save();
}

void insight_editor::bar(context& c, rect r, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  if (editor.form() == nullptr) return;
  const model::form_state& form = *editor.form();
  const palette& k = c.th.colors;
  const model::form_field* status = editor.form()->find("status");
  const bool is_published = status != nullptr && status->base == published;
  const bool conflict = editor.in_conflict();
  const bool ready =
      conflict ? form.undecided_count() == 0 : is_ready(form) && (!is_published || form.dirty());
  const std::string_view label = conflict || is_published ? "Save" : "Publish";
  const std::string_view reason = conflict          ? "Choose for every field first"
                                  : !is_ready(form) ? "A title and a brand are needed"
                                                    : "Nothing has changed";
  const button_options go{
      .kind = button_kind::primary, .key_hint = "Ctrl Enter", .disabled = !ready, .reason = reason};
  const float y = r.y + std::floor((r.h - size::control) / 2);
  const float w = button_width(c, label, go);
  float x = r.right() - w;
  if (button(c, {x, y, w, size::control}, label, go)) publish(desk);
  const std::string_view back = conflict ? "Back" : editor.creating() ? "Cancel" : "Discard";
  const bool can = conflict || editor.creating() || editor.can_discard();
  const button_options undo{.kind = button_kind::ghost, .disabled = !can, .reason = "Nothing has changed"};
  const float undo_w = button_width(c, back, undo);
  x -= undo_w + 8;
  if (button(c, {x, y, undo_w, size::control}, back, undo)) {
    if (conflict) {
      editor.back_to_form();
    } else {
      const bool creating = editor.creating();
      editor.discard();
      if (creating) desk.close();
    }
  }
  std::string words = editor.saved().words(c.now);
  if (words.empty()) words = is_published ? "Published" : editor.creating() ? "New" : "Draft";
  const bool bad = editor.saved().state() == app::autosave::phase::failed ||
                   editor.saved().state() == app::autosave::phase::held;
  const bool away = editor.saved().state() == app::autosave::phase::offline;
  const rect text{r.x, r.y, x - 12 - r.x, r.h};
  const text_result drawn = c.paint.text_in(text, face::small,
                                            bad    ? k.bad
                                            : away ? k.warn
                                                   : k.text3,
                                            words, align::right);
  if (drawn.cut) c.tooltip(c.id("saving"), text, words);
  c.sem.leaf({.id = c.id("saving"), .kind = role::status, .name = words, .bounds = text});
}

void insight_editor::draw(context& c, rect r, app::workspace& work, app::desk& desk,
                          const model::hit_finder& finder) {
  app::record_editor& editor = desk.editor();
  if (editor.form() == nullptr) return;
  c.push_id("editor");
  editor.active_field.clear();
  if (shown_ != editor.id()) {
    shown_ = editor.id();
    brand_key_.clear();
    brand_label_.clear();
  }
  c.browser_keys |= platform::key_save;
  if (c.shortcut(key::s, mod_command)) editor.save();
  if (c.shortcut(key::enter, mod_command)) publish(desk);
  rect at = r.inset(inset, 0);
  at.cut_top(8);
  if (editor.in_conflict()) {
    conflict_.draw(c, at, desk);
  } else {
    conflict_.end();
    form(c, at, work, desk, finder);
  }
  c.pop_id();
}

void insight_editor::form(context& c, rect at, app::workspace& work, app::desk& desk,
                          const model::hit_finder& finder) {
  app::record_editor& editor = desk.editor();
  for (const model::form_field& field : editor.form()->fields()) {
    if (!field.rival) continue;
    const std::string what =
        field.rival->actor_name + " saved another " + std::string(field.described->label);
    if (strip(c, at.cut_top(size::strip), tone::warn, icon::alert_circle_outline, what, "Review"))
      editor.review();
    at.cut_top(8);
    break;
  }
  line_row(c, at, work, desk, "title");
  brand_row(c, at, work, desk);
  tags_row(c, at, work, desk);
  if (may_read(desk, "source")) line_row(c, at, work, desk, "source");
  const rect foot_at = at.cut_bottom(foot_height);
  const rect facts_at = at.cut_bottom(facts_height);
  at.cut_top(4);
  toolbar(c, at.cut_top(toolbar_height));
  at.cut_top(4);
  if (view_ != view::write) {
    rect half = at;
    if (view_ == view::split && at.w >= side_by_side_from) {
      half = at.cut_right(std::floor((at.w - 12) / 2));
      at.cut_right(12);
    } else if (view_ == view::split) {
      half = at.cut_bottom(std::floor((at.h - 12) / 2));
      at.cut_bottom(12);
    }
    preview(c, half, desk);
  }
  if (view_ != view::preview) text(c, at, work, desk, finder);
  facts(c, facts_at, editor.form()->find("body")->text);
  if (may_read(desk, "sentiment")) sentiment(c, foot_at, desk);
  foot(c, foot_at, desk);
}

void insight_editor::line_row(context& c, rect& at, app::workspace& work, app::desk& desk,
                              std::string_view name) {
  app::record_editor& editor = desk.editor();
  model::form_field& field = *editor.form()->find(name);
  const rect place = row(c, at, field.described->label);
  c.push_id(field.revision);
  const bool title = name == "title";
  if (title && focus_wanted_ && editor.creating()) {
    focus_wanted_ = false;
    focus_text(c, field.described->label);
  }
  const presence_mark other = other_in(c, work, desk, field, place);
  text_options o;
  o.placeholder = title ? "Required" : "Where it comes from";
  o.error = field.error;
  o.other_editor = other.initials;
  o.other_hash = other.hash;
  o.select_all_on_focus = false;
  std::string text = field.text;
  const text_result_flags done = text_field(c, place, field.described->label, text, o);
  if (done.active) editor.active_field = name;
  if (text != field.text) editor.edit(field, std::move(text));
  c.pop_id();
  field_error(c, at, field);
}

void insight_editor::brand_row(context& c, rect& at, app::workspace& work, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  model::form_field& field = *editor.form()->find("brand_id");
  if (!brand_finder_) {
    brand_finder_ =
        std::make_unique<app::record_finder>(work.at("brands").type(), work.api(), work.around().changed);
  }
  offered_.clear();
  for (const app::found_record& one : brand_finder_->found())
    offered_.push_back({one.title, {}, to_string(one.id)});
  std::string label(field.text == brand_key_ ? brand_label_ : std::string());
  if (label.empty() && field.text == field.base) label = editor.about().name_of(*field.described);
  if (label.empty() && !field.text.empty()) {
    const auto known = std::find_if(offered_.begin(), offered_.end(),
                                    [&](const suggestion& s) { return s.key == field.text; });
    label = known != offered_.end() ? known->label : field.text;
  }
  std::string key = field.text;
  const rect place = row(c, at, field.described->label);
  const presence_mark other = other_in(c, work, desk, field, place);
  if (brand_.draw(c, place, field.described->label, key, label, offered_,
                  {.error = field.error,
                   .other_editor = other.initials,
                   .other_hash = other.hash,
                   .placeholder = "Required",
                   .busy = brand_finder_->looked_for() != brand_.typed()})) {
    brand_key_ = key;
    brand_label_ = brand_.chosen_label();
    editor.edit(field, std::move(key));
  }
  if (brand_.active()) {
    editor.active_field = field.described->name;
    brand_finder_->look_for(brand_.typed());
  }
  field_error(c, at, field);
}

void insight_editor::tags_row(context& c, rect& at, app::workspace& work, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  model::form_field& field = *editor.form()->find("tags");
  if (!tag_finder_) {
    tag_finder_ =
        std::make_unique<app::record_finder>(work.at("tags").type(), work.api(), work.around().changed);
  }
  offered_.clear();
  for (const app::found_record& one : tag_finder_->found()) {
    offered_.push_back({one.title, one.count ? c.count(*one.count) : std::string(), to_string(one.id)});
  }
  std::string tags = field.text;
  const rect place = row(c, at, field.described->label, tags_.height(c, at.w - label_width, tags));
  const presence_mark other = other_in(c, work, desk, field, place);
  if (tags_.draw(c, place, field.described->label, tags, offered_,
                 {.error = field.error,
                  .other_editor = other.initials,
                  .other_hash = other.hash,
                  .placeholder = "Add tags",
                  .busy = tag_finder_->looked_for() != tags_.typed()})) {
    editor.edit(field, std::move(tags));
  }
  if (tags_.active()) {
    editor.active_field = field.described->name;
    tag_finder_->look_for(tags_.typed());
  }
  field_error(c, at, field);
}

void insight_editor::toolbar(context& c, rect r) {
  float x = r.x;
  for (const tool& one : tools) {
    const rect place{x, r.y + 2, size::control, size::control};
    if (icon_button(c, place, one.icon, one.name,
                    {.disabled = view_ == view::preview,
                     .reason = "The text is not shown",
                     .key_hint = one.key_hint})) {
      source_.run(one.what);
      c.page.wake();
    }
    x += size::control;
  }
  const std::array<std::string_view, 3> labels{"Markdown", "Split", "Preview"};
  const float w = segmented_width(c, labels.data(), 3);
  const int chosen =
      segmented(c, {r.right() - w, r.y + 2, w, size::control}, labels.data(), 3, static_cast<int>(view_));
  if (chosen >= 0) view_ = static_cast<view>(chosen);
}

void insight_editor::text(context& c, rect r, app::workspace& work, app::desk& desk,
                          const model::hit_finder& finder) {
  app::record_editor& editor = desk.editor();
  model::form_field& field = *editor.form()->find("body");
  if (focus_wanted_ && !editor.creating()) {
    focus_wanted_ = false;
    source_.focus();
  }
  const auto others = work.others().at(desk.type().names.resource, editor.id(), "body");
  source_options o;
  o.error = field.error;
  o.placeholder = "What was found out";
  const presence_mark other = other_in(c, work, desk, field, r);
  const std::string other_name = others.empty() ? "" : app::visitor_name(others.front(), work.who());
  o.other_editor = other_name;
  o.other_hash = other.hash;
  std::vector<model::text_range> marks;
  if (!finder.empty()) marks = finder.find(field.text);
  o.marks = &marks;
  std::string source = field.text;
  const source_result done = source_.draw(c, r, field.described->label, source, o);
  if (done.active) editor.active_field = field.described->name;
  if (done.changed) editor.edit(field, std::move(source));
  if (done.committed) publish(desk);
}

void insight_editor::preview(context& c, rect r, app::desk& desk) {
  const model::form_field& field = *desk.editor().form()->find("body");
  c.paint.fill_round(r, c.th.colors.surface, radius::control);
  c.paint.outline(r, c.th.colors.border, radius::control);
  const rect inner = r.inset(1);
  const rect content = preview_scroll_.begin(c, inner, "Scroll preview");
  const float width = inner.w - 32 - size::scrollbar;
  preview_.show(c, field.text, field.text, width, {});
  const std::string_view followed =
      preview_.draw(c, {content.x + 16, content.y + 12}, static_cast<std::size_t>(-1));
  // Links of what is being written open beside it.
  if (!followed.empty()) c.page.open_url(followed);
  preview_scroll_.end(c, preview_.height() + 24);
}

void insight_editor::facts(context& c, rect r, const std::string& source) {
  const palette& k = c.th.colors;
  const markdown::document& read = source_.read();
  if (counted_ != source || words_ == 0) {
    counted_ = source;
    words_ = markdown::count_words(markdown::plain_text(read, source));
  }
  std::string counts = c.count(static_cast<std::int64_t>(words_)) + (words_ == 1 ? " word" : " words");
  if (words_ > 0) counts += ", " + std::to_string(markdown::reading_minutes(words_)) + " min";
  rect at = r;
  const float w = c.paint.text_in(at, face::small, k.text3, counts).width;
  c.sem.leaf({.id = c.id("counts"), .kind = role::status, .name = counts, .bounds = at.with_width(w)});
  c.paint.bottom_line(r, k.line);
  if (read.warnings.empty()) return;
  at.cut_left(std::ceil(w) + 20);
  c.paint.icon(at.cut_left(14), icon::alert_circle_outline, k.warn, 14);
  at.cut_left(6);
  const std::size_t n = read.warnings.size();
  const std::string many = std::to_string(n) + (n == 1 ? " warning" : " warnings");
  at.cut_left(std::ceil(c.paint.text_in(at, face::small, k.warn, many).width) + 16);
  const markdown::warning& first = read.warnings.front();
  const std::size_t line = source_.line_of(first.range.begin);
  const std::string what = "Line " + std::to_string(line + 1) + ": " + warning_text(first);
  if (link_text(c, at.x, r.y + std::floor((r.h - 16) / 2), what)) source_.show_line(line);
}

bool insight_editor::may_read(const app::desk& desk, std::string_view field) {
  return desk.may().may_read(desk.type(), *desk.type().find(field));
}

void insight_editor::sentiment(context& c, rect r, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  model::form_field& sentiment = *editor.form()->find("sentiment");
  const rect label = r.with_width(label_width);
  c.paint.text_in(label, face::body, c.th.colors.text2, sentiment.described->label);
  const std::array<std::string_view, 3> labels{"Positive", "Neutral", "Negative"};
  const double value = std::strtod(sentiment.text.c_str(), nullptr);
  const int active = sentiment.text.empty()    ? -1
                     : value > sentiment_edge  ? 0
                     : value < -sentiment_edge ? 2
                                               : 1;
  const float w = segmented_width(c, labels.data(), 3);
  const float y = r.y + std::floor((r.h - size::control) / 2);
  const int chosen = segmented(c, {label.right() + 8, y, w, size::control}, labels.data(), 3, active);
  if (chosen >= 0) {
    // Pressed again, it is taken back.
    const std::string_view next = chosen == active ? std::string_view()
                                  : chosen == 0    ? positive_value
                                  : chosen == 2    ? negative_value
                                                   : std::string_view("0");
    editor.edit(sentiment, std::string(next));
  }
}

void insight_editor::foot(context& c, rect r, app::desk& desk) {
  app::record_editor& editor = desk.editor();
  const float y = r.y + std::floor((r.h - size::control) / 2);
  model::form_field& pinned = *editor.form()->find("pinned");
  const bool on = pinned.text == "true";
  const float pin_w = size::checkbox + 8 + std::ceil(c.paint.width(face::body, "Pinned"));
  if (checkbox(c, {r.right() - pin_w, y, pin_w, size::control}, "Pinned",
               on ? check_state::on : check_state::off)) {
    editor.edit(pinned, on ? "false" : "true");
  }
}

}  // namespace dossier::screens
