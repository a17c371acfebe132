#include "client-wasm/src/ui/filter_bar.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/filter_fault.hpp"
#include "client-wasm/src/model/filter_tokens.hpp"
#include "client-wasm/src/model/search_text.hpp"
#include "client-wasm/src/net/status.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/query/search.hpp"

namespace dossier::ui {
namespace {

/// Milliseconds of rest after which what is typed is asked for, if it is right.
constexpr double run_pause = 500;
constexpr float list_width_min = 240;
constexpr float list_width_max = 480;
constexpr float list_padding = 4;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

color token_ink(const palette& k, model::filter_token_kind kind) {
  using model::filter_token_kind;
  switch (kind) {
    case filter_token_kind::keyword:
      return k.link;
    case filter_token_kind::text:
      return k.ok;
    case filter_token_kind::number:
      return k.warn;
    case filter_token_kind::operator_:
      return k.text3;
    case filter_token_kind::field:
    case filter_token_kind::space:
      break;
  }
  return k.text;
}

/// "184,226 matches in 38 ms"; a search tells what it found by name.
std::string count_note(const context& c, const filter_bar_data& d) {
  if (d.total < 0) return {};
  const bool all = d.filter.empty() && d.q.empty();
  const std::string one = d.search || all ? model::lower_first(d.type->names.label) : "match";
  const std::string many = d.search || all ? model::lower_first(d.type->names.plural_label) : "matches";
  return (d.total_exact ? "" : "\xE2\x89\x88") + c.count(d.total) + " " + (d.total == 1 ? one : many) +
         " in " + c.count(static_cast<std::int64_t>(std::ceil(d.answered_in_ms))) + " ms";
}

std::string history_key(const filter_bar_data& d) {
  return "filters." + std::string(d.type->names.resource);
}

/// In a search without a condition: where the one that the caret stands in would begin. At the word before
/// the caret, or at the field's name before that.
std::size_t begin_of_condition(const describe::record_type& type, std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && text[begin - 1] != ' ') --begin;
  std::size_t end = begin;
  while (end > 0 && text[end - 1] == ' ') --end;
  std::size_t before = end;
  while (before > 0 && text[before - 1] != ' ' && text[before - 1] != '(') --before;
  return model::find_path(type, text.substr(before, end - before)) ? before : begin;
}

/// The part of the text that is a filter.
model::search_text split(std::string_view text, bool search) {
  if (search) return model::split_search(text);
  return {{}, std::string(trimmed(text)), 0};
}

}  // namespace

void filter_bar::focus(context& c) {
  focus_wish_ = true;
  c.page.wake();
}

void filter_bar::begin(context& c, const filter_bar_data& d) {
  if (!values_) {
    values_ = std::make_unique<model::value_cache>(d.values, [page = &c.page] { page->wake(); });
    written_ = c.formats;
  }
  if (written_ != c.formats) {
    written_ = c.formats;
    values_->refresh();
  }
  if (!history_loaded_) {
    history_loaded_ = true;
    history_.load(c.page.stored(history_key(d)));
  }
  follow_route(d);
}

/// The address changed under us, or a facet did: the text follows.
void filter_bar::follow_route(const filter_bar_data& d) {
  if (seen_ && seen_filter_ == d.filter && seen_q_ == d.q) return;
  seen_ = true;
  seen_filter_ = d.filter;
  seen_q_ = d.q;
  if (is_asked(d)) return;
  text_ = d.search ? model::join_search(d.q, d.filter) : std::string(d.filter);
  if (active_) assist_.replace = text_assist::replacement{0, std::string::npos, text_};
}

bool filter_bar::is_asked(const filter_bar_data& d) const {
  const model::search_text now = split(text_, d.search);
  return now.filter == trimmed(d.filter) && now.words == d.q;
}

/// What is not understood of what is written: of the filter, then of the words.
std::optional<filter_bar::fault> filter_bar::written_fault(const filter_bar_data& d) const {
  const model::search_text now = split(text_, d.search);
  const std::size_t first = std::min(text_.find_first_not_of(' '), text_.size());
  if (const auto parsed = query::parse_filter(*d.type, now.filter); !parsed) {
    return fault_at(parsed.error(), now.filter, d.search ? now.filter_begin : first);
  }
  if (const auto parsed = query::parse_search(now.words); !parsed) {
    return fault_at(parsed.error(), now.words, first);
  }
  return std::nullopt;
}

/// `why` counts from the beginning of `part`, which stands at `begin` of the text.
filter_bar::fault filter_bar::fault_at(const problem& why, std::string_view part, std::size_t begin) const {
  fault out{model::fault_text(why, part), std::nullopt};
  if (why.position) out.position = std::min(begin + *why.position, text_.size());
  return out;
}

