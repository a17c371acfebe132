#include "client-wasm/src/screens/gallery_server.hpp"

#include <array>

#include "client-wasm/src/screens/gallery_page.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/live/messages.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/tag.hpp"

namespace dossier::screens {
namespace {

using namespace gallery_page;

constexpr std::string_view values_facets = R"({"facets":{
"brand_id":{"values":[
{"value":"01000000-0000-0000-0000-000000000001","brand":{"id":"01000000-0000-0000-0000-000000000001","name":"Halden Foods"},"count":122},
{"value":"01000000-0000-0000-0000-000000000002","brand":{"id":"01000000-0000-0000-0000-000000000002","name":"Orrin & Vale"},"count":61},
{"value":"01000000-0000-0000-0000-000000000003","brand":{"id":"01000000-0000-0000-0000-000000000003","name":"Castellan Freight"},"count":18}],
"distinct":35,"exact":true},
"tags":{"values":[{"value":"rates","count":60},{"value":"covenants","count":31},{"value":"refinancing","count":12}],
"distinct":9,"exact":true},
"status":{"values":[{"value":"published","count":188},{"value":"draft","count":13}],"distinct":2,"exact":true}}})";
constexpr std::string_view weeks_facets = R"({"facets":{"published_at:week":{"values":[
{"value":"2025-09-08","count":4},{"value":"2025-09-15","count":9},{"value":"2025-09-22","count":6},
{"value":"2025-09-29","count":12},{"value":"2025-10-06","count":8},{"value":"2025-10-13","count":14},
{"value":"2025-10-20","count":11},{"value":"2025-10-27","count":7},{"value":"2025-11-03","count":16},
{"value":"2025-11-10","count":13},{"value":"2025-11-17","count":18},{"value":"2025-11-24","count":5}],
"distinct":12,"exact":true}}})";
constexpr std::array<int, 3> in_bands{84, 71, 46};
constexpr int open_number = 4;
constexpr int author_number = 60;
// Its lines are short enough for half an editor: where longer ones break, the browser's fonts decide.
constexpr std::string_view open_body = R"(## What clients ask for

Three of five want a **cap** before
they renew. The rest wait for the
*spring* figures, and would sign
today if the cap held ten years.

> Give us a cap, and we stay.

## What it costs

| Cap | Premium | Held for |
|---|---:|---|
| 3.5 % | 1.20 % | 5 years |
| 4.0 % | 0.85 % | 10 years |

- Freight: renewal in March
- Retail: undecided, wants a cap
- Glass: pays without one

## What is next

1. Send the comparison
2. Call `castellan.example`

A cap that comes late is not taken.
See [all](https://example.com/cap).
)";

std::string page_of(const std::vector<std::string>& items, std::size_t total) {
  std::string text = R"({"items":[)";
  for (const std::string& item : items) {
    if (text.back() != '[') text += ',';
    text += item;
  }
  return text + R"(],"next_page_token":null,"page_size":100,"total":{"value":)" + std::to_string(total) +
         R"(,"exact":true}})";
}

/// The record's JSON with more members behind its own.
std::string with_members(const describe::any_record& record, std::string_view more) {
  std::string text = codec::to_json(record);
  text.pop_back();
  return text + std::string(more) + "}";
}

std::string an_insight(int number, std::string_view title, std::string_view body, int brand,
                       std::string_view brand_name, std::vector<std::string> tags, insight_status status,
                       bool pinned) {
  describe::any_record made(describe::type_of<insight>());
  insight& it = *made.get_if<insight>();
  it.id = id_of(100 + number);
  it.version = 1;
  it.brand_id = id_of(brand);
  it.title = title;
  it.body = body;
  it.tags = std::move(tags);
  it.status = status;
  it.pinned = pinned;
  it.created_at = it.updated_at = minutes_ago(number * 700);
  if (status == insight_status::published) it.published_at = it.created_at;
  return with_members(made, R"(,"brand":{"id":")" + to_string(id_of(brand)) + R"(","name":")" +
                                std::string(brand_name) + R"("},"highlights":{"title":[[5,9]]})");
}

std::vector<std::string> insights() {
  return {an_insight(1, "Rate caps decide who renews",
                     "Three of five clients ask for a **cap** before they renew. The rest wait for the "
                     "spring figures, and would sign today if the cap held for ten years.",
                     1, "Halden Foods", {"rates", "refinancing"}, insight_status::published, true),
          an_insight(2, "What a cap costs against a floor",
                     "A cap at 4 percent costs less than most expect: the floor under it pays for a third.",
                     2, "Orrin & Vale", {"rates"}, insight_status::draft, false),
          an_insight(3, "Freight expects capacity to return by March",
                     "Capacity is back on two of the three northern lanes; contracts follow with a quarter's "
                     "delay.",
                     3, "Castellan Freight", {"capacity"}, insight_status::archived, false)};
}

