#include "client-wasm/src/ui/settings_popover.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float width = 536;
constexpr float pitch = 36;
constexpr float label_width = 88;
constexpr float padding = 16;
constexpr float heading = 20;
constexpr float divider = 9;

template <class Enum, std::size_t N>
bool choice(context& c, rect& at, std::string_view name, const std::array<std::string_view, N>& labels,
            Enum& value) {
  const rect row = at.cut_top(pitch);
  c.paint.text_in(row.with_width(label_width), face::body, c.th.colors.text2, name);
  const rect part{row.x + label_width, row.y + (pitch - size::control) / 2, row.w - label_width,
                  size::control};
  c.push_id(name);
  const float w = segmented_width(c, labels.data(), static_cast<int>(N));
  c.sem.open({.id = c.id("choices"), .kind = role::radiogroup, .name = std::string(name), .bounds = part});
  const int picked =
      segmented(c, part.with_width(w), labels.data(), static_cast<int>(N), static_cast<int>(value));
  c.sem.close();
  c.pop_id();
  if (picked < 0 || picked == static_cast<int>(value)) return false;
  value = static_cast<Enum>(picked);
  return true;
}

}  // namespace

std::optional<model::formats> formats_choice(context& c, rect& at) {
  std::array<std::string, number_format_names.size()> numbers;
  std::array<std::string, date_format_names.size()> dates;
  std::array<std::string_view, number_format_names.size()> number_labels;
  std::array<std::string_view, date_format_names.size()> date_labels;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers.at(i) = model::number_example(static_cast<number_format>(i));
    number_labels.at(i) = numbers.at(i);
  }
  for (std::size_t i = 0; i < dates.size(); ++i) {
    dates.at(i) = model::date_example(static_cast<date_format>(i));
    date_labels.at(i) = dates.at(i);
  }
  rect head = at.cut_top(heading);
  head.cut_left(c.paint.text_in(head, face::strong, c.th.colors.text, "Formats").width + 8);
  c.paint.text_in(head, face::small, c.th.colors.text3, "for everyone in this workspace");
  at.cut_top(8);
  model::formats now = c.formats;
  bool changed = choice(c, at, "Numbers", number_labels, now.numbers);
  changed = choice(c, at, "Dates", date_labels, now.dates) || changed;
  return changed ? std::optional(now) : std::nullopt;
}

settings_result settings_popover(context& c, rect anchor, model::settings& s, bool with_formats) {
  settings_result out;
  constexpr float formats_height = heading + 8 + divider + 2 * pitch + 4;
  constexpr float whole = padding + heading + 8 + divider + 4 * pitch + formats_height + 2 * pitch + 8;
  const float height = with_formats ? whole : whole - formats_height;
  rect content;
  if (!begin_popover(c, settings_popup, anchor, width, height, content)) return out;
  rect at = content.inset(padding, 0);
  at.cut_top(padding);
  c.paint.text_in(at.cut_top(heading), face::strong, c.th.colors.text, "Settings");
  at.cut_top(8);
  constexpr std::array<std::string_view, 3> themes{"System", "Dark", "Light"};
  constexpr std::array<std::string_view, 3> densities{"Compact", "Default", "Comfortable"};
  constexpr std::array<std::string_view, 2> contrasts{"System", "More"};
  constexpr std::array<std::string_view, 2> motions{"System", "Reduced"};
  out.changed = choice(c, at, "Theme", themes, s.theme);
  out.changed = choice(c, at, "Density", densities, s.density) || out.changed;
  out.changed = choice(c, at, "Contrast", contrasts, s.contrast) || out.changed;
  out.changed = choice(c, at, "Motion", motions, s.motion) || out.changed;
  const auto divide = [&] {
    at.cut_top(4);
    c.paint.hline(content.x, at.y, content.w, c.th.colors.border);
    at.cut_top(divider - 4);
  };
  divide();
  if (with_formats) {
    at.cut_top(4);
    out.formats = formats_choice(c, at);
    divide();
  }
  const rect keys = at.cut_top(pitch);
  if (toggle(c, keys.inset(0, 4), "Single letter keys", s.single_keys)) {
    s.single_keys = !s.single_keys;
    out.changed = true;
  }
  rect label = keys;
  label.cut_left(36);
  c.paint.text_in(label, face::body, c.th.colors.text, "Single letter keys");
  rect all = at.cut_top(pitch).inset(0, 4);
  const button_options o{.icon = icon::apple_keyboard_caps, .key_hint = "?"};
  if (button(c, all.with_width(button_width(c, "All keys", o)), "All keys", o)) {
    close_popup(c);
    out.all_keys = true;
  }
  end_popover(c);
  return out;
}

}  // namespace dossier::ui
