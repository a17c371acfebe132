#pragma once
#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"

namespace dossier::tests {

/// Makes filters and records of any described type from few values, so that filters hold often enough to tell
/// right from wrong: texts of the same words in other spellings, small numbers, days around `now`, ids of a
/// few references. The same seed gives the same ones.
class random_filters {
 public:
  /// Relative times are drawn around `now`, which records' times surround, too.
  explicit random_filters(std::uint32_t seed, timestamp now = {1'790'000'000'000'000})
      : engine_(seed), now_(now) {}

  /// A whole number in [0, below).
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(engine_() % below); }

  [[nodiscard]] timestamp now() const { return now_; }
  /// The ids that records refer to and are made by: a few, the first is a good `me`.
  [[nodiscard]] static uuid some_id(std::uint32_t index) {
    uuid made;
    made.bytes = {1, 0x92, 0xF0, 0xC1, 0x7A, 0x2B, 0x7C, 0x3D, 0x8E, 0x4F, 1, 2, 3, 4, 5};
    made.bytes.back() = static_cast<std::uint8_t>(index);
    return made;
  }
  static constexpr std::uint32_t ids = 5;

  /// A filter over `type` of up to `most` comparisons, empty now and then, in the form the parser gives it.
  /// With `paths`, some of them lead through references.
  query::filter filter(const describe::record_type& type, std::uint32_t most = 6, bool paths = true) {
    query::filter made{&type, std::nullopt};
    if (pick(50) != 0) made.root = node(type, 1 + pick(most), paths, 0);
    return made;
  }

  /// A valid record of `type` with an id of its own. References are set to `some_id`s.
  describe::any_record record(const describe::record_type& type) {
    describe::any_record made(type);
    for (const describe::field& described : type.fields) {
      describe::visit(described, made.data(), filler{*this, described});
    }
    for (std::uint8_t& byte : made.base().id.bytes) byte = static_cast<std::uint8_t>(engine_());
    made.base().version = 1;
    made.base().deleted_at.reset();
    return made;
  }

  /// A text of a few words in any case and accents, with punctuation between them; never blank.
  std::string text(const describe::field& described) {
    if (described.format == describe::text_format::country) return any(countries);
    if (described.format == describe::text_format::domain) return any(domains);
    std::string made = any(words);
    for (std::uint32_t more = pick(3); more > 0; --more) {
      const std::string next = any(gaps) + any(words);
      if (described.max >= 0 && made.size() + next.size() > static_cast<std::size_t>(described.max)) break;
      made += next;
    }
    return made;
  }

 private:
  inline static const std::vector<std::string> words{
      "Acme", "acme", "ÁCME", "corp", "Corp", "Société", "société", "Ærø", "aero", "Ж", "中文", "x", "z9"};
  inline static const std::vector<std::string> gaps{" ", " ", "-", ", ", " \"", "\\", "—", "’", "_", "😀"};
  inline static const std::vector<std::string> countries{"DE", "FR", "US", "ZA"};
  inline static const std::vector<std::string> domains{"acme.com", "acme.example.org", "shop-1.fr", "ærø.dk"};

  template <class List>
  const typename List::value_type& any(const List& of) {
    return of.at(pick(static_cast<std::uint32_t>(of.size())));
  }

  std::int64_t moment_offset() {
    static constexpr std::array<std::int64_t, 6> seconds{0, 1, 60, 3600, 86400, 7 * 86400};
    const std::int64_t offset = any(seconds) * static_cast<std::int64_t>(pick(4));
    return (pick(2) == 0 ? offset : -offset) * 1'000'000;
  }

  struct filler {
    random_filters& random;
    const describe::field& described;

    template <class T>
    void operator()(std::optional<T>& member) {
      if (random.pick(4) == 0) {
        member.reset();
      } else {
        (*this)(member.emplace());
      }
    }
    void operator()(std::string& member) { member = random.text(described); }
    void operator()(std::int64_t& member) { member = random.whole(described); }
    void operator()(double& member) { member = random.number(); }
    void operator()(bool& member) { member = random.pick(2) == 0; }
    void operator()(uuid& member) { member = some_id(random.pick(ids)); }
    void operator()(timestamp& member) { member.micros = random.now_.micros + random.moment_offset(); }
    void operator()(std::uint8_t& member) { member = random.choice(described); }
    void operator()(std::vector<std::string>& member) {
      member.clear();
      std::vector<std::string> keys;
      for (std::uint32_t i = random.pick(4); i > 0; --i) {
        const query::text_literal item = query::make_text(random.text(described));
        if (std::find(keys.begin(), keys.end(), item.key) != keys.end()) continue;
        keys.push_back(item.key);
        member.push_back(item.text);
      }
    }
  };

  std::int64_t whole(const describe::field& described) {
    const std::int64_t low = std::max<std::int64_t>(described.min, 0);
    return std::min<std::int64_t>(low + pick(5), described.max);
  }
  double number() { return static_cast<double>(pick(9)) / 4.0 - 1.0; }
  std::uint8_t choice(const describe::field& described) {
    return static_cast<std::uint8_t>(pick(static_cast<std::uint32_t>(described.choices.size())));
  }

  query::literal value(const describe::field& described) {
    using describe::kind;
    switch (described.kind) {
      case kind::integer:
        return whole(described);
      case kind::number:
        return number();
      case kind::boolean:
        return pick(2) == 0;
      case kind::uuid:
        if (pick(3) == 0) return query::caller_literal{};
        return some_id(pick(ids));
      case kind::timestamp:
        if (pick(2) == 0) return query::relative_time{moment_offset()};
        return timestamp{now_.micros + moment_offset()};
      case kind::choice:
        return query::choice_literal{choice(described)};
      case kind::text:
      case kind::text_list:
        break;
    }
    return query::make_text(text(described));
  }

  query::comparison_operator operation(const describe::field& described) {
    using describe::kind;
    using query::comparison_operator;
    if (pick(8) == 0) return comparison_operator::present;
    if (described.kind == kind::text_list) return comparison_operator::has;
    if (described.kind == kind::text && pick(4) == 0) return comparison_operator::has;
    static constexpr std::array all{comparison_operator::equal,        comparison_operator::not_equal,
                                    comparison_operator::in,           comparison_operator::less,
                                    comparison_operator::less_equal,   comparison_operator::greater,
                                    comparison_operator::greater_equal};
    const bool ordered = described.kind == kind::text || described.kind == kind::integer ||
                         described.kind == kind::number || described.kind == kind::timestamp;
    return all.at(pick(ordered ? 7 : 3));
  }

  const describe::field& filterable(const describe::record_type& type) {
    while (true) {
      const describe::field& found = type.fields[pick(static_cast<std::uint32_t>(type.fields.size()))];
      if (found.is_filterable) return found;
    }
  }

  query::comparison comparison(const describe::record_type& type, bool paths) {
    using query::comparison_operator;
    query::comparison made;
    made.field = &filterable(type);
    const describe::record_type* referenced =
        made.field->references.empty() ? nullptr : describe::find_record(made.field->references);
    if (paths && referenced != nullptr && pick(3) != 0) {
      made.through = made.field;
      made.field = &filterable(*referenced);
    }
    made.op = operation(*made.field);
    if (made.op == comparison_operator::present) return made;
    const bool null_suits = (made.field->nullable || made.through != nullptr) &&
                            (made.op == comparison_operator::equal ||
                             made.op == comparison_operator::not_equal || made.op == comparison_operator::in);
    const std::uint32_t count = made.op == comparison_operator::in ? 1 + pick(4) : 1;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (null_suits && pick(5) == 0) {
        made.values.emplace_back(std::monostate{});
      } else {
        made.values.push_back(value(*made.field));
      }
    }
    return made;
  }

