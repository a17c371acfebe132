#include "client-wasm/src/model/column_layout.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "client-wasm/src/model/display.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;

constexpr int format_version = 1;
constexpr int grid_step = 4;  ///< widths grow in steps of the grid that everything stands on

grid_column as_by_default(const column_spec& spec) {
  return {spec, spec.by_default, spec.width, false};
}

int width_of(const describe::field& field) {
  if (field.column_width != 0) return field.column_width;
  return field.kind == describe::kind::text && field.max >= long_text ? column_text_width
                                                                      : column_default_width;
}

void show_more(std::vector<column_spec>& columns) {
  int used = 0;
  for (const column_spec& column : columns) {
    if (column.by_default) used += column.width;
  }
  for (column_spec& column : columns) {
    if (used >= columns_least_room) return;
    if (column.by_default || column.field == nullptr || column.field->is_common || column.field->is_multiline)
      continue;
    column.by_default = true;
    used += column.width;
  }
}

/// Gives what is left over to the columns that may grow, by their widths; the first of them takes the rest.
void grow(std::vector<placed_column>& placed, const std::vector<bool>& is_free, int room) {
  int base = 0;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (is_free[i]) base += placed[i].width;
  }
  if (base == 0) return;
  int left = room;
  placed_column* first = nullptr;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!is_free[i]) continue;
    const int more = room * placed[i].width / base / grid_step * grid_step;
    if (first == nullptr) first = &placed[i];
    placed[i].width += more;
    left -= more;
  }
  first->width += left;
}

/// Takes what is missing from the columns that may shrink, by what they have above their least.
void shrink(std::vector<placed_column>& placed, const std::vector<bool>& is_free, int missing) {
  const auto spare_of = [](const placed_column& p) { return p.width - p.spec->least_fitted(p.width); };
  int spare = 0;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (is_free[i]) spare += spare_of(placed[i]);
  }
  if (spare == 0) return;
  int left = std::min(missing, spare);
  const int all = left;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!is_free[i]) continue;
    const int less = std::min(left, (all * spare_of(placed[i]) + spare - 1) / spare);
    placed[i].width -= less;
    left -= less;
  }
}

}  // namespace

std::vector<column_spec> columns_of(const describe::record_type& type,
                                    const std::vector<figure_column>& figures) {
  std::vector<column_spec> all;
  for (const describe::field& field : type.fields) {
    for (const figure_column& figure : figures) {
      if (figure.before == field.name)
        all.push_back({figure.name, figure.label, nullptr, figure.width, true, false, true});
    }
    if (field.name == "deleted_at") continue;  // no list shows what is deleted
    all.push_back({field.name, field.label, &field, width_of(field), field.column_width != 0,
                   field.name == type.names.title_field, is_numeric(field)});
  }
  show_more(all);
  return all;
}

column_layout::column_layout(std::vector<column_spec> columns) : specs_(std::move(columns)) {
  for (const column_spec& spec : specs_) columns_.push_back(as_by_default(spec));
}

int column_layout::shown_count() const {
  return static_cast<int>(
      std::count_if(columns_.begin(), columns_.end(), [](const grid_column& c) { return c.shown; }));
}

grid_column* column_layout::find(std::string_view name) {
  const auto at = std::find_if(columns_.begin(), columns_.end(),
                               [&](const grid_column& c) { return c.spec.name == name; });
  return at == columns_.end() ? nullptr : &*at;
}

std::vector<placed_column> column_layout::fit(int room) const {
  std::vector<placed_column> placed;
  std::vector<bool> is_free;
  int used = 0;
  for (const grid_column& column : columns_) {
    if (!column.shown) continue;
    placed.push_back({&column.spec, 0, column.width});
    is_free.push_back(!column.is_chosen);
    used += column.width;
  }
  if (used < room) grow(placed, is_free, room - used);
  if (used > room) shrink(placed, is_free, used - room);
  int x = 0;
  for (placed_column& column : placed) {
    column.x = x;
    x += column.width;
  }
  return placed;
}

void column_layout::resize(std::string_view name, int width, int room) {
  const std::vector<placed_column> before = fit(room);
  for (const placed_column& now : before) {
    grid_column& column = *find(now.spec->name);
    const bool is_it = now.spec->name == name;
    const int next = is_it ? std::clamp(width, now.spec->min_width(), column_max_width) : now.width;
    if (column.width != next || !column.is_chosen) ++revision_;
    column.width = next;
    column.is_chosen = true;
    if (is_it) return;
  }
}

void column_layout::set_width(std::string_view name, int width) {
  grid_column* column = find(name);
  if (column == nullptr) return;
  column->width = std::clamp(width, column->spec.min_width(), column_max_width);
  column->is_chosen = true;
  ++revision_;
}

void column_layout::show(std::string_view name, bool shown) {
  grid_column* column = find(name);
  if (column == nullptr || column->shown == shown || (column->spec.is_title && !shown)) return;
  column->shown = shown;
  ++revision_;
}