bool filter_bar::is_right(const filter_bar_data& d) const {
  return !written_fault(d);
}

/// What is wrong: with the query that was asked for, or, while that is mended, with what is written instead.
void filter_bar::find_fault(const filter_bar_data& d) {
  fault_.reset();
  if (d.error == nullptr) return;
  const bool refused = d.error->status == net::status::bad_request;
  if (refused) fault_ = written_fault(d);
  // Only the server knows what else is wrong with what was asked for, and not where.
  if (!fault_ && (!refused || is_asked(d))) fault_ = fault{explanation(*d.error), std::nullopt};
}

filter_bar_events filter_bar::draw(context& c, rect r, const filter_bar_data& d) {
  filter_bar_events ev;
  begin(c, d);
  find_fault(d);
  c.push_id("filter bar");
  rect box = r.with_height(size::control_large);
  if (!d.save_label.empty()) {
    const float w = button_width(c, d.save_label, {}, size::control_large);
    ev.save_at = box.cut_right(w);
    if (button(c, ev.save_at, d.save_label)) ev.save = true;
    box.cut_right(8);
  }
  if (std::exchange(focus_wish_, false)) focus_text(c, name_);
  field(c, box, d, ev);
  c.pop_id();
  return ev;
}

void filter_bar::field(context& c, rect box, const filter_bar_data& d, filter_bar_events& ev) {
  const palette& k = c.th.colors;
  const std::string note = count_note(c, d);
  const float note_w = note.empty() ? 0 : std::ceil(c.paint.width(face::small, note)) + 1;
  const std::string cap = c.key_text("/");
  const bool with_cap = (d.search || text_.empty()) && !cap.empty();
  const float cap_w = with_cap ? key_cap_width(c.paint, cap) : 0;
  rect inner = box.inset(8, 0);
  const rect glyph = inner.cut_left(16);
  inner.cut_left(8);
  rect end = inner.cut_right(note_w + (with_cap ? cap_w + 12 : 4));
  inner.cut_right(8);
  c.push_id(name_);
  const bool focused = c.focus.current() != 0 && c.focus.current() == c.id("##text");
  c.pop_id();
  const bool wrong = fault_ && d.error->status == net::status::bad_request;
  const color line = wrong ? k.bad : focused ? k.focus : c.hovered(box) ? k.text3 : k.control;
  c.paint.fill_round(box, k.field, radius::control);
  if (focused) {
    c.paint.outline(box.inset(-1), line, radius::control + 1, 2);
  } else {
    c.paint.outline(box, line, radius::control);
  }
  c.paint.icon(glyph, d.search ? icon::magnify : icon::filter_variant, k.text3, 16);
  if (active_) {
    c.browser_keys |= platform::key_complete;
    field_keys(c, d, ev);
  }
  const std::size_t caret_before = assist_.caret;
  const bool on_list = open_ && list_rect_.contains(c.mouse);
  const text_result_flags flags = text_field(c, inner, name_, text_,
                                             {.look = field_look::bare,
                                              .placeholder = d.placeholder,
                                              .font = face::mono,
                                              .max_bytes = static_cast<int>(query::filter_max_length),
                                              .select_all_on_focus = false,
                                              .drawn_by_caller = true,
                                              .description = wrong ? std::string_view(fault_->text) : note,
                                              .invalid = wrong,
                                              .assist = &assist_,
                                              .combobox = true,
                                              .expanded = open_ && !rows_.empty()});
  const bool left = active_ && !flags.active;
  active_ = flags.active;
  if (flags.entered) values_->refresh();
  if (flags.changed) {
    typed_at_ = c.now;
    pause_due_ = true;
  }
  if (flags.canceled) {
    text_ = d.search ? model::join_search(d.q, d.filter) : std::string(d.filter);
    pause_due_ = false;
  }
  if (active_ && flags.changed) {
    complete(c, d, cause::typed);
  } else if (active_ && caret_before != assist_.caret) {
    complete(c, d, cause::moved);
  } else if (active_ && open_) {
    complete(c, d, cause::values);
  }
  if (!active_ && !on_list) open_ = asked_ = false;
  if (!text_.empty()) colored(c, inner, d);
  const std::size_t place = fault_ && fault_->position ? *fault_->position : 0;
  fault_x_ = inner.x - assist_.scroll + c.paint.width(face::mono, std::string_view(text_).substr(0, place));
  if (with_cap) {
    key_cap(c.paint, c.th, end.right() - cap_w, box.center().y, cap);
    end.cut_right(cap_w + 12);
  } else {
    end.cut_right(4);
  }
  c.paint.text_in(end, face::small, k.text3, note, align::right);
  suggestions(c, box, inner);
  if (flags.enter_pressed) {
    run(c, d, ev, true);
    ev.entered = is_right(d);
    if (!ev.entered) focus_text(c, name_);  // what is not understood keeps the keyboard, to be mended
    open_ = false;
  } else if (left && !flags.canceled && !on_list) {
    run(c, d, ev, true);
  } else if (active_) {
    run_after_pause(c, d, ev);
  }
}

