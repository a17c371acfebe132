#include "client-wasm/src/model/facets.hpp"

#include <algorithm>
#include <functional>

#include "client-wasm/src/model/facet_conditions.hpp"
#include "shared/text/fold.hpp"
#include "shared/text/words.hpp"

namespace dossier::model {

namespace {

std::string in_parentheses(const std::string& text) {
  return "(" + text + ")";
}

/// Of a text that is one condition whole: `(a OR b)` needs none.
std::string without_parentheses(const std::string& text) {
  return text.front() == '(' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  const std::string key = text::fold(name);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return text::fold(one) == key; });
}

std::vector<std::string> toggled(std::vector<std::string> names, std::string_view name) {
  const std::string key = text::fold(name);
  if (std::erase_if(names, [&](const std::string& one) { return text::fold(one) == key; }) == 0) {
    names.emplace_back(name);
  }
  return names;
}

faceted_filter::faceted_filter(const query::filter& filter, timestamp now) : type_(filter.type) {
  if (!filter.root) return;
  if (const auto* all = std::get_if<query::conjunction>(&filter.root->what)) {
    for (const query::node& one : all->parts) parts_.push_back({one});
  } else {
    parts_.push_back({*filter.root});
  }
  std::vector<facet_bits> sentiments;
  for (part& one : parts_) {
    if (const auto set = facets::sentiments_of(one.node)) {
      one.of = group::sentiment;
      sentiments.push_back(*set);
    } else if (facets::brands_of(one.node)) {
      one.of = group::brand;
    } else if (facets::tags_of(one.node)) {
      one.of = group::tag;
    } else if (facets::statuses_of(one.node)) {
      one.of = group::status;
    } else if (const auto bound = facets::bound_of(one.node, now)) {
      one.of = bound->lower ? group::from : group::until;
    }
  }
  settle_sentiment(sentiments);
  // Of two conditions about one group the boxes are the later one.
  for (const group of : {group::brand, group::tag, group::from, group::until, group::status}) {
    bool found = false;
    for (auto one = parts_.rbegin(); one != parts_.rend(); ++one) {
      if (one->of != of) continue;
      if (found) one->of = group::none;
      if (!found) take(of, one->node, now);
      found = true;
    }
  }
}

void faceted_filter::take(group of, const query::node& node, timestamp now) {
  switch (of) {
    case group::brand:
      chosen_.brands = *facets::brands_of(node);
      break;
    case group::tag:
      chosen_.tags = *facets::tags_of(node);
      break;
    case group::from:
      chosen_.from = facets::bound_of(node, now)->at;
      break;
    case group::until:
      chosen_.until = facets::bound_of(node, now)->at;
      break;
    case group::status:
      chosen_.statuses = *facets::statuses_of(node);
      break;
    case group::sentiment:
    case group::none:
      break;
  }
}

/// Two bounds make a band. What contradicts itself is no band: then the last condition is the boxes'.
void faceted_filter::settle_sentiment(const std::vector<facet_bits>& sets) {
  if (sets.empty()) return;
  facet_bits all = band_all;
  for (const facet_bits set : sets) all = static_cast<facet_bits>(all & set);
  chosen_.bands = all != 0 ? all : sets.back();
  if (all != 0) return;
  bool last = true;
  for (auto one = parts_.rbegin(); one != parts_.rend(); ++one) {
    if (one->of != group::sentiment) continue;
    if (!last) one->of = group::none;
    last = false;
  }
}

bool faceted_filter::same(group of, const facet_choice& next) const {
  switch (of) {
    case group::brand:
      return next.brands == chosen_.brands;
    case group::tag:
      return next.tags == chosen_.tags;
    case group::from:
      return next.from == chosen_.from;
    case group::until:
      return next.until == chosen_.until;
    case group::sentiment:
      return next.bands == chosen_.bands;
    case group::status:
      return next.statuses == chosen_.statuses;
    case group::none:
      break;
  }
  return true;
}

std::string faceted_filter::condition(group of, const facet_choice& next) const {
  switch (of) {
    case group::brand:
      return facets::brand_condition(next.brands);
    case group::tag:
      return facets::tag_condition(next.tags);
    case group::from:
      return facets::bound_condition(true, next.from);
    case group::until:
      return facets::bound_condition(false, next.until);
    case group::sentiment:
      return facets::sentiment_condition(next.bands);
    case group::status:
      return facets::status_condition(next.statuses);
    case group::none:
      break;
  }
  return {};
}

std::string faceted_filter::with(const facet_choice& next) const {
  std::vector<std::string> texts;
  std::vector<group> written;
  const auto is_written = [&](group of) {
    return std::find(written.begin(), written.end(), of) != written.end();
  };
  const auto write = [&](group of) {
    written.push_back(of);
    if (std::string made = condition(of, next); !made.empty()) texts.push_back(std::move(made));
  };
  for (const part& one : parts_) {
    if (same(one.of, next)) {
      texts.push_back(query::to_string(query::filter{type_, one.node}));
      if (std::holds_alternative<query::disjunction>(one.node.what))
        texts.back() = in_parentheses(texts.back());
    } else if (!is_written(one.of)) {
      write(one.of);
    }
  }
  for (const group of :
       {group::brand, group::tag, group::from, group::until, group::sentiment, group::status}) {
    if (!same(of, next) && !is_written(of)) write(of);
  }
  if (texts.size() == 1) return without_parentheses(texts.front());
  std::string all;
  for (const std::string& one : texts) all += (all.empty() ? "" : " AND ") + one;
  return all;
}

std::string faceted_filter::in_band(sentiment_band band) const {
  facet_choice next = chosen_;
  next.bands = band;
  return with(next);
}

std::string faceted_filter::without_dates() const {
  facet_choice next = chosen_;
  next.from.reset();
  next.until.reset();
  return with(next);
}

namespace {

/// Whether every word of `searched` begins a word of `name`.
bool is_found(std::string_view name, const std::vector<text::word>& searched) {
  const std::vector<text::word> words = text::words_of(name);
  return std::all_of(searched.begin(), searched.end(), [&](const text::word& wanted) {
    return std::any_of(words.begin(), words.end(), [&](const text::word& one) {
      return one.key.compare(0, wanted.key.size(), wanted.key) == 0;
    });
  });
}

}  // namespace

std::vector<facet_row> facet_rows(const std::vector<facet_count>& counted,
                                  const std::vector<std::string>& chosen, std::size_t most,
                                  std::string_view searched) {
  const std::vector<text::word> words = text::words_of(searched);
  std::vector<facet_row> rows;
  std::vector<std::string> missing = chosen;
  std::size_t taken = 0;
  for (const facet_count& value : counted) {
    const bool checked = has_name(chosen, value.name);
    if (checked) missing = toggled(std::move(missing), value.name);
    if (!is_found(value.name, words)) continue;
    if (taken >= most && !checked) continue;
    ++taken;
    rows.push_back({value.name, value.count, checked});
  }
  for (std::string& name : missing) {
    if (is_found(name, words)) rows.push_back({std::move(name), 0, true});
  }
  return rows;
}

}  // namespace dossier::model