void column_layout::move(std::string_view name, std::string_view before) {
  if (name == before || find(name) == nullptr) return;
  const auto is_named = [](std::string_view wanted) {
    return [wanted](const grid_column& c) { return c.spec.name == wanted; };
  };
  const auto from = std::find_if(columns_.begin(), columns_.end(), is_named(name));
  const grid_column moved = *from;
  columns_.erase(from);
  columns_.insert(std::find_if(columns_.begin(), columns_.end(), is_named(before)), moved);
  ++revision_;
}

void column_layout::step(std::string_view name, int by, bool among_shown) {
  std::vector<std::string_view> order;
  for (const grid_column& column : columns_) {
    if (column.shown || !among_shown || column.spec.name == name) order.push_back(column.spec.name);
  }
  const auto at = std::find(order.begin(), order.end(), name);
  if (at == order.end()) return;
  const std::ptrdiff_t index = at - order.begin();
  const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
  const std::ptrdiff_t to = index + by;
  if (to < 0 || to > last || by == 0) return;
  const std::ptrdiff_t before = by > 0 ? to + 1 : to;
  move(name, before > last ? std::string_view() : order[static_cast<std::size_t>(before)]);
}

void column_layout::reset() {
  columns_.clear();
  for (const column_spec& spec : specs_) columns_.push_back(as_by_default(spec));
  ++revision_;
}

bool column_layout::is_default() const {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const grid_column& column = columns_[i];
    if (column.spec.name != specs_[i].name || column.shown != specs_[i].by_default || column.is_chosen)
      return false;
  }
  return true;
}

std::vector<std::string> column_layout::shown_names() const {
  std::vector<std::string> shown;
  for (const grid_column& column : columns_) {
    if (column.shown) shown.emplace_back(column.spec.name);
  }
  std::vector<std::string> usual;
  for (const column_spec& spec : specs_) {
    if (spec.by_default) usual.emplace_back(spec.name);
  }
  return shown == usual ? std::vector<std::string>() : shown;
}

void column_layout::show_only(const std::vector<std::string>& names) {
  std::vector<grid_column> next;
  const auto take = [&](std::string_view name, bool shown) {
    const grid_column* column = find(name);
    const bool is_there = std::any_of(next.begin(), next.end(),
                                      [&](const grid_column& each) { return each.spec.name == name; });
    if (column == nullptr || is_there) return;
    next.push_back(*column);
    next.back().shown = shown || column->spec.is_title;
  };
  for (const std::string& name : names) take(name, true);
  for (const column_spec& spec : specs_) take(spec.name, names.empty() && spec.by_default);
  columns_ = std::move(next);
  ++revision_;
}

std::string column_layout::to_json() const {
  json::array columns;
  for (const grid_column& column : columns_) {
    json::object one;
    one["name"] = json::string_view(column.spec.name.data(), column.spec.name.size());
    one["shown"] = column.shown;
    if (column.is_chosen) one["width"] = column.width;
    columns.push_back(std::move(one));
  }
  json::object all;
  all["version"] = format_version;
  all["columns"] = std::move(columns);
  return json::serialize(all);
}

void column_layout::load(std::string_view text) {
  json::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  const json::object* all = error ? nullptr : value.if_object();
  const json::value* version = all != nullptr ? all->if_contains("version") : nullptr;
  const json::value* columns = all != nullptr ? all->if_contains("columns") : nullptr;
  if (version == nullptr || !version->is_int64() || version->get_int64() != format_version ||
      columns == nullptr || !columns->is_array())
    return;
  std::vector<grid_column> read;
  const auto has = [&](std::string_view name) {
    return std::any_of(read.begin(), read.end(), [&](const grid_column& c) { return c.spec.name == name; });
  };
  for (const json::value& item : columns->get_array()) {
    const json::object* one = item.if_object();
    const json::value* name = one != nullptr ? one->if_contains("name") : nullptr;
    if (name == nullptr || !name->is_string()) continue;
    const std::string_view wanted(name->get_string().data(), name->get_string().size());
    const auto spec = std::find_if(specs_.begin(), specs_.end(),
                                   [&](const column_spec& known) { return known.name == wanted; });
    if (spec == specs_.end() || has(wanted)) continue;
    grid_column column = as_by_default(*spec);
    const json::value* shown = one->if_contains("shown");
    if (shown != nullptr && shown->is_bool()) column.shown = shown->get_bool() || spec->is_title;
    const json::value* width = one->if_contains("width");
    if (width != nullptr && width->is_int64()) {
      column.width =
          static_cast<int>(std::clamp<std::int64_t>(width->get_int64(), spec->min_width(), column_max_width));
      column.is_chosen = true;
    }
    read.push_back(column);
  }
  // A column of a later build stands behind the one that it follows by default.
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (has(specs_[i].name)) continue;
    const auto after = std::find_if(read.begin(), read.end(), [&](const grid_column& c) {
      return i > 0 && c.spec.name == specs_[i - 1].name;
    });
    read.insert(after == read.end() ? read.begin() : after + 1, as_by_default(specs_[i]));
  }
  columns_ = std::move(read);
  ++revision_;
}

}  // namespace dossier::model
