#include "client-wasm/src/screens/gallery_parts.hpp"

#include "client-wasm/src/screens/gallery_page.hpp"
#include "client-wasm/src/ui/form.hpp"
#include "client-wasm/src/ui/timeline.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/brand.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

void section(context& c, float x, float center_y, std::string_view title) {
  gallery_page::section(c, x, center_y, x < right ? column : right_column, title);
}

describe::any_record sample_brand(std::int64_t version, std::int64_t headcount) {
  describe::any_record made(describe::type_of<brand>());
  brand& it = *made.get_if<brand>();
  it.version = version;
  it.name = "Castellan Freight";
  it.domain = "castellan.example";
  it.industry = "Road freight";
  it.country = "DE";
  it.headcount = headcount;
  it.headquarters = "Hamburg";
  it.tags = {"freight", "rates"};
  it.updated_at = minutes_ago(4);
  return made;
}

}  // namespace

gallery_parts::gallery_parts()
    : fresh_(describe::type_of<brand>()), edited_(sample_brand(3, 264)), contested_(sample_brand(3, 264)) {
  fresh_.edit(*fresh_.find("name"), "Castellan Freight");
  fresh_.edit(*fresh_.find("country"), "germany");
  fresh_.edit(*fresh_.find("headcount"), "12,00o");
  edited_.edit(*edited_.find("headquarters"), "Bremen");
  edited_.edit(*edited_.find("domain"), "castellan");
  contested_.edit(*contested_.find("headcount"), "270");
  contested_.take_stored(sample_brand(4, 301), {"user-2", "T. Keller"});
  contested_.choose(*contested_.find("headcount"), true);
  right_filter_ = "industry = \"Road freight\" AND headcount >= 200";
  wrong_filter_ = "headcount >= 200 and country = \"DE\"";
  history_ = {{.seq = 3,
               .version = 3,
               .at = minutes_ago(4),
               .kind = "updated",
               .actor_name = "T. Keller",
               .changes = {{"headcount", "241", "264"}, {"headquarters", "null", R"("Hamburg")"}}},
              {.seq = 2,
               .version = 2,
               .at = minutes_ago(26 * 60),
               .kind = "updated",
               .actor_name = "L. Aydin",
               .changes = {{"industry", R"("Shipping")", R"("Road freight")"}}},
              {.seq = 1,
               .version = 1,
               .at = minutes_ago(60 * 24 * 40),
               .kind = "created",
               .actor_name = "N. Okafor"}};
}

void gallery_parts::draw(context& c) {
  forms(c);
  conflict(c);
  timeline(c);
  queries(c);
  reading(c);
}

/// One filter as text and chips, right and wrong.
void gallery_parts::queries(context& c) {
  const auto bar = [&](float y, filter_bar& shown, std::string& filter, std::int64_t total) {
    filter_bar_data d;
    d.type = &describe::type_of<brand>();
    d.filter = filter;
    d.total = total;
    d.answered_in_ms = 12;
    d.placeholder = "industry = \"Road freight\" AND headcount > 200";
    const filter_bar_events typed = shown.draw(c, {right, y, right_column, 32}, d);
    float used = 0;
    const filter_bar_events chips = shown.draw_chips(c, {right, y + 40, right_column, 24}, d, used);
    if (typed.filter) filter = *typed.filter;
    if (chips.filter) filter = *chips.filter;
  };
  section(c, right, 70, "Query and its chips");
  bar(96, right_, right_filter_, 1'284);
  section(c, right, 194, "Query with a mistake");
  bar(220, wrong_, wrong_filter_, 1'284);
}

void gallery_parts::reading(context& c) {
  section(c, right, 318, "Reading, with hits");
  constexpr std::string_view source =
      "## Rates and renewals\n\nThree of five clients **ask for a cap** before they renew. The rest wait for "
      "the "
      "*spring* figures.\n\n> We would sign today if the cap held for ten years.\n\n- Freight: renewal in "
      "March\n"
      "- Retail: undecided\n\n1. Send the comparison\n2. Call `castellan.example`\n\n```\nheadcount > "
      "200\n```\n\n"
      "See [the report](https://example.com/report).\n";
  const model::hit_finder finder("cap", query::filter{});
  view_.show(c, "sample", source, right_column, finder);
  view_.draw(c, {right, 340}, 0);
}

void gallery_parts::forms(context& c) {
  section(c, left, 70, "Form of a new record, with mistakes");
  form_actions on_fresh{[this](model::form_field& f, std::string text) { fresh_.edit(f, std::move(text)); },
                        [](model::form_field&, bool) {}};
  on_fresh.completed = &of_fresh_;
  c.push_id("fresh");
  const float used = draw_form(c, {left, 92, column, 0}, fresh_, now, "", on_fresh);
  c.pop_id();
  section(c, left, 92 + used + 24, "Form of a record, edited");
  form_actions on_edited{[this](model::form_field& f, std::string text) { edited_.edit(f, std::move(text)); },
                         [](model::form_field&, bool) {}};
  on_edited.completed = &of_edited_;
  c.push_id("edited");
  draw_form(c, {left, 92 + used + 46, column, 0}, edited_, now, "", on_edited);
  c.pop_id();
}

void gallery_parts::conflict(context& c) {
  section(c, middle, 70, "Conflict, field by field");
  const form_actions actions{
      [this](model::form_field& f, std::string text) { contested_.edit(f, std::move(text)); },
      [this](model::form_field& f, bool mine) { contested_.choose(f, mine); }};
  c.push_id("contested");
  draw_conflicts(c, {middle, 92, column, 0}, contested_, actions);
  c.pop_id();
}

void gallery_parts::timeline(context& c) {
  section(c, middle, 222, "Timeline");
  draw_timeline(c, {middle, 244, column, 0}, describe::type_of<brand>(), history_, now);
}

}  // namespace dossier::screens
