#include "client-wasm/src/screens/gallery_lists.hpp"

#include "client-wasm/src/screens/gallery_page.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/records/brand.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

constexpr std::string_view figure = "insights";
constexpr float wide = 920;
constexpr float half = 212;
constexpr rect rows_at{left, 86, wide, 320};
constexpr rect above_at{right, 806, right_column, 88};
constexpr float row_height = size::row;
constexpr float header_height = 32;
constexpr double flash_clock = 1'000;  ///< flashes stand as they are at this time
constexpr int leaving_row = 9;
constexpr float second = left + 228;

struct sample {
  std::string_view name;
  std::string_view industry;
  std::string_view country;
  std::int64_t headcount;
  std::int64_t minutes;
  std::vector<std::string> tags;
};

std::vector<sample> samples() {
  return {{"Caldera Shipping", "Container lines", "DK", 5'400, 0, {"freight", "eu"}},
          {"Calloway & Finch", "Insurance", "GB", 88, 4, {}},
          {"Castellan Freight", "Road freight", "DE", 264, 12, {"freight", "rates", "covenants", "eu"}},
          {"Castorline Robotics", "Industrial robots", "SE", 1'960, 45, {"automation"}},
          {"Celandine Ceramics", "Building materials and everything for the kitchen", "PT", 41, 180, {}},
          {"Cinderford Glass", "Glass", "GB", 322, 1'500, {"rates"}},
          {"Mercatora Retail", "Retail", "IT", 766, 60 * 24 * 11, {"eu"}},
          {"Meridew Cosmetics", "Cosmetics", "NL", 154, 60 * 24 * 400, {}},
          {"Northgate Timber", "Timber", "FI", 97, 2, {}}};
}

describe::any_record made_from(const sample& one, int number) {
  describe::any_record made(describe::type_of<brand>());
  brand& it = *made.get_if<brand>();
  it.id = id_of(number);
  it.version = 1;
  it.name = one.name;
  it.industry = one.industry;
  it.country = one.country;
  it.headcount = one.headcount;
  it.tags = one.tags;
  it.updated_at = minutes_ago(one.minutes);
  return made;
}

model::loaded_page sample_page() {
  model::loaded_page page;
  int number = 0;
  for (const sample& one : samples()) page.items.emplace_back(made_from(one, ++number));
  page.total = number;
  return page;
}

/// What a live connection says of a record.
live::change told_of(const describe::any_record& record, live::change_kind kind, live::match_kind match,
                     std::vector<std::string> changed = {}) {
  live::change told;
  told.id = record.base().id;
  told.seq = told.id.bytes.back();
  told.resource = record.type().names.resource;
  told.kind = kind;
  told.match = match;
  told.version = record.base().version;
  told.changed = std::move(changed);
  return told;
}

std::vector<model::column_spec> sample_columns() {
  return model::columns_of(describe::type_of<brand>(), {{figure, "Insights", 84, "updated_at"}});
}

}  // namespace

gallery_lists::gallery_lists()
    : order_{{&describe::type_of<brand>().title(), false}},
      rows_(describe::type_of<brand>(), order_),
      none_(describe::type_of<brand>(), order_),
      above_(describe::type_of<brand>(), order_),
      wide_(sample_columns()),
      narrow_(sample_columns()),
      focused_(id_of(2)),
      open_(id_of(3)),
      tag_texts_{"freight, rates", "freight", "freight, rates", "eu"},
      keys_{"1", "", "1", "2"} {
  rows_.add_page({0, model::rows_per_page, 0, std::nullopt}, sample_page());
  none_.add_page({0, model::rows_per_page, 0, std::nullopt}, model::loaded_page{});
  wide_.show("tags", true);
  for (const std::string_view name : {"industry", "country", "insights", "headquarters", "domain", "founded"})
    narrow_.show(name, false);
  others_[id_of(7)] = {"T. Keller is editing Headcount", "TK", 1};
  others_[id_of(4)] = {"L. Adeyemi is looking at it", "LA", 0};
  change_rows();
}

/// Cells that changed just now and a moment ago, a row that left the view, rows that came above.
void gallery_lists::change_rows() {
  using live::change_kind;
  using live::match_kind;
  rows_.view.resize(static_cast<double>(row_height), static_cast<double>(rows_at.h - header_height));
  const auto changed = [&](int number, std::string_view field, double ms_ago) {
    describe::any_record record = rows_.find(id_of(number))->record;
    ++record.base().version;
    rows_.apply(told_of(record, change_kind::updated, match_kind::stay, {std::string(field)}), record,
                flash_clock - ms_ago);
  };
  changed(2, "headcount", 0);
  changed(7, "industry", timing::flash / 2);
  describe::any_record gone = rows_.find(id_of(leaving_row))->record;
  ++gone.base().version;
  rows_.apply(told_of(gone, change_kind::updated, match_kind::leave), {}, flash_clock);

  above_.add_page({0, model::rows_per_page, 0, std::nullopt}, sample_page());
  above_.view.resize(static_cast<double>(row_height), static_cast<double>(above_at.h - header_height));
  int number = leaving_row;
  for (const std::string_view name : {"Aldermoor Tea", "Amberline Post", "Ashgrove Mills"}) {
    const describe::any_record record = made_from({name, "Retail", "GB", 12, 0, {}}, ++number);
    above_.apply(told_of(record, change_kind::created, match_kind::enter), record, flash_clock);
  }
}

void gallery_lists::draw(context& c) {
  rows(c);
  new_above(c);
  without_rows(c);
  tags(c);
  references(c);
  presence(c);
  views(c);
  strips(c);
}

void gallery_lists::rows(context& c) {
  section(c, left, 70, wide,
          "Grid: header, cells, rows open, checked, edited here and elsewhere, refused, changed, leaving");
  grid_data d;
  d.type = &describe::type_of<brand>();
  d.rows = &rows_;
  d.layout = &wide_;
  d.order = &order_;
  d.focused = focused_;
  d.open = open_;
  d.checked = [](const uuid& id) { return id == id_of(4) || id == id_of(5); };
  d.has_draft = [](const uuid& id) { return id == id_of(5); };
  d.mark = [](const uuid& id, const describe::field& field) {
    if (field.name != "headcount") return cell_mark::none;
    return id == id_of(1) ? cell_mark::sent : id == id_of(6) ? cell_mark::refused : cell_mark::none;
  };
  d.presence = [this](const uuid& id) {
    const auto found = others_.find(id);
    return found == others_.end() ? nullptr : &found->second;
  };
  d.figure = [](const uuid& id, std::string_view) {
    return id == id_of(8) ? std::nullopt : std::optional(model::count_text(id.bytes[15] * 7));
  };
  d.complete = &complete_;
  d.any_checked = true;
  d.now = now;
  d.flash_clock = flash_clock;
  c.push_id("rows");
  const grid_events done = grid_.draw(c, rows_at, d);
  c.pop_id();
  if (done.focus) focused_ = *done.focus;
  if (done.open) open_ = *done.open;
  if (done.focus || done.open) c.page.wake();
}

void gallery_lists::new_above(context& c) {
  section(c, above_at.x, above_at.y - 16, above_at.w, "Grid, new rows above");
  grid_data d;
  d.type = &describe::type_of<brand>();
  d.rows = &above_;
  d.layout = &narrow_;
  d.order = &order_;
  d.now = now;
  d.flash_clock = flash_clock;
  c.push_id("above");
  if (above_grid_.draw(c, above_at, d).show_new) {
    above_.view.show_new();
    c.page.wake();
  }
  c.pop_id();
}

void gallery_lists::without_rows(context& c) {
  struct state {
    std::string_view title;
    rect at;
  };
  const std::array<state, 3> states{{{"Grid, loading", {right, 86, right_column, 128}},
                                     {"Grid, nothing found", {right, 256, right_column, 208}},
                                     {"Grid, failed", {right, 506, right_column, 104}}}};
  for (std::size_t i = 0; i < states.size(); ++i) {
    const state& one = states[i];
    section(c, one.at.x, one.at.y - 16, one.at.w, one.title);
    grid_data d;
    d.type = &describe::type_of<brand>();
    d.rows = i == 1 ? &none_ : nullptr;
    d.layout = &narrow_;
    d.order = &order_;
    d.filtered = true;
    if (i == 0) d.loading_since = c.now - timing::skeleton_delay;
    if (i == 2) d.failure = "Timed out after 10 s.";
    c.push_id(one.title);
    bare_[i].draw(c, one.at, d);
    c.pop_id();
  }
}

void gallery_lists::tags(context& c) {
  section(c, left, 430, column, "Tags");
  const std::array<std::string_view, 4> titles{"Inline, at rest", "Default", "Error",
                                               "Edited by someone else"};
  const describe::field& field = *describe::type_of<brand>().find("tags");
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const float x = i % 2 == 0 ? left : second;
    const float y = i < 2 ? 456 : 512;
    caption(c, x, y, titles[i]);
    tag_field_options o;
    o.placeholder = "Add tags";
    o.inline_look = i == 0;
    if (i == 2) o.error = "At most 50 tags";
    if (i == 3) o.other_editor = "TK";
    tag_fields_[i].draw(c, {x, y + 12, half, 28}, titles[i], tag_texts_[i], complete_.offered(field), o);
  }
  error_line(c, {left, 556, half, 20}, "At most 50 tags");
}

void gallery_lists::references(context& c) {
  section(c, left, 602, column, "References");
  const std::array<std::string_view, 4> titles{"Inline, edited", "Empty", "Error", "Someone else's"};
  const std::vector<suggestion> offered{{"Halden Foods", {}, "1"}, {"Orrin & Vale", {}, "2"}};
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const float x = i % 2 == 0 ? left : second;
    const float y = i < 2 ? 628 : 684;
    caption(c, x, y, titles[i]);
    reference_options o;
    o.placeholder = "Required";
    o.inline_look = o.edited = i == 0;
    if (i == 2) o.error = "This brand was deleted";
    if (i == 3) {
      o.other_editor = "LA";
      o.other_hash = 0;
    }
    const std::string_view label = keys_[i].empty() ? "" : keys_[i] == "1" ? "Halden Foods" : "Orrin & Vale";
    reference_fields_[i].draw(c, {x, y + 12, half, 28}, titles[i], keys_[i], label, offered, o);
  }
  error_line(c, {left, 728, half, 20}, "This brand was deleted");
}

