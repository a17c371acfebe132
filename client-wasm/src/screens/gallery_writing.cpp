#include "client-wasm/src/screens/gallery_writing.hpp"

#include "client-wasm/src/app/route.hpp"
#include "client-wasm/src/screens/gallery_page.hpp"
#include "shared/codec/problem_json.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

constexpr rect reader_at{left, 86, 552, 548};
constexpr rect editor_at{592, 86, 824, 548};  // wide enough for the preview to stand beside the source
constexpr rect strips_at{left, 682, 552, 72};
constexpr rect list_at{592, 682, 824, 176};
constexpr float bar_height = 48;

app::surroundings still_surroundings() {
  return {[] { return 0.0; },
          [] { return 0.0; },
          [] {},
          [](const app::notice&) {},
          [](const app::route&, bool) {},
          [] { return static_cast<double>(now.unix_ms); }};
}

}  // namespace

gallery_writing::open_insight::open_insight()
    : work(server, still_surroundings()),
      desk(work.at("insights")),
      counts(
          work.api(), [] { return 0.0; }, [] {}),
      brands(work.api(), [] {}),
      acts(
          desk, [](const app::notice&) {}, [](const uuid&) {}),
      finder("cap", query::filter{&describe::type_of<insight>(), std::nullopt}) {
  app::route where;
  where.screen = "insights";
  where.open = to_string(gallery_server::open_insight());
  work.start(where);
  server.welcome();
  static_cast<void>(brands.of(id_of(1)));
  server.answer();
  editor.split();
}

gallery_writing::unstored::unstored()
    : server(gallery_server::manner::waits), work(server, still_surroundings()) {
  const auto patch = [&](int number, const std::string& body, const std::string& name) {
    work.writes().patch(describe::type_of<brand>(), id_of(number), 1, body, R"({"headcount":1})", name, {});
  };
  patch(1, R"({"headcount":264000000})", "Castellan Freight");
  server.answer_oldest(
      {422, {}, codec::to_json(problems::validation({{"headcount", "range", "must be less"}}), {}, {})});
  patch(2, R"({"headcount":1960,"headquarters":"Bremen"})", "Castorline Robotics");
  server.answer_oldest({net::no_answer, {}, "offline"});
  work.writes().remove(describe::type_of<brand>(), id_of(3), "Cinderford Glass", {});
}

void gallery_writing::draw(context& c) {
  if (insight_ == nullptr) insight_ = std::make_unique<open_insight>();
  if (unstored_ == nullptr) unstored_ = std::make_unique<unstored>();
  insight_->server.answer();
  reader(c);
  editor(c);
  waiting(c);
}

void gallery_writing::reader(context& c) {
  section(c, reader_at.x, reader_at.y - 16, reader_at.w, "Reader, with hits and their ticks");
  open_insight& on = *insight_;
  if (on.desk.editor().form() == nullptr) return;
  const insight it = *on.desk.editor().form()->stored().get_if<insight>();
  insight_reader::surroundings with{on.work, on.desk, on.acts, on.brands, on.counts, on.finder, now};
  rect at = reader_at;
  c.push_id("reading");
  on.reader.bar(c, at.cut_top(bar_height), it, with);
  on.reader.draw(c, at, it, with);
  c.pop_id();
}

void gallery_writing::editor(context& c) {
  section(c, editor_at.x, editor_at.y - 16, editor_at.w, "Editor, source and preview side by side");
  open_insight& on = *insight_;
  rect at = editor_at;
  c.push_id("writing");
  on.editor.bar(c, at.cut_top(bar_height), on.desk);
  on.editor.draw(c, at, on.work, on.desk, on.finder);
  c.pop_id();
}

void gallery_writing::waiting(context& c) {
  section(c, strips_at.x, strips_at.y - 16, strips_at.w, "Edits on this device: strips");
  section(c, list_at.x, list_at.y - 16, list_at.w,
          "Edits on this device: refused, sent without an answer, waiting");
  unstored& on = *unstored_;
  rect content = strips_at;
  c.push_id("unstored");
  on.edits.strips(c, content, on.work, "Offline since 14:31.", now);
  on.edits.draw_list(c, list_at, on.work, now);
  c.pop_id();
}

}  // namespace dossier::screens