  /// As many comparisons as `budget`, at most `depth` deep; a list never stands right in one of its sort.
  query::node node(const describe::record_type& type, std::uint32_t budget, bool paths, std::size_t depth) {
    if (depth < 8 && pick(6) == 0) {
      query::negation made;
      made.part.push_back(node(type, budget, paths, depth + 1));
      return {std::move(made)};
    }
    if (budget <= 1) return {comparison(type, paths)};
    if (pick(2) == 0) return list<query::conjunction>(type, budget, paths, depth);
    return list<query::disjunction>(type, budget, paths, depth);
  }

  template <class List>
  query::node list(const describe::record_type& type, std::uint32_t budget, bool paths, std::size_t depth) {
    List made;
    while (budget > 0 || made.parts.size() < 2) {
      const std::uint32_t share = depth < 8 && budget > 1 ? 1 + pick(budget - 1) : 1;
      query::node part = node(type, share, paths, depth + 1);
      budget -= std::min(budget, share);
      if (auto* same = std::get_if<List>(&part.what)) {
        for (query::node& one : same->parts) made.parts.push_back(std::move(one));
      } else {
        made.parts.push_back(std::move(part));
      }
    }
    return {std::move(made)};
  }

  std::mt19937 engine_;
  timestamp now_;
};

}  // namespace dossier::tests
