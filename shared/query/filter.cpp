#include "shared/query/filter.hpp"

#include <type_traits>

#include "shared/codec/json_text.hpp"
#include "shared/text/fold.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::field;

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

struct literal_printer {
  std::string& out;
  const field& described;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(const text_literal& value) const { append_quoted(out, value.text); }
  void operator()(std::int64_t value) const { codec::append_json_number(out, value); }
  void operator()(double value) const { codec::append_json_number(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(const uuid& value) const { append_quoted(out, to_string(value)); }
  void operator()(timestamp value) const { append_quoted(out, dossier::to_string(value)); }
  void operator()(choice_literal value) const { append_quoted(out, described.choices[value.index]); }
};

void print(std::string& out, const node& what) {
  if (const auto* one = std::get_if<comparison>(&what.what)) {
    out += one->field->name;
    out += " = ";
    std::visit(literal_printer{out, *one->field}, one->value);
    return;
  }
  bool first = true;
  for (const node& part : std::get<conjunction>(what.what).parts) {
    if (!first) out += " AND ";
    first = false;
    print(out, part);
  }
}

/// Whether a member equals a literal. A literal of another kind than the member cannot come out of the
/// parser.
struct equality {
  const literal& wanted;

  template <class T>
  bool operator()(const std::optional<T>& member) const {
    if (std::holds_alternative<std::monostate>(wanted)) return !member.has_value();
    return member.has_value() && (*this)(*member);
  }
  bool operator()(const std::string& member) const {
    const auto* text = std::get_if<text_literal>(&wanted);
    return text != nullptr && text::fold(member) == text->key;
  }
  bool operator()(std::uint8_t member) const {
    const auto* choice = std::get_if<choice_literal>(&wanted);
    return choice != nullptr && choice->index == member;
  }
  bool operator()(const std::vector<std::string>&) const { return false; }
  template <class T>
  bool operator()(const T& member) const {
    const T* value = std::get_if<T>(&wanted);
    return value != nullptr && *value == member;
  }
};

bool holds(const node& what, const any_record& record) {
  if (const auto* one = std::get_if<comparison>(&what.what)) {
    return describe::visit(*one->field, record.data(), equality{one->value});
  }
  for (const node& part : std::get<conjunction>(what.what).parts) {
    if (!holds(part, record)) return false;
  }
  return true;
}

void collect(const node& what, std::vector<const comparison*>& into) {
  if (const auto* one = std::get_if<comparison>(&what.what)) {
    into.push_back(one);
    return;
  }
  for (const node& part : std::get<conjunction>(what.what).parts) collect(part, into);
}

}  // namespace

std::string to_string(const filter& what) {
  std::string out;
  if (what.root) print(out, *what.root);
  return out;
}

bool matches(const filter& what, const any_record& record) {
  return !what.root || holds(*what.root, record);
}

std::vector<const comparison*> comparisons_of(const filter& what) {
  std::vector<const comparison*> all;
  if (what.root) collect(*what.root, all);
  return all;
}

}  // namespace dossier::query
