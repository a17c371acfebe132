#include "client-wasm/src/ui/chip_editor.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/model/filter_completion.hpp"
#include "client-wasm/src/model/time_buckets.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::ui {
namespace {

using describe::kind;
using model::chip_operator;

constexpr std::string_view popup_name = "Filter part";
constexpr std::string_view field_name = "Value";
constexpr float width = 264;
constexpr float padding = 8;
constexpr float heading_height = 20;
constexpr float error_height = 20;

/// Days before now that are offered for times.
constexpr std::array<std::int64_t, 6> spans{1, 7, 14, 30, 90, 365};
constexpr std::int64_t micros_per_day = 86'400'000'000;

bool same(const query::literal& left, const query::literal& right) {
  const auto* a = std::get_if<query::text_literal>(&left);
  const auto* b = std::get_if<query::text_literal>(&right);
  return a != nullptr && b != nullptr ? a->key == b->key : left == right;
}

std::string_view kind_note(kind of) {
  switch (of) {
    case kind::integer:
    case kind::number:
      return "number";
    case kind::boolean:
      return "yes or no";
    case kind::timestamp:
      return "time";
    case kind::choice:
      return "choice";
    case kind::text_list:
      return "list";
    case kind::uuid:
      return "record";
    case kind::text:
      break;
  }
  return "text";
}

/// What may be typed.
std::string_view value_hint(kind of) {
  switch (of) {
    case kind::integer:
    case kind::number:
      return "Number";
    case kind::timestamp:
      return "Date or now-7d";
    case kind::uuid:
      return "Find by name";
    default:
      break;
  }
  return "Find or enter a value";
}

/// A value as it is typed, and what is typed as the filter language has it. A date that is none of the
/// workspace's stays what it is: it may be a time, or a span.
std::string shown_value(const describe::field& field, const query::literal& value,
                        const model::formats& how) {
  const std::string text = model::typed_literal(field, value);
  if (field.kind != kind::timestamp) return model::shown_text(field, text, how);
  const model::day_number day = model::parse_date(text);
  return day != 0 ? model::bucket_name(day, model::bucket_unit::day, how) : text;
}

std::string plain_value(const describe::field& field, std::string_view typed, const model::formats& how) {
  if (field.kind != kind::timestamp) return model::plain_text(field, typed, how);
  return model::read_date(typed, how).value_or(std::string(typed));
}

}  // namespace

void chip_editor::open(context& c, step at) {
  open_wish_ = true;
  emptied_ = false;
  go(c, at);
}

void chip_editor::go(context& c, step at) {
  step_ = at;
  typed_.clear();
  typed_in_ = c.formats;
  refused_ = false;
  list_.reset(at == step::field || at == step::value ? -1 : 0);
  if (at == step::value && !has_field()) list_.reset(0);
  if (at == step::value && !draft_.values.empty() && has_field() && !takes_many() &&
      model::operator_of(draft_) != chip_operator::in_the_last) {
    typed_ = shown_value(*draft_.field, draft_.values.front(), c.formats);
  }
  focus_wish_ = at == step::field || (at == step::value && has_field());
  c.page.wake();
}

void chip_editor::add(context& c) {
  adding_ = true;
  draft_ = {};
  open(c, step::field);
}

void chip_editor::edit_operator(context& c, std::size_t part, const query::comparison& compared) {
  adding_ = false;
  part_ = part;
  draft_ = compared;
  open(c, step::operation);
}

void chip_editor::edit_value(context& c, std::size_t part, const query::comparison& compared) {
  edit_operator(c, part, compared);
  if (model::takes_value(model::operator_of(compared))) go(c, step::value);
}

void chip_editor::choose_part(context& c, std::size_t first) {
  adding_ = false;
  part_ = first;
  open(c, step::part);
}

std::optional<std::size_t> chip_editor::part() const {
  if (step_ == step::closed || adding_) return std::nullopt;
  return part_;
}

bool chip_editor::takes_many() const {
  const chip_operator op = model::operator_of(draft_);
  const kind of = draft_.field->kind;
  return (op == chip_operator::is || op == chip_operator::is_one_of) && of != kind::boolean &&
         of != kind::timestamp;
}

bool chip_editor::has_field() const {
  const kind of = draft_.field->kind;
  return of != kind::choice && of != kind::boolean &&
         model::operator_of(draft_) != chip_operator::in_the_last;
}