std::string whole_insight() {
  describe::any_record made(describe::type_of<insight>());
  insight& it = *made.get_if<insight>();
  it.id = gallery_server::open_insight();
  it.version = 1;
  it.brand_id = id_of(1);
  it.title = "A cap for ten years decides who stays";
  it.body = open_body;
  it.tags = {"rates", "refinancing"};
  it.source = "Client survey, autumn";
  it.sentiment = 0.5;
  it.status = insight_status::published;
  it.author_id = id_of(author_number);
  it.created_at = it.updated_at = minutes_ago(60 * 24 * 2);
  it.published_at = it.created_at;
  return with_members(made, R"(,"brand":{"id":")" + to_string(id_of(1)) + R"(","name":"Castellan Freight"})");
}

std::string its_history() {
  return R"({"items":[{"seq":1,"version":1,"kind":"created","at":"2025-11-26T14:31:00Z","actor":{"id":")" +
         to_string(id_of(author_number)) + R"(","name":"N. Okafor"},"changes":[]}],"next_page_token":null})";
}

std::vector<std::string> brands() {
  std::vector<std::string> out;
  int number = 0;
  for (const std::string_view name : {"Castellan Freight", "Castorline Robotics", "Calloway & Finch"}) {
    describe::any_record made(describe::type_of<brand>());
    brand& it = *made.get_if<brand>();
    it.id = id_of(++number);
    it.version = 1;
    it.name = name;
    it.industry = number == 1 ? "Road freight" : "Industrial";
    it.updated_at = minutes_ago(number * 40);
    out.push_back(codec::to_json(made));
  }
  return out;
}

std::vector<std::string> tags() {
  describe::any_record made(describe::type_of<tag>());
  tag& it = *made.get_if<tag>();
  it.id = id_of(50);
  it.version = 1;
  it.name = "capacity";
  it.usage_count = 31;
  return {codec::to_json(made)};
}

bool has(const std::string& target, std::string_view part) {
  return target.find(part) != std::string::npos;
}

}  // namespace

int gallery_server::fetch(net::request what, std::function<void(net::response)> done) {
  calls_.push_back({++last_id_, std::move(what.target), std::move(done)});
  return last_id_;
}

void gallery_server::abort(int id) {
  std::erase_if(calls_, [id](const call& one) { return one.id == id; });
}

int gallery_server::open_socket(std::string_view, std::string_view, net::socket_listener& listener) {
  listener_ = &listener;
  return ++last_id_;
}
bool gallery_server::send(int, std::string_view) {
  return false;
}
void gallery_server::close(int, int, std::string_view) {}

void gallery_server::answer() {
  constexpr int most = 100;  // more is a part that asks for ever
  for (int i = 0; i < most && !calls_.empty() && how_ != manner::waits; ++i) {
    const call first = std::move(calls_.front());
    calls_.erase(calls_.begin());
    first.done(response_to(first.target));
  }
}

void gallery_server::answer_oldest(net::response with) {
  if (calls_.empty()) return;
  const call first = std::move(calls_.front());
  calls_.erase(calls_.begin());
  first.done(std::move(with));
}

void gallery_server::welcome() {
  if (listener_ == nullptr) return;
  live::welcome hello;
  hello.contract = describe::contract_hash();
  listener_->socket_opened();
  listener_->socket_message(live::to_json(live::server_message(hello)));
}

uuid gallery_server::open_insight() {
  return id_of(100 + open_number);
}

net::response gallery_server::response_to(const std::string& target) {
  if (how_ == manner::fails) {
    return {503,
            {{"content-type", "application/problem+json"}},
            R"({"type":"about:blank","title":"Busy","status":503,"detail":"Timed out after 10 s."})"};
  }
  if (how_ == manner::is_empty) return {200, {}, page_of({}, 0)};
  if (has(target, ":facets")) {
    return {200, {}, std::string(has(target, "published_at%3Aweek") ? weeks_facets : values_facets)};
  }
  if (has(target, "fields=id")) {
    const int total = in_bands.at(static_cast<std::size_t>(counted_++) % in_bands.size());
    return {200, {}, page_of({}, static_cast<std::size_t>(total))};
  }
  if (has(target, "/history")) return {200, {}, its_history()};
  if (has(target, "/insights/")) return {200, {}, whole_insight()};
  if (has(target, "/brands/")) return {200, {}, brands().front()};
  if (has(target, "/insights")) return {200, {}, page_of(insights(), 3)};
  if (has(target, "/brands")) return {200, {}, page_of(brands(), 3)};
  return {200, {}, page_of(tags(), 1)};
}

}  // namespace dossier::screens
