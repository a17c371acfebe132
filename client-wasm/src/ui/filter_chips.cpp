#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/model/search_text.hpp"
#include "client-wasm/src/ui/filter_bar.hpp"
#include "client-wasm/src/ui/filter_chip.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// The filter as chips.
namespace dossier::ui {
namespace {

constexpr float height = size::control_small;
constexpr float gap = 8;

chip_words words_of(const model::filter_part& part, std::string_view filter, const model::id_names& names,
                    const model::formats& how) {
  if (!part.compared) return {{}, {}, std::string(filter.substr(part.begin, part.end - part.begin)), true};
  const query::comparison& one = *part.compared;
  return {model::path_words(model::path_of(one)),
          std::string(model::operator_words(model::operator_of(one), *one.field)),
          model::value_words(one, names, how)};
}

/// How many of the chips have room, with the "+3" of the others.
std::size_t fitting(const context& c, const std::vector<chip_words>& chips, float room, float more_w) {
  float used = 0;
  for (std::size_t i = 0; i < chips.size(); ++i) {
    used += chip_width(c, chips[i]) + gap;
    const bool last = i + 1 == chips.size();
    if (used + (last ? 0 : more_w) > room) return i;
  }
  return chips.size();
}

}  // namespace

filter_bar_events filter_bar::draw_chips(context& c, rect r, const filter_bar_data& d, float& used) {
  filter_bar_events ev;
  begin(c, d);
  find_fault(d);
  c.push_id("filter chips");
  if (fault_) {
    rect line = r;
    line.cut_left(std::clamp(fault_x_ - r.x - 8, 0.0F, std::max(0.0F, r.w - fault_width(c))));
    error_line(c, line, fault_->text);
    used = r.w;
  } else {
    used = chip_row(c, r, d, ev);
  }
  c.pop_id();
  return ev;
}

float filter_bar::fault_width(const context& c) const {
  return std::ceil(c.paint.width(face::small, fault_->text)) + 20;
}

float filter_bar::chip_row(context& c, rect r, const filter_bar_data& d, filter_bar_events& ev) {
  const std::vector<model::filter_part> parts = model::filter_parts(*d.type, d.filter);
  const model::id_names names = [this](const model::filter_path& path, const uuid& id) {
    return values_->label_of(path, to_string(id));
  };
  name_ids(parts);
  std::vector<chip_words> chips;
  for (const model::filter_part& part : parts) chips.push_back(words_of(part, d.filter, names, c.formats));
  const button_options add{.kind = button_kind::ghost, .icon = icon::plus};
  const float add_w = button_width(c, "Filter", add, height);
  const std::string all = "+" + std::to_string(chips.size());
  const float more_w = button_width(c, all, {}, height) + gap;
  const std::size_t shown = fitting(c, chips, r.w - add_w, more_w);
  float x = r.x;
  rect anchor = r;
  for (std::size_t i = 0; i < shown; ++i) {
    c.push_id(static_cast<std::int64_t>(i));
    const chip_press pressed = filter_chip(c, x, r.y, chips[i]);
    c.pop_id();
    const float w = chip_width(c, chips[i]);
    if (chips_.part() == i) anchor = {x, r.y, w, height};
    x += w + gap;
    if (pressed == chip_press::remove) {
      take_chips(model::without_part(d.filter, parts, i), d, ev);
    } else if (pressed != chip_press::none && !parts[i].compared) {
      focus(c);
    } else if (pressed == chip_press::operation) {
      chips_.edit_operator(c, i, *parts[i].compared);
    } else if (pressed == chip_press::value) {
      chips_.edit_value(c, i, *parts[i].compared);
    }
  }
  if (shown < chips.size()) {
    const std::string more = "+" + std::to_string(chips.size() - shown);
    const rect at{x, r.y, button_width(c, more, {}, height), height};
    if (button(c, at, more)) chips_.choose_part(c, shown);
    if (chips_.part().value_or(0) >= shown) anchor = at;
    x += at.w + gap;
  }
  const rect at{x, r.y, add_w, height};
  if (button(c, at, "Filter", add)) chips_.add(c);
  if (!chips_.part()) anchor = at;
  const auto changed = chips_.draw(c, anchor, {d.type, d.filter, &parts, values_.get(), c.formats});
  if (changed) take_chips(*changed, d, ev);
  return x + add_w - r.x;
}

/// Asks what ids of references are called, which chips would show as ids otherwise.
void filter_bar::name_ids(const std::vector<model::filter_part>& parts) {
  if (values_->asking() || open_) return;
  for (const model::filter_part& part : parts) {
    if (!part.compared) continue;
    const model::filter_path path = model::path_of(*part.compared);
    for (const query::literal& value : part.compared->values) {
      const auto* id = std::get_if<uuid>(&value);
      if (id == nullptr || path.field->references.empty()) continue;
      if (!values_->label_of(path, to_string(*id)).empty()) continue;
      const model::value_question question{path, {}};
      if (values_->known(question) == nullptr) values_->want(question);
      return;
    }
  }
}

void filter_bar::take_chips(const std::string& filter, const filter_bar_data& d, filter_bar_events& ev) {
  ev.filter = filter;
  if (d.search) ev.q = std::string(d.q);
  text_ = d.search ? model::join_search(d.q, filter) : filter;
  seen_filter_ = filter;
  seen_q_ = d.q;
}

}  // namespace dossier::ui