void filter_bar::field_keys(context& c, const filter_bar_data& d, filter_bar_events& ev) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto eat = [](ImGuiKey k) {
    ImGui::SetKeyOwner(k, ImGuiKeyOwner_Any, ImGuiInputFlags_LockThisFrame);
  };
  if (io.KeyCtrl && ImGui::IsKeyPressed(ImGuiKey_Space, false)) {
    eat(ImGuiKey_Space);
    complete(c, d, cause::asked);
  }
  if (io.KeyAlt && ImGui::IsKeyPressed(ImGuiKey_Enter, false)) {
    eat(ImGuiKey_Enter);
    run(c, d, ev, true);
    ev.save = is_right(d);
  }
  if (!open_ || rows_.empty()) return recall(c);
  if (take_key(c, key::escape)) {
    open_ = asked_ = false;
    return;
  }
  list_.keys(c, rows_);
  const int at = list_.at();
  if (ImGui::IsKeyPressed(ImGuiKey_Tab, false) && !io.KeyShift) {
    c.focus.move(0);
    take_key(c, key::tab);
    if (!list_.lost()) accept(c, static_cast<std::size_t>(std::max(0, at)));
  } else if (at >= 0 && take_key(c, key::enter)) {
    accept(c, static_cast<std::size_t>(at));
  }
}

/// Up in an empty field calls back what was asked for before.
void filter_bar::recall(context& c) {
  if (!text_.empty() && !history_.walking()) return;
  const int by = take_key(c, key::up) ? 1 : take_key(c, key::down) ? -1 : 0;
  if (by == 0) return;
  assist_.replace = text_assist::replacement{0, text_.size(), std::string(history_.step(by))};
  accepted_ = true;
  reopen_ = false;
}

void filter_bar::complete(context& c, const filter_bar_data& d, cause why) {
  const bool accepted = why != cause::values && std::exchange(accepted_, false);
  if (accepted) {
    open_ = asked_ = std::exchange(reopen_, false);
  } else if (why == cause::typed) {
    history_.rest();
    open_ = true;
    asked_ = false;
  } else if (why == cause::moved) {
    open_ = asked_ = false;
  } else if (why == cause::asked) {
    open_ = asked_ = true;
  }
  const model::search_text now = split(text_, d.search);
  std::size_t begin = d.search ? now.filter_begin : 0;
  if (d.search && (assist_.caret < begin || now.filter.empty())) {
    begin = begin_of_condition(*d.type, std::string_view(text_).substr(0, assist_.caret));
  }
  const std::string_view filter = std::string_view(text_).substr(begin);
  const std::size_t caret = std::min(assist_.caret, text_.size()) - begin;
  const std::string rest = model::rest_of_filter(*d.type, filter, caret);
  completion_ = model::complete_filter(*d.type, filter, caret, [&](const model::filter_path& path) {
    const model::value_question question{path, rest};
    const auto* known = open_ ? values_->want(question) : nullptr;
    if (known == nullptr) known = values_->known(question);
    return known == nullptr ? std::vector<model::known_value>() : *known;
  });
  offered_.clear();
  rows_.clear();
  if (!asked_ && !completion_.typing) open_ = false;
  for (std::size_t i = 0; open_ && i < completion_.items.size(); ++i) {
    model::filter_suggestion& one = completion_.items[i];
    one.begin += begin;
    one.end += begin;
    if (one.follows && !asked_) continue;
    offered_.push_back(i);
    rows_.push_back({one.label, one.hint, one.matched, one.matched_size});
  }
  if (why != cause::values) {
    // Enter runs what is whole; where something is missing it takes the first suggestion.
    const bool words_only = d.search && now.filter.empty();
    const bool whole = words_only ? !accepted : query::parse_filter(*d.type, now.filter).ok();
    list_.reset(whole ? -1 : 0);
    c.page.wake();
  }
}

