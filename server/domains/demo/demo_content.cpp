#include "server/domains/demo/demo_content.hpp"

#include <array>
#include <cctype>
#include <string_view>

#include "server/domains/demo/demo_words.hpp"
#include "shared/text/fold.hpp"

namespace dossier::demo {
namespace {

/// Puts `name` where the text says `{}`.
std::string filled(std::string_view text, const std::string& name) {
  std::string out(text);
  for (std::size_t at = out.find("{}"); at != std::string::npos; at = out.find("{}", at + name.size())) {
    out.replace(at, 2, name);
  }
  return out;
}

std::string domain_of(const std::string& name, std::string_view country_domain) {
  std::string host;
  for (const char c : text::fold(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      host += c;
    } else if (!host.empty() && host.back() != '-') {
      host += '-';
    }
  }
  while (!host.empty() && host.back() == '-') host.pop_back();
  host += ".example";  // RFC 2606: never anybody's real domain
  return country_domain.empty() ? host : std::string(country_domain) + "." + host;
}

}  // namespace

std::uint64_t content::pick(std::uint64_t below) {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return (mixed ^ (mixed >> 31U)) % below;
}

std::vector<brand> content::brands(std::size_t count) {
  // Every pair of a first word and a trade is used at most once, in an order that the seed decides.
  std::vector<std::size_t> pairs(words::first_words.size() * words::trades.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = i;
  for (std::size_t i = pairs.size() - 1; i > 0; --i) std::swap(pairs[i], pairs[pick(i + 1)]);

  std::vector<brand> made;
  for (std::size_t i = 0; i < count && i < pairs.size(); ++i) {
    const words::trade& trade = words::trades[pairs[i] % words::trades.size()];
    const words::city& city = words::cities[pick(words::cities.size())];
    brand b;
    b.name = std::string(words::first_words[pairs[i] / words::trades.size()]) + " " + std::string(trade.name);
    b.industry = trade.industry;
    b.sub_industry = trade.sub_industry;
    b.country = city.country;
    b.headquarters = city.name;
    b.domain = domain_of(b.name, {});
    std::int64_t headcount = 4 + static_cast<std::int64_t>(pick(40));
    for (std::uint64_t steps = pick(6); steps > 0; --steps)
      headcount = headcount * 3 - static_cast<std::int64_t>(pick(9));
    if (pick(12) != 0) b.headcount = headcount;
    if (pick(8) != 0) b.founded = 1880 + static_cast<std::int64_t>(pick(145));
    b.description = filled(words::descriptions[pick(words::descriptions.size())], b.name);
    if (pick(3) == 0) b.tags.emplace_back(words::tags[pick(words::tags.size())]);
    made.push_back(std::move(b));
  }
  return made;
}

std::vector<tag> content::tags() {
  std::vector<tag> made;
  for (std::size_t i = 0; i < words::tags.size(); ++i) {
    tag t;
    t.name = words::tags[i];
    t.color = static_cast<std::uint8_t>(i % tag_color_names.size());
    t.description = words::tag_descriptions[i];
    made.push_back(std::move(t));
  }
  return made;
}

insight content::make_insight(const std::string& brand_name) {
  const words::language& language = words::languages[pick(words::languages.size())];
  insight made;
  made.title = filled(language.titles[pick(language.titles.size())], brand_name);
  const std::uint64_t sentences = 2 + pick(4);
  for (std::uint64_t i = 0; i < sentences; ++i) {
    if (!made.body.empty()) made.body += i == 2 ? "\n\n" : " ";
    made.body += filled(language.sentences[pick(language.sentences.size())], brand_name);
  }
  made.tags.emplace_back(words::tags[pick(words::tags.size())]);
  made.source = words::sources[pick(words::sources.size())];
  made.sentiment = static_cast<double>(static_cast<std::int64_t>(pick(21)) - 10) / 10.0;
  made.status = pick(4) == 0 ? insight_status::draft : insight_status::published;
  made.pinned = pick(60) == 0;
  return made;
}

}  // namespace dossier::demo