std::string chip_editor::heading() const {
  if (step_ == step::part) return "More conditions";
  if (step_ == step::field) return "Filter by";
  const std::string path = model::path_words(model::path_of(draft_));
  if (step_ == step::operation) return path;
  return path + " " + std::string(model::operator_words(model::operator_of(draft_), *draft_.field));
}

std::string chip_editor::fault_words() const {
  switch (draft_.field->kind) {
    case kind::integer:
      return model::shown_fault(model::enter_whole_number, typed_in_);
    case kind::number:
      return model::shown_fault(model::enter_number, typed_in_);
    case kind::timestamp:
      return "Enter a date (" + model::date_example(typed_in_.dates) + ") or now-7d";
    case kind::uuid:
      return "Choose one of the list";
    default:
      break;
  }
  return "Enter a text with a word in it";
}

void chip_editor::add_row(std::string label, std::string note, choice what) {
  option_row row{.label = std::move(label), .note = std::move(note)};
  if (!typed_.empty() &&
      (step_ == step::field || (step_ == step::value && draft_.field->kind != kind::timestamp))) {
    row.matched = model::find_folded(row.label, typed_, row.matched_size);
    if (row.matched == std::string::npos) return;
  }
  if (what.value) {
    row.with_box = takes_many();
    row.checked = std::any_of(draft_.values.begin(), draft_.values.end(),
                              [&](const query::literal& one) { return same(one, *what.value); });
  }
  rows_.push_back(std::move(row));
  choices_.push_back(std::move(what));
}

void chip_editor::make_rows(const data& d) {
  rows_.clear();
  choices_.clear();
  if (step_ == step::part) part_rows(d);
  if (step_ == step::field) field_rows(d);
  if (step_ == step::operation) operator_rows();
  if (step_ == step::value) value_rows(d);
}

void chip_editor::part_rows(const data& d) {
  for (std::size_t i = part_; i < d.parts->size(); ++i) {
    const model::filter_part& part = (*d.parts)[i];
    std::string words(d.filter.substr(part.begin, part.end - part.begin));
    if (part.compared) {
      words = model::path_words(model::path_of(*part.compared)) + " " +
              std::string(model::operator_words(model::operator_of(*part.compared), *part.compared->field)) +
              " " + model::value_words(*part.compared, {}, d.formats);
    }
    add_row(std::move(words), {}, {.part = i});
  }
}

void chip_editor::field_rows(const data& d) {
  const auto own = [&](bool common) {
    for (const describe::field& one : d.type->fields) {
      if (!one.is_filterable || one.is_common != common || one.name == "id") continue;
      add_row(std::string(one.label), std::string(kind_note(one.kind)), {.path = {nullptr, &one}});
      const describe::record_type* of =
          one.references.empty() ? nullptr : describe::find_record(one.references);
      if (of == nullptr) continue;
      for (const describe::field& other : of->fields) {
        if (!other.is_filterable || other.is_common) continue;
        const model::filter_path path{&one, &other};
        add_row(model::path_words(path), std::string(kind_note(other.kind)), {.path = path});
      }
    }
  };
  own(false);
  own(true);
}

void chip_editor::operator_rows() {
  const model::filter_path path = model::path_of(draft_);
  for (const chip_operator op : model::operators_of(path)) {
    std::string words(model::operator_words(op, *draft_.field));
    if (op == chip_operator::is_set) words += " set";
    if (op == chip_operator::is_empty) words += " empty";
    add_row(std::move(words), {}, {.path = path, .op = op});
    if (!adding_ && !rows_.empty()) rows_.back().checked = model::operator_of(draft_) == op;
  }
}

void chip_editor::value_rows(const data& d) {
  const kind of = draft_.field->kind;
  if (of == kind::boolean) {
    add_row("Yes", {}, {.value = query::literal(true)});
    add_row("No", {}, {.value = query::literal(false)});
    return;
  }
  if (of == kind::timestamp) {
    const bool span = model::operator_of(draft_) == chip_operator::in_the_last;
    for (const std::int64_t days : spans) {
      const std::string words = model::count_text(days, d.formats) + (days == 1 ? " day" : " days");
      add_row(span ? words : words + " ago", {},
              {.value = query::literal(query::relative_time{-days * micros_per_day})});
    }
    if (!span) add_row("Now", {}, {.value = query::literal(query::relative_time{})});
    return;
  }
  if (of == kind::uuid && draft_.field->references.empty() && draft_.field->name != "id") {
    add_row("me", {}, {.value = query::literal(query::caller_literal{})});
  }
  known_rows(d);
  if (takes_many() && model::path_of(draft_).may_be_null() && typed_.empty()) {
    add_row("empty", {}, {.value = query::literal(std::monostate{})});
  }
}

