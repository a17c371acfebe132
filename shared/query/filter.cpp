#include "shared/query/filter.hpp"

#include <algorithm>

#include "shared/codec/json_text.hpp"
#include "shared/text/fold.hpp"
#include "shared/text/words.hpp"

namespace dossier::query {
namespace {

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
  void operator()(relative_time value) const { out += query::to_string(value); }
  void operator()(caller_literal) const { out += "me"; }
};

std::string_view symbol_of(comparison_operator op) {
  switch (op) {
    case comparison_operator::equal:
      return " = ";
    case comparison_operator::not_equal:
      return " != ";
    case comparison_operator::less:
      return " < ";
    case comparison_operator::less_equal:
      return " <= ";
    case comparison_operator::greater:
      return " > ";
    case comparison_operator::greater_equal:
      return " >= ";
    case comparison_operator::has:
      return ":";
    case comparison_operator::present:
      return ":*";
    case comparison_operator::in:
      break;
  }
  return " IN (";
}

void print(std::string& out, const comparison& one) {
  if (one.through != nullptr) {
    out += one.through->short_form_name();
    out += '.';
  }
  out += one.field->name;
  out += symbol_of(one.op);
  for (std::size_t i = 0; i < one.values.size(); ++i) {
    if (i != 0) out += ", ";
    std::visit(literal_printer{out, *one.field}, one.values[i]);
  }
  if (one.op == comparison_operator::in) out += ')';
}

void print(std::string& out, const node& what);

void print_in_parentheses(std::string& out, const node& what, bool needed) {
  if (needed) out += '(';
  print(out, what);
  if (needed) out += ')';
}

/// A part that binds less tightly than its parent stands in parentheses.
void print(std::string& out, const node& what) {
  if (const auto* one = std::get_if<comparison>(&what.what)) return print(out, *one);
  if (const auto* negated = std::get_if<negation>(&what.what)) {
    out += "NOT ";
    const node& part = negated->part.front();
    const bool tight =
        std::holds_alternative<comparison>(part.what) || std::holds_alternative<negation>(part.what);
    return print_in_parentheses(out, part, !tight);
  }
  const auto* all = std::get_if<conjunction>(&what.what);
  const std::vector<node>& parts = all != nullptr ? all->parts : std::get<disjunction>(what.what).parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) out += all != nullptr ? " AND " : " OR ";
    print_in_parentheses(out, parts[i], all != nullptr && std::holds_alternative<disjunction>(parts[i].what));
  }
}

template <class Value>
bool has_value_of(const filter& what) {
  bool found = false;
  for_each_comparison(what, [&found](const comparison& one) {
    for (const literal& value : one.values) found = found || std::holds_alternative<Value>(value);
  });
  return found;
}

}  // namespace

bool operator==(const node& left, const node& right) {
  return left.what == right.what;
}
bool operator==(const conjunction& left, const conjunction& right) {
  return left.parts == right.parts;
}
bool operator==(const disjunction& left, const disjunction& right) {
  return left.parts == right.parts;
}
bool operator==(const negation& left, const negation& right) {
  return left.part == right.part;
}

text_literal make_text(std::string text) {
  std::string key = text::fold(text);
  std::string words = text::spaced_words(key);
  return {std::move(text), std::move(key), std::move(words)};
}

std::string to_string(const filter& what) {
  std::string out;
  if (what.root) print(out, *what.root);
  return out;
}

// Weeks are left to who likes to write them.
std::string to_string(const relative_time& what) {
  if (what.micros == 0) return "now";
  const std::int64_t seconds = (what.micros < 0 ? -what.micros : what.micros) / 1'000'000;
  const std::string head = what.micros < 0 ? "now-" : "now+";
  if (seconds % 86400 == 0) return head + std::to_string(seconds / 86400) + "d";
  if (seconds % 3600 == 0) return head + std::to_string(seconds / 3600) + "h";
  if (seconds % 60 == 0) return head + std::to_string(seconds / 60) + "m";
  return head + std::to_string(seconds) + "s";
}

filter bound_to(filter what, const uuid& caller) {
  if (!what.root) return what;
  for_each_comparison_in(*what.root, [&caller](comparison& one) {
    for (literal& value : one.values) {
      if (std::holds_alternative<caller_literal>(value)) value = caller;
    }
  });
  return what;
}

filter both(filter left, filter right) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  conjunction all;
  for (node* part : {&*left.root, &*right.root}) {
    if (auto* already = std::get_if<conjunction>(&part->what)) {
      for (node& each : already->parts) all.parts.push_back(std::move(each));
    } else {
      all.parts.push_back(std::move(*part));
    }
  }
  left.root = node{std::move(all)};
  return left;
}

bool has_caller(const filter& what) {
  return has_value_of<caller_literal>(what);
}

bool has_relative_time(const filter& what) {
  return has_value_of<relative_time>(what);
}

std::vector<const field*> references_in(const filter& what) {
  std::vector<const field*> found;
  for_each_comparison(what, [&found](const comparison& one) {
    if (one.through != nullptr) found.push_back(one.through);
  });
  std::sort(found.begin(), found.end(), std::less<>{});
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<const comparison*> comparisons_of(const filter& what) {
  std::vector<const comparison*> all;
  if (!what.root) return all;
  if (const auto* one = std::get_if<comparison>(&what.root->what)) all.push_back(one);
  if (const auto* both = std::get_if<conjunction>(&what.root->what)) {
    for (const node& part : both->parts) {
      if (const auto* one = std::get_if<comparison>(&part.what)) all.push_back(one);
    }
  }
  return all;
}

bool is_conjunction_of_comparisons(const filter& what) {
  if (!what.root || std::holds_alternative<comparison>(what.root->what)) return true;
  const auto* both = std::get_if<conjunction>(&what.root->what);
  return both != nullptr && std::all_of(both->parts.begin(), both->parts.end(), [](const node& part) {
           return std::holds_alternative<comparison>(part.what);
         });
}

}  // namespace dossier::query
