#include "server/domains/demo/demo_content.hpp"

#include <array>
#include <cctype>
#include <string_view>

#include "server/domains/demo/demo_notes.hpp"
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
    if (pick(3) == 0) b.tags.emplace_back(words::tags[pick(words::tags.size())].name);
    made.push_back(std::move(b));
  }
  return made;
}

std::vector<tag> content::tags() {
  std::vector<tag> made;
  for (std::size_t i = 0; i < words::tags.size(); ++i) {
    tag t;
    t.name = words::tags[i].name;
    t.color = static_cast<std::uint8_t>(i % tag_color_names.size());
    t.description = words::tags[i].description;
    made.push_back(std::move(t));
  }
  return made;
}

std::vector<saved_view> content::views() {
  std::vector<saved_view> made;
  for (const words::view& one : words::views) {
    saved_view v;
    v.name = one.name;
    v.resource = one.resource;
    v.filter = one.filter;
    if (!one.q.empty()) v.q = one.q;
    v.order_by = one.order_by;
    v.visibility = one.visibility;
    v.pinned = one.pinned;
    made.push_back(std::move(v));
  }
  return made;
}

std::size_t content::subject(std::size_t week, std::size_t brands) {
  int drawn = static_cast<int>(pick(1000));
  for (std::size_t i = 0; i < words::followed.size() && i < brands; ++i) {
    drawn -= words::followed[i][week % words::followed_weeks];
    if (drawn < 0) return i;
  }
  return pick(brands);
}

/// A `#` becomes a digit from 1 to 9.
std::string content::with_digits(std::string text) {
  for (char& c : text) {
    if (c == '#') c = static_cast<char>('1' + pick(9));
  }
  return text;
}

/// An opening, then what a note has: points, a quotation, a table, what to do next. Not every note has all.
std::string content::body_of(const words::topic& about, const std::string& brand_name) {
  const auto written = [&](std::string_view text) { return with_digits(filled(text, brand_name)); };
  std::string body = written(about.opening[pick(about.opening.size())]);
  body += "\n\n## What we heard\n\n";
  const std::size_t first = pick(about.points.size());
  const std::size_t points = 2 + pick(3);
  for (std::size_t i = 0; i < points; ++i) {
    std::string point = with_digits(std::string(about.points[(first + i) % about.points.size()]));
    body += "- " + point + "\n";
  }
  if (pick(3) != 0) body += "\n> " + std::string(about.quote) + "\n";
  if (pick(2) == 0) body += "\n## Figures\n\n" + with_digits(std::string(about.table)) + "\n";
  body += "\n## Next\n\n" + std::string(about.close) + "\n";
  return body;
}

void content::write_in_english(insight& to, const std::string& brand_name) {
  int drawn = static_cast<int>(pick(100));
  std::size_t chosen = 0;
  while (chosen + 1 < words::topics.size() && drawn >= words::topics[chosen].percent) {
    drawn -= words::topics[chosen].percent;
    ++chosen;
  }
  const words::topic& about = words::topics[chosen];
  to.title = filled(about.titles[pick(about.titles.size())], brand_name);
  to.body = body_of(about, brand_name);
  to.tags.emplace_back(about.tags[0]);
  if (pick(2) == 0) to.tags.emplace_back(about.tags[1]);
  if (pick(5) == 0) to.tags.emplace_back("key account");
}

void content::write_in_any_language(insight& to, const std::string& brand_name) {
  const words::language& language = words::languages[pick(words::languages.size())];
  to.title = filled(language.titles[pick(language.titles.size())], brand_name);
  const std::uint64_t sentences = 2 + pick(4);
  for (std::uint64_t i = 0; i < sentences; ++i) {
    if (!to.body.empty()) to.body += i == 2 ? "\n\n" : " ";
    to.body += filled(language.sentences[pick(language.sentences.size())], brand_name);
  }
  to.tags.emplace_back(words::tags[pick(words::tags.size())].name);
}

insight content::make_insight(const std::string& brand_name) {
  insight made;
  if (pick(4) == 0) {
    write_in_any_language(made, brand_name);
  } else {
    write_in_english(made, brand_name);
  }
  made.source = words::sources[pick(words::sources.size())];
  if (pick(6) != 0) made.sentiment = static_cast<double>(static_cast<std::int64_t>(pick(21)) - 8) / 10.0;
  if (made.sentiment && *made.sentiment > 1) made.sentiment = 1;
  made.status = insight_status::published;
  if (pick(12) == 0) made.status = insight_status::draft;
  if (pick(25) == 0) made.status = insight_status::archived;
  made.pinned = pick(60) == 0;
  return made;
}

std::vector<std::size_t> content::insights_per_week(std::size_t count) {
  int all = 0;
  for (const int share : words::busy_weeks) all += share;
  std::vector<std::size_t> weeks;
  std::size_t given = 0;
  int shares = 0;
  for (const int share : words::busy_weeks) {
    shares += share;
    const std::size_t until = count * static_cast<std::size_t>(shares) / static_cast<std::size_t>(all);
    weeks.push_back(until - given);
    given = until;
  }
  return weeks;
}

}  // namespace dossier::demo