/// People at a record: their avatars, their colors, what they do.
void gallery_lists::presence(context& c) const {
  section(c, middle, 430, column, "Who else is here");
  struct person {
    std::string_view initials;
    std::uint32_t hash;
    std::string_view text;
  };
  constexpr std::array<person, 4> people{{{"TK", 1, "T. Keller is editing Headcount"},
                                          {"LA", 0, "L. Adeyemi is looking at it"},
                                          {"IM", 3, "I. Marsh is editing Name"},
                                          {"AS", 2, "Another session is editing Tags"}}};
  float y = 452;
  for (const person& one : people) {
    c.paint.fill({middle, y, 2, 24}, c.th.series(one.hash));
    avatar(c.paint, c.th, {middle + 12, y + 2, 20, 20}, one.initials, one.hash);
    status_dot(c.paint, {middle + 48, y + 12}, c.th.series(one.hash));
    c.paint.text_in({middle + 60, y, 200, 24}, face::small, c.th.colors.text2, one.text);
    std::string value = "264";
    c.push_id(one.initials);
    text_field(c, {middle + 260, y - 2, 180, 28}, one.text, value,
               {.other_editor = one.initials, .other_hash = one.hash});
    c.pop_id();
    y += 34;
  }
}

void gallery_lists::views(context& c) const {
  section(c, right, 626, right_column, "Saved views");
  struct view {
    char32_t glyph;
    std::string_view label;
    std::string_view count;
    bool active;
    forced force;
  };
  constexpr std::array<view, 4> all{
      {{icon::table, "All brands", "1,284", true, forced::none},
       {icon::bookmark_outline, "Road freight, 200+", "58", false, forced::none},
       {icon::clock, "Recently updated", "", false, forced::hover},
       {icon::bookmark_outline, "Without an industry", "9", false, forced::focus}}};
  c.paint.fill({right, 648, 224, 124}, c.th.colors.canvas);
  float y = 654;
  for (const view& one : all) {
    nav_item(c, {right + 8, y, 208, 28}, one.glyph, one.label, one.count, one.active, false, one.force);
    y += 28;
  }
}

void gallery_lists::strips(context& c) const {
  section(c, middle, 602, column, "Over a list");
  const auto put = [&](float y, tone k, char32_t glyph, std::string_view text, std::string_view action) {
    strip(c, {middle, y, column, 36}, k, glyph, text, action);
  };
  put(624, tone::warn, icon::lan_disconnect, "Offline since 14:31.", "Try now");
  put(668, tone::warn, icon::lan_disconnect, "1 edit waits on this device.", "Try now ");
  put(712, tone::info, icon::refresh, "A newer version is ready", "Reload");
  put(756, tone::bad, icon::alert_circle, "Could not load brands. Timed out after 10 s.", "Retry");
  section(c, left, 814, wide, "Toasts");
  toast_card(c, {left, 836, 440, 48}, tone::bad, icon::alert_circle,
             "Not saved. Headcount: Enter a whole number", {}, {});
  toast_card(c, {middle, 836, 440, 48}, tone::info, icon::check_circle, "Link copied", {}, {});
}

}  // namespace dossier::screens
