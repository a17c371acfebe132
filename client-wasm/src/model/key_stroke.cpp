#include "client-wasm/src/model/key_stroke.hpp"

#include <array>
#include <utility>

namespace dossier::model {
namespace {

using platform::key;

constexpr std::array<std::pair<std::string_view, key>, 31> key_names{{{"Enter", key::enter},
                                                                      {"Esc", key::escape},
                                                                      {"Tab", key::tab},
                                                                      {"Space", key::space},
                                                                      {"Backspace", key::backspace},
                                                                      {"Del", key::del},
                                                                      {"Insert", key::insert},
                                                                      {"Left", key::left},
                                                                      {"Right", key::right},
                                                                      {"Up", key::up},
                                                                      {"Down", key::down},
                                                                      {"Home", key::home},
                                                                      {"End", key::end},
                                                                      {"Page Up", key::page_up},
                                                                      {"Page Down", key::page_down},
                                                                      {"F1", key::f1},
                                                                      {"F2", key::f2},
                                                                      {"F3", key::f3},
                                                                      {"F4", key::f4},
                                                                      {"F5", key::f5},
                                                                      {"F6", key::f6},
                                                                      {"F7", key::f7},
                                                                      {"F8", key::f8},
                                                                      {"F9", key::f9},
                                                                      {"F10", key::f10},
                                                                      {"F11", key::f11},
                                                                      {"F12", key::f12},
                                                                      {".", key::period},
                                                                      {",", key::comma},
                                                                      {"-", key::minus},
                                                                      {"=", key::equal}}};
constexpr std::string_view characters = "?/:>@#";

std::string_view next_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const std::size_t end = std::min(text.find(' '), text.size());
  std::string_view word = text.substr(0, end);
  if (word == "Page" && text.size() > end + 1) {
    const std::size_t second = std::min(text.find(' ', end + 1), text.size());
    word = text.substr(0, second);
  }
  text.remove_prefix(word.size());
  return word;
}

key letter_or_digit(char c) {
  const auto offset = [c](key first, char zero) {
    return static_cast<key>(static_cast<int>(first) + (c - zero));
  };
  if (c >= 'A' && c <= 'Z') return offset(key::a, 'A');
  if (c >= '0' && c <= '9') return offset(key::d0, '0');
  return key::none;
}

std::optional<key_stroke> stroke_of(std::string_view word, std::uint8_t modifiers) {
  if (word.size() == 1) {
    if (const key k = letter_or_digit(word[0]); k != key::none) return key_stroke{k, modifiers, 0};
    if (characters.find(word[0]) != std::string_view::npos && modifiers == stroke_none) {
      return key_stroke{key::none, stroke_none, word[0]};
    }
  }
  for (const auto& [name, k] : key_names) {
    if (name == word) return key_stroke{k, modifiers, 0};
  }
  return std::nullopt;
}

std::string key_name(key k) {
  if (k >= key::a && k <= key::z)
    return {static_cast<char>('A' + (static_cast<int>(k) - static_cast<int>(key::a)))};
  if (k >= key::d0 && k <= key::d9) {
    return {static_cast<char>('0' + (static_cast<int>(k) - static_cast<int>(key::d0)))};
  }
  for (const auto& [name, named] : key_names) {
    if (named == k) return std::string(name);
  }
  return {};
}

void replace_word(std::string& text, std::string_view word, std::string_view with) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + with.size())) {
    const bool starts = at == 0 || text[at - 1] == ' ';
    const bool ends = at + word.size() == text.size() || text[at + word.size()] == ' ';
    // "Page Up" is a key of its own.
    const bool page = at >= 5 && text.compare(at - 5, 5, "Page ") == 0;
    if (starts && ends && !page) text.replace(at, word.size(), with);
  }
}

}  // namespace

std::optional<key_sequence> parse_keys(std::string_view text) {
  key_sequence out;
  std::uint8_t modifiers = stroke_none;
  while (true) {
    const std::string_view word = next_word(text);
    if (word.empty()) break;
    if (word == "Ctrl") {
      modifiers |= stroke_command;
    } else if (word == "Shift") {
      modifiers |= stroke_shift;
    } else if (word == "Alt") {
      modifiers |= stroke_alt;
    } else {
      const auto stroke = stroke_of(word, modifiers);
      if (!stroke) return std::nullopt;
      out.push_back(*stroke);
      modifiers = stroke_none;
    }
  }
  if (out.empty() || modifiers != stroke_none) return std::nullopt;
  return out;
}

std::string to_string(const key_sequence& keys) {
  std::string out;
  for (const key_stroke& stroke : keys) {
    if (!out.empty()) out += ' ';
    if ((stroke.modifiers & stroke_command) != 0) out += "Ctrl ";
    if ((stroke.modifiers & stroke_alt) != 0) out += "Alt ";
    if ((stroke.modifiers & stroke_shift) != 0) out += "Shift ";
    out += stroke.character != 0 ? std::string(1, stroke.character) : key_name(stroke.key);
  }
  return out;
}

std::string cap_text(std::string_view keys, bool apple) {
  std::string out(keys);
  if (apple) {
    replace_word(out, "Ctrl", "\xE2\x8C\x98");
    replace_word(out, "Alt", "\xE2\x8C\xA5");
  }
  replace_word(out, "Up", "\xE2\x86\x91");
  replace_word(out, "Down", "\xE2\x86\x93");
  replace_word(out, "Left", "\xE2\x86\x90");
  replace_word(out, "Right", "\xE2\x86\x92");
  return out;
}

bool is_single_key(const key_stroke& stroke) {
  if (stroke.character != 0) return true;
  if ((stroke.modifiers & (stroke_command | stroke_alt)) != 0) return false;
  return stroke.key >= key::a && stroke.key <= key::d9;
}

}  // namespace dossier::model
