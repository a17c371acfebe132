#include "server/records/list_answer.hpp"
#include "server/records/patient_lane.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/search_document.hpp"
#include "server/records/service.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::records {

namespace asio = boost::asio;
using describe::field;

namespace {

constexpr std::string_view rank_order = "rank";
/// How long a list is walked for a frequent search, and how long its hits may be sorted then.
constexpr std::chrono::milliseconds walk_patience{300};
constexpr std::chrono::milliseconds sort_patience{10'000};
/// The order of a search with more hits than are ranked: what was touched last is what people look for.
constexpr std::string_view frequent_order = "updated_at";

void append_ranges(std::string& out, const query::search& wanted, std::string_view text) {
  out += '[';
  for (const auto& [first, last] : query::highlights(wanted, text)) {
    if (out.back() != '[') out += ',';
    out += '[';
    codec::append_json_number(out, first);
    out += ',';
    codec::append_json_number(out, last);
    out += ']';
  }
  out += ']';
}

/// Appends what was hit in a text or a list of texts; `[]`, or `[[],[]]`, where nothing was.
struct highlights_writer {
  std::string& out;
  const query::search& wanted;

  void operator()(const std::string& text) const { append_ranges(out, wanted, text); }
  void operator()(const std::optional<std::string>& text) const {
    append_ranges(out, wanted, text ? std::string_view(*text) : std::string_view());
  }
  void operator()(const std::vector<std::string>& items) const {
    out += '[';
    for (const std::string& item : items) {
      if (out.back() != '[') out += ',';
      append_ranges(out, wanted, item);
    }
    out += ']';
  }
  template <class Other>
  void operator()(const Other&) const {}
};

bool is_shown(const list_fields* fields, const field& described) {
  if (fields == nullptr) return true;
  for (std::size_t i = 0; i < fields->read.size(); ++i) {
    if (fields->read[i] == &described) return fields->shown.empty() || fields->shown[i];
  }
  return false;
}

/// `"highlights":{"title":[[0,4]]}`
std::string highlights_of(const query::search& wanted, const describe::any_record& record,
                          const list_fields* fields) {
  std::string out = "\"highlights\":{";
  for (const field& described : record.type().fields) {
    if (!described.is_searchable || !is_shown(fields, described)) continue;
    std::string ranges;
    describe::visit(described, record.data(), highlights_writer{ranges, wanted});
    if (ranges.find_first_of("0123456789") == std::string::npos) continue;
    if (out.back() != '{') out += ',';
    codec::append_json_string(out, described.name);
    out += ':';
    out += ranges;
  }
  return out + '}';
}

problem grown() {
  return problems::malformed(
      "The page token orders by rank, and the search has come to find more records than are ranked since it "
      "was "
      "made; begin at the first page");
}

}  // namespace

/// The search's hits; those in the list only where a walk through the list might find its page late or never:
/// when hits and the filter's records are many, but their intersection may be small.
asio::awaitable<result<search_outcome>> service::find_hits(db::lanes lanes, const caller& by,
                                                           const query::search& wanted,
                                                           const list_query& list) {
  const uuid tenant = by.who.tenant_id;
  auto found = co_await searches_.find(lanes.sessions, tenant, wanted);
  if (!found || !found->frequent || list.where->empty()) co_return found;
  const auto filtered = co_await repository_.count(lanes.read, tenant, list);
  if (!filtered) co_return filtered.error();
  if (filtered->integer(0, 0) <= counted_rows_max) co_return found;
  co_return co_await searches_.narrow(lanes.sessions, tenant, std::move(*found), list);
}

asio::awaitable<result<page_answer>> service::list_found(db::lanes lanes, const caller& by,
                                                         const list_request& what) {
  if (!is_searchable(type_)) {
    co_return not_searchable();
  }
  const uuid tenant = by.who.tenant_id;
  list_query wanted = query_of(by, what);
  const auto rare = co_await find_rare_items(lanes, by, wanted);
  if (!rare) co_return rare.error();
  auto found = co_await find_hits(lanes, by, *what.search, wanted);
  if (!found) co_return std::move(found).error();
  if (found->frequent && what.skip > skip_walk_max) co_return skip_too_far();

  // What orders the list, and where its page begins. A token knows how it was ordered.
  const auto known_signer = co_await parts_.tokens.signer(lanes.read, tenant);
  if (!known_signer) co_return known_signer.error();
  const page_token_signer& signer = **known_signer;
  const query::order by_time(type_.find(frequent_order), true);
  if (!what.has_order) wanted.by = by_time;
  const std::string base =
      list_binding(type_, tenant, wanted) + "\nsearch\n" + query::to_string(*what.search);
  const std::string ranked_base = base + "\n" + std::string(rank_order);
  bool ranked = !what.has_order && !found->frequent;
  if (!what.page_token.empty()) {
    wanted.behind = what.has_order ? std::nullopt : signer.open(what.page_token, ranked_base);
    if (wanted.behind && found->frequent) co_return grown();
    if (!wanted.behind) {
      wanted.behind = signer.open(what.page_token, base);
      ranked = false;
    }
    if (!wanted.behind || wanted.behind->keys.size() != (ranked ? 1 : wanted.by.keys.size()))
      co_return bad_token();
  }
  if (found->frequent && what.has_order) {
    const auto allowed = co_await check_order(lanes, by, wanted);
    if (!allowed) co_return allowed.error();
  }

  const chosen_answers chosen(type_, what.view.fields, &wanted.by, answers_);
  wanted.fields = chosen.fields();
  const row_answers& answers = chosen.rows();
  const list_search part = searches_.part_in_list(*found, ranked, wanted.behind);
  list_query page = wanted;
  page.search = &part;
  if (ranked) page.behind.reset();  // the first of the ids is behind it
  result<db::rows> rows = db::rows();
  if (found->frequent) {
    rows = co_await page_of_frequent(lanes, by, page, *found);
  } else {
    rows = co_await repository_.page(lanes.read, tenant, page);
  }
  if (!rows) co_return rows.error();

  page_answer made;
  // Hits were found before the page was read; what came in between may be missing.
  made.seq = found->seq ? *found->seq : answers.seq(*rows);
  const bool more = rows->size() > what.page_size;
  const int shown = answers.none(*rows) ? 0 : (more ? static_cast<int>(what.page_size) : rows->size());
  made.json.reserve(static_cast<std::size_t>(shown) * item_bytes_guess + 256);
  made.json = "{\"items\":[";
  std::optional<describe::any_record> last;
  for (int row = 0; row < shown; ++row) {
    if (row != 0) made.json += ',';
    last = answers.read(*rows, row);
    std::string extra = answers.derived(*rows, row);
    if (!extra.empty()) extra += ',';
    answers.append(made.json, *rows, row, extra + highlights_of(found->searched, *last, wanted.fields));
  }
  std::string token;
  if (more && ranked) {
    const auto hit = std::find_if(found->hits.begin(), found->hits.end(),
                                  [&](const search_hit& each) { return each.id == last->base().id; });
    token = signer.seal(position_of(*hit), ranked_base);
  } else if (more) {
    token = signer.seal(query::position_of(wanted.by, *last), base);
  }
  append_next_page(made.json, token, what.page_size);
  total all{shown, true};
  if (more || wanted.behind || wanted.offset > 0) {
    const auto counted = co_await total_of_found(lanes, by, wanted, *found);
    if (!counted) co_return counted.error();
    all = *counted;
  }
  append_total(made.json, all);
  made.json += ",\"ordered_by\":";
  codec::append_json_string(made.json, ranked ? std::string(rank_order) : query::to_string(wanted.by));
  // Which words there are is nothing for who may read some records only.
  if (found->corrected && !permitted(by.who, permissions::verb::read, type_)) {
    made.json += ",\"searched_for\":";
    codec::append_json_string(made.json, query::to_string(found->searched));
  }
  made.json += '}';
  co_return made;
}

/// A walk meets frequent words soon, unless they stand together far from where it begins; then it is given
/// up, and the hits are found first and sorted.
asio::awaitable<result<db::rows>> service::page_of_frequent(db::lanes lanes, const caller& by,
                                                            list_query page, const search_outcome& found) {
  const uuid tenant = by.who.tenant_id;
  if (!searches_.is_late(tenant, found, page)) {
    patient_lane walk(lanes.sessions, walk_patience);
    auto rows = co_await repository_.page(walk, tenant, page);
    if (rows || !walk.gave_up()) co_return rows;
    searches_.remember_late(tenant, found, page);
  }
  const list_search by_hits = searches_.part_by_hits(found);
  page.search = &by_hits;
  patient_lane sorted(lanes.sessions, sort_patience);
  co_return co_await repository_.page(sorted, tenant, page);
}

problem service::not_searchable() const {
  return problems::malformed(std::string(type_.names.resource) + " cannot be searched (`q`)");
}

/// Of a frequent search an estimate, its hits, unless the filter leaves so few that each can be asked.
asio::awaitable<result<total>> service::total_of_found(db::lanes lanes, const caller& by,
                                                       const list_query& list, const search_outcome& found) {
  const uuid tenant = by.who.tenant_id;
  list_query all = list;
  all.behind.reset();
  list_search part;
  if (!found.frequent) {
    part = searches_.part_in_list(found, false, std::nullopt);
    all.search = &part;
  } else if (list.where->empty()) {
    co_return total{found.count, false};
  }
  const auto counted = co_await repository_.count(lanes.read, tenant, all);
  if (!counted) co_return counted.error();
  const std::int64_t rows = counted->integer(0, 0);
  if (!found.frequent) co_return total{rows, true};
  if (rows > counted_rows_max) co_return total{found.count, false};
  // Few enough to ask each.
  part = searches_.part_in_list(found, false, std::nullopt);
  all.search = &part;
  patient_lane asked(lanes.sessions, sort_patience);
  const auto exact = co_await repository_.count(asked, tenant, all);
  if (!exact) co_return exact.error();
  co_return total{exact->integer(0, 0), true};
}

}  // namespace dossier::records
