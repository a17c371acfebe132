#include "server/live/relative_filter.hpp"

#include <algorithm>

namespace dossier::live {
namespace {

using query::comparison;
using query::comparison_operator;
using query::node;

struct stretch {
  timestamp from;
  timestamp to;
};

bool is_relative(const query::literal& value) {
  return std::holds_alternative<query::relative_time>(value);
}

comparison fixed_at(comparison one, timestamp now) {
  for (query::literal& value : one.values) {
    if (const auto* relative = std::get_if<query::relative_time>(&value))
      value = timestamp{now.micros + relative->micros};
  }
  return one;
}

/// The comparison's field lies where one of its relative times goes over it meanwhile.
void add_crossed(const comparison& one, const stretch& time, std::vector<node>& into) {
  for (const query::literal& value : one.values) {
    const auto* relative = std::get_if<query::relative_time>(&value);
    if (relative == nullptr) continue;
    const timestamp first{time.from.micros + relative->micros};
    const timestamp last{time.to.micros + relative->micros};
    query::conjunction within;
    within.parts.push_back({comparison{one.through, one.field, comparison_operator::greater_equal, {first}}});
    within.parts.push_back({comparison{one.through, one.field, comparison_operator::less_equal, {last}}});
    into.push_back({std::move(within)});
  }
}

node negated(node what) {
  query::negation made;
  made.part.push_back(std::move(what));
  return {std::move(made)};
}

/// Several parts as one; a single one stands for itself.
template <class List>
node joined(std::vector<node> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return {List{std::move(parts)}};
}

/// A comparison holds at some time when it does at the first or at the last, or when the line crosses the
/// field in between; so does its negation.
node possible(const comparison& one, bool is_negated, const stretch& time) {
  const auto as_asked = [is_negated](comparison what) {
    return is_negated ? negated({std::move(what)}) : node{std::move(what)};
  };
  if (std::none_of(one.values.begin(), one.values.end(), is_relative)) return as_asked(one);
  std::vector<node> parts;
  parts.push_back(as_asked(fixed_at(one, time.from)));
  parts.push_back(as_asked(fixed_at(one, time.to)));
  add_crossed(one, time, parts);
  return {query::disjunction{std::move(parts)}};
}

/// What holds at some time, or does not when `is_negated`; joined parts each at a time of their own.
node possible(const node& what, bool is_negated, const stretch& time) {
  if (const auto* one = std::get_if<comparison>(&what.what)) return possible(*one, is_negated, time);
  if (const auto* opposite = std::get_if<query::negation>(&what.what))
    return possible(opposite->part.front(), !is_negated, time);
  const auto* both = std::get_if<query::conjunction>(&what.what);
  const auto& parts = both != nullptr ? both->parts : std::get<query::disjunction>(what.what).parts;
  std::vector<node> made;
  made.reserve(parts.size());
  for (const node& part : parts) made.push_back(possible(part, is_negated, time));
  if ((both != nullptr) != is_negated) return {query::conjunction{std::move(made)}};
  return {query::disjunction{std::move(made)}};
}

query::filter crossing(const query::filter& filter, const stretch& time, bool enters) {
  std::vector<node> crossed;
  query::for_each_comparison(filter, [&](const comparison& one) { add_crossed(one, time, crossed); });
  node present = std::move(*at_time(filter, time.to).root);
  std::vector<node> all;
  node line = joined<query::disjunction>(std::move(crossed));
  if (auto* within = std::get_if<query::conjunction>(&line.what)) {
    all = std::move(within->parts);
  } else {
    all.push_back(std::move(line));
  }
  all.push_back(possible(*filter.root, enters, time));
  all.push_back(enters ? std::move(present) : negated(std::move(present)));
  return {filter.type, node{query::conjunction{std::move(all)}}};
}

}  // namespace

query::filter at_time(const query::filter& filter, timestamp now) {
  query::filter made = filter;
  if (made.root)
    query::for_each_comparison_in(*made.root,
                                  [now](comparison& one) { one = fixed_at(std::move(one), now); });
  return made;
}

query::filter at_any_time(const query::filter& filter, timestamp from, timestamp to) {
  query::filter made{filter.type, std::nullopt};
  if (filter.root) made.root = possible(*filter.root, false, {from, to});
  return made;
}

query::filter entering(const query::filter& filter, timestamp from, timestamp to) {
  return crossing(filter, {from, to}, true);
}

query::filter leaving(const query::filter& filter, timestamp from, timestamp to) {
  return crossing(filter, {from, to}, false);
}

}  // namespace dossier::live