void filter_bar::accept(context& c, std::size_t index) {
  if (index >= offered_.size()) return;
  const model::filter_suggestion& taken = completion_.items[offered_[index]];
  assist_.replace = text_assist::replacement{taken.begin, taken.end, taken.insert};
  accepted_ = true;
  const char last = taken.insert.back();
  reopen_ = taken.kind != model::suggestion_kind::value && last != ')' && last != '*';
  open_ = false;
  c.page.wake();
}

void filter_bar::suggestions(context& c, rect box, rect inner) {
  if (!open_ || rows_.empty()) return;
  const std::size_t from = std::min(completion_.items[offered_.front()].begin, text_.size());
  const float s = c.paint.scale();
  const float x =
      inner.x - assist_.scroll + c.paint.width(face::mono, std::string_view(text_).substr(0, from));
  const float w =
      std::clamp(option_list::width(c, rows_, face::mono) + 2 * list_padding, list_width_min, list_width_max);
  const float h = option_list::height(rows_.size()) + 2 * list_padding;
  list_rect_ = {std::clamp(std::floor(x) - 12, box.x, std::max(box.x, box.right() - w)), box.bottom() + 4, w,
                h};
  const rect outer = list_rect_.inset(-2);
  ImGui::SetNextWindowPos(ImVec2(std::round(outer.x * s), std::round(outer.y * s)));
  ImGui::SetNextWindowSize(ImVec2(std::round(outer.w * s), std::round(outer.h * s)));
  // A window and no popup: the field stays the one that is edited.
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse |
                                     ImGuiWindowFlags_NoFocusOnAppearing;
  ImGui::Begin("suggestions", nullptr, flags);
  ImDrawList* before = c.paint.exchange_list(ImGui::GetWindowDrawList());
  c.paint.raised(list_rect_, c.th);
  const int pressed = list_.draw(c, list_rect_.inset(list_padding), "Suggestions", rows_, face::mono);
  c.paint.exchange_list(before);
  ImGui::End();
  if (pressed >= 0) {
    accept(c, static_cast<std::size_t>(pressed));
    focus_wish_ = true;
  }
}

void filter_bar::colored(context& c, rect inner, const filter_bar_data& d) const {
  const palette& k = c.th.colors;
  const std::string_view text = text_;
  const float left = inner.x - (active_ ? assist_.scroll : 0);
  const auto x_of = [&](std::size_t at) { return left + c.paint.width(face::mono, text.substr(0, at)); };
  const std::size_t words_end = d.search ? model::split_search(text).filter_begin : 0;
  c.paint.push_clip(inner.inset(-1, 0));
  for (const model::filter_token& token : model::filter_tokens(text)) {
    if (token.kind == model::filter_token_kind::space) continue;
    const float x = x_of(token.begin);
    const float w = x_of(token.begin + token.size) - x;
    const bool is_word = token.begin < words_end && text.substr(token.begin, token.size) != "AND";
    c.paint.text_in({x, inner.y, w + 2, inner.h}, face::mono, is_word ? k.text : token_ink(k, token.kind),
                    text.substr(token.begin, token.size));
    const bool wrong = fault_ && fault_->position && *fault_->position >= token.begin &&
                       *fault_->position < token.begin + token.size;
    if (wrong) c.paint.fill({x, inner.y + 24, std::max(6.0F, w), 2}, k.bad);
  }
  if (fault_ && fault_->position == text.size()) c.paint.fill({x_of(text.size()), inner.y + 24, 6, 2}, k.bad);
  if (active_ && assist_.caret_on) {
    c.paint.fill({c.paint.snap(x_of(std::min(assist_.caret, text.size()))), inner.y + 8, 1, 16}, k.text);
  }
  c.paint.pop_clip();
}

void filter_bar::run(context& c, const filter_bar_data& d, filter_bar_events& ev, bool remember) {
  pause_due_ = false;
  const model::search_text now = split(text_, d.search);
  if (remember && is_right(d) && !trimmed(text_).empty()) {
    history_.add(trimmed(text_));
    c.page.store(history_key(d), history_.to_text());
  }
  if (is_asked(d)) return;
  ev.filter = now.filter;
  if (d.search) ev.q = now.words;
  seen_filter_ = now.filter;
  if (d.search) seen_q_ = now.words;
}

/// What is typed on the way is asked for, but not worth remembering.
void filter_bar::run_after_pause(context& c, const filter_bar_data& d, filter_bar_events& ev) {
  if (!pause_due_) return;
  if (c.now < typed_at_ + run_pause) {
    c.page.wake_at(typed_at_ + run_pause);
    return;
  }
  pause_due_ = false;
  if (is_right(d)) run(c, d, ev, false);
}

}  // namespace dossier::ui
