#include "client-wasm/src/screens/gallery_insights.hpp"

#include "client-wasm/src/screens/gallery_page.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/insight.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;
using manner = gallery_server::manner;

constexpr timestamp moment{now.unix_ms * 1'000};
constexpr float list_x = 248;
constexpr float list_width = 392;
constexpr float rest_x = 664;
constexpr float rest_width = 752;

app::surroundings still_surroundings() {
  return {[] { return 0.0; }, [] { return 0.0; }, [] {}, [](const app::notice&) {},
          [](const app::route&, bool) {}};
}

}  // namespace

gallery_insights::shown_list::shown_list(manner how, std::string q)
    : server(how), work(server, still_surroundings()) {
  app::route where;
  where.screen = "insights";
  where.q = std::move(q);
  work.at("insights").show(where);
  server.answer();
}

void gallery_insights::begin() {
  lists_ = {
      std::make_unique<shown_list>(manner::answers, "cap"), std::make_unique<shown_list>(manner::waits, ""),
      std::make_unique<shown_list>(manner::is_empty, "cap"), std::make_unique<shown_list>(manner::fails, "")};
  lists_[0]->work.at("insights").focused = id_of(102);
  facet_filter_ = "tags:\"rates\" AND published_at >= \"2025-09-22\"";
  counts_ = std::make_unique<app::facet_counts>(
      lists_[0]->work.api(), [] { return 0.0; }, [] {});
  counts_->show(facet_filter_, "cap", moment);
  lists_[0]->server.answer();
}

void gallery_insights::draw(context& c) {
  if (lists_[0] == nullptr) begin();
  for (const auto& one : lists_) one->server.answer();
  facets(c);
  lists(c);
  bars(c);
}

void gallery_insights::facets(context& c) {
  section(c, left, 70, 208, "Facets");
  const auto parsed = query::parse_filter(describe::type_of<insight>(), facet_filter_);
  if (!parsed) return;
  const model::faceted_filter faceted(*parsed, moment);
  if (const auto next = facets_.draw(c, {left - 16, 86, 224, 790}, faceted, *counts_, moment)) {
    facet_filter_ = faceted.with(*next);
    c.page.wake();
  }
}

void gallery_insights::lists(context& c) {
  const model::hit_finder finder("cap", query::filter{&describe::type_of<insight>(), std::nullopt});
  struct place {
    std::string_view title;
    rect at;
  };
  const std::array<place, 4> places{{{"List cards, with hits", {list_x, 86, list_width, 364}},
                                     {"Cards, loading", {list_x, 486, list_width, 390}},
                                     {"Cards, nothing found", {rest_x, 486, 368, 390}},
                                     {"Cards, failed", {rest_x + 384, 486, 368, 390}}}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const place& one = places[i];
    section(c, one.at.x, one.at.y - 16, one.at.w, one.title);
    app::desk& desk = lists_[i]->work.at("insights");
    c.push_id(one.title);
    const insight_list_events done = lists_[i]->list.draw(c, one.at, desk, finder, now);
    c.pop_id();
    if (done.focus) desk.focused = *done.focus;
    if (done.focus) c.page.wake();
  }
}

/// The bar over the list: what was found, still to come, an estimate that can be kept, a mistake, nothing.
void gallery_insights::bars(context& c) {
  section(c, rest_x, 70, rest_width, "Search bar");
  float y = 96;
  const problem refused = problems::malformed("A value is missing after AND");
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    shown_bar& one = bars_[i];
    filter_bar_data d;
    d.type = &describe::type_of<insight>();
    d.filter = one.filter;
    d.q = one.q;
    d.search = true;
    d.placeholder = "Search insights, or filter: tags:\"rates\"";
    if (i != 1) d.total = i == 2 ? 184'226 : 201;
    d.total_exact = i != 2;
    d.answered_in_ms = 12;
    if (i == 2) d.save_label = "Save search";
    if (i == 3) d.error = &refused;
    float used = 0;
    c.push_id(static_cast<std::int64_t>(i));
    const filter_bar_events typed = one.bar.draw(c, {rest_x, y, rest_width, 32}, d);
    const filter_bar_events chips = one.bar.draw_chips(c, {rest_x, y + 38, rest_width, 24}, d, used);
    c.pop_id();
    for (const filter_bar_events* ev : {&typed, &chips}) {
      if (ev->filter) one.filter = *ev->filter;
      if (ev->q) one.q = *ev->q;
    }
    y += 74;
  }
}

}  // namespace dossier::screens