void chip_editor::known_rows(const data& d) {
  const model::filter_path path = model::path_of(draft_);
  std::string rest;
  if (adding_ && query::parse_filter(*d.type, d.filter)) rest = d.filter;
  if (!adding_ && part_ < d.parts->size())
    rest = model::rest_of_filter(*d.type, d.filter, (*d.parts)[part_].begin);
  const model::value_question question{path, rest};
  const std::vector<model::known_value>* known = d.values->want(question);
  if (known == nullptr) known = d.values->known(question);
  if (draft_.field->kind == kind::choice) {
    for (std::size_t i = 0; i < draft_.field->choices.size(); ++i) {
      const std::string_view name = draft_.field->choices[i];
      std::string note;
      for (const model::known_value& one : known != nullptr ? *known : std::vector<model::known_value>()) {
        if (one.text == name) note = one.note;
      }
      const query::choice_literal value{static_cast<std::uint8_t>(i)};
      add_row(model::choice_text(name), std::move(note), {.value = query::literal(value)});
    }
    return;
  }
  // What is chosen and not counted stands first, or it could not be taken out.
  const auto told = [&](const query::literal& value) {
    return known != nullptr && std::any_of(known->begin(), known->end(), [&](const model::known_value& one) {
             const auto listed = model::read_literal(*d.type, draft_, one.text);
             return listed && same(*listed, value);
           });
  };
  for (const query::literal& one : draft_.values) {
    const bool other =
        std::holds_alternative<std::monostate>(one) || std::holds_alternative<query::caller_literal>(one);
    if (takes_many() && !other && !told(one)) {
      add_row(model::literal_words(path, one, {}, d.formats), known == nullptr ? "" : "0", {.value = one});
    }
  }
  for (const model::known_value& one : known != nullptr ? *known : std::vector<model::known_value>()) {
    auto value = model::read_literal(*d.type, draft_, one.text);
    if (value) add_row(one.label.empty() ? one.text : one.label, one.note, {.value = std::move(value)});
  }
}

void chip_editor::choose(context& c, const data& d, std::size_t index) {
  const choice chosen = choices_[index];
  switch (step_) {
    case step::part: {
      const model::filter_part& part = (*d.parts)[chosen.part];
      if (!part.compared) return close_popup(c);
      part_ = chosen.part;
      draft_ = *part.compared;
      return go(c, model::takes_value(model::operator_of(draft_)) ? step::value : step::operation);
    }
    case step::field:
      draft_ = model::begun_comparison(chosen.path, model::operators_of(chosen.path).front());
      return go(c, step::operation);
    case step::operation:
      draft_ = model::with_operator(std::move(draft_), chosen.op);
      // `>=` says "in the last" by its value; until there is one, this is how it is told.
      if (chosen.op == chip_operator::in_the_last && draft_.values.empty()) {
        draft_.values = {query::literal(query::relative_time{-7 * micros_per_day})};
        apply(d);
        return go(c, step::value);
      }
      if (!model::is_whole(draft_)) return go(c, step::value);
      apply(d);
      return close_popup(c);
    case step::value:
      return choose_value(c, d, *chosen.value);
    case step::closed:
      break;
  }
}

void chip_editor::choose_value(context& c, const data& d, const query::literal& value) {
  if (!takes_many()) {
    draft_.values = {value};
    apply(d);
    return close_popup(c);
  }
  std::vector<query::literal> values = draft_.values;
  const auto at =
      std::find_if(values.begin(), values.end(), [&](const query::literal& one) { return same(one, value); });
  if (at == values.end()) {
    if (values.size() < query::filter_max_values) values.push_back(value);
  } else {
    values.erase(at);
  }
  draft_ = model::with_values(std::move(draft_), std::move(values));
  emptied_ = draft_.values.empty() && !adding_;
  if (!draft_.values.empty()) apply(d);
}

