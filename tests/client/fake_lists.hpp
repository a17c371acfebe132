#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"
#include "tests/client/fake_transport.hpp"

namespace dossier::test {

/// The list API of a server that has as many brands as one likes, made when asked for: row n is called
/// `Brand 0000000` + n. Answers what a fake_transport was asked, in the order asked.
class fake_lists {
 public:
  fake_lists(fake_transport& way, std::int64_t count) : rows(count), way_(way) {}

  static uuid id_at(std::int64_t row) {
    uuid id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(row >> (8 * i));
    return id;
  }
  static std::string name_at(std::int64_t row) {
    const std::string digits = std::to_string(row);
    return "Brand " + std::string(7 - std::min<std::size_t>(7, digits.size()), '0') + digits;
  }
  static describe::any_record record_at(std::int64_t row, std::int64_t version = 1) {
    describe::any_record made(describe::type_of<brand>());
    auto& it = *made.get_if<brand>();
    it.id = id_at(row);
    it.version = version;
    it.name = name_at(row);
    return made;
  }
  /// A part of a request's address, decoded no further; nullopt when it is not there.
  static std::optional<std::string> part(const net::request& what, std::string_view name) {
    const std::string key = std::string(name) + "=";
    std::size_t at = what.target.find('?');
    while (at != std::string::npos && what.target.compare(at + 1, key.size(), key) != 0) {
      at = what.target.find('&', at + 1);
    }
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = at + 1 + key.size();
    return what.target.substr(begin, what.target.find('&', begin) - begin);
  }
  static std::int64_t number(const std::optional<std::string>& text) {
    std::int64_t value = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
  }

  /// Answers the oldest request; false when there is none.
  bool answer() {
    most_at_once = std::max(most_at_once, way_.calls.size());
    if (way_.calls.empty()) return false;
    const net::request what = way_.calls.front().what;
    ++answered;
    const auto token = part(what, "page_token");
    const std::int64_t first = token ? number(token->substr(1)) : number(part(what, "skip"));
    const std::int64_t last = std::min(rows, first + number(part(what, "page_size")));
    std::string body = "{\"items\":[";
    for (std::int64_t i = first; i < last; ++i) {
      body += (i == first ? "" : ",") + codec::to_json(record_at(i));
    }
    body += "],\"next_page_token\":" + (last < rows ? "\"t" + std::to_string(last) + "\"" : "null");
    body += ",\"page_size\":100,\"total\":{\"value\":" + std::to_string(rows) + ",\"exact\":true}}";
    way_.answer(200, std::move(body), {{"change-seq", std::to_string(seq)}});
    return true;
  }
  /// Answers until nothing is asked for any more; returns how many requests there were.
  int answer_all() {
    int count = 0;
    while (answer()) ++count;
    return count;
  }

  std::int64_t rows;
  std::int64_t seq = 1;
  std::size_t most_at_once = 0;
  int answered = 0;

 private:
  fake_transport& way_;
};

}  // namespace dossier::test
