#include "client-wasm/src/model/facet_conditions.hpp"

#include <algorithm>
#include <utility>

#include "shared/codec/json_text.hpp"
#include "shared/records/brand.hpp"

namespace dossier::model::facets {
namespace {

using query::comparison;
using query::comparison_operator;

constexpr std::int64_t day_micros = 86'400'000'000;
constexpr std::size_t date_length = 10;  ///< of `2026-11-20`

const describe::field& insight_field(std::string_view name) {
  return *describe::type_of<insight>().find(name);
}

/// The one comparison that a part is, of a field of the insight itself; nullptr for anything else.
const comparison* own_comparison(const query::node& part, std::string_view field) {
  const auto* one = std::get_if<comparison>(&part.what);
  if (one == nullptr || one->through != nullptr || one->field != &insight_field(field)) return nullptr;
  return one;
}

std::optional<std::vector<std::string>> texts_of(const comparison& compared) {
  std::vector<std::string> texts;
  for (const query::literal& value : compared.values) {
    const auto* text = std::get_if<query::text_literal>(&value);
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->text);
  }
  return texts;
}

std::string printed(comparison what) {
  return query::to_string(query::filter{&describe::type_of<insight>(), query::node{std::move(what)}});
}

comparison choice_comparison(comparison_operator op, std::vector<query::literal> values) {
  return {nullptr, &insight_field("status"), op, std::move(values)};
}

std::string sentiment_bound(std::string_view op, double edge) {
  std::string text = "sentiment ";
  text += op;
  codec::append_json_number(text, edge);
  return text;
}

std::optional<facet_bits> sentiments_of_comparison(const comparison& compared) {
  if (compared.op == comparison_operator::present) return facet_bits{band_all};
  const double* edge = compared.values.size() == 1 ? std::get_if<double>(&compared.values.front()) : nullptr;
  if (edge == nullptr) return std::nullopt;
  const bool upper = *edge == sentiment_edge;
  const bool lower = *edge == -sentiment_edge;
  switch (compared.op) {
    case comparison_operator::greater:
      if (upper) return facet_bits{band_positive};
      break;
    case comparison_operator::greater_equal:
      if (lower) return facet_bits{band_positive | band_neutral};
      break;
    case comparison_operator::less:
      if (lower) return facet_bits{band_negative};
      break;
    case comparison_operator::less_equal:
      if (upper) return facet_bits{band_negative | band_neutral};
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::optional<facet_bits> statuses_of_comparison(const comparison& compared) {
  facet_bits named = 0;
  for (const query::literal& value : compared.values) {
    const auto* choice = std::get_if<query::choice_literal>(&value);
    if (choice == nullptr) return std::nullopt;
    named = static_cast<facet_bits>(named | 1U << choice->index);
  }
  if (compared.op == comparison_operator::equal || compared.op == comparison_operator::in) return named;
  if (compared.op == comparison_operator::not_equal) return static_cast<facet_bits>(every_status & ~named);
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> brands_of(const query::node& part) {
  const auto* one = std::get_if<comparison>(&part.what);
  if (one == nullptr || one->through != &insight_field("brand_id")) return std::nullopt;
  if (one->field != &describe::type_of<brand>().title()) return std::nullopt;
  if (one->op != comparison_operator::equal && one->op != comparison_operator::in) return std::nullopt;
  return texts_of(*one);
}

std::string brand_condition(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  comparison made{&insight_field("brand_id"), &describe::type_of<brand>().title(),
                  names.size() == 1 ? comparison_operator::equal : comparison_operator::in};
  for (const std::string& name : names) made.values.emplace_back(query::make_text(name));
  return printed(std::move(made));
}

std::optional<std::vector<std::string>> tags_of(const query::node& part) {
  const auto tag_of = [](const query::node& one) {
    const comparison* compared = own_comparison(one, "tags");
    return compared != nullptr && compared->op == comparison_operator::has ? compared : nullptr;
  };
  if (const comparison* one = tag_of(part)) return texts_of(*one);
  const auto* either = std::get_if<query::disjunction>(&part.what);
  if (either == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const query::node& each : either->parts) {
    const comparison* one = tag_of(each);
    auto texts = one != nullptr ? texts_of(*one) : std::nullopt;
    if (!texts) return std::nullopt;
    names.insert(names.end(), texts->begin(), texts->end());
  }
  return names;
}

std::string tag_condition(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += " OR ";
    text += printed({nullptr, &insight_field("tags"), comparison_operator::has, {query::make_text(name)}});
  }
  return names.size() > 1 ? "(" + text + ")" : text;
}

std::optional<date_bound> bound_of(const query::node& part, timestamp now) {
  const comparison* one = own_comparison(part, "published_at");
  if (one == nullptr || one->values.size() != 1) return std::nullopt;
  const bool lower = one->op == comparison_operator::greater || one->op == comparison_operator::greater_equal;
  const bool upper = one->op == comparison_operator::less || one->op == comparison_operator::less_equal;
  if (!lower && !upper) return std::nullopt;
  if (const auto* at = std::get_if<timestamp>(&one->values.front())) return date_bound{lower, *at};
  if (const auto* at = std::get_if<query::relative_time>(&one->values.front())) {
    return date_bound{lower, {now.micros + at->micros}};
  }
  return std::nullopt;
}

std::string bound_condition(bool lower, const std::optional<timestamp>& at) {
  if (!at) return {};
  std::string when = to_string(*at);
  if (at->micros % day_micros == 0) when.resize(date_length);
  return std::string("published_at ") + (lower ? ">=" : "<") + " \"" + when + "\"";
}

std::optional<facet_bits> sentiments_of(const query::node& part) {
  if (const comparison* one = own_comparison(part, "sentiment")) return sentiments_of_comparison(*one);
  const auto* either = std::get_if<query::disjunction>(&part.what);
  if (either == nullptr) return std::nullopt;
  facet_bits all = 0;
  for (const query::node& each : either->parts) {
    const comparison* one = own_comparison(each, "sentiment");
    const auto set = one != nullptr ? sentiments_of_comparison(*one) : std::nullopt;
    if (!set) return std::nullopt;
    all = static_cast<facet_bits>(all | *set);
  }
  return all;
}

std::string sentiment_condition(facet_bits bands) {
  switch (bands) {
    case band_positive:
      return sentiment_bound("> ", sentiment_edge);
    case band_negative:
      return sentiment_bound("< ", -sentiment_edge);
    case band_neutral:
      return sentiment_bound(">= ", -sentiment_edge) + " AND " + sentiment_bound("<= ", sentiment_edge);
    case band_positive | band_neutral:
      return sentiment_bound(">= ", -sentiment_edge);
    case band_negative | band_neutral:
      return sentiment_bound("<= ", sentiment_edge);
    case band_positive | band_negative:
      return "(" + sentiment_bound("< ", -sentiment_edge) + " OR " + sentiment_bound("> ", sentiment_edge) +
             ")";
    case band_all:
      return "sentiment:*";
    default:
      return {};
  }
}

std::optional<facet_bits> statuses_of(const query::node& part) {
  if (const comparison* one = own_comparison(part, "status")) return statuses_of_comparison(*one);
  const auto* negated = std::get_if<query::negation>(&part.what);
  if (negated == nullptr) return std::nullopt;
  const comparison* one = own_comparison(negated->part.front(), "status");
  if (one != nullptr && one->op == comparison_operator::present) return facet_bits{0};
  const auto named = one != nullptr ? statuses_of_comparison(*one) : std::nullopt;
  if (!named) return std::nullopt;
  return static_cast<facet_bits>(every_status & ~*named);
}

std::string status_condition(facet_bits statuses) {
  if (statuses == every_status) return {};
  std::vector<query::literal> in;
  std::vector<query::literal> out;
  for (std::uint8_t i = 0; i < insight_status_names.size(); ++i) {
    const bool let_in = (statuses & (1U << i)) != 0;
    (let_in ? in : out).emplace_back(query::choice_literal{i});
  }
  if (out.size() == 1) return printed(choice_comparison(comparison_operator::not_equal, std::move(out)));
  if (in.size() == 1) return printed(choice_comparison(comparison_operator::equal, std::move(in)));
  return "NOT status:*";  // nothing is let in; every insight has a status
}

}  // namespace dossier::model::facets
