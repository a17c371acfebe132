#include "client-wasm/src/app/facet_counts.hpp"

#include <algorithm>
#include <utility>

#include "shared/query/search.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view counted_fields = "brand_id,tags,status";
constexpr std::string_view counted_weeks = "published_at:week";
constexpr std::array<model::sentiment_band, 3> bands{model::band_positive, model::band_neutral,
                                                     model::band_negative};

const describe::field& field_called(std::string_view name) {
  return *describe::type_of<insight>().find(name);
}

std::vector<model::facet_count> values_of(const net::facet_page& page, std::string_view name,
                                          std::int64_t& distinct) {
  std::vector<model::facet_count> values;
  const net::field_facet* facet = page.of(field_called(name));
  if (facet == nullptr) return values;
  distinct = facet->distinct;
  for (const net::facet_count& one : facet->values) {
    if (one.value) {
      values.push_back({one.label, one.count});
    } else {
      --distinct;  // the records without one have no box
    }
  }
  return values;
}

}  // namespace

facet_counts::facet_counts(net::api_client& api, std::function<double()> clock, std::function<void()> changed)
    : api_(api), clock_(std::move(clock)), changed_(std::move(changed)) {}

facet_counts::~facet_counts() {
  if (request_ != 0) api_.abort(request_);
}

void facet_counts::show(const std::string& filter, const std::string& q, timestamp now) {
  if (faceted_ && filter == filter_ && q == q_) return;
  const auto parsed = query::parse_filter(describe::type_of<insight>(), filter);
  if (!parsed || !query::parse_search(q)) return;
  filter_ = filter;
  q_ = q;
  faceted_.emplace(*parsed, now);
  begin();
}

void facet_counts::count_bands(bool wanted) {
  if (wanted == with_bands_) return;
  with_bands_ = wanted;
  if (faceted_) begin();
}

void facet_counts::touch() {
  if (faceted_) due_ = true;
}

void facet_counts::tick() {
  if (due_ && request_ == 0 && clock_() >= rest_until_) begin();
}

std::optional<double> facet_counts::next_deadline() const {
  if (!due_ || request_ != 0) return std::nullopt;
  return rest_until_;
}

void facet_counts::begin() {
  if (request_ != 0) api_.abort(request_);
  due_ = false;
  began_ = clock_();
  coming_ = {};
  ask_values();
}

void facet_counts::ask_values() {
  request_ = api_.facets(describe::type_of<insight>(), counted_fields, filter_, q_,
                         [this](result<net::facet_page> answer) {
                           if (!answer) return end(false);
                           take_values(*answer);
                           ask_weeks();
                         });
}

void facet_counts::take_values(const net::facet_page& page) {
  seq_ = page.change_seq;
  coming_.brands = values_of(page, "brand_id", coming_.distinct_brands);
  coming_.tags = values_of(page, "tags", coming_.distinct_tags);
  std::int64_t distinct = 0;
  for (const model::facet_count& one : values_of(page, "status", distinct)) {
    const auto name = std::find(insight_status_names.begin(), insight_status_names.end(), one.name);
    if (name == insight_status_names.end()) continue;
    coming_.statuses.at(static_cast<std::size_t>(name - insight_status_names.begin())) = one.count;
  }
}

/// An older server refuses to count weeks: then there are none, and the rest goes on.
void facet_counts::ask_weeks() {
  request_ = api_.facets(describe::type_of<insight>(), counted_weeks, faceted_->without_dates(), q_,
                         [this](result<net::facet_page> answer) {
                           if (!answer && answer.error().status == net::no_answer) return end(false);
                           const net::bucket_facet* weeks =
                               answer ? answer->buckets_of(counted_weeks) : nullptr;
                           if (weeks != nullptr) {
                             coming_.weeks.emplace();
                             for (const net::time_bucket& one : weeks->buckets) {
                               (*coming_.weeks)[model::parse_date(one.begins)] = one.count;
                             }
                           }
                           ask_band(0);
                         });
}

/// A number has no facet of its own: the band's list is asked how long it is.
void facet_counts::ask_band(std::size_t index) {
  if (index == bands.size() || !with_bands_) return end(true);
  net::list_query query;
  query.filter = faceted_->in_band(bands.at(index));
  query.q = q_;
  query.fields = "id";
  query.page_size = 1;
  request_ = api_.list(describe::type_of<insight>(), query, [this, index](result<net::record_page> answer) {
    if (!answer) return end(false);
    coming_.bands.at(index) = answer->total;
    ask_band(index + 1);
  });
}

void facet_counts::end(bool good) {
  request_ = 0;
  failed_ = !good;
  if (good) known_ = std::move(coming_);
  const double now = clock_();
  rest_until_ = now + std::max(count_pause_ms, (now - began_) * count_pause_share);
  changed_();
}

}  // namespace dossier::app
