#pragma once
#include <random>
#include <string>
#include <vector>

#include "shared/describe/record_type.hpp"

namespace dossier::tests {

/// Makes valid records of any described type; the same seed gives the same ones.
class random_records {
 public:
  explicit random_records(std::uint32_t seed) : engine_(seed) {}

  /// A whole number in [0, below).
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(engine_() % below); }

  uuid id() {
    uuid made;
    for (std::uint8_t& byte : made.bytes) byte = static_cast<std::uint8_t>(engine_());
    return made;
  }

  timestamp moment() {
    const auto seconds = static_cast<std::int64_t>(engine_()) - 2'000'000'000;
    return {seconds * 1'000'000 + static_cast<std::int64_t>(engine_() % 1'000'000)};
  }

  /// Up to `most` characters of several scripts, with what JSON has to escape.
  std::string text(std::uint32_t most, bool one_line) {
    static const std::vector<std::string> pieces{"a", "B",  "z",  " ", "é", "Ł", "ß", "Ж", "中",
                                                 "😀", "\"", "\\", "/", "0", "_", "Σ", "İ", "ﬁ"};
    std::string made = "x";
    for (std::uint32_t i = pick(most); i > 1; --i)
      made += pieces[pick(static_cast<std::uint32_t>(pieces.size()))];
    if (!one_line && pick(2) == 0) made += "\n\ttext";
    return made;
  }

  describe::any_record record(const describe::record_type& type) {
    describe::any_record made(type);
    for (const describe::field& described : type.fields) {
      describe::visit(described, made.data(), filler{*this, described});
    }
    if (pick(2) == 0) made.base().deleted_at.reset();
    return made;
  }

 private:
  struct filler {
    random_records& random;
    const describe::field& described;

    template <class T>
    void operator()(std::optional<T>& member) {
      if (random.pick(4) == 0) {
        member.reset();
      } else {
        (*this)(member.emplace());
      }
    }
    void operator()(std::string& member) {
      if (described.format == describe::text_format::domain) {
        member = "shop-" + std::to_string(random.pick(1000)) + ".example";
      } else if (described.format == describe::text_format::country) {
        member =
            std::string{static_cast<char>('A' + random.pick(26)), static_cast<char>('A' + random.pick(26))};
      } else {
        const auto most = static_cast<std::uint32_t>(std::min<std::int64_t>(described.max, 40)) - 7;
        member = random.text(std::max(most, 2U), described.format != describe::text_format::markdown);
      }
    }
    void operator()(std::int64_t& member) {
      member = std::max<std::int64_t>(described.min, 1) + random.pick(5000);
    }
    void operator()(double& member) {
      member = static_cast<double>(random.pick(2'000'001)) / 1'000'000.0 - 1.0;
    }
    void operator()(bool& member) { member = random.pick(2) == 0; }
    void operator()(uuid& member) { member = random.id(); }
    void operator()(timestamp& member) { member = random.moment(); }
    void operator()(std::uint8_t& member) {
      member = static_cast<std::uint8_t>(random.pick(static_cast<std::uint32_t>(described.choices.size())));
    }
    void operator()(std::vector<std::string>& member) {
      member.clear();
      for (std::uint32_t i = 0, count = random.pick(4); i < count; ++i) {
        member.push_back("tag " + std::to_string(i) + " " + std::to_string(random.pick(100)));
      }
    }
  };

  std::mt19937 engine_;
};

}  // namespace dossier::tests
