#include "server/live/relative_filter.hpp"

#include <algorithm>

namespace dossier::live {
namespace {

using query::comparison;
using query::comparison_operator;
using query::node;

timestamp moment_of(query::relative_time relative, timestamp now) {
  return {now.micros + relative.micros};
}

node between(const comparison& what, timestamp from, timestamp to) {
  query::conjunction both;
  both.parts.push_back({comparison{what.through, what.field, comparison_operator::greater_equal, {from}}});
  both.parts.push_back({comparison{what.through, what.field, comparison_operator::less_equal, {to}}});
  return {std::move(both)};
}

}  // namespace

query::filter at_time(const query::filter& filter, timestamp now) {
  query::filter made = filter;
  if (!made.root) return made;
  query::for_each_comparison_in(*made.root, [now](comparison& one) {
    for (query::literal& value : one.values) {
      if (const auto* relative = std::get_if<query::relative_time>(&value)) value = moment_of(*relative, now);
    }
  });
  return made;
}

query::filter crossing(const query::filter& filter, timestamp from, timestamp to) {
  const timestamp earlier = std::min(from, to);
  const timestamp later = std::max(from, to);
  query::disjunction stretches;
  query::for_each_comparison(filter, [&](const comparison& one) {
    for (const query::literal& value : one.values) {
      if (const auto* relative = std::get_if<query::relative_time>(&value))
        stretches.parts.push_back(between(one, moment_of(*relative, earlier), moment_of(*relative, later)));
    }
  });
  query::negation before;
  before.part.push_back(std::move(*at_time(filter, from).root));
  query::conjunction all;
  if (stretches.parts.size() == 1) {
    all.parts.push_back(std::move(stretches.parts.front()));
  } else {
    all.parts.push_back({std::move(stretches)});
  }
  all.parts.push_back(std::move(*at_time(filter, to).root));
  all.parts.push_back({std::move(before)});
  return {filter.type, node{std::move(all)}};
}

}  // namespace dossier::live