void chip_editor::enter_typed(context& c, const data& d) {
  if (step_ == step::field) {
    if (!choices_.empty()) choose(c, d, 0);
    return;
  }
  if (draft_.field->kind == kind::uuid && !choices_.empty() && !typed_.empty()) {
    if (!list_.lost()) return choose(c, d, 0);
    focus_wish_ = true;
    return;
  }
  if (typed_.empty()) {
    if (takes_many() && !draft_.values.empty()) close_popup(c);
    focus_wish_ = true;
    return;
  }
  const auto value = model::read_literal(*d.type, draft_, plain_value(*draft_.field, typed_, typed_in_));
  refused_ = !value.has_value();
  if (refused_) {
    focus_wish_ = true;
    return;
  }
  const bool there = takes_many() && std::any_of(draft_.values.begin(), draft_.values.end(),
                                                 [&](const auto& one) { return same(one, *value); });
  const bool replaces = draft_.field->kind == kind::integer || draft_.field->kind == kind::number;
  if (replaces && model::operator_of(draft_) == chip_operator::is) draft_.values.clear();
  if (!there) choose_value(c, d, *value);
  close_popup(c);
}

void chip_editor::apply(const data& d) {
  if (!adding_) {
    if (part_ < d.parts->size()) result_ = model::with_part(*d.type, d.filter, (*d.parts)[part_], draft_);
    return;
  }
  result_ = model::with_comparison(*d.type, d.filter, draft_);
  const auto parts = model::filter_parts(*d.type, *result_);
  adding_ = false;
  part_ = parts.empty() ? 0 : parts.size() - 1;
}

void chip_editor::closed(context& c, const data& d) {
  if (emptied_ && part_ < d.parts->size()) result_ = model::without_part(d.filter, *d.parts, part_);
  emptied_ = false;
  step_ = step::closed;
  c.page.wake();
}

std::optional<std::string> chip_editor::draw(context& c, rect anchor, const data& d) {
  result_.reset();
  if (std::exchange(open_wish_, false)) open_popup(c, popup_name);
  if (step_ == step::closed) return std::nullopt;
  make_rows(d);
  const bool field = step_ == step::field || (step_ == step::value && has_field());
  const float list_height = option_list::height(rows_.size());
  const float w = std::clamp(option_list::width(c, rows_, face::body) + 2 * padding, width, 2 * width);
  const float h = 2 * padding + heading_height + (field ? size::control + 4 : 0) +
                  (refused_ ? error_height : 0) + (rows_.empty() ? 0 : list_height + 4);
  rect content;
  if (!begin_popover(c, popup_name, anchor, w, h, content)) {
    if (!popup_is_open(c, popup_name)) closed(c, d);
    return result_;
  }
  content = content.inset(padding);
  c.paint.text_in(content.cut_top(heading_height).inset(padding, 0).moved(0, -2), face::small,
                  c.th.colors.text3, heading());
  list_.keys(c, rows_);
  const bool chosen = list_.at() >= 0 && list_.at() < static_cast<int>(rows_.size()) &&
                      (take_key(c, key::enter) || (!field && take_key(c, key::space)));
  if (chosen) choose(c, d, static_cast<std::size_t>(list_.at()));
  const bool escaped = take_key(c, key::escape);
  if (field) {
    const rect box = content.cut_top(size::control);
    content.cut_top(4);
    const std::string fault = refused_ ? fault_words() : std::string();
    const text_result_flags flags =
        text_field(c, box, field_name, typed_,
                   {.placeholder = step_ == step::field ? "Find a field" : value_hint(draft_.field->kind),
                    .error = fault});
    if (flags.changed) {
      refused_ = false;
      list_.reset();
    }
    if (refused_) error_line(c, content.cut_top(error_height), fault);
    if (flags.enter_pressed) enter_typed(c, d);
    if (std::exchange(focus_wish_, false)) focus_text(c, field_name);
  } else {
    c.focus.offer(c.id("choices"));
  }
  if (!rows_.empty()) {
    const int pressed = list_.draw(c, content.with_height(list_height), "Choices", rows_, face::body);
    if (pressed >= 0) choose(c, d, static_cast<std::size_t>(pressed));
    if (pressed >= 0 && field) focus_wish_ = true;
  }
  if (focus_wish_) c.page.wake();
  if (escaped) close_popup(c);
  end_popover(c);
  return result_;
}

}  // namespace dossier::ui
